#include <reinhardt/db/migrations/operations/alter_model_table.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr AlterModelTable::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "table"});
    auto operation = std::make_shared<AlterModelTable>();
    operation->model = reader.required_text(table, "model", "AlterModelTable");
    operation->table = reader.text(table, "table").value_or(std::string());
    return operation;
}

void AlterModelTable::write(Value& into) const { into.set("model", model).set_if("table", table); }

void AlterModelTable::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    changed.table = table;
    state.put(std::move(changed));
}

Inverse AlterModelTable::inverse(const ProjectState& before) const {
    auto undo = std::make_shared<AlterModelTable>();
    undo->app = app;
    undo->model = model;
    undo->table = model_in(before, app, model).table;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AlterModelTable::describe() const { return "Rename table for " + model + " to " + (table.empty() ? std::string("(default)") : table); }
std::string AlterModelTable::fragment() const { return "alter_" + lower(model) + "_table"; }

}  // namespace reinhardt::db
