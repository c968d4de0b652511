#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::postgresql {

[[nodiscard]] std::string literal_of(const rdb_cell& cell);
/// A value of a model as a literal for that column.
[[nodiscard]] std::string literal_of(const Value& value, const Column& column);
/// What fills rows that exist: a literal, {"sql": …}, {"null": true} or {"now": true}.
[[nodiscard]] std::string fill_expression(const Value& fill, const Column& column);
/// What stands behind DEFAULT; empty for none.
[[nodiscard]] std::string default_text(const Column& column);
/// Reads a default as pg_get_expr prints it into the column: as a value where it is a literal, else as an expression.
void read_default(std::string_view text, Column& column);

}  // namespace reinhardt::db::postgresql
