#include <reinhardt/db/migrations/operations/add_constraint.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/remove_constraint.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr AddConstraint::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "constraint"});
    auto operation = std::make_shared<AddConstraint>();
    operation->model = reader.required_text(table, "model", "AddConstraint");
    const Value* definition = table.find("constraint");
    if (definition == nullptr) {
        reader.fail(table.line(), "AddConstraint needs 'constraint', for example constraint = { unique = [\"slug\"] }");
        return nullptr;
    }
    auto constraint = read_constraint(reader, *definition);
    if (!constraint) return nullptr;
    operation->constraint = std::move(*constraint);
    return operation;
}

void AddConstraint::write(Value& into) const { into.set("model", model).set("constraint", write_constraint(constraint)); }

void AddConstraint::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    check_parts(changed, constraint);
    const std::string name = changed.constraint_name(constraint);
    if (changed.constraint(name) != nullptr) throw state_error("model " + changed.label() + " has a constraint '" + name + "' already at this point");
    const auto at = changed.constraints.begin() + static_cast<std::ptrdiff_t>(std::min(place, changed.constraints.size()));
    changed.constraints.insert(at, constraint);
    state.put(std::move(changed));
}

Inverse AddConstraint::inverse(const ProjectState& before) const {
    auto undo = std::make_shared<RemoveConstraint>();
    undo->app = app;
    undo->model = model;
    undo->name = model_in(before, app, model).constraint_name(constraint);
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AddConstraint::describe() const {
    if (!constraint.name.empty()) return "Create constraint " + constraint.name + " on " + model;
    const std::string kind = constraint.kind == ConstraintKind::unique ? "unique" : constraint.kind == ConstraintKind::check ? "check" : "exclusion";
    return "Create " + kind + " constraint" + (constraint.fields.empty() ? std::string() : " on " + join(constraint.fields, ", ")) + " of " + model;
}

std::string AddConstraint::fragment() const {
    if (!constraint.name.empty()) return lower(model) + "_" + lower(constraint.name);
    const std::string kind = constraint.kind == ConstraintKind::unique ? "uniq" : constraint.kind == ConstraintKind::check ? "check" : "excl";
    std::string text = lower(model);
    for (const auto& field : constraint.fields) text += "_" + lower(field);
    return text + "_" + kind;
}

}  // namespace reinhardt::db
