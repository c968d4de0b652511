#pragma once

#include <string>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::mysql {

/// Condition on values of `operand` that would not be the same in a column of that type (details 4.9); the server itself rounds
/// decimals and cuts times without a word. Empty: all would.
[[nodiscard]] std::string misfit_between(const Column& from, const Column& to, const std::string& operand);

/// Whether an enum only gets values at its end: "enum('a')" to "enum('a','b')".
[[nodiscard]] bool appends_enum_values(const std::string& from, const std::string& to);
/// And stored values keep their size, which is one byte for up to 255 values: no row is touched (MySQL manual 17.12.1, MariaDB: InnoDB online DDL, instant).
[[nodiscard]] bool leaves_enum_rows(const std::string& from, const std::string& to);

}  // namespace reinhardt::db::mysql
