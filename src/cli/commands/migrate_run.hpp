#pragma once

#include <reinhardt/db/migrations/planner.hpp>

namespace reinhardt::db::cli {

class Session;
struct Arguments;

/// Migrates the chosen database and tells of it, as text or events. The exit code.
int run_migration(Session& session, const Target& target);
/// Error(usage) for option values that a run cannot take.
void check_run_options(const Arguments& arguments);

}  // namespace reinhardt::db::cli
