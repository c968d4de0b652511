#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/graph.hpp>

namespace reinhardt::db {

/// What joins the heads of some apps.
struct Merge {
    std::vector<Migration> migrations;   ///< one for each app, without operations
    std::vector<std::string> unproven;   ///< operations beside another branch whose work on rows no state shows, in words
};

/// Joins the heads of each app with several (among `apps`; empty = all) (details 2.12). `name` is the name's part behind the number, "" = automatic.
/// Throws Error(conflict) that names both heads, model and field, with the two operations, when branches do not commute: when an operation
/// of one and an operation of the other fail or lead to different states in one order or the other.
[[nodiscard]] Merge merge_heads(const MigrationGraph& graph, const std::vector<std::string>& apps, const std::string& name);

}  // namespace reinhardt::db
