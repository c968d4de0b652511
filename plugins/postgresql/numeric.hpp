#pragma once

#include <string>
#include <string_view>

namespace reinhardt::db::postgresql {

/// Of a numeric in the binary form: 16-bit counts of digits, weight, sign, scale, then digits to the base of 10,000 (src/backend/utils/adt/numeric.c).
inline constexpr std::size_t numeric_header = 8;

/// The longest text that the bytes can give.
[[nodiscard]] std::size_t numeric_room(std::string_view bytes) noexcept;
/// Writes its text, as the server would, to `out`, which has room for that; gives the length.
[[nodiscard]] std::size_t numeric_text(std::string_view bytes, char* out) noexcept;

/// Appends the binary form of a decimal number without an exponent; false, and nothing, where `text` is none.
[[nodiscard]] bool write_numeric(std::string_view text, std::string& out);

}  // namespace reinhardt::db::postgresql
