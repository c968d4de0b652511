#include <reinhardt/db/migrations/executor.hpp>

#include <set>

#include <reinhardt/db/backends/transaction.hpp>
#include <reinhardt/db/migrations/executor_migrate.hpp>
#include <reinhardt/db/migrations/executor_to_state.hpp>
#include <reinhardt/db/migrations/migration_loader.hpp>

namespace reinhardt::db {

ExecutionObserver& ExecutionObserver::nobody() noexcept {
    static ExecutionObserver silent;
    return silent;
}

namespace {

/// The limits of a run; afterwards the connection has those that it had before.
class LimitedConnection {
public:
    LimitedConnection(Connection& connection, const Limits& limits) : connection_(connection), before_(connection.limits()) { connection_.limit(limits); }
    ~LimitedConnection() {
        try {
            connection_.limit(before_);
        } catch (const std::exception&) {
            // A connection that cannot even do that is lost.
        }
    }
    LimitedConnection(const LimitedConnection&) = delete;
    LimitedConnection& operator=(const LimitedConnection&) = delete;

private:
    Connection& connection_;
    Limits before_;
};

}  // namespace

Executor::Executor(const History& history, Connection& connection, ExecutionObserver& observer)
    : history_(history), connection_(connection), observer_(observer) {}

MigrateResult Executor::migrate(const MigrateOptions& options) {
    const LimitedConnection limited(connection_, options.limits);
    return MigrateCommand(history_, connection_, observer_, options).run();
}

MigrateResult Executor::to_state(const MigrateOptions& options) {
    const LimitedConnection limited(connection_, options.limits);
    return ToStateCommand(history_, connection_, observer_, options).run();
}

HistoryStatus Executor::status(bool check_checksums) {
    Recorder recorder(connection_);
    RecordedHistory recorded = read_history(history_, recorder, check_checksums);
    if (!recorded.status.edited.empty()) throw edited_error(recorded.status, history_);
    check_consistent(MigrationGraph(history_.migrations, keys_of(recorded.status.applied)));
    return std::move(recorded.status);
}

void Executor::check_history() {
    std::vector<Error> errors;
    for (const MigrationKey& key : status(true).missing_files)
        errors.push_back(Error(Error(ErrorCode::inconsistent_history, key.text() + " is applied, but its file is missing")
                                   .hint("restore the file, or remove the record: reinhardt-db migrate " + key.app + " --prune")));
    throw_all(std::move(errors));
}

Executor::Pruned Executor::prune(const std::string& app) {
    Recorder recorder(connection_);
    std::set<MigrationKey> replaced;
    for (const auto& [key, migration] : history_.migrations) replaced.insert(migration.replaces.begin(), migration.replaces.end());
    Pruned result;
    const auto find = [&] {
        result = {};
        for (const auto& row : recorder.applied()) {
            if (row.app != app || history_.find(row.key()) != nullptr) continue;
            (replaced.contains(row.key()) ? result.kept : result.removed).push_back(row.key());
        }
    };
    find();
    if (result.removed.empty()) return result;
    Waiting waiting(MigrateOptions().wait_seconds, observer_, nullptr);
    for (;;) {
        try {
            Transaction transaction(connection_, Connection::Begin::write);
            find();
            for (const auto& key : result.removed) recorder.unrecord(key);
            transaction.commit();
            return result;
        } catch (const DatabaseError& error) {
            if (!waiting.is_wanted_after(error)) throw;
        }
        waiting.pause("another connection is using the database");
    }
}

namespace {

History history_of(const Migration& migration) {
    MigrationLoader loader;
    loader.add(migration);
    return loader.load();
}

}  // namespace

MigrateResult Migration::apply(Connection& connection) const { return apply(connection, {}, ExecutionObserver::nobody()); }

MigrateResult Migration::apply(Connection& connection, const MigrateOptions& options, ExecutionObserver& observer) const {
    const History history = history_of(*this);
    MigrateOptions to_it = options;
    to_it.target = {app, name};
    return Executor(history, connection, observer).migrate(to_it);
}

MigrateResult Migration::unapply(Connection& connection) const { return unapply(connection, {}, ExecutionObserver::nobody()); }

MigrateResult Migration::unapply(Connection& connection, const MigrateOptions& options, ExecutionObserver& observer) const {
    const History history = history_of(*this);
    MigrateOptions from_it = options;
    from_it.target = {app, "zero"};
    return Executor(history, connection, observer).migrate(from_it);
}

}  // namespace reinhardt::db
