#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// Parses JSON (RFC 8259) into a Value with line numbers. Duplicate keys are errors (details 3.6).
/// Throws Error(`code`) with `file` and line.
[[nodiscard]] Value parse_json(std::string_view text, const std::string& file = {}, ErrorCode code = ErrorCode::file);
/// One line when `indent` is negative. Reals print with the fewest digits that read back the same.
[[nodiscard]] std::string to_json(const Value& value, int indent = -1);

}  // namespace reinhardt::db
