#include <algorithm>
#include <set>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::optimizer {

std::optional<std::vector<Reduction::Rewritten>> Reduction::followers(const Incoming& incoming, NodeIndex definer, const FieldRename& rename) {
    std::set<NodeIndex> nodes;
    for (const auto& access : incoming.accesses) {
        for (const NodeIndex user : order_.users_after(definer, access.resource, access.touch)) nodes.insert(user);
    }
    nodes.erase(definer);
    FieldRename safe = rename;
    for (const NodeIndex node : nodes) {
        // The column may have been another one when an expression named it.
        if (const auto* alter = as<AlterField>(node); alter != nullptr && alter->field.name == rename.from) safe.old_column.clear();
    }
    std::vector<Rewritten> result;
    const auto new_name = part(*incoming.operation, "f:" + rename.to);
    for (const NodeIndex node : nodes) {
        for (const auto& access : order_.node(node).accesses) {
            if (access.resource == new_name) return std::nullopt;
        }
        OperationPtr rewritten = with_field_renamed(*order_.node(node).operation, safe);
        if (rewritten == nullptr) return std::nullopt;
        result.push_back({node, std::move(rewritten)});
    }
    return result;
}

/// The field has the new name from where it came to be, and so has everything behind that.
Outcome Reduction::reduce_rename_field(Incoming& incoming) {
    const auto& rename_field = static_cast<const RenameField&>(*incoming.operation);
    if (rename_field.from == rename_field.to) return Outcome::absorbed;
    const std::string label = incoming.label();
    FieldRename rename{label, rename_field.from, rename_field.to, {}, {}};
    if (incoming.facts.old_field) {
        Field renamed = *incoming.facts.old_field;
        rename.old_column = renamed.column();
        renamed.name = rename_field.to;
        rename.new_column = renamed.column();
    }
    const auto old_name = part(rename_field, "f:" + rename_field.from);
    const auto users = order_.users(old_name);
    std::optional<NodeIndex> definer;
    for (const NodeIndex user : users) {
        const auto* add = as<AddField>(user);
        const auto* other = as<RenameField>(user);
        if (add != nullptr && add->app + "." + add->model == label && add->field.name == rename_field.from) definer = user;
        if (other != nullptr && other->app + "." + other->model == label && other->to == rename_field.from) definer = user;
    }
    const auto create = creation(label);
    if (!definer) definer = create;
    if (!definer || !same_backends(*definer, incoming)) return Outcome::kept;
    const auto rewritten = followers(incoming, *definer, rename);
    if (!rewritten) return Outcome::kept;
    // The ordering of a model that was there before follows the rename, even where it named the field ahead of its time.
    if (as<CreateModel>(*definer) == nullptr && !ordering_spares(label, rename_field.to)) return Outcome::kept;
    OperationPtr result;
    if (const auto* add = as<AddField>(*definer)) {
        result = with_field_renamed(*add, rename);
    } else if (const auto* earlier_rename = as<RenameField>(*definer)) {
        if (earlier_rename->from == rename_field.to) {
            if (!rewritten->empty()) return Outcome::kept;
            return cancel(*definer, incoming);
        }
        auto longer = copy_of(*earlier_rename);
        longer->to = rename_field.to;
        result = std::move(longer);
    } else {
        if (rewritten->empty()) return into_create(incoming);
        KnownModels alone(nullptr);
        try {
            (void)alone.apply(*order_.node(*definer).operation);
            (void)alone.apply(rename_field);
        } catch (const Error&) {
            return Outcome::kept;
        }
        auto made = copy_of(*as<CreateModel>(*definer));
        made->model = *alone.get(label);
        result = std::move(made);
    }
    if (result == nullptr) return Outcome::kept;
    order_.node(*definer).operation = result;
    for (const auto& [node, operation] : *rewritten) {
        order_.node(node).operation = operation;
        if (auto& field = order_.node(node).facts.old_field; field && field->name == rename_field.from) field->name = rename_field.to;
    }
    std::set<std::string> columns{lower(rename_field.from), lower(rename_field.from + "_id"), lower(rename.old_column)};
    const Field* unchanged = incoming.facts.old_field && incoming.facts.old_field->attributes.has("column") ? &*incoming.facts.old_field : nullptr;
    if (unchanged != nullptr) columns.erase(lower(unchanged->column()));
    order_.rekey(*definer, old_name, part(rename_field, "f:" + rename_field.to));
    for (const auto& column : columns) {
        if (column.empty()) continue;
        const bool key_column = column == lower(rename_field.from + "_id");
        const std::string next = lower(key_column ? rename_field.to + "_id" : rename_field.to);
        order_.rekey(*definer, part(rename_field, "c:" + column), part(rename_field, "c:" + next));
    }
    return Outcome::absorbed;
}

/// The model has the new name from its creation or first renaming on; all that refers to it follows.
Outcome Reduction::reduce_rename_model(Incoming& incoming) {
    const auto& rename = static_cast<const RenameModel&>(*incoming.operation);
    if (rename.from == rename.to) return Outcome::absorbed;
    const std::string old_label = rename.app + "." + rename.from;
    const std::string new_label = rename.app + "." + rename.to;
    const auto users = order_.users(resources_.of(resources_.model(old_label)));
    if (users.empty() || !order_.unused(resources_.of(resources_.model(new_label)))) return Outcome::kept;
    const NodeIndex definer = users.front();
    if (!same_backends(definer, incoming)) return Outcome::kept;
    OperationPtr result;
    Facts facts = order_.node(definer).facts;
    if (const auto* create = as<CreateModel>(definer); create != nullptr && create->model.label() == old_label) {
        auto made = std::static_pointer_cast<const CreateModel>(with_model_renamed(*create, {}, rename.app, rename.from, rename.to));
        auto renamed = copy_of(*made);
        renamed->model.name = rename.to;
        result = std::move(renamed);
    } else if (const auto* first = as<RenameModel>(definer); first != nullptr && first->app + "." + first->to == old_label) {
        auto longer = copy_of(*first);
        longer->to = rename.to;
        result = std::move(longer);
    } else {
        return Outcome::kept;
    }
    std::vector<Rewritten> rewritten;
    for (const NodeIndex user : users) {
        if (user == definer) continue;
        auto operation = with_model_renamed(*order_.node(user).operation, order_.node(user).facts, rename.app, rename.from, rename.to);
        if (operation == nullptr) return Outcome::kept;
        rewritten.push_back({user, std::move(operation)});
    }
    // What else the new name could run into: its table's name in use by another model.
    for (const auto& access : incoming.accesses) {
        for (const NodeIndex user : order_.users_after(definer, access.resource, access.touch)) {
            if (user != definer && std::find(users.begin(), users.end(), user) == users.end()) return Outcome::kept;
        }
    }
    for (auto& [node, operation] : rewritten) {
        order_.node(node).operation = std::move(operation);
        if (auto& field = order_.node(node).facts.old_field) repoint(*field, old_label, new_label);
    }
    resources_.rename_model(old_label, new_label);
    const auto accesses = accesses_of(*result, facts, known_.complete(), resources_);
    order_.replace(definer, result, accesses);
    return Outcome::absorbed;
}

}  // namespace reinhardt::db::optimizer
