#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/graph.hpp>

namespace reinhardt::db {

/// Fragments joined by '_' as long as they have room (52 characters), then `_and_more`. There is at least one.
[[nodiscard]] std::string joined_fragments(const std::vector<std::string>& fragments);
/// The number of the app's next migration: above all that it has, and all that its squashes replace.
[[nodiscard]] int next_number(const MigrationGraph& graph, std::string_view app);

}  // namespace reinhardt::db
