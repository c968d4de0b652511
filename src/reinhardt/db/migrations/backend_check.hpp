#pragma once

#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/project.hpp>

namespace reinhardt::db {

/// Renders new migrations offline for each configured database whose driver is installed (details 2.14). `state` is the one before them.
/// Throws Error(unsupported) with every fault, each naming model, field and backend.
void check_backends(const Project& project, DriverRegistry& drivers, const ProjectState& state, const std::vector<Migration>& migrations);

}  // namespace reinhardt::db
