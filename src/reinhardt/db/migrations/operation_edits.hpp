#pragma once

#include <vector>

#include <reinhardt/db/migrations/operation.hpp>
#include <reinhardt/db/schema/edit.hpp>
#include <reinhardt/db/state/to_schema.hpp>

namespace reinhardt::db {

/// The schema edits of one operation, with the tables it touches as they were and as they become.
struct OperationEdits {
    std::vector<SchemaEdit> edits;
    std::vector<Table> before, after;
};

/// How much of the tables `before` and `after` hold, and with it which edits there are.
enum class EditScope {
    whole,    ///< all: what a driver renders
    columns,  ///< the columns that differ, and keys: what can lose data or needs a value, for plans that are not rendered
};

/// Applies `operation` (of work `schema`) to `state` and gives the edits that do the same to a database.
/// A SeparateDatabaseAndState gives those of its database operations that are of work `schema`; RunSQL inside it stays with the executor.
[[nodiscard]] OperationEdits apply_with_edits(const Operation& operation, ProjectState& state, ColumnTyper& typer,
                                               EditScope scope = EditScope::whole);

/// Error(unsupported) when the backend of `typer` has no objects of the kind that `edit` makes, changes or drops.
void check_has_objects(const SchemaEdit& edit, const ColumnTyper& typer);

/// The edits of a recorded change, `hints` and renames taken into account. `now` is the state after it.
[[nodiscard]] OperationEdits edits_of(const StateLog& log, const ProjectState& now, const EditHints& hints, ColumnTyper& typer,
                                      EditScope scope = EditScope::whole);

}  // namespace reinhardt::db
