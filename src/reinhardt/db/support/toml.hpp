#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// Parses TOML 1.0 into a Value: keys in order of their place in the text, each with its line; dates and times as
/// RFC 3339 text. Throws Error(`code`) with `file` and line.
[[nodiscard]] Value parse_toml(std::string_view text, const std::string& file = {}, ErrorCode code = ErrorCode::file);
/// One TOML value on one line: a basic string, number, array or inline table, keys in order. null prints as { null = true }.
[[nodiscard]] std::string toml_inline(const Value& value);
/// A key as it must be written: bare where TOML allows, else quoted.
[[nodiscard]] std::string toml_key(std::string_view key);

/// `key = value` with a newline at its end, laid out for reading: tables of a list one a line, long texts as they stand, tables with
/// long texts by dotted keys.
[[nodiscard]] std::string toml_entry(std::string_view key, const Value& value);

}  // namespace reinhardt::db
