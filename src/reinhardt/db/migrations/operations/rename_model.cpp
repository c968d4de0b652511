#include <reinhardt/db/migrations/operations/rename_model.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr RenameModel::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"from", "to"});
    auto operation = std::make_shared<RenameModel>();
    operation->from = reader.required_text(table, "from", "RenameModel");
    operation->to = reader.required_text(table, "to", "RenameModel");
    return operation;
}

void RenameModel::write(Value& into) const { into.set("from", from).set("to", to); }

void RenameModel::apply(ProjectState& state) const {
    ModelState model = model_in(state, app, from);
    model.name = to;
    relabel_model(state, app + "." + from, std::move(model));
}

Inverse RenameModel::inverse(const ProjectState&) const {
    auto undo = std::make_shared<RenameModel>();
    undo->app = app;
    undo->from = to;
    undo->to = from;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RenameModel::describe() const { return "Rename model " + from + " to " + to; }
std::string RenameModel::fragment() const { return "rename_" + lower(from) + "_" + lower(to); }

}  // namespace reinhardt::db
