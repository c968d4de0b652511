#pragma once

#include <memory>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/executor_run.hpp>

namespace reinhardt::db {

/// Makes a fresh database straight from the final state and records the whole history (details 4.15). What must run at its place, as
/// RunSQL that is not elidable, ends the straight part: the tables are made as they are at that place, and from there on the operations
/// run one by one. All in one transaction.
class ToStateCommand {
public:
    ToStateCommand(const History& history, Connection& connection, ExecutionObserver& observer, const MigrateOptions& options);
    /// Throws Error(schema_differs) for a database that is not fresh, Error(refused) that names the operation that cannot run at its place.
    MigrateResult run();

private:
    void read();
    void compile();
    void compile(const Migration& migration);
    [[nodiscard]] bool goes_straight(const Migration& migration, std::size_t index);
    /// Whether the operation is left out here: other databases have use for it, or the history is whole without it.
    [[nodiscard]] bool left_out(const Operation& operation) const;
    void check_backend(const Migration& migration, std::size_t index) const;
    void check_place(const Migration& migration, std::size_t index) const;
    void check_statements(const Migration& migration, const MigrationWork& work) const;
    void make_tables();
    void check_fresh(const std::vector<AppliedMigration>& applied);
    [[nodiscard]] std::vector<std::string> heads() const;

    const History& history_;
    Connection& connection_;
    ExecutionObserver& observer_;
    const MigrateOptions& options_;
    Recorder recorder_;
    MigrationRun run_;
    std::unique_ptr<MigrationGraph> graph_;
    std::vector<const Migration*> migrations_;
    ProjectState state_;
    Migration whole_{"project", "state"};    ///< stands for all migrations of the straight part
    MigrationWork tables_;
    std::vector<MigrationWork> rest_;        ///< what runs at its place
    bool straight_ = true;
};

}  // namespace reinhardt::db
