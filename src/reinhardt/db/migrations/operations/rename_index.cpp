#include <reinhardt/db/migrations/operations/rename_index.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr RenameIndex::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "from", "to"});
    auto operation = std::make_shared<RenameIndex>();
    operation->model = reader.required_text(table, "model", "RenameIndex");
    operation->from = reader.required_text(table, "from", "RenameIndex");
    operation->to = reader.required_text(table, "to", "RenameIndex");
    return operation;
}

void RenameIndex::write(Value& into) const { into.set("model", model).set("from", from).set("to", to); }

void RenameIndex::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    ModelIndex& index = changed.indexes[index_in(changed, from)];
    if (from == to) return;
    if (changed.index(to) != nullptr) throw state_error("index '" + from + "' of " + changed.label() + " cannot become " + to + ": an index of that name exists");
    index.name.clear();
    if (changed.index_name(index) != to) index.name = to;
    state.put(std::move(changed));
}

Inverse RenameIndex::inverse(const ProjectState&) const {
    auto undo = std::make_shared<RenameIndex>();
    undo->app = app;
    undo->model = model;
    undo->from = to;
    undo->to = from;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RenameIndex::describe() const { return "Rename index " + from + " on " + model + " to " + to; }
std::string RenameIndex::fragment() const { return "rename_" + lower(from) + "_" + lower(to); }

}  // namespace reinhardt::db
