#pragma once

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/planner.hpp>

namespace reinhardt::db::cli {

class Session;
struct Arguments;

/// Migrates the chosen database and tells of it, as text or events. The exit code.
int run_migration(Session& session, const Target& target);
/// What --lock-timeout and --statement-timeout say. Error(usage) for what is no duration.
[[nodiscard]] Limits limits_of(const Arguments& arguments);
/// Error(usage) for option values that a run cannot take.
void check_run_options(const Arguments& arguments);

}  // namespace reinhardt::db::cli
