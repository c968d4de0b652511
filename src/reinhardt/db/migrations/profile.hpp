#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/planner.hpp>

namespace reinhardt::db {

/// Where the time of a run went: of what took effect, not of tries that were rolled back.
struct Profile {
    using Time = std::chrono::microseconds;

    /// From its start to behind its commit.
    struct MigrationTime {
        MigrationKey migration;
        Direction direction = Direction::forward;
        Time spent{};
    };
    /// The sum of its statements.
    struct OperationTime {
        MigrationKey migration;
        std::size_t index = 0;    ///< its place in the file, from 1
        std::string description;
        Time spent{};
    };
    struct StatementTime {
        MigrationKey migration;
        std::size_t index = 0;    ///< of its operation; 0 = of none, as COMMIT
        std::string sql;
        Time spent{};
    };

    std::vector<MigrationTime> migrations;
    std::vector<OperationTime> operations;
    std::vector<StatementTime> statements;

    [[nodiscard]] bool empty() const noexcept { return migrations.empty() && statements.empty(); }
    /// A statement of `migration`; its time also counts for its operation.
    void add(const Migration& migration, StatementTime statement);
    /// Slowest first; equal ones stay in order of running.
    void sort();
};

}  // namespace reinhardt::db
