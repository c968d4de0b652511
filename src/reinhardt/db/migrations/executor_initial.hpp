#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/executor_work.hpp>

namespace reinhardt::db {

/// Finds the initial migrations of a plan whose tables and columns the database holds already (details 4.5). All of them are compared
/// together, since a later one may add to the tables of an earlier one where a circle of keys was opened.
class InitialTables {
public:
    InitialTables(Driver& driver, Connection& connection) : driver_(driver), connection_(connection) {}

    /// An initial migration, in order of the plan; `state` is that before it and becomes that after it.
    void add(const Migration& migration, ProjectState& state);
    /// Those whose tables are there just as the migrations make them. Throws Error(schema_differs), one for each migration, where they
    /// differ or only a part of them is there.
    [[nodiscard]] std::set<MigrationKey> present();

private:
    /// A table before and after some of a migration's work; no name = it did not exist.
    struct Change {
        Table before, after;
    };
    struct Made {
        const Migration* migration = nullptr;
        std::vector<std::string> tables;
        std::vector<std::pair<std::string, std::string>> columns;  ///< table and column, of tables that others made
        std::vector<Change> changes;
    };

    void look_at(Made& made, const WorkItem& item);
    [[nodiscard]] bool is_present(const Made& made, const Schema& live);
    void expect(const Made& made);
    void compare(const Schema& live);

    Driver& driver_;
    Connection& connection_;
    std::vector<Made> made_;
    std::map<std::string, Table> expected_;
    std::map<std::string, const Migration*> maker_;  ///< of an expected table
    std::vector<Error> errors_;
};

}  // namespace reinhardt::db
