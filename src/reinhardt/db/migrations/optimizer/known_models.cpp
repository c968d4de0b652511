#include <reinhardt/db/migrations/optimizer/known_models.hpp>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::optimizer {

namespace {

std::string label_of(const Operation& operation) { return operation.app + "." + operation.model_name(); }

std::optional<Field> field_named(const ModelPtr& model, const std::string& name) {
    const Field* field = model != nullptr ? model->field(name) : nullptr;
    return field != nullptr ? std::optional<Field>(*field) : std::nullopt;
}

std::optional<ModelIndex> index_named(const ModelPtr& model, const std::string& name) {
    const ModelIndex* index = model != nullptr ? model->index(name) : nullptr;
    return index != nullptr ? std::optional<ModelIndex>(*index) : std::nullopt;
}

std::optional<ModelConstraint> constraint_named(const ModelPtr& model, const std::string& name) {
    const ModelConstraint* constraint = model != nullptr ? model->constraint(name) : nullptr;
    return constraint != nullptr ? std::optional<ModelConstraint>(*constraint) : std::nullopt;
}

}  // namespace

const Field* field_of(const Operation& operation) {
    if (const auto* add = dynamic_cast<const AddField*>(&operation)) return &add->field;
    if (const auto* alter = dynamic_cast<const AlterField*>(&operation)) return &alter->field;
    return nullptr;
}

KnownModels::KnownModels(const ProjectState* before) : complete_(before != nullptr) {
    if (before != nullptr) state_ = *before;
}

ModelPtr KnownModels::get(const std::string& label) const { return stand_ins_.contains(label) ? nullptr : state_.get(label); }

Facts KnownModels::apply(const Operation& operation) {
    Facts facts = facts_before(operation);
    if (complete_) {
        operation.apply(state_);
    } else {
        apply_partly(operation);
    }
    if (const auto* rename = dynamic_cast<const RenameIndex*>(&operation)) facts.new_index = index_named(get(label_of(operation)), rename->to);
    return facts;
}

Facts KnownModels::facts_before(const Operation& operation) const {
    Facts facts;
    const ModelPtr model = get(label_of(operation));
    if (model == nullptr) return facts;
    const auto& kind = operation;
    if (const auto* alter = dynamic_cast<const AlterField*>(&kind)) {
        facts.old_field = field_named(model, alter->field.name);
    } else if (const auto* rename = dynamic_cast<const RenameField*>(&kind)) {
        facts.old_field = field_named(model, rename->from);
    } else if (const auto* remove = dynamic_cast<const RemoveField*>(&kind)) {
        facts.old_field = field_named(model, remove->name);
        facts.was_last = !model->fields.empty() && model->fields.back().name == remove->name;
        for (const auto& field : model->fields) {
            if (field.name != remove->name) facts.last_field = field.name;
        }
    } else if (const auto* remove_index = dynamic_cast<const RemoveIndex*>(&kind)) {
        facts.old_index = index_named(model, remove_index->name);
    } else if (const auto* rename_index = dynamic_cast<const RenameIndex*>(&kind)) {
        facts.old_index = index_named(model, rename_index->from);
    } else if (const auto* remove_constraint = dynamic_cast<const RemoveConstraint*>(&kind)) {
        facts.old_constraint = constraint_named(model, remove_constraint->name);
    } else if (const auto* alter_constraint = dynamic_cast<const AlterConstraint*>(&kind)) {
        facts.old_constraint = constraint_named(model, model->constraint_name(alter_constraint->constraint));
    } else {
        facts.old_model = model;
    }
    return facts;
}

/// A model that others refer to and that nothing is known about.
void KnownModels::need(const std::string& label) {
    if (label.empty() || state_.find(label) != nullptr) return;
    ModelState model;
    const auto dot = label.find('.');
    model.app = label.substr(0, dot);
    model.name = dot == std::string::npos ? std::string() : label.substr(dot + 1);
    state_.put(std::move(model));
    stand_ins_.insert(label);
}

void KnownModels::apply_partly(const Operation& operation) {
    const auto* create = dynamic_cast<const CreateModel*>(&operation);
    const std::string new_label = operation.new_label();
    const std::string label = label_of(operation);
    if (operation.work() != OperationWork::schema) return;
    if (operation.model_name().empty()) return;  // of the database's other objects nothing needs to be known
    if (stand_ins_.erase(label) != 0) state_.erase(label);
    if (create == nullptr && state_.find(label) == nullptr) {
        if (new_label.empty()) return;
        // Known models that refer to it follow.
        need(label);
        stand_ins_.erase(label);
        if (stand_ins_.erase(new_label) != 0) state_.erase(new_label);
        operation.apply(state_);
        stand_ins_.insert(new_label);
        return;
    }
    if (create != nullptr) {
        for (const auto& field : create->model.fields) {
            for (const auto& target : {field.to(), field.through()}) {
                if (target != label) need(target);
            }
        }
    } else if (const Field* field = field_of(operation)) {
        need(field->to());
        need(field->through());
    } else if (!new_label.empty() && stand_ins_.erase(new_label) != 0) {
        state_.erase(new_label);
    }
    operation.apply(state_);
}

}  // namespace reinhardt::db::optimizer
