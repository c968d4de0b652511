#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

#include "definition.hpp"

namespace reinhardt::db::sqlite {

struct WorkingIndex {
    IndexDefinition definition;
    std::string sql;                 ///< as stored; "" = printed from the definition
    std::vector<std::size_t> edits;  ///< those that make it
    [[nodiscard]] std::string text() const;
};

struct WorkingTrigger {
    std::string name, sql;
};

/// What happens to a column of the table to be.
struct ColumnChange {
    std::string from;                ///< the column it was; "" = new
    std::string value;               ///< new column: value of the rows that exist; "" = its default or NULL
    std::string null_value;          ///< old column: value of the rows that are NULL
    std::string conversion;          ///< old column: expression for all rows, given by the migration
    bool needs_value = false;        ///< there must be no rows (new column), no NULL rows (old column)
    bool default_changed = false;    ///< rows may read the old default, or NULL for want of one, from the schema
    std::optional<Column> old_shape, new_shape;  ///< the type changes: values must convert
    std::vector<std::size_t> edits;
};

/// A table in the middle of a batch: as it is in the database once the statements so far have run (`source`) and as the edits so far want it
/// (`target`). The difference is rendered in one go.
struct WorkingTable {
    TableDefinition source, target;
    std::vector<WorkingIndex> source_indexes, target_indexes;
    std::map<std::string, ColumnChange> changes;  ///< by the target's column name; every column of `target` has one
    std::vector<std::string> automatic;           ///< columns that number themselves
    std::vector<WorkingTrigger> triggers;
    std::vector<std::string> views;               ///< that depend on it
    std::map<std::string, std::vector<std::size_t>> dropped_indexes;  ///< by name, the edits that drop them
    std::map<std::string, std::size_t> destroyed; ///< columns that are dropped, with the edit
    std::vector<std::size_t> edits;               ///< since the last statements
    bool created = false;       ///< not in the database yet
    bool live = false;          ///< `source` was read from the database
    bool in_place = false;      ///< the stored SQL may be written
    bool renamed = false;       ///< names changed since the triggers' texts were read
    bool rebuild = false;       ///< rows must be copied
    bool rebuilt = false;       ///< rows were copied earlier in this batch
    std::string remembered;     ///< under what name its broken foreign keys are remembered
    std::vector<std::size_t> rebuilt_by;

    /// From a table of a live schema document; its stored SQL, triggers and views are in `driver`. Falls back on the document.
    [[nodiscard]] static WorkingTable from_document(const Table& table, bool live);
    [[nodiscard]] static WorkingTable made_by(const Table& table, std::size_t edit);

    [[nodiscard]] bool dirty() const noexcept { return !edits.empty(); }
    [[nodiscard]] bool is_new(std::string_view column) const;
    [[nodiscard]] bool has_update_trigger() const;
    [[nodiscard]] ColumnChange& change(const std::string& column) { return changes[column]; }
    [[nodiscard]] bool is_automatic(std::string_view column) const;
    void touch(std::size_t edit);
    /// The statements have run: what was wanted is what is.
    void settle();

    void rename_to(const std::string& name);
    void rename_column(const std::string& from, const std::string& to);
    /// Another table, or a column of it, got a new name.
    void follow_table(const std::string& from, const std::string& to);
    void follow_column(const std::string& table, const std::string& from, const std::string& to);
};

/// Whether `name` is among `names`, as SQLite compares them.
[[nodiscard]] bool contains_name(const std::vector<std::string>& names, std::string_view name);

}  // namespace reinhardt::db::sqlite
