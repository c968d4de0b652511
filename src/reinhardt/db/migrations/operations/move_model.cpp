#include <reinhardt/db/migrations/operations/move_model.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr MoveModel::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name", "to_app"});
    auto operation = std::make_shared<MoveModel>();
    operation->name = reader.required_text(table, "name", "MoveModel");
    operation->to_app = reader.required_text(table, "to_app", "MoveModel");
    return operation;
}

void MoveModel::write(Value& into) const { into.set("name", name).set("to_app", to_app); }

void MoveModel::apply(ProjectState& state) const {
    ModelState model = model_in(state, app, name);
    model.app = to_app;
    relabel_model(state, app + "." + name, std::move(model));
}

Inverse MoveModel::inverse(const ProjectState&) const {
    auto undo = std::make_shared<MoveModel>();
    undo->app = to_app;
    undo->name = name;
    undo->to_app = app;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string MoveModel::describe() const { return "Move model " + name + " to app " + to_app; }
std::string MoveModel::fragment() const { return "move_" + lower(name) + "_to_" + lower(to_app); }

}  // namespace reinhardt::db
