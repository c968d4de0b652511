#include <reinhardt/db/migrations/operations/alter_constraint.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr AlterConstraint::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "constraint"});
    auto operation = std::make_shared<AlterConstraint>();
    operation->model = reader.required_text(table, "model", "AlterConstraint");
    const Value* definition = table.find("constraint");
    if (definition == nullptr) {
        reader.fail(table.line(), "AlterConstraint needs 'constraint', for example constraint = { unique = [\"slug\"] }");
        return nullptr;
    }
    auto constraint = read_constraint(reader, *definition);
    if (!constraint) return nullptr;
    operation->constraint = std::move(*constraint);
    return operation;
}

void AlterConstraint::write(Value& into) const { into.set("model", model).set("constraint", write_constraint(constraint)); }

void AlterConstraint::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    check_parts(changed, constraint);
    changed.constraints[constraint_in(changed, changed.constraint_name(constraint))] = constraint;
    state.put(std::move(changed));
}

Inverse AlterConstraint::inverse(const ProjectState& before) const {
    const ModelState old = model_in(before, app, model);
    auto undo = std::make_shared<AlterConstraint>();
    undo->app = app;
    undo->model = model;
    undo->constraint = old.constraints[constraint_in(old, old.constraint_name(constraint))];
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AlterConstraint::describe() const { return "Alter constraint " + constraint.name + " on " + model; }
std::string AlterConstraint::fragment() const { return "alter_" + lower(model) + "_" + lower(constraint.name); }

}  // namespace reinhardt::db
