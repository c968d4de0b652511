#include <algorithm>
#include <utility>

#include <reinhardt/db/migrations/executor_attempt.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

using Kind = RenderedStatement::Kind;
using Phase = RenderedStatement::Phase;

bool is_true(const Rows& rows) {
    if (rows.empty() || rows.rows.front().empty()) return false;
    const Value& value = rows.rows.front().front();
    if (value.is_int()) return value.as_int() != 0;
    if (value.is_bool()) return value.as_bool();
    return value.is_text() && !value.as_text().empty() && value.as_text() != "0" && value.as_text() != "f";
}

/// Where nobody but a person can find out.
Error not_known(const Recorder::Step& row, const std::string& sql) {
    const std::string where = " WHERE app = '" + row.app + "' AND name = '" + row.name + "' AND step = " + std::to_string(row.step);
    Error error(ErrorCode::partial, "a run was stopped in a statement, and the database does not tell whether it took effect");
    error.statement(sql);
    error.note("if it did: UPDATE reinhardt_migration_steps SET status = 'happened'" + where);
    error.note("if it did not: UPDATE reinhardt_migration_steps SET status = 'again'" + where);
    error.hint("look whether it did, write that down with one of the two statements, then run migrate again");
    return error;
}

}  // namespace

void MigrationRun::read_journal(const Migration& migration) {
    journal_.clear();
    sent_.clear();
    commit_lost_ = false;
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    std::vector<Recorder::Step> rows;
    for (;;) {
        try {
            rows = recorder_.steps();
            break;
        } catch (const DatabaseError& error) {
            if (!waiting.is_wanted_after(error)) throw;
        }
        waiting.pause("another connection is writing to the database");
    }
    for (auto& row : rows) {
        if (row.app == migration.app && row.name == migration.name) journal_.emplace(row.step, std::move(row));
    }
}

void MigrationRun::keep(const Recorder::Step& row, std::string_view status) {
    Recorder::Step& kept = journal_[row.step];
    kept = row;
    kept.status = status;
}

std::vector<RenderedStatement> MigrationRun::statements_of(const MigrationWork& work, const WorkItem& item) {
    std::vector<RenderedStatement> statements;
    if (item.kind == WorkItem::Kind::sql) {
        for (const auto& statement : item.sql) statements.emplace_back().sql = statement.text;
        return statements;
    }
    statements = render_live(*work.migration, item, connection_, tables_before(item));
    std::stable_partition(statements.begin(), statements.end(), [](const RenderedStatement& one) { return one.phase != Phase::verify; });
    return statements;
}

/// Whether a statement and what the journal says of it can be committed together.
bool MigrationRun::may_join(const WorkItem& item, const RenderedStatement& statement) const {
    if (statement.kind == Kind::generate || !statement.transactional) return false;
    if (item.kind == WorkItem::Kind::sql && may_repeat(statement.sql)) return false;
    return connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL) || changes_rows_alone(statement.sql);
}

/// Of a statement that a run before this one may have sent. Throws Error(partial) where that cannot be known.
bool MigrationRun::has_happened(const MigrationWork& work, const WorkItem& item, const Recorder::Step& row, const RenderedStatement& statement,
                                const StepProgress& progress) {
    bool happened = row.status == "happened";
    if (!happened && row.status != "again") {
        if (!statement.happened.empty()) {
            happened = is_true(connection_.query(statement.happened));
        } else if (statement.kind == Kind::run && !progress.before.empty()) {
            happened = catalog_digest(connection_, statement.sql) != progress.before;
        } else if (item.kind != WorkItem::Kind::schema && !may_repeat(statement.sql)) {
            Error error = not_known(row, statement.sql);
            place_error(error, *work.migration, item.operations.front());
            throw error;
        }
    }
    if (happened) observer_.warning(work.migration->key().text() + ": the run before this one was stopped in a statement that took effect; it is not run again: " + statement.sql);
    return happened;
}

/// Commits that a statement is about to be sent, with what can tell afterwards whether it took effect. With it goes the record of the migration
/// before this one, if that is left to be written. True where all of that is written, and committed with the statement (send).
bool MigrationRun::write_started(Recorder::Step& row, StepProgress& progress, const RenderedStatement& statement, bool may_stay_open) {
    const bool asks = !statement.repeatable && statement.happened.empty() && statement.kind == Kind::run && shows_in_catalog(statement.sql);
    progress.before = asks ? catalog_digest(connection_, statement.sql) : std::string();
    row.position = progress.text();
    const std::size_t operation = now_operation_;
    const bool is_new = !journal_.contains(row.step);
    if (may_stay_open && begin_started(row, is_new)) {
        if (!unrecorded_) return true;
        // Who hears that a migration is recorded may look at the database as it is then.
        commit_started(row, operation);
        return false;
    }
    (void)transaction(false, [&](Attempt&) {
        if (unrecorded_) write_applied(*unrecorded_->migration, unrecorded_->ms);
        recorder_.step_started(row, is_new);
    });
    now_operation_ = operation;
    tell_written(row);
    return false;
}

/// What write_started() wrote is committed.
void MigrationRun::tell_written(const Recorder::Step& row) {
    keep(row, "started");
    if (!unrecorded_) return;
    const Unrecorded before = std::move(*unrecorded_);
    unrecorded_.reset();
    tell_recorded(before);
}

/// Runs a statement that is a transaction of its own; again, where that was asked for and does no harm, after a lock timeout. `uncommitted`: its row of the journal,
/// where that waits for its COMMIT.
void MigrationRun::send(const MigrationWork& work, const WorkItem& item, const RenderedStatement& statement, const std::vector<Value>& parameters, bool repeatable,
                        const Recorder::Step* uncommitted) {
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    if (item.kind == WorkItem::Kind::sql) refuse_transaction_control(statement.sql);
    for (;;) {
        times_.clear();
        StatementRunner runner(connection_, listener(), options_.interrupted);
        try {
            const Recorder::Step* row = std::exchange(uncommitted, nullptr);
            if (row != nullptr && send_with_commit(statement, *row)) {
                sent_.clear();
                keep_times();
                return;
            }
            sent_ = statement.sql;
            if (statement.kind == Kind::run) {
                runner.run(statement.sql, parameters);
            } else {
                runner.run(statement);
            }
            sent_.clear();
            keep_times();
            return;
        } catch (DatabaseError& error) {
            if (!error.connection_lost()) sent_.clear();
            if (repeatable && waiting.is_wanted_after(error)) {
                if (error.driver_code() == RDB_E_LOCKED) {
                    waiting.pause("another connection is using the database");
                } else {
                    waiting.back_off(error);
                }
                continue;
            }
            explain(error, work, item, &statement);
            throw;
        } catch (Error& error) {
            sent_.clear();
            explain(error, work, item, &statement);
            throw;
        }
    }
}

/// The database refused a statement, which is then known not to have taken effect.
void MigrationRun::withdraw(const Recorder::Step& row, const StepProgress& progress) noexcept {
    if (!sent_.empty() || !progress.changes_done().empty()) return;
    try {
        Recorder::Step before = row;
        before.position.clear();
        (void)transaction(false, [&](Attempt&) {
            if (row.direction == "backward") {
                recorder_.step_done(before);
            } else {
                recorder_.step_forgotten(before);
            }
        });
        if (row.direction == "backward") {
            keep(before, "done");
        } else {
            journal_.erase(row.step);
        }
    } catch (const std::exception&) {
        // What the next run finds is asked for again.
    }
}

/// A statement that is sent again may find what it left when it failed: what is generated in front of it is for that.
void MigrationRun::clear_the_way(const MigrationWork& work, const WorkItem& item, const StepProgress& progress) {
    if (progress.done == 0 || !progress.statements[progress.done - 1].clears_the_way()) return;
    send(work, item, progress.statements[progress.done - 1], {}, false);
}

/// What stands for the one statement of an item, which the server refused, once the tables are read: they may hold what the migrations know
/// nothing of. Nothing if that is no other.
std::vector<RenderedStatement> MigrationRun::refused(const MigrationWork& work, const WorkItem& item, const StepProgress& progress, const DatabaseError& error) {
    const std::int32_t code = error.driver_code();
    const bool waits = code == RDB_E_LOCKED || code == RDB_E_INTERRUPTED || code == RDB_E_LOCK_TIMEOUT || code == RDB_E_STATEMENT_TIMEOUT;
    if (item.kind != WorkItem::Kind::schema || progress.statements.size() != 1 || error.connection_lost() || waits) return {};
    try {
        auto statements = render_live(*work.migration, item, connection_, tables_before(item), false, false);
        if (statements.size() != 1 || statements.front().sql != progress.statements.front().sql) return statements;
    } catch (const Error&) {
        // What the server said matters more.
    }
    return {};
}

/// The statements of an item one after the other, from where the row says that a run before this one came to. `finish_step`, if there is one, is
/// the last transaction.
void MigrationRun::run_apart(const MigrationWork& work, const WorkItem& item, Recorder::Step& row, const std::function<void()>& finish_step) {
    StepProgress progress = StepProgress::from(row.position);
    std::size_t doubtful = progress.statements.empty() ? std::string::npos : progress.done;
    if (progress.statements.empty()) {
        try {
            progress.statements = statements_of(work, item);
        } catch (Error& error) {
            explain(error, work, item, nullptr);
            throw;
        }
    }
    run_from(work, item, row, std::move(progress), doubtful, finish_step);
}

/// The same, from the statement on that `progress` stands at; at `doubtful` a run before this one may have been stopped in it.
void MigrationRun::run_from(const MigrationWork& work, const WorkItem& item, Recorder::Step& row, StepProgress progress, std::size_t doubtful, const std::function<void()>& finish_step) {
    const SetupGuard guard(connection_, progress.statements);
    StatementRunner runner(connection_, listener(), options_.interrupted);
    const bool repeatable = !connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL);
    for (; progress.done < progress.statements.size(); ++progress.done) {
        const RenderedStatement& statement = progress.statements[progress.done];
        if (statement.phase == Phase::setup || statement.phase == Phase::teardown) continue;
        const std::vector<Value> parameters = item.kind == WorkItem::Kind::sql ? item.sql[progress.done].parameters : std::vector<Value>();
        now_at(work, item, statement);
        const bool reads = statement.kind == Kind::check || statement.kind == Kind::remember || statement.kind == Kind::compare;
        if (reads || may_join(item, statement)) finish();
        if (reads) {
            make_sure_of_history();
            try {
                runner.run(statement);
            } catch (Error& error) {
                explain(error, work, item, &statement);
                throw;
            }
        } else if (may_join(item, statement)) {
            StepProgress next = progress;
            ++next.done;
            next.before.clear();
            row.position = next.text();
            try {
                (void)transaction(false, [&](Attempt& attempt) {
                    now_at(work, item, statement);
                    attempt.runner.run(statement.sql, parameters);
                    recorder_.step_started(row);
                });
            } catch (Error& error) {
                explain(error, work, item, &statement);
                throw;
            }
            keep(row, "started");
        } else {
            if (progress.done == doubtful && has_happened(work, item, row, statement, progress)) continue;
            if (progress.done == doubtful) clear_the_way(work, item, progress);
            const bool open = write_started(row, progress, statement, repeatable && item.kind == WorkItem::Kind::schema && statement.kind == Kind::run);
            try {
                send(work, item, statement, parameters, repeatable, open ? &row : nullptr);
            } catch (const DatabaseError& error) {
                withdraw(row, progress);
                auto other = refused(work, item, progress, error);
                if (other.empty()) throw;
                StepProgress again;
                again.statements = std::move(other);
                return run_from(work, item, row, std::move(again), std::string::npos, finish_step);
            } catch (const Error&) {
                withdraw(row, progress);
                throw;
            }
            // It is done, though the journal gets to know only with the next statement.
            StepProgress next = progress;
            ++next.done;
            Recorder::Step known = row;
            known.position = next.text();
            keep(known, "started");
        }
        doubtful = std::string::npos;
    }
    if (finish_step) (void)transaction(false, [&](Attempt&) { finish_step(); });
}

/// A statement of RunSQL that is a transaction of its own.
void MigrationRun::run_outside(const MigrationWork& work, const WorkItem& item, std::size_t index, Recorder::Step& row, const std::function<void()>& finish_step) {
    RenderedStatement statement;
    statement.sql = item.sql[index].text;
    StepProgress progress = StepProgress::from(row.position);
    const bool was_sent = !row.status.empty() && row.status != "done";
    if (!was_sent || !has_happened(work, item, row, statement, progress)) {
        progress = {};
        (void)write_started(row, progress, statement, false);
        try {
            send(work, item, statement, item.sql[index].parameters, !connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL));
        } catch (const Error&) {
            withdraw(row, progress);
            throw;
        }
    }
    if (row.direction != "backward") keep(row, "done");
    if (finish_step) (void)transaction(false, [&](Attempt&) { finish_step(); });
}

/// All that undoes a step, item by item; `finish_step` takes its rows out of the journal.
void MigrationRun::undo_apart(const MigrationWork& inverse, Recorder::Step& row, const std::function<void()>& finish_step) {
    const auto& items = inverse.items;
    const StepProgress before = StepProgress::from(row.position);
    for (std::size_t number = before.item; number < items.size(); ++number) {
        const WorkItem& item = items[number];
        if (number > before.item) {
            StepProgress next;
            next.item = number;
            next.operations = before.operations;
            row.position = next.text();
        }
        const auto leave = [&] {
            StepProgress next;
            next.item = number + 1;
            next.operations = before.operations;
            row.position = next.text();
            recorder_.step_started(row);
        };
        if (item.kind == WorkItem::Kind::code) {
            (void)transaction(false, [&](Attempt& attempt) {
                run_code(attempt, inverse, item);
                leave();
            });
        } else if (item.kind == WorkItem::Kind::sql || !item.edits.edits.empty()) {
            run_apart(inverse, item, row, leave);
        } else {
            continue;
        }
        keep(row, "started");
    }
    (void)transaction(false, [&](Attempt&) { finish_step(); });
}

}  // namespace reinhardt::db
