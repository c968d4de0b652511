#include <algorithm>
#include <chrono>
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

/// What was done must still be what the file says; what is left to do may have been mended.
void check_unchanged(const Migration& migration, const std::vector<Recorder::Step>& journal, const std::vector<PlannedStep>& steps) {
    for (const auto& row : journal) {
        const auto number = static_cast<std::size_t>(row.step);
        const bool known = number < steps.size();
        if (known && (steps[number].text() == row.statement || row.status != "done")) continue;
        Error error(ErrorCode::edited, migration.key().text() + " was edited in what is already done of it");
        error.note("done: " + row.statement);
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

std::size_t count_done(const std::vector<Recorder::Step>& journal) {
    std::size_t done = 0;
    for (const auto& row : journal) done += row.status == "done" || !row.position.empty() ? 1U : 0U;
    return done;
}

/// Statements that databases refuse, or quietly pass over, inside a transaction.
bool runs_outside(const SqlStatement& statement) {
    const auto word = first_words(statement.text).first;
    return word == "PRAGMA" || word == "VACUUM" || word == "ATTACH" || word == "DETACH";
}

}  // namespace

std::vector<Recorder::Step> MigrationRun::journal_of(const Migration& migration) {
    auto rows = recorder_.steps();
    std::erase_if(rows, [&](const Recorder::Step& row) { return row.app != migration.app || row.name != migration.name; });
    return rows;
}

std::size_t MigrationRun::operations_done(const Migration& migration, const ProjectState& before) {
    const auto journal = journal_of(migration);
    if (journal.empty()) return 0;
    ProjectState state = before;
    const MigrationWork work = compile_work(migration, operations_of(migration), state, connection_.driver(), false);
    const auto steps = steps_of(work);
    check_unchanged(migration, journal, steps);
    return steps[static_cast<std::size_t>(journal.back().step)].item->operations.front() + 1;
}

MigrationRun::Outcome MigrationRun::run_journalled(const MigrationWork& work) {
    const Migration& migration = *work.migration;
    const auto start = std::chrono::steady_clock::now();
    take_lease();
    // The first transaction finds out whether the history still is the one that the plan was made of.
    if (transaction(true, [](Attempt&) {}) == Outcome::history_changed) return Outcome::history_changed;
    observer_.migration_started(migration, Direction::forward);
    reported_ = 0;
    const auto steps = steps_of(work);
    auto journal = journal_of(migration);
    try {
        check_unchanged(migration, journal, steps);
        Attempt spent{StatementRunner(connection_), {}, {}, {}};
        for (std::size_t number = 0; number < steps.size(); ++number) {
            const PlannedStep& step = steps[number];
            const bool last_of_item = number + 1 == steps.size() || steps[number + 1].item != step.item;
            auto row = row_of(migration, number, step, lease_.fence());
            bool done = false;
            for (const auto& before : journal) {
                if (before.step != row.step) continue;
                done = before.status == "done";
                row.position = before.position;
            }
            const auto from = std::chrono::steady_clock::now();
            if (!done) run_step(work, *step.item, step.statement, row);
            spent.spent[step.item->operations.front()] += std::chrono::steady_clock::now() - from;
            if (last_of_item) report(spent, work, step.item);
        }
        report(spent, work, nullptr);
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
        (void)transaction(false, [&](Attempt&) { write_applied(migration, ms); });
        keep_time(migration, Direction::forward, start);
        observer_.migration_applied(migration, ms, false);
    } catch (Error& error) {
        if (error.code() != ErrorCode::edited) {
            std::size_t done = 0;
            try {
                done = count_done(journal_of(migration));
            } catch (const Error&) {
                done = count_done(journal);
            }
            note_partial(error, migration, done, steps.size());
        }
        throw;
    }
    return Outcome::done;
}

/// One step that is not done yet, with its row in the same transaction where the statement may run in one.
void MigrationRun::run_step(const MigrationWork& work, const WorkItem& item, std::size_t index, const Recorder::Step& step) {
    try {
        now_at(work, item.operations.front());
        if (item.kind == WorkItem::Kind::backfill) return run_backfill(work, item, step);
        if (item.kind == WorkItem::Kind::sql && runs_outside(item.sql[index])) return run_outside(item.sql[index], step, false);
        (void)transaction(false, [&](Attempt& attempt) {
            if (item.kind == WorkItem::Kind::sql) {
                run_sql(attempt, work, item, index);
            } else if (item.kind == WorkItem::Kind::code) {
                run_code(attempt, work, item);
            } else {
                run_schema(attempt, work, item);
            }
            for (const auto& [owner, statement] : attempt.verify) {
                now_at(work, *owner, statement);
                attempt.runner.run(statement);
            }
            recorder_.step_done(step);
        });
    } catch (Error& error) {
        const bool refused = item.kind == WorkItem::Kind::sql && error.code() == ErrorCode::database && error.message().find("transaction") != std::string::npos;
        if (!refused) {
            explain(error, work, item, nullptr);
            throw;
        }
        now_at(work, item.operations.front());
        run_outside(item.sql[index], step, false);
    }
}

/// A statement that may not run in a transaction. Should the run die in the middle, nobody knows whether it took effect: it runs again, and
/// so does the one that it undoes.
void MigrationRun::run_outside(const SqlStatement& statement, const Recorder::Step& step, bool undo) {
    const std::size_t operation = now_operation_;
    (void)transaction(false, [&](Attempt&) { recorder_.step_started(step); });
    now_operation_ = operation;
    times_.clear();
    StatementRunner(connection_, listener(), options_.interrupted).run(statement.text, statement.parameters);
    keep_times();
    (void)transaction(false, [&](Attempt&) {
        if (undo) {
            recorder_.step_forgotten(step);
        } else {
            recorder_.step_done(step);
        }
    });
}

MigrationRun::Outcome MigrationRun::undo_journalled(const MigrationWork& work, const std::vector<MigrationWork>& inverses, bool was_recorded) {
    const Migration& migration = *work.migration;
    const auto start = std::chrono::steady_clock::now();
    take_lease();
    const auto steps = steps_of(work);
    // A migration that is applied becomes one of which every step is done: a run that dies from here on can go either way.
    const auto outcome = transaction(true, [&](Attempt&) {
        if (!was_recorded) return;
        for (std::size_t number = 0; number < steps.size(); ++number) {
            auto row = row_of(migration, number, steps[number], lease_.fence());
            row.direction = "backward";
            recorder_.step_done(row);
        }
        Migration bare = migration;
        bare.atomic = true;
        write_unapplied(bare);
    });
    if (outcome == Outcome::history_changed) return outcome;
    observer_.migration_started(migration, Direction::backward);
    auto journal = journal_of(migration);
    const std::size_t total = journal.size();
    try {
        check_unchanged(migration, journal, steps);
        while (!journal.empty()) undo_last(work, inverses, journal);
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
        keep_time(migration, Direction::backward, start);
        observer_.migration_unapplied(migration, ms, false);
    } catch (Error& error) {
        if (error.code() != ErrorCode::edited) note_partial(error, migration, total, total);
        throw;
    }
    return Outcome::done;
}

/// Undoes the last step of the journal: a statement of a RunSQL whose reverse has as many, else all steps of its operation at once.
void MigrationRun::undo_last(const MigrationWork& work, const std::vector<MigrationWork>& inverses, std::vector<Recorder::Step>& journal) {
    const auto steps = steps_of(work);
    Recorder::Step row = journal.back();
    row.fence = lease_.fence();
    const PlannedStep& step = steps[static_cast<std::size_t>(row.step)];
    const std::size_t operation = step.item->operations.front();
    const MigrationWork& inverse = inverses[operation];
    const auto reverse = steps_of(inverse);
    const auto of_operation = [&](const PlannedStep& one) { return one.item->operations.front() == operation; };
    const auto group = static_cast<std::size_t>(std::count_if(steps.begin(), steps.end(), of_operation));

    if (step.item->kind == WorkItem::Kind::sql && step.item->sql.size() == group && reverse.size() == group) {
        const PlannedStep& undo = reverse[group - 1 - step.statement];
        now_at(inverse, operation);
        if (runs_outside(undo.item->sql[undo.statement])) {
            run_outside(undo.item->sql[undo.statement], row, true);
        } else {
            (void)transaction(false, [&](Attempt& attempt) {
                run_sql(attempt, inverse, *undo.item, undo.statement);
                recorder_.step_forgotten(row);
            });
        }
        journal.pop_back();
        return;
    }
    const auto number = [&](const Recorder::Step& one) { return of_operation(steps[static_cast<std::size_t>(one.step)]); };
    const auto done = static_cast<std::size_t>(std::count_if(journal.begin(), journal.end(), number));
    if (done != group) {
        Error error(ErrorCode::irreversible, "only a part of an operation is done, and its reverse does not undo it statement by statement");
        place_error(error, *work.migration, operation);
        throw error.statement(row.statement).hint("run migrate forward to finish it, then undo it");
    }
    (void)transaction(false, [&](Attempt& attempt) {
        for (const auto& item : inverse.items) run_item(attempt, inverse, item);
        for (const auto& [owner, statement] : attempt.verify) {
            now_at(inverse, *owner, statement);
            attempt.runner.run(statement);
        }
        for (std::size_t i = 0; i < done; ++i) recorder_.step_forgotten(journal[journal.size() - 1 - i]);
    });
    journal.resize(journal.size() - done);
}

}  // namespace reinhardt::db
