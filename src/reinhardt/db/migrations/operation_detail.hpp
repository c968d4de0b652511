#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/migration.hpp>

namespace reinhardt::db {

/// What an operation changes, beyond its description: "max_length 100 -> 200, null". "" when the description says it all.
/// `before` is the state in front of it.
[[nodiscard]] std::string operation_detail(const Operation& operation, const ProjectState& before);
/// The details of all operations of a migration; `state` is the state in front of it and becomes the one behind it.
[[nodiscard]] std::vector<std::string> operation_details(const Migration& migration, ProjectState& state);

}  // namespace reinhardt::db
