#pragma once

#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/project.hpp>

namespace reinhardt::db {

/// Renders new migrations offline for each configured database whose driver is installed (details 2.14). `state` is the one before them,
/// `models` what they lead to. Throws Error(unsupported) with every fault, each naming model, field and backend, at the line of the models file.
void check_backends(const Project& project, DriverRegistry& drivers, const ProjectState& state, const ProjectState& models,
                    const std::vector<Migration>& migrations);

}  // namespace reinhardt::db
