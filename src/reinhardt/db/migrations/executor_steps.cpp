#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include <reinhardt/db/migrations/executor_attempt.hpp>

namespace reinhardt::db {

namespace {

/// One step of the journal: a whole schema item, a statement of RunSQL, or a backfill.
struct PlannedStep {
    const WorkItem* item = nullptr;
    std::size_t statement = 0;

    [[nodiscard]] const std::string& text() const { return item->kind == WorkItem::Kind::sql ? item->sql[statement].text : item->identity; }
};

std::vector<PlannedStep> steps_of(const MigrationWork& work) {
    std::vector<PlannedStep> steps;
    for (const auto& item : work.items) {
        if (item.kind == WorkItem::Kind::sql) {
            for (std::size_t i = 0; i < item.sql.size(); ++i) steps.push_back({&item, i});
        } else if (item.kind == WorkItem::Kind::backfill || item.kind == WorkItem::Kind::code || !item.edits.edits.empty()) {
            steps.push_back({&item, 0});
        }
    }
    return steps;
}

Recorder::Step row_of(const Migration& migration, std::size_t number, const PlannedStep& step, std::int64_t fence) {
    Recorder::Step row;
    row.app = migration.app;
    row.name = migration.name;
    row.direction = "forward";
    row.step = static_cast<std::int64_t>(number);
    row.statement = step.text();
    row.fence = fence;
    return row;
}

bool is_done(const Recorder::Step& row) { return row.status == "done"; }

/// What was done, or may have been, must still be what the file says; what is left to do may have been mended.
void check_unchanged(const Migration& migration, const std::map<std::int64_t, Recorder::Step>& journal, const std::vector<PlannedStep>& steps) {
    for (const auto& [step, row] : journal) {
        const auto number = static_cast<std::size_t>(step);
        const bool known = number < steps.size();
        if (known && steps[number].text() == row.statement) continue;
        const bool begun = is_done(row) || row.direction == "backward" || (row.position.find("\"done\":") != std::string::npos);
        if (known && !begun) continue;
        Error error(ErrorCode::edited, migration.key().text() + " was edited in what is already done of it");
        error.note((is_done(row) ? "done: " : "begun: ") + row.statement);
        if (known) {
            error.note("in file: " + steps[number].text());
            place_error(error, migration, steps[number].item->operations.front());
        } else {
            error.at(migration.file);
        }
        error.hint("undo the edit; steps that are not done yet may be changed");
        throw error;
    }
}

/// Statements that databases refuse, or quietly pass over, inside a transaction.
bool runs_outside(const SqlStatement& statement) {
    const auto word = first_words(statement.text).first;
    return word == "PRAGMA" || word == "VACUUM" || word == "ATTACH" || word == "DETACH";
}

/// Whether the database would not run a statement of RunSQL in a transaction.
bool is_refused(const Error& error, const WorkItem& item, std::size_t index) {
    return item.kind == WorkItem::Kind::sql && error.code() == ErrorCode::database && error.message().find("transaction") != std::string::npos &&
           !controls_transaction(item.sql[index].text);
}

}  // namespace

std::size_t MigrationRun::operations_done(const Migration& migration, const ProjectState& before) {
    read_journal(migration);
    if (journal_.empty()) return 0;
    ProjectState state = before;
    const MigrationWork work = compile_work(migration, operations_of(migration), state, connection_.driver(), migration.atomic);
    const auto steps = steps_of(work);
    check_unchanged(migration, journal_, steps);
    return steps[static_cast<std::size_t>(journal_.rbegin()->first)].item->operations.back() + 1;
}

bool MigrationRun::is_being_undone(const Migration& migration) {
    read_journal(migration);
    return !journal_.empty() && journal_.rbegin()->second.direction == "backward" && !is_done(journal_.rbegin()->second);
}

MigrationRun::Outcome MigrationRun::run_journalled(const MigrationWork& work, bool is_new) {
    const Migration& migration = *work.migration;
    const auto start = std::chrono::steady_clock::now();
    take_lease();
    // Without a lock of the session another run may have begun the migration, and died, since the journal was read: it is read again under the lease.
    is_new = is_new && session_;
    const auto steps = steps_of(work);
    // The first transaction finds out whether the history still is the one that the plan was made of.
    unchecked_ = true;
    try {
        if (!is_new || steps.empty() || steps.front().item->kind != WorkItem::Kind::schema) {
            finish();
            make_sure_of_history();
        }
        starting_ = &migration;
        if (!unrecorded_) tell_started();
        reported_ = 0;
        if (is_new) {
            journal_.clear();
            sent_.clear();
            commit_lost_ = false;
        } else {
            read_journal(migration);
        }
        try {
            check_unchanged(migration, journal_, steps);
            run_steps(work);
        } catch (Error& error) {
            unchecked_ = false;
            if (error.code() != ErrorCode::edited) note_partial(error, migration, Direction::forward, steps.size());
            throw;
        }
    } catch (const HistoryChanged&) {
        unchecked_ = false;
        starting_ = nullptr;
        return Outcome::history_changed;
    }
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
    now_ = nullptr;
    unrecorded_ = Unrecorded{&migration, start, ms, steps.size(), std::move(journal_)};
    if (connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL)) finish();
    return Outcome::done;
}

void MigrationRun::run_steps(const MigrationWork& work) {
    const Migration& migration = *work.migration;
    const auto steps = steps_of(work);
    Attempt spent{StatementRunner(connection_), {}, {}, {}};
    for (std::size_t number = 0; number < steps.size(); ++number) {
        const PlannedStep& step = steps[number];
        const bool is_last = number + 1 == steps.size();
        const bool last_of_item = is_last || steps[number + 1].item != step.item;
        auto row = row_of(migration, number, step, lease_.fence());
        if (const auto before = journal_.find(row.step); before != journal_.end()) {
            row.status = before->second.status;
            row.position = before->second.position;
        }
        const auto from = std::chrono::steady_clock::now();
        if (!is_done(row)) {
            run_step(work, *step.item, step.statement, row, is_last);
        } else if (step.item->kind == WorkItem::Kind::sql && first_words(step.text()).first == "SET") {
            // A setting of the session that ended with the run before this one.
            StatementRunner(connection_).run(step.text(), step.item->sql[step.statement].parameters);
        }
        spent.spent[step.item->operations.front()] += std::chrono::steady_clock::now() - from;
        if (last_of_item) report(spent, work, step.item);
    }
    report(spent, work, nullptr);
}

/// Makes sure that what comes next does not rest on another history, if nothing has done so yet.
void MigrationRun::make_sure_of_history() {
    if (unchecked_) (void)transaction(false, [](Attempt&) {});
}

void MigrationRun::tell_recorded(const Unrecorded& migration) {
    const Migration* now = now_;
    keep_time(*migration.migration, Direction::forward, migration.start);
    now_ = now;
    observer_.migration_applied(*migration.migration, migration.ms, false);
    tell_started();
}

void MigrationRun::tell_started() {
    if (starting_ != nullptr) observer_.migration_started(*std::exchange(starting_, nullptr), Direction::forward);
}

void MigrationRun::finish() {
    if (!unrecorded_) return;
    const Unrecorded one = std::move(*unrecorded_);
    unrecorded_.reset();
    const bool unchecked = std::exchange(unchecked_, false);
    const Migration* now = std::exchange(now_, one.migration);
    now_operation_ = 0;
    try {
        (void)transaction(false, [&](Attempt&) { write_applied(*one.migration, one.ms); });
    } catch (Error& error) {
        journal_ = one.journal;
        note_partial(error, *one.migration, Direction::forward, one.steps);
        throw;
    }
    unchecked_ = unchecked;
    now_ = now;
    tell_recorded(one);
}

void MigrationRun::finish_after(Error& error) {
    if (!unrecorded_) return;
    const std::string key = unrecorded_->migration->key().text();
    try {
        finish();
    } catch (const Error&) {
        error.code(ErrorCode::partial);
        error.note("all of " + key + " is done; where it is not recorded yet, the next run does that");
    }
}

/// One step that is not done yet, with its row in the same transaction where the statement may run in one. That the last one is done is told by
/// the migration's record.
void MigrationRun::run_step(const MigrationWork& work, const WorkItem& item, std::size_t index, Recorder::Step row, bool is_last) {
    const bool alone = !connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL);
    std::function<void()> done;
    if (!is_last) done = [&] { recorder_.step_done(row); };
    try {
        now_at(work, item.operations.front());
        if (item.kind == WorkItem::Kind::backfill) return run_backfill(work, item, std::move(row));
        if (item.kind == WorkItem::Kind::sql && (runs_outside(item.sql[index]) || (alone && !changes_rows_alone(item.sql[index].text)))) {
            run_outside(work, item, index, row, done);
        } else if (item.kind == WorkItem::Kind::schema && (alone || !row.position.empty())) {
            run_apart(work, item, row, done);
        } else if (item.kind == WorkItem::Kind::code) {
            run_code_step(work, item, row);
        } else {
            (void)transaction(false, [&](Attempt& attempt) {
                if (item.kind == WorkItem::Kind::sql) {
                    run_sql(attempt, work, item, index);
                } else {
                    run_schema(attempt, work, item);
                }
                for (const auto& [owner, statement] : attempt.verify) {
                    now_at(work, *owner, statement);
                    attempt.runner.run(statement);
                }
                recorder_.step_done(row);
            });
        }
    } catch (const NeedsApart&) {
        run_apart(work, item, row, done);
    } catch (Error& error) {
        if (alone || !is_refused(error, item, index)) {
            explain(error, work, item, nullptr);
            throw;
        }
        now_at(work, item.operations.front());
        run_outside(work, item, index, row, done);
    }
    keep(row, "done");
}

/// A function, with its row. What it does to the schema may commit; before that the row says so.
void MigrationRun::run_code_step(const MigrationWork& work, const WorkItem& item, Recorder::Step& row) {
    RenderedStatement call;
    call.sql = row.statement;
    if (!row.status.empty() && has_happened(work, item, row, call, StepProgress::from(row.position))) {
        (void)transaction(false, [&](Attempt&) { recorder_.step_done(row); });
        return;
    }
    (void)transaction(false, [&](Attempt& attempt) {
        const bool rolls_back = connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL);
        StepProgress committed;
        before_statement_ = [&](const std::string& sql) {
            if (rolls_back || committed.done > 0 || changes_rows_alone(sql) || may_repeat(sql)) return;
            committed.statements.emplace_back().sql = sql;
            committed.done = 1;
            row.position = committed.text();
            recorder_.step_started(row);
        };
        try {
            run_code(attempt, work, item);
        } catch (const Error& error) {
            before_statement_ = nullptr;
            if (committed.done == 0) throw;
            keep(row, "started");
            throw Error(error);  // and no DatabaseError, after which it might be tried again
        }
        before_statement_ = nullptr;
        recorder_.step_done(row);
    });
}

void MigrationRun::settle_last(const MigrationWork& work, std::vector<std::size_t>& last) {
    take_lease();
    read_journal(*work.migration);
    if (journal_.empty()) return;
    const auto steps = steps_of(work);
    check_unchanged(*work.migration, journal_, steps);
    Recorder::Step& row = journal_.rbegin()->second;
    const WorkItem& item = *steps[static_cast<std::size_t>(row.step)].item;
    if (is_done(row) || item.kind != WorkItem::Kind::schema) return;
    StepProgress progress = StepProgress::from(row.position);
    if (row.direction != "backward" && !progress.statements.empty()) {
        if (progress.done < progress.statements.size() && has_happened(work, item, row, progress.statements[progress.done], progress)) ++progress.done;
        progress.before.clear();
        progress.operations = progress.changes_done().empty() ? 0 : progress.operations_done(item);
        row.position = progress.text();
        row.fence = lease_.fence();
        (void)transaction(false, [&](Attempt&) { recorder_.step_started(row); });
    }
    if (progress.operations != 0) last[item.operations.front()] = item.operations[progress.operations - 1];
}

MigrationRun::Outcome MigrationRun::undo_journalled(const MigrationWork& work, const std::vector<MigrationWork>& inverses, Undo undo) {
    const Migration& migration = *work.migration;
    const auto start = std::chrono::steady_clock::now();
    finish();
    take_lease();
    const auto steps = steps_of(work);
    // A migration that is applied becomes one of which every step is done: a run that dies from here on can go either way.
    const auto outcome = transaction(true, [&](Attempt&) {
        if (undo != Undo::applied) return;
        for (std::size_t number = 0; number < steps.size(); ++number) {
            auto row = row_of(migration, number, steps[number], lease_.fence());
            row.direction = "backward";
            recorder_.step_done(row);
        }
        write_unapplied(migration, false);
    });
    if (outcome == Outcome::history_changed) return outcome;
    if (undo != Undo::last_one) observer_.migration_started(migration, Direction::backward);
    read_journal(migration);
    const std::size_t total = journal_.size();
    try {
        check_unchanged(migration, journal_, steps);
        if (undo == Undo::last_one) {
            undo_last(work, inverses);
            return Outcome::done;
        }
        while (!journal_.empty()) undo_last(work, inverses);
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
        keep_time(migration, Direction::backward, start);
        observer_.migration_unapplied(migration, ms, false);
    } catch (Error& error) {
        if (error.code() != ErrorCode::edited) note_partial(error, migration, Direction::backward, total);
        throw;
    }
    return Outcome::done;
}

/// Finds out what became of a step that a run forward left in the middle. False when it is not in effect, and its row is gone.
bool MigrationRun::settle(const MigrationWork& work, const WorkItem& item, std::size_t index, Recorder::Step& row) {
    if (is_done(row) || row.direction == "backward" || item.kind == WorkItem::Kind::backfill) return true;
    const StepProgress progress = StepProgress::from(row.position);
    if (item.kind == WorkItem::Kind::schema) {
        if (!progress.changes_done().empty()) return true;
    } else {
        RenderedStatement statement;
        statement.sql = item.kind == WorkItem::Kind::sql ? item.sql[index].text : row.statement;
        if (has_happened(work, item, row, statement, progress)) return true;
        // Nobody knows, and it may be repeated: so may what undoes it.
        if (row.status != "again" && progress.before.empty()) return true;
    }
    (void)transaction(false, [&](Attempt&) { recorder_.step_forgotten(row); });
    journal_.erase(row.step);
    return false;
}

/// Undoes the last step of the journal: a statement of a RunSQL whose reverse has as many, else all steps of its operation at once.
void MigrationRun::undo_last(const MigrationWork& work, const std::vector<MigrationWork>& inverses) {
    const auto steps = steps_of(work);
    Recorder::Step row = journal_.rbegin()->second;
    row.fence = lease_.fence();
    const PlannedStep& step = steps[static_cast<std::size_t>(row.step)];
    if (!settle(work, *step.item, step.statement, row)) return;
    const std::size_t operation = step.item->operations.front();
    const MigrationWork& inverse = inverses[operation];
    const auto reverse = steps_of(inverse);
    const auto of_operation = [&](const PlannedStep& one) { return one.item->operations.front() == operation; };
    const auto group = static_cast<std::size_t>(std::count_if(steps.begin(), steps.end(), of_operation));
    if (step.item->kind == WorkItem::Kind::sql && step.item->sql.size() == group && reverse.size() == group) {
        const PlannedStep& undo = reverse[group - 1 - step.statement];
        return undo_statement(inverse, *undo.item, undo.statement, std::move(row));
    }
    const auto done = static_cast<std::size_t>(std::count_if(journal_.begin(), journal_.end(), [&](const auto& one) { return of_operation(steps[static_cast<std::size_t>(one.first)]); }));
    if (done != group) {
        Error error(ErrorCode::irreversible, "only a part of an operation is done, and its reverse does not undo it statement by statement");
        place_error(error, *work.migration, operation);
        throw error.statement(row.statement).hint("run migrate forward to finish it, then undo it");
    }
    const bool in_the_middle = row.direction != "backward" && !is_done(row) && step.item->kind == WorkItem::Kind::schema;
    if (in_the_middle && StepProgress::from(row.position).operations == 0) {
        // A part of one operation: what undoes the operation needs the whole of it, as far as that can be had.
        try {
            run_apart(work, *step.item, row, [&] { recorder_.step_done(row); });
        } catch (const DatabaseError& error) {
            if (error.connection_lost()) throw;
        }
        row.position.clear();
    }
    undo_group(work, inverse, operation, std::move(row));
}

/// One statement of a RunSQL by one of its reverse.
void MigrationRun::undo_statement(const MigrationWork& inverse, const WorkItem& item, std::size_t index, Recorder::Step row) {
    const bool alone = !connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL);
    now_at(inverse, item.operations.front());
    const auto outside = [&] {
        if (row.direction != "backward") {
            row.direction = "backward";
            row.status = "done";
            row.position.clear();
        }
        run_outside(inverse, item, index, row, [&] { recorder_.step_forgotten(row); });
    };
    if (runs_outside(item.sql[index]) || (alone && !changes_rows_alone(item.sql[index].text))) {
        outside();
    } else {
        try {
            (void)transaction(false, [&](Attempt& attempt) {
                run_sql(attempt, inverse, item, index);
                recorder_.step_forgotten(row);
            });
        } catch (const Error& error) {
            if (alone || !is_refused(error, item, index)) throw;
            now_at(inverse, item.operations.front());
            outside();
        }
    }
    journal_.erase(row.step);
}

/// All steps of an operation at once.
void MigrationRun::undo_group(const MigrationWork& work, const MigrationWork& inverse, std::size_t operation, Recorder::Step row) {
    const auto steps = steps_of(work);
    std::vector<Recorder::Step> group;
    for (const auto& [number, one] : journal_) {
        if (steps[static_cast<std::size_t>(number)].item->operations.front() == operation) group.push_back(one);
    }
    const auto forget = [&] {
        for (const auto& one : group) recorder_.step_forgotten(one);
    };
    const auto apart = [&] {
        if (row.direction != "backward" || is_done(row)) {
            StepProgress none;
            none.operations = StepProgress::from(row.position).operations;
            row.direction = "backward";
            row.position = none.text();
        }
        undo_apart(inverse, row, forget);
    };
    if (!connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL) || (row.direction == "backward" && !is_done(row))) {
        apart();
    } else {
        try {
            (void)transaction(false, [&](Attempt& attempt) {
                for (const auto& item : inverse.items) run_item(attempt, inverse, item);
                for (const auto& [owner, statement] : attempt.verify) {
                    now_at(inverse, *owner, statement);
                    attempt.runner.run(statement);
                }
                forget();
            });
        } catch (const NeedsApart&) {
            apart();
        }
    }
    for (const auto& one : group) journal_.erase(one.step);
}

}  // namespace reinhardt::db
