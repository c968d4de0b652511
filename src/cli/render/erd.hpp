#pragma once

#include <string>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::cli {

// Entity-relationship diagrams of a schema: tables with their columns, keys marked, and a line for each foreign key.

[[nodiscard]] std::string erd_dot(const Schema& schema);
[[nodiscard]] std::string erd_mermaid(const Schema& schema);
[[nodiscard]] std::string erd_svg(const Schema& schema);

/// Whether the column is part of the primary key, or of a foreign key.
[[nodiscard]] bool is_key_column(const Table& table, const std::string& column);
[[nodiscard]] bool is_reference_column(const Table& table, const std::string& column);
/// Whether at most one row refers to each row of the other table: the columns are unique or the key.
[[nodiscard]] bool is_one_to_one(const Table& table, const ForeignKeyConstraint& key);

}  // namespace reinhardt::db::cli
