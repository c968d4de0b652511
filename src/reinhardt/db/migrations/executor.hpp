#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/code_functions.hpp>
#include <reinhardt/db/migrations/hazards.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/profile.hpp>
#include <reinhardt/db/migrations/recorder.hpp>

namespace reinhardt::db {

/// What one operation of a planned migration does to a database.
struct PlannedOperation {
    std::string op, description;
    std::vector<std::string> sql;      ///< statements of phase main, without BEGIN/COMMIT
    std::vector<std::size_t> carried_by;  ///< places, in the migration's list, of other operations whose `sql` carries out this one too
    std::vector<Hazard> hazards;
    bool irreversible = false;
    std::string irreversible_reason;
    bool loses_data = false, allow_loss = false;
    std::uint32_t line = 0;
};

/// A migration of a plan, rendered.
struct PlannedMigration {
    const Migration* migration = nullptr;
    Direction direction = Direction::forward;
    bool applied = false;              ///< before the plan
    std::string applied_at;
    std::vector<PlannedOperation> operations;
};

/// Renders the steps of a plan without touching any database: operations with descriptions, SQL and hazards, in order. `live` (may be
/// nullptr) is a connection to read present tables from. `with_sql` false leaves rendering out (hazards from the edits alone).
/// Throws Error(unsupported) with file and operation for what the backend cannot do.
[[nodiscard]] std::vector<PlannedMigration> render_plan(const MigrationGraph& graph, const Plan& plan, Driver& driver, Connection* live, bool with_sql);

/// Reports what happens; every call from the executor's thread. Defaults do nothing.
class ExecutionObserver {
public:
    virtual ~ExecutionObserver() = default;
    virtual void started(const std::vector<const Migration*>& /*pending*/) {}
    virtual void migration_started(const Migration&, Direction) {}
    /// Done, though its migration may still fail; `index` counts from 1. This call and those of statements may not use the run's connection.
    virtual void operation(const Migration&, std::size_t /*index*/, std::size_t /*total*/, const std::string& /*description*/, std::int64_t /*ms*/) {}
    virtual void statement_started(const std::string& /*sql*/) {}
    virtual void statement(const std::string& /*sql*/, std::int64_t /*ms*/) {}
    virtual void rows_done(std::int64_t /*rows*/) {}
    virtual void migration_applied(const Migration&, std::int64_t /*ms*/, bool /*faked*/) {}
    virtual void migration_unapplied(const Migration&, std::int64_t /*ms*/, bool /*faked*/) {}
    virtual void recorded(const Migration&) {}                        ///< what it does came about with the final state as a whole
    virtual void adopted(const MigrationKey&) {}                      ///< a squash got recorded without running
    virtual void waiting_for_lock(const std::string& /*holder*/) {}
    /// A lock timeout: what was done is rolled back, and tried again after a pause.
    virtual void trying_again(const Error& /*why*/, std::chrono::milliseconds /*pause*/) {}
    virtual void warning(const std::string& /*text*/) {}

    static ExecutionObserver& nobody() noexcept;  ///< one that does nothing, for any number of threads
};

struct MigrateOptions {
    Target target{};
    std::function<Plan(const MigrationGraph&)> plan{};  ///< these steps instead of the way to `target`
    std::vector<std::string> apps{};        ///< of the database; empty = all
    bool fake = false;
    bool fake_initial = false;              ///< record initial migrations whose tables are there, just as they make them, without running them
    bool accept_edited = false;
    std::optional<double> wait_seconds{};     ///< for the lock of another run, infinity = no end; absent: 10, and a lock timeout ends the run at once
    Limits limits{};                          ///< of every statement; a transaction that meets `lock` is tried again for `wait_seconds`
    bool force_lease = false;               ///< lock = "lease"
    std::function<bool(const std::vector<PlannedMigration>&)> confirm{};  ///< asked before steps that lose data; false = stop; absent = refuse
    bool yes = false;
    const CodeFunctions* code = nullptr;    ///< what RunCode calls; absent = a plan with RunCode is refused
    bool check_only = false;                ///< find what would stop the run, and change nothing
    Profile* profile = nullptr;             ///< gets the times of what ran, also of a run that failed
    const std::atomic<bool>* interrupted = nullptr;
};

struct MigrateResult {
    std::string status;                     ///< "applied", "nothing", "partial" (details 6.1)
    std::size_t applied = 0, unapplied = 0;
    std::int64_t ms = 0;
    std::vector<std::string> heads;         ///< "blog.0002" of apps that moved
};

/// What the database says, compared with the files.
struct HistoryStatus {
    std::vector<AppliedMigration> applied;
    std::vector<MigrationKey> missing_files;               ///< applied, no file, and no squash stands for it
    std::vector<std::pair<MigrationKey, std::string>> edited;  ///< checksum differs: key, difference shown
};

/// Runs migrations on a connection that the caller owns. Each migration with its recorder row is one transaction where the backend can; others
/// are journalled. Used by one thread at a time, like its connection; executors with connections of their own may run at the same time, in one
/// process or in many: they take turns by the lock. `history` must outlive the executor.
class Executor {
public:
    Executor(const History& history, Connection& connection, ExecutionObserver& observer = ExecutionObserver::nobody());
    Executor(History&&, Connection&, ExecutionObserver& = ExecutionObserver::nobody()) = delete;

    /// Reads history; if anything is pending takes the lock, reads again, plans, checks (irreversible, data loss, unsupported,
    /// edited files) before the first step, runs. Throws Error with file, line, operation and statement; rolled back unless code is partial.
    MigrateResult migrate(const MigrateOptions& options = {});

    /// Makes a fresh database straight from the final state of `options.apps` and records the whole history, in one transaction (details
    /// 4.15). Throws Error(schema_differs) for a database that is not fresh, Error(refused) for work that cannot run at its place.
    MigrateResult to_state(const MigrateOptions& options);

    /// Reads and checks only: nothing is created. Throws Error(edited), Error(inconsistent_history) as migrate would.
    [[nodiscard]] HistoryStatus status(bool check_checksums);
    /// As status(true), and throws Error(inconsistent_history) for applied migrations whose files are missing.
    void check_history();

    /// Removes records whose files are gone (details 4.6). Names kept since a squash replaces them.
    struct Pruned {
        std::vector<MigrationKey> removed, kept;
    };
    Pruned prune(const std::string& app);

private:
    const History& history_;
    Connection& connection_;
    ExecutionObserver& observer_;
};

using MigrationExecutor = Executor;          ///< what the Rust library calls it, for one database
using DatabaseMigrationExecutor = Executor;  ///< and for all backends: the connection's driver decides

/// The offline script of a plan (details 4.12): transactions, statements, recorder tables and rows, stops at the first error.
[[nodiscard]] std::string migration_script(const MigrationGraph& graph, const Plan& plan, Driver& driver, Connection* live);

}  // namespace reinhardt::db
