#include <reinhardt/db/migrations/workspace.hpp>

#include <utility>

#include <reinhardt/db/migrations/migration_loader.hpp>

namespace reinhardt::db {

MigrationConfig MigrationConfig::from_folder(const std::filesystem::path& folder, std::string database) {
    MigrationConfig config;
    config.project = load_project(folder);
    require_project(config.project);
    config.database = std::move(database);
    return config;
}

MigrationConfig MigrationConfig::from_code(std::vector<Migration> migrations, std::string database_url) {
    MigrationConfig config;
    config.project.root = std::filesystem::current_path();
    config.migrations = std::move(migrations);
    config.database = std::move(database_url);
    return config;
}

Workspace::Workspace(MigrationConfig config, std::shared_ptr<DriverRegistry> drivers) : config_(std::move(config)), drivers_(std::move(drivers)) {}
Workspace::~Workspace() = default;

const History& Workspace::history() {
    if (!history_) {
        if (config_.migrations.empty()) require_project(project());
        MigrationLoader loader(project());
        for (const Migration& migration : config_.migrations) loader.add(migration);
        history_ = std::make_shared<const History>(loader.load());
    }
    return *history_;
}

std::shared_ptr<const History> Workspace::shared_history() {
    static_cast<void>(history());
    return history_;
}

DriverRegistry& Workspace::drivers() {
    if (!drivers_) drivers_ = std::make_shared<DriverRegistry>(project().driver_path);
    return *drivers_;
}

const CodeFunctions& Workspace::code() {
    if (!code_) code_ = std::make_unique<CodeFunctions>(project());
    return *code_;
}

const DatabaseChoice& Workspace::database() {
    if (!database_) database_ = choose_database(project(), config_.database);
    return *database_;
}

void Workspace::use(DatabaseChoice choice) {
    connection_.reset();
    database_ = std::move(choice);
}

std::shared_ptr<Driver> Workspace::driver() { return driver_of(database()); }

std::shared_ptr<Driver> Workspace::driver_of(const DatabaseChoice& choice) {
    auto found = drivers().for_url(choice.url);
    if (!choice.server.empty()) found->set_server(choice.server);
    return found;
}

Connection* Workspace::connection(bool create) {
    if (!connection_) connection_ = open(database(), create);
    return connection_.get();
}

std::unique_ptr<Connection> Workspace::open(const DatabaseChoice& choice, bool create, bool scratch) {
    Connection::Options options;
    options.create = create;
    options.scratch = scratch;
    options.password = choice.password;
    try {
        auto connection = std::make_unique<Connection>(driver_of(choice), choice.url, project().root, options);
        // What is written without asking it is for the server that is there.
        if (choice.server.empty()) connection->driver().set_server(connection->server());
        return connection;
    } catch (const Error& error) {
        if (!create && error.code() == ErrorCode::not_found) return nullptr;
        throw;
    }
}

std::unique_ptr<Connection> Workspace::scratch() {
    const auto its = driver();
    if (its->can(RDB_CAP_SCRATCH)) return open(database(), true, true);
    if (!its->can(RDB_CAP_IN_MEMORY)) return nullptr;
    DatabaseChoice choice = database();
    choice.url = its->schemes().front() + "::memory:";
    return open(choice, true);
}

}  // namespace reinhardt::db
