#pragma once

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/state/project_state.hpp>

namespace reinhardt::db {

/// Gives the state of the models at a point of a history by replaying its migrations in topological order, as Django does: the tables of a
/// database are never looked at, so that the state is what the migrations say. `history` must outlive it; threads may share one.
class MigrationStateLoader {
public:
    explicit MigrationStateLoader(const History& history) : history_(history) {}
    explicit MigrationStateLoader(History&&) = delete;

    /// After all migrations. Error(conflict) with two heads.
    [[nodiscard]] ProjectState latest() const;
    /// After all migrations, whatever the heads: what the history manages.
    [[nodiscard]] ProjectState managed() const;
    /// After that migration and all it depends on; one that a squash stands for is a place too. Error(usage) when it does not exist.
    [[nodiscard]] ProjectState at(const MigrationKey& migration) const;
    /// After the migrations recorded in the database. Error(inconsistent_history) when one of them has no file.
    [[nodiscard]] ProjectState applied(Connection& connection) const;

private:
    const History& history_;
};

}  // namespace reinhardt::db
