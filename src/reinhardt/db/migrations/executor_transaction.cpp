#include <algorithm>
#include <utility>

#include <reinhardt/db/migrations/executor_attempt.hpp>

namespace reinhardt::db {

namespace {

constexpr const char* busy = "another connection is writing to the database";

/// The squashes that hold each part, through squashes of squashes.
void hold(const History& history, const Migration& squash, const Migration& outer, std::map<MigrationKey, std::vector<const Migration*>>& holders) {
    for (const auto& part : squash.replaces) {
        auto& list = holders[part];
        if (std::find(list.begin(), list.end(), &outer) != list.end()) continue;
        list.push_back(&outer);
        if (const Migration* inner = history.find(part)) hold(history, *inner, outer, holders);
    }
}

}  // namespace

MigrationRun::MigrationRun(const History& history, Connection& connection, Recorder& recorder, ExecutionObserver& observer, const MigrateOptions& options)
    : history_(history),
      connection_(connection),
      recorder_(recorder),
      observer_(observer),
      options_(options),
      session_(connection.driver().can(RDB_CAP_SESSION_LOCK) && !options.force_lease),
      scripts_(Script::serves(connection)),
      session_lock_(connection),
      lease_(connection) {
    for (const auto& [key, migration] : history.migrations) hold(history, migration, migration, squashes_of_);
}

void MigrationRun::based_on(const HistoryMark& mark, const std::vector<AppliedMigration>& applied) {
    mark_ = mark;
    tables_exist_ = tables_exist_ || !applied.empty();
    recorded_ = keys_of(applied);
    last_.clear();
    for (const auto& row : applied) last_[row.app] = row.key();
}

/// Session lock and lease keep each other out as well: who has taken his own looks for the other kind, and steps back for it.
void MigrationRun::lock_run() {
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    while (session_ && !session_lock_.held()) {
        session_lock_.take(waiting);
        session_ = session_lock_.serves();
        if (!session_lock_.held()) break;
        if (const auto other = lease_.holder()) {
            session_lock_.release();
            waiting.pause(*other);
        }
    }
    if (session_) return;
    const bool has_sessions = connection_.driver().can(RDB_CAP_SESSION_LOCK);
    if (!has_sessions && !options_.force_lease && connection_.driver().can(RDB_CAP_WRITE_LOCK)) return;
    for (;;) {
        lease_.take(waiting);
        std::string holder;
        if (!has_sessions || options_.force_lease || session_lock_.try_take(holder) || !session_lock_.serves()) return;
        lease_.release();
        waiting.pause(holder);
    }
}

void MigrationRun::take_lease() {
    if (session_) return;
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    lease_.take(waiting);
}

/// Begins a transaction that writes: waits for others, makes the recorder's tables, and makes sure that the lease, if there is one, is still
/// ours. False, without a transaction, when somebody changed the history. Sends `along` as well, where there is one and it can go with BEGIN.
bool MigrationRun::begin(bool check_history, Along* along) {
    if (along != nullptr) {
        if (const auto begun = begin_along(check_history, *along)) return *begun;
    }
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    for (;;) {
        std::string holder = busy;
        pending_.clear();
        try {
            if (!tables_exist_ && !connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL)) {
                recorder_.ensure_tables();
                tables_exist_ = true;
            }
            connection_.begin(Connection::Begin::write);
            recorder_.begin_writes();
            if (!tables_exist_) recorder_.ensure_tables();
            lease_.assert_held();
            const auto other = session_ ? std::nullopt : lease_.other_holder();
            if (!other) {
                if (!check_history || recorder_.mark() == mark_) return true;
                rollback();
                return false;
            }
            rollback();
            holder = *other;
        } catch (const DatabaseError& error) {
            rollback();
            if (!waiting.is_wanted_after(error)) throw;
        } catch (...) {
            rollback();
            throw;
        }
        waiting.pause(holder);
    }
}

void MigrationRun::commit() {
    if (recorder_.holds()) return commit_held();
    const HistoryMark mark = recorder_.mark_after_writes(mark_);
    Waiting waiting(options_.wait_seconds, observer_, nullptr);
    for (;;) {
        try {
            const auto start = std::chrono::steady_clock::now();
            connection_.commit();
            now_operation_ = 0;
            timed("COMMIT", std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start));
            break;
        } catch (const DatabaseError& error) {
            commit_lost_ = error.connection_lost();
            // Readers keep the database from being written; the transaction is still there.
            if (error.driver_code() != RDB_E_LOCKED || !connection_.in_transaction()) throw;
            waiting.pause("another connection is reading the database");
        }
    }
    committed(mark);
}

void MigrationRun::committed(const HistoryMark& mark) {
    mark_ = mark;
    tables_exist_ = true;
    for (const auto& [key, recorded] : pending_) {
        if (recorded) {
            recorded_.insert(key);
            last_[key.app] = key;
        } else {
            recorded_.erase(key);
        }
    }
    pending_.clear();
}

void MigrationRun::rollback() noexcept {
    recorder_.drop_held();
    try {
        if (connection_.in_transaction()) connection_.rollback();
    } catch (const std::exception&) {
        // The connection's end rolls back as well.
    }
}

bool MigrationRun::is_recorded(const MigrationKey& key) const {
    const auto pending = pending_.find(key);
    return pending != pending_.end() ? pending->second : recorded_.contains(key);
}

/// A squash stands for its parts, which are recorded with it (details 4.7).
void MigrationRun::record_with_parts(const Migration& migration, std::int64_t ms) {
    for (const auto& part : migration.replaces) {
        const Migration* file = history_.find(part);
        if (file != nullptr) {
            record_with_parts(*file, 0);
        } else if (!is_recorded(part)) {
            recorder_.record_name(part);
            pending_[part] = true;
        }
    }
    if (is_recorded(migration.key())) return;
    recorder_.record(migration, ms);
    pending_[migration.key()] = true;
}

void MigrationRun::write_applied(const Migration& migration, std::int64_t ms) {
    record_with_parts(migration, ms);
    if (runs_in_steps(migration, connection_.driver())) recorder_.clear_steps(migration.key());
}

void MigrationRun::write_unapplied(const Migration& migration, bool clears_steps) {
    std::vector<MigrationKey> gone{migration.key()};
    std::vector<const Migration*> open{&migration};
    while (!open.empty()) {
        const Migration& squash = *open.back();
        open.pop_back();
        for (const auto& part : squash.replaces) {
            gone.push_back(part);
            if (const Migration* file = history_.find(part)) open.push_back(file);
        }
    }
    // A squash whose part is undone is no longer recorded; its other parts still are.
    if (const auto holders = squashes_of_.find(migration.key()); holders != squashes_of_.end()) {
        for (const Migration* squash : holders->second) {
            if (!is_recorded(squash->key())) continue;
            record_with_parts(*squash, 0);
            gone.push_back(squash->key());
        }
    }
    for (const auto& key : gone) {
        if (!is_recorded(key)) continue;
        recorder_.unrecord(key);
        pending_[key] = false;
    }
    if (clears_steps && runs_in_steps(migration, connection_.driver())) recorder_.clear_steps(migration.key());
}

MigrationRun::Outcome MigrationRun::fake(const Migration& migration, Direction direction) {
    finish();
    const auto outcome = transaction(true, [&](Attempt&) {
        if (direction == Direction::forward) {
            write_applied(migration, 0);
        } else {
            write_unapplied(migration, true);
        }
    });
    if (outcome == Outcome::history_changed) return outcome;
    if (direction == Direction::forward) {
        observer_.migration_applied(migration, 0, true);
    } else {
        observer_.migration_unapplied(migration, 0, true);
    }
    return outcome;
}

MigrationRun::Outcome MigrationRun::amend(const std::vector<const Migration*>& adopted, const std::vector<const Migration*>& renewed) {
    const auto outcome = transaction(true, [&](Attempt&) {
        for (const Migration* squash : adopted) record_with_parts(*squash, 0);
        for (const Migration* migration : renewed) recorder_.update_checksum(*migration);
    });
    if (outcome == Outcome::history_changed) return outcome;
    for (const Migration* squash : adopted) observer_.adopted(squash->key());
    return outcome;
}

}  // namespace reinhardt::db
