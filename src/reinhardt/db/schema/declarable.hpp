#pragma once

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db {

/// Whether a model can stand for the table: it has columns and a primary key.
[[nodiscard]] bool can_be_declared(const Table& table);

/// Whether a field can stand for the foreign key of `table`: it has one column, of the type of the column that it refers to; that is the key
/// or unique, in a table that a model can stand for; and no other foreign key in front of it has the same column.
[[nodiscard]] bool can_be_declared(const Schema& schema, const Table& table, const ForeignKeyConstraint& key);

}  // namespace reinhardt::db
