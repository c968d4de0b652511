#include <reinhardt/db/migrations/operations/alter_field.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr AlterField::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "name", "field", "backfill"});
    auto operation = std::make_shared<AlterField>();
    operation->model = reader.required_text(table, "model", "AlterField");
    const std::string name = reader.required_text(table, "name", "AlterField");
    operation->fill = read_fill(table);
    const Value* definition = table.find("field");
    if (definition == nullptr) {
        reader.fail(table.line(), "AlterField needs 'field', the complete new definition");
        return nullptr;
    }
    auto field = read_field(reader, name, *definition, operation->model);
    if (!field) return nullptr;
    operation->field = std::move(*field);
    return operation;
}

void AlterField::write(Value& into) const {
    into.set("model", model).set("name", field.name).set("field", write_field(field, app, false));
    write_fill(fill, into);
}

void AlterField::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    Field& present = field_in(changed, field.name);
    if (present.is_many_to_many() != field.is_many_to_many() || (field.is_many_to_many() && (present.to() != field.to() || present.through() != field.through()))) {
        throw state_error("field " + changed.label() + "." + field.name + " cannot be altered between a column and many-to-many, nor to another target or through model")
            .hint("write RemoveField and AddField");
    }
    const std::string old_column = present.column();
    present = field.migrated();
    const std::string new_column = present.column();
    check_field(state, changed, field);
    if (changed.key_fields().empty()) throw state_error("without the key " + field.name + " model " + changed.label() + " has no primary key");
    rename_column_in_expressions(changed, old_column, new_column);
    state.put(std::move(changed));
}

void AlterField::hints(EditHints& hints) const {
    if (fill.has_value) hints.fills[{app + "." + model, field.name}] = fill;
}

Inverse AlterField::inverse(const ProjectState& before) const {
    auto undo = std::make_shared<AlterField>();
    undo->app = app;
    undo->model = model;
    undo->field = field_in(model_in(before, app, model), field.name);
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AlterField::describe() const { return "Alter field " + field.name + " on " + model; }
std::string AlterField::fragment() const { return "alter_" + lower(model) + "_" + lower(field.name); }

}  // namespace reinhardt::db
