#pragma once

#include <reinhardt/db/migrations/graph.hpp>

namespace reinhardt::db {

/// Throws Error(cycle) when migrations depend on each other in circles: one error for each knot of circles, which names the nodes of
/// a shortest circle in it and no others, with the file and line of one dependency.
void throw_cycles(const MigrationGraph& graph);

}  // namespace reinhardt::db
