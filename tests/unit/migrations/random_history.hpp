#pragma once

#include <cstdint>
#include <vector>

#include <reinhardt/db/migrations/migration.hpp>

namespace reinhardt::db::test {

/// A history of app "blog" of `count` random migrations, which hold every kind of operation, names and texts of all sorts. Each can be applied behind
/// those before it. Everything follows from the seed.
[[nodiscard]] std::vector<Migration> random_history(std::uint64_t seed, std::size_t count);

}  // namespace reinhardt::db::test
