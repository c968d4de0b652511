#pragma once

#include <cstddef>
#include <vector>

namespace reinhardt::db {

/// The order of nodes 0..n-1 in which every node stands behind its dependencies, otherwise as early as its number allows
/// (stable: nodes move only as far as needed). `cycle` holds the nodes of one circle, in order, when there is one;
/// `order` then holds what could be placed.
struct TopologicalOrder {
    std::vector<std::size_t> order;
    std::vector<std::size_t> cycle;
};
[[nodiscard]] TopologicalOrder topological_order(const std::vector<std::vector<std::size_t>>& dependencies);

}  // namespace reinhardt::db
