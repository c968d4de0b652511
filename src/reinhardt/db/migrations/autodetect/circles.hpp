#pragma once

#include <cstddef>
#include <vector>

namespace reinhardt::db {

/// The groups of nodes that reach each other (strongly connected components) with more than one node, each sorted, in order of their first node.
/// Edges to the node itself do not count.
[[nodiscard]] std::vector<std::vector<std::size_t>> circles(const std::vector<std::vector<std::size_t>>& edges);

}  // namespace reinhardt::db
