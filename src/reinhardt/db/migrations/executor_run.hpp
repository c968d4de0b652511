#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/executor_progress.hpp>
#include <reinhardt/db/migrations/executor_work.hpp>
#include <reinhardt/db/migrations/lock.hpp>
#include <reinhardt/db/migrations/statement_runner.hpp>

namespace reinhardt::db {

/// Runs the work of single migrations on a connection, with its transactions, locks, history rows and journal. What to run, and in which
/// order, is decided by its user.
class MigrationRun {
public:
    MigrationRun(const History& history, Connection& connection, Recorder& recorder, ExecutionObserver& observer, const MigrateOptions& options);

    /// The history that decisions were made on; every transaction first makes sure that it still holds.
    void based_on(const HistoryMark& mark, const std::vector<AppliedMigration>& applied);
    [[nodiscard]] const std::set<MigrationKey>& recorded() const noexcept { return recorded_; }

    enum class Outcome { done, history_changed };

    /// One transaction. Throws what went wrong with its place; nothing of the migration is left then.
    Outcome run_atomic(const MigrationWork& work, Direction direction);
    /// Step by step under the lock, each step with its journal row in a transaction of its own where the backend can; goes on where the
    /// journal ends. `is_new`: the journal has nothing of it. What is left to do is to record it, which where schema changes do not roll back
    /// is done with what the next migration writes first, or by finish().
    Outcome run_journalled(const MigrationWork& work, bool is_new);
    /// Records the migration that run_journalled() left to be recorded.
    void finish();
    /// The same behind `error`, which says so if that fails as well.
    void finish_after(Error& error);
    enum class Undo {
        applied,   ///< a migration that is recorded
        rest,      ///< what the journal holds
        last_one,  ///< the step alone that a run before this one has begun to undo
    };
    /// Undoes the journal's steps of a migration, last first. `inverses` undo its operations, by their place.
    Outcome undo_journalled(const MigrationWork& work, const std::vector<MigrationWork>& inverses, Undo undo);
    /// Whether a run died while it undid a step of the migration.
    [[nodiscard]] bool is_being_undone(const Migration& migration);
    /// Finds out how much the journal's last step has done. `last`: of the operations that are done as one, by the first, the last one;
    /// changed where a run stopped between two of them.
    void settle_last(const MigrationWork& work, std::vector<std::size_t>& last);
    /// How many operations of a migration that is not finished have a step in the journal; `before` is the state without it.
    [[nodiscard]] std::size_t operations_done(const Migration& migration, const ProjectState& before);
    /// The rows alone.
    Outcome fake(const Migration& migration, Direction direction);
    /// Makes the tables of a fresh database, does the rest of the work, and records the migrations, in one transaction.
    Outcome run_to_state(const MigrationWork& tables, const std::vector<MigrationWork>& rest, const std::vector<const Migration*>& migrations);
    /// Several changes of the history's rows in one transaction: squashes whose parts are all recorded, and new checksums.
    Outcome amend(const std::vector<const Migration*>& adopted, const std::vector<const Migration*>& renewed);

    /// The lock that the whole run holds: the server's session lock, or a lease where that was asked for.
    void lock_run();

private:
    struct Attempt;
    struct NeedsSetup {
        std::vector<RenderedStatement> statements;
    };
    struct NeedsApart {};  ///< a statement of the item may not run in a transaction
    struct HistoryChanged {};
    /// A migration all of whose steps are done, and which is not recorded yet.
    struct Unrecorded {
        const Migration* migration;
        std::chrono::steady_clock::time_point start;
        std::int64_t ms;
        std::size_t steps;
        std::map<std::int64_t, Recorder::Step> journal;
    };

    struct Riders;
    /// What a script that begins a transaction holds behind BEGIN, and who hears of it when that fails.
    struct Along {
        std::function<void(Script&)> add;
        std::function<void(DatabaseError&)> failed;
        bool sent = false;
    };

    [[nodiscard]] bool begin(bool check_history, Along* along);
    void commit();
    void committed(const HistoryMark& mark);
    void rollback() noexcept;
    /// A transaction that is tried again as long as the database is locked, and with `setup` once that turns out to be needed.
    template <class Body> Outcome transaction(bool check_history, Body&& body, Along* along = nullptr);

    // What goes to the server in one message (executor_script.cpp).
    [[nodiscard]] bool may_send_scripts() const;
    [[nodiscard]] std::optional<bool> begin_along(bool check_history, Along& along);
    void commit_held();
    [[nodiscard]] Riders riders_of(const MigrationWork& work) const;
    [[nodiscard]] Along along_of(const MigrationWork& work, Riders& riders);
    void start_rider(const MigrationWork& work, Riders& riders);
    void finish_rider(const MigrationWork& work, Riders& riders);
    [[nodiscard]] bool begin_started(const Recorder::Step& row, bool is_new);
    void commit_started(const Recorder::Step& row, std::size_t operation);
    [[nodiscard]] bool send_with_commit(const RenderedStatement& statement, const Recorder::Step& row);

    void run_item(Attempt& attempt, const MigrationWork& work, const WorkItem& item);
    void run_schema(Attempt& attempt, const MigrationWork& work, const WorkItem& item);
    void run_code(Attempt& attempt, const MigrationWork& work, const WorkItem& item);
    void run_sql(Attempt& attempt, const MigrationWork& work, const WorkItem& item, std::size_t index);
    void report(Attempt& attempt, const MigrationWork& work, const WorkItem* item);
    void explain(Error& error, const MigrationWork& work, const WorkItem& item, const RenderedStatement* statement) const;
    [[nodiscard]] StatementListener listener();

    // The profile: statements count once their transaction has ended.
    void now_at(const MigrationWork& work, std::size_t operation);
    void now_at(const MigrationWork& work, const WorkItem& item, const RenderedStatement& statement);
    void timed(const std::string& sql, std::chrono::microseconds spent);
    void keep_times();
    void keep_time(const Migration& migration, Direction direction, std::chrono::steady_clock::time_point start);

    void run_steps(const MigrationWork& work);
    void run_step(const MigrationWork& work, const WorkItem& item, std::size_t index, Recorder::Step row, bool is_last);
    void make_sure_of_history();
    void tell_recorded(const Unrecorded& migration);
    void tell_started();
    void run_code_step(const MigrationWork& work, const WorkItem& item, Recorder::Step& row);
    void run_backfill(const MigrationWork& work, const WorkItem& item, Recorder::Step row);
    void undo_last(const MigrationWork& work, const std::vector<MigrationWork>& inverses);
    void undo_statement(const MigrationWork& inverse, const WorkItem& item, std::size_t index, Recorder::Step row);
    void undo_group(const MigrationWork& work, const MigrationWork& inverse, std::size_t operation, Recorder::Step row);
    bool settle(const MigrationWork& work, const WorkItem& item, std::size_t index, Recorder::Step& row);

    // Statements that are committed one by one (executor_apart.cpp).
    void run_apart(const MigrationWork& work, const WorkItem& item, Recorder::Step& row, const std::function<void()>& finish_step);
    void run_from(const MigrationWork& work, const WorkItem& item, Recorder::Step& row, StepProgress progress, std::size_t doubtful, const std::function<void()>& finish_step);
    [[nodiscard]] std::vector<RenderedStatement> refused(const MigrationWork& work, const WorkItem& item, const StepProgress& progress, const DatabaseError& error);
    void run_outside(const MigrationWork& work, const WorkItem& item, std::size_t index, Recorder::Step& row, const std::function<void()>& finish_step);
    void undo_apart(const MigrationWork& inverse, Recorder::Step& row, const std::function<void()>& finish_step);
    [[nodiscard]] std::vector<RenderedStatement> statements_of(const MigrationWork& work, const WorkItem& item);
    [[nodiscard]] bool may_join(const WorkItem& item, const RenderedStatement& statement) const;
    [[nodiscard]] bool has_happened(const MigrationWork& work, const WorkItem& item, const Recorder::Step& row, const RenderedStatement& statement,
                                    const StepProgress& progress);
    bool write_started(Recorder::Step& row, StepProgress& progress, const RenderedStatement& statement, bool may_stay_open);
    void tell_written(const Recorder::Step& row);
    void send(const MigrationWork& work, const WorkItem& item, const RenderedStatement& statement, const std::vector<Value>& parameters, bool repeatable,
              const Recorder::Step* uncommitted = nullptr);
    void clear_the_way(const MigrationWork& work, const WorkItem& item, const StepProgress& progress);
    void withdraw(const Recorder::Step& row, const StepProgress& progress) noexcept;
    void keep(const Recorder::Step& row, std::string_view status);
    void read_journal(const Migration& migration);

    void take_lease();

    void note_rolled_back(Error& error, const Migration& migration, Direction direction);
    void note_partial(Error& error, const Migration& migration, Direction direction, std::size_t total) const;
    void note_commit_lost(Error& error, const Migration& migration, Direction direction);
    [[nodiscard]] bool is_recorded(const MigrationKey& key) const;
    void write_applied(const Migration& migration, std::int64_t ms);
    void write_unapplied(const Migration& migration, bool clears_steps);
    void record_with_parts(const Migration& migration, std::int64_t ms);

    const History& history_;
    Connection& connection_;
    Recorder& recorder_;
    ExecutionObserver& observer_;
    const MigrateOptions& options_;
    bool session_, scripts_;
    SessionLock session_lock_;
    LeaseLock lease_;
    HistoryMark mark_;
    std::set<MigrationKey> recorded_;
    std::map<MigrationKey, bool> pending_;                                    ///< what the open transaction records or unrecords
    std::size_t reported_ = 0;                                                ///< operations of this migration that the observer knows of
    std::map<std::string, MigrationKey> last_;                                ///< the last recorded one of each app
    std::map<MigrationKey, std::vector<const Migration*>> squashes_of_;       ///< part -> squashes that hold it
    std::map<std::int64_t, Recorder::Step> journal_;                          ///< of the migration under way, as it is committed
    std::string sent_;                                                        ///< the statement whose answer was lost with the connection
    std::function<void(const std::string& sql)> before_statement_;            ///< of a function of RunCode
    bool commit_lost_ = false;                                                ///< as was the answer to COMMIT
    bool unchecked_ = false;                                                  ///< no transaction of the migration under way has compared the history
    std::optional<Unrecorded> unrecorded_;
    const Migration* starting_ = nullptr;                                     ///< the observer hears of it when the one before it is recorded
    bool tables_exist_ = false;
    const Migration* now_ = nullptr;                                          ///< whose statement runs
    std::size_t now_operation_ = 0;
    std::vector<Profile::StatementTime> times_;                               ///< of the open transaction
};

}  // namespace reinhardt::db
