#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::sqlite {

/// A cell as a literal.
[[nodiscard]] std::string literal_of(const rdb_cell& cell);
/// A model's literal (a default, a backfill) as `column` stores it: times in UTC with a blank, booleans as 0 and 1, JSON as text,
/// decimals without quotes.
[[nodiscard]] std::string literal_of(const Value& value, const Column& column);
/// What existing rows get: {"sql": …}, {"null": true}, {"now": true} or a literal, as an expression in parentheses where it needs them.
[[nodiscard]] std::string fill_expression(const Value& fill, const Column& column);
/// What stands behind DEFAULT: the literal, or the expression in parentheses where SQLite wants them; "" = no default.
[[nodiscard]] std::string default_text(const Column& column);
/// Whether rows can read the default from the schema without being written (ADD COLUMN allows it).
[[nodiscard]] bool is_constant_default(std::string_view default_text);
/// The value of a DEFAULT as a schema document holds it; false when it is an expression.
[[nodiscard]] bool literal_from_default(std::string_view default_text, std::string_view type, Value& out);

}  // namespace reinhardt::db::sqlite
