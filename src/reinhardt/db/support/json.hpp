#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// What becomes of whole numbers beyond 64 bits, which as reals lose digits.
enum class BigNumbers : std::uint8_t { refuse, as_real };

/// Parses JSON (RFC 8259) into a Value with line numbers. Duplicate keys are errors (details 3.6).
/// Throws Error(`code`) with `file` and line.
[[nodiscard]] Value parse_json(std::string_view text, const std::string& file = {}, ErrorCode code = ErrorCode::file, BigNumbers big = BigNumbers::refuse);
/// One line when `indent` is negative. Reals print with the fewest digits that read back the same.
[[nodiscard]] std::string to_json(const Value& value, int indent = -1);

}  // namespace reinhardt::db
