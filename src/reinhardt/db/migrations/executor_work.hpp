#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/operation_edits.hpp>
#include <reinhardt/db/migrations/operations/backfill_field.hpp>

namespace reinhardt::db {

/// An operation to run, with the place of the one in the file that it stands for (itself, or the one that it undoes).
struct OperationToRun {
    OperationPtr operation;
    std::size_t index = 0;
};
[[nodiscard]] std::vector<OperationToRun> operations_of(const Migration& migration);

/// Whether a migration runs in steps that are journalled: where a file says so, and wherever changes of the schema do not roll back.
[[nodiscard]] bool runs_in_steps(const Migration& migration, const Driver& driver);

/// A statement of RunSQL with the values for its placeholders.
struct SqlStatement {
    std::string text;
    std::vector<Value> parameters;
};

/// A field to fill, by the names in the database.
struct BackfillWork {
    std::string table, column;
    std::vector<std::string> key;  ///< columns of the primary key
    Value value;
    std::string sql;
    std::int64_t batch_size = 1000;
};

/// A part of a migration that is rendered and run as one: changes of the schema, or the statements of one RunSQL, or a backfill, or a call of RunCode.
struct WorkItem {
    enum class Kind { schema, sql, backfill, code };
    Kind kind = Kind::schema;
    std::vector<std::size_t> operations;  ///< their places in the file
    OperationEdits edits;                 ///< schema; each edit's `operation` is a place in the file
    std::vector<std::string> fresh;       ///< schema: tables that items before it made, by the names they have then
    std::vector<SqlStatement> sql;
    BackfillWork backfill;
    std::string function;                      ///< code: what to call, of the migration's app
    std::shared_ptr<const ProjectState> state; ///< code: the models as they stand then
    std::optional<std::vector<RenderedStatement>> rendered; ///< schema: by render_unread()
    std::string identity;                 ///< the same for the same work: what a journal compares
};

/// What to do for some operations of one migration, in order.
struct MigrationWork {
    const Migration* migration = nullptr;
    std::vector<OperationToRun> operations;
    std::vector<WorkItem> items;
};

/// Applies the operations to `state` and gives the work that does the same to a database. `batch` joins consecutive schema operations into
/// one item, so that several changes of a table are one; RunSQL and SeparateDatabaseAndState end a batch. Errors have file, line and operation.
[[nodiscard]] MigrationWork compile_work(const Migration& migration, std::vector<OperationToRun> operations, ProjectState& state, Driver& driver, bool batch,
                                         EditScope scope = EditScope::whole);

/// Renders a schema item. `live` nullptr = offline; `script` = offline whatever `live` says. Error(unsupported), with its place, for what the
/// backend cannot do.
[[nodiscard]] std::vector<RenderedStatement> render_item(const Migration& migration, const WorkItem& item, Driver& driver, const std::string& server,
                                                         const Schema* live, bool script = false);

/// Renders a schema item for a database at hand without reading anything from it; nothing where that is not possible, or the backend cannot do it.
[[nodiscard]] std::optional<std::vector<RenderedStatement>> render_unread(const Migration& migration, const WorkItem& item, Driver& driver, const std::string& server);

/// The same with a database at hand, from which `tables` are read where the driver needs them; `on_demand` false = in any case.
[[nodiscard]] std::vector<RenderedStatement> render_live(const Migration& migration, const WorkItem& item, Connection& connection, const std::vector<std::string>& tables,
                                                         bool script = false, bool on_demand = true);

/// The inverse of an operation on one backend: what does nothing there is undone by nothing, and what undoes it is for the same backends.
[[nodiscard]] Inverse inverse_on(const Operation& operation, const ProjectState& before, const std::string& backend);

/// Names of the tables that an item changes and that exist before it.
[[nodiscard]] std::vector<std::string> tables_before(const WorkItem& item);

/// Gives an error the place of an operation: file, line, "operation 2 of 3".
void place_error(Error& error, const Migration& migration, std::size_t index);

}  // namespace reinhardt::db
