#pragma once

#include <cstddef>
#include <string>

#include <reinhardt/db/schema/edit.hpp>

#include "step.hpp"
#include "working_table.hpp"

namespace reinhardt::db::sqlite {

/// Applies edits of one table to what it is to be; nothing is rendered yet. What SQLite lacks goes to `output` as a fault.
class TableEditor {
public:
    TableEditor(WorkingTable& table, Output& output, const SchemaEdit& edit, std::size_t number)
        : table_(table), output_(output), edit_(edit), number_(number) {}

    /// Every kind but create_table, drop_table, rename_table and rename_column.
    void apply();

private:
    void alter_table();
    void add_column();
    void drop_column();
    void alter_column();
    void alter_primary_key();
    void add_foreign_key(const ForeignKeyConstraint& key);
    void drop_foreign_key(const ForeignKeyConstraint& key);
    void add_check();
    void drop_check();
    void add_unique();
    void drop_unique();
    void add_index();
    void drop_index(const std::string& name);
    void rename_index();

    void record_drop(const std::string& index);
    void drop_dependents(const std::string& column);
    void drop_index_where(const std::string& column);
    void change_null(ColumnDefinition& column, ColumnChange& change);
    void change_type(ColumnDefinition& column, ColumnChange& change);
    void change_default(ColumnDefinition& column, ColumnChange& change);
    bool drop_unique_constraint(const Unique& unique);
    [[noreturn]] void missing(const std::string& what) const;

    WorkingTable& table_;
    Output& output_;
    const SchemaEdit& edit_;
    std::size_t number_;
};

}  // namespace reinhardt::db::sqlite
