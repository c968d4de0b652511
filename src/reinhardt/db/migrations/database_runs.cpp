#include <reinhardt/db/migrations/database_runs.hpp>

namespace reinhardt::db {

namespace {

MigrateResult execute(Workspace& workspace, Connection& connection, const MigrateOptions& options, ExecutionObserver& observer, RunKind kind) {
    Executor executor(workspace.history(), connection, observer);
    return kind == RunKind::to_state ? executor.to_state(options) : executor.migrate(options);
}

/// Finds what would stop the run before a database that is not there yet is made for it.
void check_before_making(Workspace& workspace, MigrateOptions options, RunKind kind) {
    if (!workspace.driver()->can(RDB_CAP_IN_MEMORY) || workspace.connection(false) != nullptr) return;
    options.check_only = true;
    options.profile = nullptr;
    const auto connection = workspace.scratch();
    static_cast<void>(execute(workspace, *connection, options, ExecutionObserver::nobody(), kind));
}

}  // namespace

MigrateResult run_migrations(Workspace& workspace, MigrateOptions options, ExecutionObserver& observer, RunKind kind) {
    options.apps = workspace.database().apps;
    options.force_lease = workspace.database().lease;
    if (options.code == nullptr) options.code = &workspace.code();
    check_limits(*workspace.driver(), options.limits);
    check_before_making(workspace, options, kind);
    return execute(workspace, *workspace.connection(true), options, observer, kind);
}

RehearsalResult rehearse(Workspace& workspace, const std::atomic<bool>* interrupted) {
    const auto driver = workspace.driver();
    if (!driver->can(RDB_CAP_IN_MEMORY) && !driver->can(RDB_CAP_SCRATCH))
        throw Error(ErrorCode::unsupported, "there are no scratch databases of " + driver->title() + ", which --test needs").hint("test the history on SQLite: reinhardt-db migrate --test -d sqlite::memory:");
    RehearsalOptions options;
    options.apps = workspace.database().apps;
    options.code = &workspace.code();
    options.interrupted = interrupted;
    return Rehearsal(workspace.history(), [&] { return workspace.scratch(); }, options).run();
}

}  // namespace reinhardt::db
