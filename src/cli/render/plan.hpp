#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/executor.hpp>

#include "../terminal.hpp"

namespace reinhardt::db::cli {

/// {"format_version", "plan": [{"app", "name", "direction", "applied", "operations": […]}]} (cli.md §5).
[[nodiscard]] Value plan_document(const std::vector<PlannedMigration>& plan);
/// Migrations with their operations, and what each loses, rewrites or blocks beside it.
void print_plan(Output& out, const std::vector<PlannedMigration>& plan);
/// The statements alone, each migration and operation named in a comment.
[[nodiscard]] std::string plan_sql(const std::vector<PlannedMigration>& plan);
/// "loses data, rewrites table"; "" when nothing is to be said.
[[nodiscard]] std::string warnings_of(const PlannedOperation& operation);

}  // namespace reinhardt::db::cli
