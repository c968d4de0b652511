#pragma once

#include <memory>
#include <string>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/loader.hpp>

namespace reinhardt::db {

struct SquashOptions {
    std::string app{};
    std::string from{}, to{};      ///< exact names; from "" = the first
    std::string name{};            ///< without number; "" = Django's
    bool optimize = true;
    std::vector<std::shared_ptr<Driver>> backends{};  ///< for the schema proof, one for each configured backend
    std::shared_ptr<Driver> embedded{};             ///< with RDB_CAP_IN_MEMORY, for the proof by execution; may be nullptr
};

struct SquashResult {
    std::vector<Migration> migrations;  ///< usually one; several when a cycle between apps had to be avoided
    std::size_t operations_before = 0, operations_after = 0;
    std::vector<std::string> proof;     ///< "state", "schema:sqlite", "run:sqlite"
};

/// Squashes migrations of a history, and proves each result equal before it gives it. Writes nothing. `history` must outlive it; threads may share one.
class Squasher {
public:
    explicit Squasher(const History& history) : history_(history) {}
    explicit Squasher(History&&) = delete;

    /// A range that would close a circle between apps becomes several squashes, each as long as it can be. Throws Error(usage) for a wrong
    /// range, Error(squash_refused) that says where results part.
    [[nodiscard]] SquashResult squash(const SquashOptions& options) const;
    /// One migration optimized in place (`was` gains the old checksum); operations unchanged in number when nothing can be reduced.
    [[nodiscard]] SquashResult optimize(const MigrationKey& key, const SquashOptions& options) const;

private:
    const History& history_;
};

}  // namespace reinhardt::db
