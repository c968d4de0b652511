#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/graph.hpp>

namespace reinhardt::db {

/// A migration for each app with several heads (among `apps`; empty = all) that joins them (details 2.12). `name` is the name's part behind the
/// number, "" = automatic. Throws Error(conflict) that names both heads, model and field when the branches do not commute:
/// when applying them in one order or the other fails or leads to different states.
[[nodiscard]] std::vector<Migration> merge_heads(const MigrationGraph& graph, const std::vector<std::string>& apps, const std::string& name);

}  // namespace reinhardt::db
