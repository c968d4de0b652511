#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/state/project_state.hpp>

namespace reinhardt::db {

/// What a backend makes of a field.
struct ColumnType {
    std::string type;
    std::vector<std::string> checks;  ///< expressions with {column}
    bool auto_increment = false;
    bool null = false;                ///< the backend cannot forbid NULL in it
};

/// How a backend spells types; implemented by drivers (backends/driver.hpp) and by tests.
class ColumnTyper {
public:
    virtual ~ColumnTyper() = default;
    [[nodiscard]] virtual std::string backend() const = 0;                 ///< "sqlite"
    [[nodiscard]] virtual std::size_t max_identifier() const = 0;          ///< 0 = no limit
    [[nodiscard]] virtual bool unique_is_index() const = 0;                ///< RDB_CAP_UNIQUE_IS_INDEX
    [[nodiscard]] virtual bool has_schema_objects() const { return false; } ///< RDB_CAP_SCHEMA_OBJECTS
    /// `field` in the form of write_field (relations replaced by the field they refer to), `options` the table's options for this
    /// backend. Error(unsupported) without a place when the backend lacks it.
    [[nodiscard]] virtual ColumnType column_type(const Value& field, const Value& options) = 0;
};

/// The tables that a model stands for: its own, then those of its many-to-many fields without `through`, in field order.
/// Error(unsupported) names model, field and backend. Names are fitted to the backend.
[[nodiscard]] std::vector<Table> tables_of(const ModelState& model, const StateView& state, ColumnTyper& typer);
/// All tables in order of creation, and the enums, extensions and collations of all apps where the backend has such. `apps`: only their
/// tables (empty = all).
[[nodiscard]] Schema to_schema(const ProjectState& state, ColumnTyper& typer, const std::vector<std::string>& apps = {});
/// The same tables with nothing but names: of tables and their models, of columns and their fields. Tells whose a table of a database is,
/// at a fraction of the cost; asks no driver for types. Many-to-many tables come without columns. Enums, extensions and collations are whole.
[[nodiscard]] Schema tables_by_name(const ProjectState& state, const ColumnTyper& typer, const std::vector<std::string>& apps = {});

/// The enums, extensions and collations as that backend has them, names fitted to it; none where it has no such things.
[[nodiscard]] SchemaObjects objects_of(const ProjectState& state, const ColumnTyper& typer);

/// Names of a many-to-many table without `through` (formats.md §2), not fitted to a backend.
struct JoinNames {
    std::string table, source_column, target_column;
};
[[nodiscard]] JoinNames join_names(const ModelState& model, const Field& field, const ModelState& target);
[[nodiscard]] std::string join_table_name(const ModelState& model, const Field& field);

/// The text for that backend: a text as it is, an object's member `backend` ("" when it has none).
[[nodiscard]] std::string text_for(const Value& text_or_object, std::string_view backend);
[[nodiscard]] bool applies_to(const std::vector<std::string>& only, std::string_view backend);

}  // namespace reinhardt::db
