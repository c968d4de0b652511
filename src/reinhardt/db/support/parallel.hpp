#pragma once

#include <cstddef>
#include <functional>

namespace reinhardt::db {

/// Calls `work(first, last)` for the ranges of at most `batch` that make up [0, count), on all cores (8 at most) where there are at least
/// two ranges for each. Returns when all are done. `work` runs on several threads at once and must not throw.
void parallel_ranges(std::size_t count, std::size_t batch, const std::function<void(std::size_t first, std::size_t last)>& work);

}  // namespace reinhardt::db
