#pragma once

#include <string_view>

#include <reinhardt/db/state/reader.hpp>

namespace reinhardt::db {

// What the readers of fields, indexes and constraints share; internal to this folder.

/// Whether `object`, which lacks `key`, holds an unknown key that looks like it. That key is reported as unknown, once, and `key` is
/// then not also missing (details 3.8).
bool report_misspelt(Reader& reader, const Value& object, std::string_view key, std::string_view what);
/// Whether some field, index, constraint, model or operation takes a key of that name.
[[nodiscard]] bool is_any_key(std::string_view key) noexcept;
/// [A-Za-z_][A-Za-z0-9_]*
[[nodiscard]] bool is_identifier(std::string_view name) noexcept;
/// Whether `value` is SQL: a text that is not empty, or a table of such texts, one for each driver. Reports `key` otherwise.
bool check_sql_text(Reader& reader, const Value& value, std::string_view key);
/// Whether `value` is a literal that a field of that type and attributes can hold. Reports it otherwise, as the default of `what`.
bool check_default(Reader& reader, std::string_view what, std::string_view type, const Value& attributes, const Value& value);

}  // namespace reinhardt::db
