#include <reinhardt/db/migrations/migration_service.hpp>

#include <utility>

#include <reinhardt/db/migrations/database_runs.hpp>
#include <reinhardt/db/migrations/inspect_source.hpp>
#include <reinhardt/db/migrations/outlook.hpp>

namespace reinhardt::db {

MigrationService::MigrationService(MigrationConfig config, std::shared_ptr<DriverRegistry> drivers)
    : config_(std::move(config)), drivers_(drivers ? std::move(drivers) : std::make_shared<DriverRegistry>(config_.project.driver_path)) {}

History MigrationService::history() const { return Workspace(config_, drivers_).history(); }

MakeMigrationsResult MigrationService::makemigrations(MakeMigrationsOptions options) const {
    options.drivers = drivers_.get();
    if (!options.history) options.history = [this] { return history(); };
    if (options.update && !options.applied) {
        options.applied = [this]() -> std::set<MigrationKey> {
            Workspace workspace(config_, drivers_);
            Connection* connection = workspace.connection(false);
            return connection != nullptr ? Recorder(*connection).touched() : std::set<MigrationKey>{};
        };
    }
    return make_migrations(config_.project, options);
}

MigrateResult MigrationService::migrate(MigrateOptions options, ExecutionObserver& observer) const {
    Workspace workspace(config_, drivers_);
    return run_migrations(workspace, std::move(options), observer);
}

MigrateResult MigrationService::migrate(Connection& connection, MigrateOptions options, ExecutionObserver& observer) const {
    Workspace workspace(config_, drivers_);
    if (options.code == nullptr) options.code = &workspace.code();
    return Executor(workspace.history(), connection, observer).migrate(options);
}

MigrationPlan MigrationService::plan(const Target& target, bool with_sql) const {
    Workspace workspace(config_, drivers_);
    const Outlook outlook = look_ahead(workspace, target);
    return {outlook.history, render_outlook(workspace, outlook, with_sql)};
}

std::string MigrationService::script(const Target& target) const {
    Workspace workspace(config_, drivers_);
    const Outlook outlook = look_ahead(workspace, target);
    return migration_script(*outlook.graph, outlook.plan, *workspace.driver(), outlook.live);
}

HistoryStatus MigrationService::status() const {
    Workspace workspace(config_, drivers_);
    Connection* connection = workspace.connection(false);
    return connection != nullptr ? Executor(workspace.history(), *connection).status(true) : HistoryStatus{};
}

SquashFiles MigrationService::squash(SquashOptions options, bool dry_run) const {
    Workspace workspace(config_, drivers_);
    return squash_files(workspace, std::move(options), dry_run);
}

Schema MigrationService::inspect(const std::string& source) const {
    Workspace workspace(config_, drivers_);
    const InspectSource its = read_source(workspace, source);
    return InspectReader(workspace, database_for(workspace, {&its})).read(its, false);
}

SchemaDifference MigrationService::compare(const std::string& source, const std::string& other) const {
    Workspace workspace(config_, drivers_);
    const InspectSource one = read_source(workspace, source), two = read_source(workspace, other);
    InspectReader reader(workspace, database_for(workspace, {&one, &two}));
    const Schema from = reader.read(one, false), to = reader.read(two, false);
    return compare_documents(from, to, &reader.driver(), knows_models(one, from) || knows_models(two, to));
}

RehearsalResult MigrationService::test() const {
    Workspace workspace(config_, drivers_);
    return rehearse(workspace);
}

}  // namespace reinhardt::db
