#include <algorithm>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/operations/add_constraint.hpp>
#include <reinhardt/db/migrations/operations/alter_constraint.hpp>
#include <reinhardt/db/migrations/operations/remove_constraint.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

/// The changes of one model's constraints: another definition under the same name is AlterConstraint, all else is taken away and added.
class ConstraintChanges {
public:
    ConstraintChanges(Detection& detection, const KeptModel& kept)
        : detection_(detection), kept_(kept), before_(kept.followed), after_(kept.target), old_taken_(before_.constraints.size(), false),
          new_taken_(after_.constraints.size(), false) {}

    void run() {
        for (std::size_t i = 0; i < before_.constraints.size(); ++i) {
            for (std::size_t j = 0; j < after_.constraints.size() && !old_taken_[i]; ++j) {
                if (!new_taken_[j] && before_.constraint_name(before_.constraints[i]) == after_.constraint_name(after_.constraints[j])) compare(i, j);
            }
        }
        for (std::size_t i = 0; i < before_.constraints.size(); ++i) {
            if (!old_taken_[i]) remove_constraint(detection_, kept_.models_renamed, i);
        }
        for (std::size_t j = 0; j < after_.constraints.size(); ++j) {
            if (!new_taken_[j]) add_constraint(detection_, after_, j);
        }
    }

private:
    void compare(std::size_t i, std::size_t j) {
        const bool same = before_.constraints[i].same_definition(after_.constraints[j]);
        if (uses_what_goes_and_comes(i, j, same)) return;  // taken away and added
        old_taken_[i] = new_taken_[j] = true;
        if (!same) alter(i, j);
    }

    /// Whether it uses a removed field whose name or column another one takes over: then it cannot be altered in one step.
    [[nodiscard]] bool uses_what_goes_and_comes(std::size_t i, std::size_t j, bool same) const {
        const auto new_uses = fields_used(after_, after_.constraints[j]);
        for (const auto& name : fields_used(kept_.renamed, kept_.renamed.constraints[i])) {
            if (!kept_.removed_fields.contains(name)) continue;
            const std::string column = kept_.renamed.field(name)->column();
            for (const auto& field : after_.fields) {
                const bool takes_over = field.name == name || (field.has_column() && field.column() == column);
                if (takes_over && std::find(new_uses.begin(), new_uses.end(), field.name) != new_uses.end()) return true;
            }
            if (!same) continue;
            throw Error(ErrorCode::models, "constraint " + after_.constraint_name(after_.constraints[j]) + " of " + after_.label() + " uses " + name + ", which is no longer a field")
                .at(after_.file, after_.constraints[j].line != 0 ? after_.constraints[j].line : after_.line);
        }
        return false;
    }

    void alter(std::size_t i, std::size_t j) {
        const std::string label = kept_.label();
        auto operation = std::make_shared<AlterConstraint>();
        operation->model = after_.name;
        operation->constraint = after_.constraints[j];
        operation->constraint.line = 0;
        if (operation->constraint.name.empty()) operation->constraint.name = kept_.renamed.constraints[i].name;
        Change& change = detection_.add(operation, Phase::alter_constraint, after_, j);
        change.need(facts::model(label));
        for (const auto& name : fields_used(kept_.renamed, kept_.renamed.constraints[i])) change.provide(facts::unused(label, name));
        for (const auto& name : fields_used(after_, after_.constraints[j])) change.need(facts::field(label, name)).need(facts::altered(label, name));
    }

    Detection& detection_;
    const KeptModel& kept_;
    const ModelState& before_;
    const ModelState& after_;
    std::vector<bool> old_taken_, new_taken_;
};

}  // namespace

void remove_constraint(Detection& detection, const ModelState& model, std::size_t place) {
    const ModelConstraint& constraint = model.constraints[place];
    const std::string label = model.label();
    auto operation = std::make_shared<RemoveConstraint>();
    operation->model = model.name;
    operation->name = model.constraint_name(constraint);
    Change& change = detection.add(operation, Phase::remove_constraint, model, place);
    change.need(facts::model(label)).provide(facts::names_left(label)).provide(facts::index_name(operation->name));
    change.provide(facts::joined("no constraint", label, operation->name));
    for (const auto& name : fields_used(model, constraint)) change.provide(facts::unused(label, name));
}

void add_constraint(Detection& detection, const ModelState& model, std::size_t place) {
    const std::string label = model.label();
    auto operation = std::make_shared<AddConstraint>();
    operation->model = model.name;
    operation->constraint = model.constraints[place];
    operation->constraint.line = 0;
    Change& change = detection.add(operation, Phase::add_constraint, model, place);
    const std::string name = model.constraint_name(operation->constraint);
    change.need(facts::model(label)).need(facts::joined("no constraint", label, name)).wish(facts::index_name(name));
    for (const auto& field : fields_used(model, operation->constraint)) change.need(facts::field(label, field)).need(facts::altered(label, field));
}

void find_constraint_changes(Detection& detection, const KeptModel& model) { ConstraintChanges(detection, model).run(); }

}  // namespace reinhardt::db
