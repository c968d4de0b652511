#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>

namespace reinhardt::db::optimizer {

Outcome Reduction::reduce_add_field(Incoming& incoming) {
    const auto& add = static_cast<const AddField&>(*incoming.operation);
    if (const auto node = earlier(incoming, "f:" + add.field.name)) {
        const auto* removed = as<RemoveField>(*node);
        const Facts& facts = order_.node(*node).facts;
        // The same field in the same place again: as if it had stayed.
        if (removed != nullptr && facts.was_last && facts.old_field && *facts.old_field == add.field.migrated()) {
            const ModelPtr model = known_.get(incoming.label());
            const auto& fields = model->fields;
            if (fields.size() > 1 && fields[fields.size() - 2].name == facts.last_field && cancel(*node, incoming) == Outcome::absorbed) return Outcome::absorbed;
        }
    }
    return into_create(incoming);
}

Outcome Reduction::reduce_alter_field(Incoming& incoming) {
    const auto& alter = static_cast<const AlterField&>(*incoming.operation);
    const auto node = earlier(incoming, "f:" + alter.field.name);
    if (!node) return into_create(incoming);
    if (const auto* add = as<AddField>(*node)) {
        const auto result = add_and_alter(*add, alter);
        return result != nullptr ? join(*node, incoming, result, {}) : Outcome::kept;
    }
    if (const auto* first = as<AlterField>(*node)) {
        const Facts& facts = order_.node(*node).facts;
        const auto result = alter_twice(*first, facts.old_field, alter);
        return result != nullptr ? join(*node, incoming, result, Facts(facts)) : Outcome::kept;
    }
    if (const auto* rename = as<RenameField>(*node)) {
        // AlterField, RenameField, AlterField: the first is overwritten, whatever the name was.
        const auto users = order_.users(part(*incoming.operation, "f:" + rename->from));
        if (users.size() < 2 || users.back() != *node || !same_backends(users[users.size() - 2], incoming)) return Outcome::kept;
        const NodeIndex before = users[users.size() - 2];
        const auto* first = as<AlterField>(before);
        if (first == nullptr || (first->field.attributes.has("column") && !alter.field.attributes.has("column"))) return Outcome::kept;
        for (const auto& access : order_.node(before).accesses) {
            for (const NodeIndex user : order_.users_after(before, access.resource, access.touch)) {
                if (user != *node) return Outcome::kept;
            }
        }
        const auto result = alter_twice(*first, order_.node(before).facts.old_field, alter);
        if (result == nullptr) return Outcome::kept;
        Facts facts = order_.node(before).facts;
        if (facts.old_field) facts.old_field->name = alter.field.name;
        remove(before);
        incoming.operation = result;
        incoming.facts = std::move(facts);
        incoming.accesses = accesses_of(*result, incoming.facts, known_.complete(), resources_);
        return Outcome::changed;
    }
    return Outcome::kept;
}

Outcome Reduction::reduce_remove_field(Incoming& incoming) {
    const auto& remove_field = static_cast<const RemoveField&>(*incoming.operation);
    const auto node = earlier(incoming, "f:" + remove_field.name);
    if (!node) return into_create(incoming);
    if (as<AddField>(*node) != nullptr) return cancel(*node, incoming);
    if (as<AlterField>(*node) != nullptr) {
        Facts facts = incoming.facts;
        facts.old_field = order_.node(*node).facts.old_field;
        if (const auto pulled = pull(*node, incoming, incoming.operation, std::move(facts)); pulled != Outcome::kept) return pulled;
        return join_all(*node, incoming, incoming.operation);
    }
    if (const auto* rename = as<RenameField>(*node)) {
        if (!ordering_spares(incoming.label(), rename->to)) return Outcome::kept;
        auto result = copy_of(remove_field);
        result->name = rename->from;
        Facts facts = incoming.facts;
        if (facts.old_field) facts.old_field->name = rename->from;
        return pull(*node, incoming, result, std::move(facts));
    }
    return Outcome::kept;
}

}  // namespace reinhardt::db::optimizer
