#pragma once

#include <optional>
#include <set>
#include <string>

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db::optimizer {

/// What is known about the state when an operation's turn comes; empty where the model was made before and no state was given.
struct Facts {
    std::optional<Field> old_field;              ///< of AlterField, RemoveField, RenameField
    std::optional<ModelIndex> old_index;         ///< of RemoveIndex, RenameIndex
    std::optional<ModelConstraint> old_constraint;  ///< of RemoveConstraint, AlterConstraint
    std::optional<ModelIndex> new_index;         ///< of RenameIndex: as it stands afterwards
    ModelPtr old_model;                          ///< of DeleteModel, RenameModel, AlterModelTable
    std::string last_field;                      ///< of RemoveField: the last field of those that are left
    bool was_last = false;                       ///< of RemoveField: it was the last field
};

/// The models as they are while operations are read one by one: all of them when the state before is given, else those that the
/// operations create.
class KnownModels {
public:
    /// `before` may be nullptr.
    explicit KnownModels(const ProjectState* before);

    /// The model, or nullptr when it is not known.
    [[nodiscard]] ModelPtr get(const std::string& label) const;
    [[nodiscard]] bool complete() const noexcept { return complete_; }
    /// Facts about `operation`, then its effect.
    [[nodiscard]] Facts apply(const Operation& operation);

private:
    [[nodiscard]] Facts facts_before(const Operation& operation) const;
    void apply_partly(const Operation& operation);
    void need(const std::string& label);

    ProjectState state_;
    std::set<std::string> stand_ins_;  // models that exist only so that relations to them resolve
    bool complete_;
};

/// The relations of the operation's field, or nullptr.
[[nodiscard]] const Field* field_of(const Operation& operation);

}  // namespace reinhardt::db::optimizer
