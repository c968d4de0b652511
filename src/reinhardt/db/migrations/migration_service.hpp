#pragma once

#include <memory>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/inspector.hpp>
#include <reinhardt/db/migrations/makemigrations.hpp>
#include <reinhardt/db/migrations/migration_config.hpp>
#include <reinhardt/db/migrations/rehearsal.hpp>
#include <reinhardt/db/migrations/squash_files.hpp>

namespace reinhardt::db {

/// The steps of a plan, rendered, with the history that they point into.
struct MigrationPlan {
    std::shared_ptr<const History> history;
    std::vector<PlannedMigration> steps;

    [[nodiscard]] bool empty() const noexcept { return steps.empty(); }
};

/// What the commands do, for a program: made from a MigrationConfig and injected by its constructor, for example as a std::shared_ptr<const
/// MigrationService> that a whole program shares. Holds no connection and no history: each call reads the files and opens the database anew, so any
/// number of threads may call it at once; runs on one database take turns by its lock.
class MigrationService {
public:
    /// `drivers` may be shared by several services. Loads nothing yet.
    explicit MigrationService(MigrationConfig config, std::shared_ptr<DriverRegistry> drivers = nullptr);

    [[nodiscard]] const MigrationConfig& config() const noexcept { return config_; }
    /// All migrations, of files and code. Throws as MigrationLoader.
    [[nodiscard]] History history() const;

    /// Writes migrations for what changed in the models (see make_migrations). With `update` the configured database is asked what it has applied,
    /// unless `options.applied` says so.
    MakeMigrationsResult makemigrations(MakeMigrationsOptions options = {}) const;
    /// Brings the configured database to `options.target` (see run_migrations); `observer` hears of the progress, from the calling thread.
    MigrateResult migrate(MigrateOptions options = {}, ExecutionObserver& observer = ExecutionObserver::nobody()) const;
    /// The same on a connection of the caller, which stays open; the apps and the lock are those that `options` say.
    MigrateResult migrate(Connection& connection, MigrateOptions options = {}, ExecutionObserver& observer = ExecutionObserver::nobody()) const;
    /// What migrate() would do; changes nothing, and a database that does not exist counts as empty.
    [[nodiscard]] MigrationPlan plan(const Target& target = {}, bool with_sql = true) const;
    /// The SQL script that does the same as migrate(), with the records.
    [[nodiscard]] std::string script(const Target& target = {}) const;
    /// What is recorded, compared with the files. Throws as Executor::status; empty for a database that does not exist.
    [[nodiscard]] HistoryStatus status() const;
    /// See squash_files.
    SquashFiles squash(SquashOptions options, bool dry_run = false) const;
    /// The schema of "database", "models", "migrations", "migrations@app.name", "applied", an alias, a URL or a FILE.json.
    [[nodiscard]] Schema inspect(const std::string& source = "database") const;
    /// What would have to happen to `source` to become `other`; both as for inspect().
    [[nodiscard]] SchemaDifference compare(const std::string& source, const std::string& other) const;
    /// Tries the whole history on scratch databases (see Rehearsal).
    [[nodiscard]] RehearsalResult test() const;

private:
    MigrationConfig config_;
    std::shared_ptr<DriverRegistry> drivers_;
};

}  // namespace reinhardt::db
