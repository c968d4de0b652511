#include <reinhardt/db/migrations/operations/remove_index.hpp>

#include <reinhardt/db/migrations/operations/add_index.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr RemoveIndex::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "name"});
    auto operation = std::make_shared<RemoveIndex>();
    operation->model = reader.required_text(table, "model", "RemoveIndex");
    operation->name = reader.required_text(table, "name", "RemoveIndex");
    return operation;
}

void RemoveIndex::write(Value& into) const { into.set("model", model).set("name", name); }

void RemoveIndex::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    changed.indexes.erase(changed.indexes.begin() + static_cast<std::ptrdiff_t>(index_in(changed, name)));
    state.put(std::move(changed));
}

Inverse RemoveIndex::inverse(const ProjectState& before) const {
    const ModelState old = model_in(before, app, model);
    auto undo = std::make_shared<AddIndex>();
    undo->app = app;
    undo->model = model;
    undo->place = index_in(old, name);
    undo->index = old.indexes[undo->place];
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RemoveIndex::describe() const { return "Remove index " + name + " from " + model; }
std::string RemoveIndex::fragment() const { return "remove_" + lower(model) + "_" + lower(name); }

}  // namespace reinhardt::db
