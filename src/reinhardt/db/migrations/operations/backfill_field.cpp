#include <reinhardt/db/migrations/operations/backfill_field.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr BackfillField::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "name", "value", "sql", "batch_size", "elidable"});
    auto operation = std::make_shared<BackfillField>();
    operation->model = reader.required_text(table, "model", "BackfillField");
    operation->name = reader.required_text(table, "name", "BackfillField");
    const Value* value = table.find("value");
    if (value != nullptr) operation->value = *value;
    const auto sql = reader.text(table, "sql");
    operation->sql = sql.value_or(std::string());
    if ((value != nullptr) == (table.find("sql") != nullptr)) reader.fail(table.line(), "BackfillField needs either 'value' or 'sql'");
    if (const auto size = reader.integer(table, "batch_size")) {
        if (*size < 1) reader.fail(table.find("batch_size")->line(), "'batch_size' must be at least 1");
        operation->batch_size = *size;
    }
    operation->is_elidable = reader.boolean(table, "elidable").value_or(false);
    return operation;
}

void BackfillField::write(Value& into) const {
    into.set("model", model).set("name", name);
    if (sql.empty()) {
        into.set("value", value);
    } else {
        into.set("sql", sql);
    }
    if (batch_size != 1000) into.set("batch_size", batch_size);
    into.set_if("elidable", is_elidable);
}

void BackfillField::apply(ProjectState& state) const {
    const ModelState changed = model_in(state, app, model);
    if (!field_in(changed, name).has_column()) throw state_error("field " + changed.label() + "." + name + " has no column to fill");
}

Inverse BackfillField::inverse(const ProjectState&) const { return {}; }

std::string BackfillField::describe() const { return "Backfill field " + name + " of " + model; }
std::string BackfillField::fragment() const { return "backfill_" + lower(model) + "_" + lower(name); }

}  // namespace reinhardt::db
