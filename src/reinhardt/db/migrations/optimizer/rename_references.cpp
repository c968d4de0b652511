#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>

namespace reinhardt::db::optimizer {

namespace {

void rename_in(std::vector<std::string>& names, const std::string& from, const std::string& to) {
    for (auto& name : names) {
        if (name == from) name = to;
    }
}

/// Changes a copy of one operation where it names the field.
class FieldRenamer {
public:
    explicit FieldRenamer(const FieldRename& rename) : rename_(rename) {}

    OperationPtr run(const Operation& operation) {
        own_ = operation.app + "." + operation.model_name() == rename_.label;
        if (const auto* create = dynamic_cast<const CreateModel*>(&operation)) return create_model(*create);
        if (const auto* add = dynamic_cast<const AddField*>(&operation)) return with_field(*add);
        if (const auto* alter = dynamic_cast<const AlterField*>(&operation)) return with_field(*alter);
        if (const auto* index = dynamic_cast<const AddIndex*>(&operation)) return add_index(*index);
        if (const auto* add = dynamic_cast<const AddConstraint*>(&operation)) return with_constraint(*add);
        if (const auto* alter = dynamic_cast<const AlterConstraint*>(&operation)) return with_constraint(*alter);
        if (const auto* key = dynamic_cast<const AlterPrimaryKey*>(&operation)) {
            auto result = std::make_shared<AlterPrimaryKey>(*key);
            rename_in(result->fields, rename_.from, rename_.to);
            return result;
        }
        if (const auto* options = dynamic_cast<const AlterModelOptions*>(&operation)) return with_options(*options);
        return nullptr;
    }

private:
    void to_field(Field& field) const {
        if (field.to() == rename_.label && field.attributes.text_or("to_field") == rename_.from) field.set("to_field", rename_.to);
    }

    OperationPtr create_model(const CreateModel& create) const {
        if (own_) return nullptr;
        auto result = std::make_shared<CreateModel>(create);
        for (auto& field : result->model.fields) to_field(field);
        return result;
    }

    template <class Kind> OperationPtr with_field(const Kind& operation) const {
        auto result = std::make_shared<Kind>(operation);
        to_field(result->field);
        if (!own_) return result;
        if (result->field.name == rename_.from) result->field.name = rename_.to;
        for (const std::string_view key : {"content_type", "object_id"}) {
            if (result->field.type == "GenericForeignKey" && result->field.attributes.text_or(key) == rename_.from) result->field.set(key, rename_.to);
        }
        if (!result->field.is_generated()) return result;
        ModelState model;
        model.fields.push_back(result->field);
        if (!expressions(model)) return nullptr;
        result->field = model.fields.front();
        return result;
    }

    OperationPtr add_index(const AddIndex& add) const {
        if (!own_) return nullptr;
        auto result = std::make_shared<AddIndex>(add);
        for (auto& part : result->index.parts) {
            if (part.field == rename_.from) part.field = rename_.to;
        }
        rename_in(result->index.include, rename_.from, rename_.to);
        ModelState model;
        model.indexes.push_back(result->index);
        if (!expressions(model)) return nullptr;
        result->index = model.indexes.front();
        return result;
    }

    template <class Kind> OperationPtr with_constraint(const Kind& operation) const {
        if (!own_) return nullptr;
        auto result = std::make_shared<Kind>(operation);
        ModelConstraint& constraint = result->constraint;
        rename_in(constraint.fields, rename_.from, rename_.to);
        rename_in(constraint.include, rename_.from, rename_.to);
        if (constraint.exclude.is_list()) {
            for (auto& part : constraint.exclude.as_list()) {
                if (part.text_or("field") == rename_.from) part.set("field", rename_.to);
            }
        }
        ModelState model;
        model.constraints.push_back(constraint);
        if (!expressions(model)) return nullptr;
        constraint = model.constraints.front();
        return result;
    }

    OperationPtr with_options(const AlterModelOptions& options) const {
        auto result = std::make_shared<AlterModelOptions>(options);
        if (Value* ordering = result->options.find("ordering"); ordering != nullptr && ordering->is_list()) {
            for (auto& item : ordering->as_list()) {
                if (!item.is_text()) continue;
                if (item.as_text() == rename_.from) item = Value(rename_.to);
                if (item.as_text() == "-" + rename_.from) item = Value("-" + rename_.to);
            }
        }
        return result;
    }

    /// SQL follows by column; false where a text is there and the columns are not known.
    bool expressions(ModelState& model) const {
        if (!rename_.old_column.empty()) {
            rename_column_in_expressions(model, rename_.old_column, rename_.new_column);
            return true;
        }
        for (const auto& index : model.indexes) {
            if (!index.where.is_null()) return false;
            for (const auto& part : index.parts) {
                if (!part.expression.empty()) return false;
            }
        }
        for (const auto& constraint : model.constraints) {
            if (constraint.kind != ConstraintKind::unique || !constraint.where.is_null()) return false;
        }
        return model.fields.empty();
    }

    const FieldRename& rename_;
    bool own_ = false;
};

/// A copy whose model is called `to` if it was `from`.
template <class Kind> std::shared_ptr<Kind> renamed(const Operation& operation, const std::string& app, const std::string& from, const std::string& to) {
    auto result = std::make_shared<Kind>(static_cast<const Kind&>(operation));
    if (result->app == app && result->model == from) result->model = to;
    return result;
}

}  // namespace

void repoint(Field& field, const std::string& from, const std::string& to) {
    for (const std::string_view key : {"to", "through"}) {
        if (field.is_relation() && field.attributes.text_or(key) == from) field.set(key, to);
    }
}

OperationPtr with_field_renamed(const Operation& operation, const FieldRename& rename) { return FieldRenamer(rename).run(operation); }

OperationPtr with_model_renamed(const Operation& operation, const Facts& facts, const std::string& app, const std::string& from, const std::string& to) {
    const std::string old_label = app + "." + from;
    const std::string new_label = app + "." + to;
    const std::string_view op = operation.op();
    if (op == "CreateModel") {
        auto result = std::make_shared<CreateModel>(static_cast<const CreateModel&>(operation));
        for (auto& field : result->model.fields) repoint(field, old_label, new_label);
        return result;
    }
    if (op == "AddField") {
        auto result = renamed<AddField>(operation, app, from, to);
        repoint(result->field, old_label, new_label);
        return result;
    }
    if (op == "AlterField") {
        auto result = renamed<AlterField>(operation, app, from, to);
        repoint(result->field, old_label, new_label);
        return result;
    }
    if (op == "RemoveField") return renamed<RemoveField>(operation, app, from, to);
    if (op == "RenameField") return renamed<RenameField>(operation, app, from, to);
    if (op == "AddIndex") return renamed<AddIndex>(operation, app, from, to);
    if (op == "AddConstraint") return renamed<AddConstraint>(operation, app, from, to);
    if (op == "AlterConstraint") return renamed<AlterConstraint>(operation, app, from, to);
    if (op == "AlterModelTable") return renamed<AlterModelTable>(operation, app, from, to);
    if (op == "AlterModelOptions") return renamed<AlterModelOptions>(operation, app, from, to);
    if (op == "AlterPrimaryKey") return renamed<AlterPrimaryKey>(operation, app, from, to);
    // Names that were made automatically come from the table's name.
    if (op == "RemoveIndex") return facts.old_index && !facts.old_index->name.empty() ? renamed<RemoveIndex>(operation, app, from, to) : nullptr;
    if (op == "RemoveConstraint") return facts.old_constraint && !facts.old_constraint->name.empty() ? renamed<RemoveConstraint>(operation, app, from, to) : nullptr;
    if (op == "RenameIndex") {
        const bool named = facts.old_index && !facts.old_index->name.empty() && facts.new_index && !facts.new_index->name.empty();
        return named ? renamed<RenameIndex>(operation, app, from, to) : nullptr;
    }
    return nullptr;
}

}  // namespace reinhardt::db::optimizer
