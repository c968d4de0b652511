#include <reinhardt/db/migrations/operations/alter_primary_key.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr AlterPrimaryKey::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "fields"});
    auto operation = std::make_shared<AlterPrimaryKey>();
    operation->model = reader.required_text(table, "model", "AlterPrimaryKey");
    if (const auto fields = reader.texts(table, "fields"); fields && !fields->empty()) {
        operation->fields = *fields;
    } else {
        reader.fail(table.line(), "AlterPrimaryKey needs 'fields', a list of field names");
    }
    return operation;
}

void AlterPrimaryKey::write(Value& into) const { into.set("model", model).set("fields", Value::list_of(fields)); }

void AlterPrimaryKey::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    for (const auto& name : fields) (void)field_in(changed, name);
    for (auto& field : changed.fields) field.erase("primary_key");
    changed.primary_key.clear();
    if (fields.size() == 1) {
        changed.field(fields.front())->set("primary_key", true);
    } else {
        changed.primary_key = fields;
    }
    state.put(std::move(changed));
}

Inverse AlterPrimaryKey::inverse(const ProjectState& before) const {
    auto undo = std::make_shared<AlterPrimaryKey>();
    undo->app = app;
    undo->model = model;
    undo->fields = model_in(before, app, model).key_fields();
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AlterPrimaryKey::describe() const { return "Alter primary key of " + model + " to " + join(fields, ", "); }
std::string AlterPrimaryKey::fragment() const { return "alter_" + lower(model) + "_primary_key"; }

}  // namespace reinhardt::db
