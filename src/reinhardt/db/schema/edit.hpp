#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db {

enum class EditKind : std::uint8_t {
    create_table, drop_table, rename_table, alter_table,
    add_column, drop_column, rename_column, alter_column,
    alter_primary_key,
    add_foreign_key, drop_foreign_key, alter_foreign_key,
    add_unique, drop_unique,
    add_check, drop_check,
    add_index, drop_index, rename_index,
    add_exclusion, drop_exclusion,
    create_extension, drop_extension,
    create_collation, drop_collation,
    create_enum, alter_enum, drop_enum,
};
[[nodiscard]] std::string_view edit_kind_name(EditKind kind) noexcept;
/// Whether it concerns an object beside the tables (from create_extension on): `table` is empty.
[[nodiscard]] bool is_object_edit(EditKind kind) noexcept;

/// One change of one table, neutral of any backend. Names are those that hold when the edit's turn comes: an edit behind a
/// rename uses the new name. Which members are filled:
///
///   create_table       table_value (with its indexes, uniques, checks, foreign keys)
///   drop_table         table_value (as it was)
///   rename_table       from, to                      alter_table        table_from, table_value: comment and options only
///   add_column         column, backfill?, needs_value (NOT NULL, no default, no value: fails when there are rows)
///   drop_column        column (as it was)            rename_column      from, to
///   alter_column       column_from, column (type, null, default, db_default, collation, comment, generated, auto); backfill?, needs_value
///                      (narrows: values must be checked to convert without loss before the change)
///   alter_primary_key  primary_key_from, primary_key
///   add/drop_foreign_key, add/drop_unique, add/drop_check, add/drop_index, add/drop_exclusion: the object
///   alter_foreign_key  foreign_key_from, foreign_key rename_index       from, to, index (under its new name)
///   create_…, drop_… extension, collation, enum: object (as it becomes, or was), in the keys of the document (formats.md §5)
///   alter_enum         object_from, object; object's "rename" tells values that get another name from those that go and come.
///                      The tables whose columns are of the type stand in the request
///
/// Foreign keys, uniques and checks that were named automatically are found in the database by content, not by name
/// (`auto_named`), because they keep their name through renames (details 1.10).
struct SchemaEdit {
    EditKind kind{};
    std::string table;                 ///< the table's name at this point
    std::string from, to;
    std::optional<Table> table_value, table_from;
    std::optional<Column> column, column_from;
    std::optional<PrimaryKey> primary_key, primary_key_from;
    std::optional<ForeignKeyConstraint> foreign_key, foreign_key_from;
    std::optional<Unique> unique;
    std::optional<Check> check;
    std::optional<Index> index;
    std::optional<Exclusion> exclusion;
    Value object, object_from;
    Value backfill;                    ///< literal for existing rows; absent = null; {"null": true} = NULL; {"sql": "…"} = expression; {"now": true} = time of the migration
    bool has_backfill = false;
    bool needs_value = false;
    bool narrows = false;
    bool auto_named = false;
    Value ddl;                         ///< how the statements are to be carried out, in the driver's words; null = as the server likes
    bool target_taken = false;         ///< rename_table: another table has the name until a later edit moves it away (never crosses to drivers)
    std::size_t operation = 0;         ///< index of the operation in its migration that asked for it

    [[nodiscard]] bool loses_data() const noexcept;  ///< drops a table or column, or narrows a type (details 4.2)
};

[[nodiscard]] Value to_value(const SchemaEdit&);  ///< {"edit": "add_column", "table": …, …}
[[nodiscard]] SchemaEdit edit_from(const Value&);

}  // namespace reinhardt::db
