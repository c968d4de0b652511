#pragma once

#include <memory>
#include <optional>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/code_functions.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/migration_config.hpp>

namespace reinhardt::db {

/// What one piece of work with migrations uses: history, drivers and connection of a MigrationConfig, each made when first asked for and kept, so that
/// all steps of the work see the same. Used by one thread at a time.
class Workspace {
public:
    /// `drivers` may be shared with other workspaces; without it the project's driver path is searched.
    explicit Workspace(MigrationConfig config, std::shared_ptr<DriverRegistry> drivers = nullptr);
    ~Workspace();
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    [[nodiscard]] const MigrationConfig& config() const noexcept { return config_; }
    [[nodiscard]] const Project& project() const noexcept { return config_.project; }
    [[nodiscard]] const History& history();               ///< files and code; throws as MigrationLoader, and as require_project
    [[nodiscard]] std::shared_ptr<const History> shared_history();
    [[nodiscard]] DriverRegistry& drivers();
    [[nodiscard]] const CodeFunctions& code();            ///< what RunCode may call
    [[nodiscard]] const DatabaseChoice& database();       ///< throws as choose_database
    void use(DatabaseChoice choice);                      ///< works on that database from now on
    [[nodiscard]] std::shared_ptr<Driver> driver();       ///< of the chosen database, told what server to assume
    [[nodiscard]] std::shared_ptr<Driver> driver_of(const DatabaseChoice& choice);
    /// Opens the chosen database. nullptr when it does not exist and `create` is false.
    [[nodiscard]] Connection* connection(bool create);
    /// One more connection, to any database; nullptr as above.
    [[nodiscard]] std::unique_ptr<Connection> open(const DatabaseChoice& choice, bool create, bool scratch = false);
    /// An empty database of the chosen backend to try things on, in memory or beside the chosen one, and gone with the connection. nullptr when
    /// the backend has none.
    [[nodiscard]] std::unique_ptr<Connection> scratch();

private:
    MigrationConfig config_;
    std::shared_ptr<DriverRegistry> drivers_;
    std::shared_ptr<const History> history_;
    std::unique_ptr<CodeFunctions> code_;
    std::optional<DatabaseChoice> database_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace reinhardt::db
