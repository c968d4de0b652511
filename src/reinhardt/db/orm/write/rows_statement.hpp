#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <reinhardt/db/orm/write/write_plan.hpp>
#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {

// Statements that write several rows.

/// How many rows of `width` values one statement takes: as many as the dialect likes ("bulk.values") and the server's parameters allow.
[[nodiscard]] std::size_t rows_in_statement(const Dialect& dialect, std::size_t width);
/// (?, ?), (?, ?) … with numbers from 1 on; `casts` (may be empty): a type for each column, which the values are cast to.
[[nodiscard]] std::string values_sql(std::size_t rows, std::size_t width, const std::vector<std::string>& casts, const Dialect& dialect);
/// SELECT a AS rdb_v1, b AS rdb_v2 FROM table WHERE FALSE UNION ALL VALUES (?, ?) …, where VALUES alone has neither names nor types for its columns.
[[nodiscard]] std::string typed_rows_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& fields, std::size_t rows);
/// INSERT INTO table (columns) VALUES …
[[nodiscard]] std::string rows_insert_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& fields, std::size_t rows);
/// What follows INSERT where rows are in conflict with others: `updated` (none: they are left out) get the new values.
[[nodiscard]] std::string conflict_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& updated, const std::vector<const FieldInfo*>& unique);

}  // namespace reinhardt::db
