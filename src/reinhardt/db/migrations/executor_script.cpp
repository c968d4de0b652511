#include <algorithm>
#include <utility>

#include <reinhardt/db/migrations/executor_attempt.hpp>

namespace reinhardt::db {

namespace {

using Kind = RenderedStatement::Kind;
using Phase = RenderedStatement::Phase;

constexpr std::size_t most_riders = 64;            // so that neither side keeps much for the other
constexpr std::size_t longest_script = 1U << 20U;  // bytes

bool rides(const RenderedStatement& statement) { return statement.kind == Kind::run && statement.phase == Phase::main && statement.transactional; }

constexpr std::uint32_t before_riders = 2;  // BEGIN and the question for the mark

}  // namespace

/// Under the lock of a session nothing has to be asked for between BEGIN and the statements but the mark.
bool MigrationRun::may_send_scripts() const { return scripts_ && session_ && session_lock_.held() && tables_exist_; }

/// As begin(), in one message with what goes along. Nothing where that cannot be.
std::optional<bool> MigrationRun::begin_along(bool check_history, Along& along) {
    along.sent = false;
    if (!may_send_scripts() || (options_.interrupted != nullptr && options_.interrupted->load())) return std::nullopt;
    pending_.clear();
    recorder_.begin_writes();
    std::optional<HistoryMark> found;
    const auto is_changed = [&] { return check_history && found && *found != mark_; };
    try {
        Script script(connection_);
        script.begin();
        recorder_.add_mark(script, found);
        along.add(script);
        scripts_ = script.run();
        if (!scripts_) return std::nullopt;
    } catch (DatabaseError& error) {
        rollback();
        // What somebody else has done in between may be why it failed.
        if (is_changed()) return false;
        along.failed(error);
        throw;
    } catch (...) {
        rollback();
        throw;
    }
    along.sent = true;
    if (!is_changed()) return true;
    rollback();
    return false;
}

/// Commits with what the recorder holds, in one message.
void MigrationRun::commit_held() {
    now_operation_ = 0;
    const auto start = std::chrono::steady_clock::now();
    try {
        Script script(connection_);
        recorder_.add_held(script);
        script.commit();
        if (!script.run()) throw Error(ErrorCode::internal, "the server takes scripts no more");
    } catch (const DatabaseError& error) {
        commit_lost_ = error.connection_lost();
        throw;
    }
    timed("COMMIT", std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start));
    committed(recorder_.mark_after_writes(mark_));
}

/// Those of the items, from the first on, that are rendered and need nothing but to be run.
MigrationRun::Riders MigrationRun::riders_of(const MigrationWork& work) const {
    static const std::vector<RenderedStatement> no_setup;
    Riders riders{{StatementRunner(connection_), no_setup, {}, {}}, {}, 0, 0, {}};
    if (!may_send_scripts()) return riders;
    std::size_t size = 0;
    for (const auto& item : work.items) {
        if (item.kind != WorkItem::Kind::schema || (!item.edits.edits.empty() && !item.rendered)) break;
        if (item.rendered) {
            for (const auto& statement : *item.rendered) size += statement.sql.size();
            if (riders.statements.size() + item.rendered->size() > most_riders || size > longest_script) break;
            if (!std::all_of(item.rendered->begin(), item.rendered->end(), rides)) break;
            for (const auto& statement : *item.rendered) riders.statements.emplace_back(&item, &statement);
        }
        ++riders.items;
    }
    return riders;
}

MigrationRun::Along MigrationRun::along_of(const MigrationWork& work, Riders& riders) {
    Along along;
    along.add = [this, &work, &riders](Script& script) {
        riders.at = 0;
        riders.attempt.spent.clear();
        for (const auto& rider : riders.statements) script.add(rider.second->sql, [this, &work, &riders] { finish_rider(work, riders); });
        start_rider(work, riders);
    };
    along.failed = [this, &work, &riders](DatabaseError& error) {
        if (!error.item() || *error.item() < before_riders || riders.at >= riders.statements.size()) return;
        const auto& [item, statement] = riders.statements[riders.at];
        explain(error, work, *item, statement);
    };
    return along;
}

void MigrationRun::start_rider(const MigrationWork& work, Riders& riders) {
    if (riders.at >= riders.statements.size()) return;
    const auto& [item, statement] = riders.statements[riders.at];
    now_at(work, *item, *statement);
    listener().before(statement->sql);
    riders.since = std::chrono::steady_clock::now();
}

void MigrationRun::finish_rider(const MigrationWork& work, Riders& riders) {
    const auto& [item, statement] = riders.statements[riders.at++];
    const auto spent = std::chrono::steady_clock::now() - riders.since;
    listener().after(statement->sql, std::chrono::duration_cast<std::chrono::microseconds>(spent));
    riders.attempt.spent[now_operation_ - 1] += spent;
    const bool last_of_item = riders.at == riders.statements.size() || riders.statements[riders.at].first != item;
    if (last_of_item) report(riders.attempt, work, item);
    start_rider(work, riders);
}

/// Writes, in a transaction that stays open, what write_started() writes. False where that cannot be in one message: it is to be written step by step.
bool MigrationRun::begin_started(const Recorder::Step& row, bool is_new) {
    Along along;
    along.add = [&](Script& script) {
        recorder_.hold_writes();
        if (unrecorded_) write_applied(*unrecorded_->migration, unrecorded_->ms);
        recorder_.step_started(row, is_new);
        recorder_.add_held(script);
    };
    along.failed = [](DatabaseError&) {};
    times_.clear();
    try {
        const auto begun = begin_along(unchecked_, along);
        if (begun && !*begun) throw HistoryChanged{};
        return begun.has_value();
    } catch (const DatabaseError& error) {
        if (error.connection_lost()) throw;
        return false;
    }
}

/// Commits what begin_started() wrote. `operation`: whose statement comes next.
void MigrationRun::commit_started(const Recorder::Step& row, std::size_t operation) {
    try {
        commit();
    } catch (...) {
        rollback();
        throw;
    }
    unchecked_ = false;
    keep_times();
    now_operation_ = operation;
    tell_written(row);
}

/// Commits the row of the journal that begin_started() wrote, and runs the statement. False where it is committed alone.
bool MigrationRun::send_with_commit(const RenderedStatement& statement, const Recorder::Step& row) {
    const StatementListener told = listener();
    const std::size_t operation = now_operation_;
    auto start = std::chrono::steady_clock::now();
    const auto lap = [&start] {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration_cast<std::chrono::microseconds>(now - std::exchange(start, now));
    };
    bool is_committed = false;
    Script script(connection_);
    script.commit([&] {
        is_committed = true;
        now_operation_ = 0;
        timed("COMMIT", lap());
        committed(recorder_.mark_after_writes(mark_));
        unchecked_ = false;
        keep_times();
        now_operation_ = operation;
        tell_written(row);
        sent_ = statement.sql;
        times_.clear();
        told.before(statement.sql);
        start = std::chrono::steady_clock::now();
    });
    script.add(statement.sql, [&] { told.after(statement.sql, lap()); });
    try {
        scripts_ = script.run();
        if (scripts_) return true;
        commit_started(row, operation);
        return false;
    } catch (const DatabaseError& error) {
        if (is_committed) throw;
        commit_lost_ = error.connection_lost();
        rollback();
        throw Error(error);  // and no DatabaseError, after which the statement might be tried again without its row
    }
}

}  // namespace reinhardt::db
