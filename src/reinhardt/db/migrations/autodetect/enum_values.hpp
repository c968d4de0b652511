#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/operation.hpp>
#include <reinhardt/db/migrations/operations/alter_enum.hpp>

namespace reinhardt::db {

/// Finds operations that use a value which an enum got in the same migration. The server allows that only once the migration is committed
/// (PostgreSQL manual, ALTER TYPE, notes): they belong into the next one (details 1.14).
class NewEnumValues {
public:
    /// Whether the operation, whose turn it is, uses one of the values added before it; `before` is the state in front of it.
    [[nodiscard]] bool used_by(const Operation& operation, const ProjectState& before) const;
    /// Takes the operation into account. Values of a type that was made since forget() are free to use.
    void pass(const Operation& operation);
    void forget() {
        added_.clear();
        made_.clear();
    }
    [[nodiscard]] bool empty() const noexcept { return added_.empty(); }

private:
    std::map<std::string, std::set<std::string>> added_;  ///< by the enum's label
    std::set<std::string> made_;
};

}  // namespace reinhardt::db
