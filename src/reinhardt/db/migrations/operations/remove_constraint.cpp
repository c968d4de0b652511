#include <reinhardt/db/migrations/operations/remove_constraint.hpp>

#include <reinhardt/db/migrations/operations/add_constraint.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr RemoveConstraint::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "name"});
    auto operation = std::make_shared<RemoveConstraint>();
    operation->model = reader.required_text(table, "model", "RemoveConstraint");
    operation->name = reader.required_text(table, "name", "RemoveConstraint");
    return operation;
}

void RemoveConstraint::write(Value& into) const { into.set("model", model).set("name", name); }

void RemoveConstraint::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    changed.constraints.erase(changed.constraints.begin() + static_cast<std::ptrdiff_t>(constraint_in(changed, name)));
    state.put(std::move(changed));
}

Inverse RemoveConstraint::inverse(const ProjectState& before) const {
    const ModelState old = model_in(before, app, model);
    auto undo = std::make_shared<AddConstraint>();
    undo->app = app;
    undo->model = model;
    undo->place = constraint_in(old, name);
    undo->constraint = old.constraints[undo->place];
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RemoveConstraint::describe() const { return "Remove constraint " + name + " from " + model; }
std::string RemoveConstraint::fragment() const { return "remove_" + lower(model) + "_" + lower(name); }

}  // namespace reinhardt::db
