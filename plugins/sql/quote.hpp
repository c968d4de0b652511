#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db::sql {

/// `name` between `open` and `close`, every `close` in it doubled.
[[nodiscard]] std::string quote_identifier(std::string_view name, char open = '"', char close = '"');
/// A standard string literal: 'it''s'.
[[nodiscard]] std::string quote_text(std::string_view text);
/// The bytes in upper-case hexadecimal.
[[nodiscard]] std::string hex(std::string_view bytes);
/// The fewest digits that read back the same, always with a point or an exponent.
[[nodiscard]] std::string real_literal(double number);
/// Whether `text` is a number as all SQL dialects write it: -12, 0.50, 1e3.
[[nodiscard]] bool is_number(std::string_view text) noexcept;

/// 2024-05-06, 07:08:09.5 and 2024-05-06 07:08:09.5 (UTC) of the integers that cross as cells; fractions only where there are any.
[[nodiscard]] std::string date_text(long long days);
[[nodiscard]] std::string time_text(long long microseconds);
[[nodiscard]] std::string timestamp_text(long long microseconds);

/// RFC 3339 text in UTC, with a blank between date and time and without zone; `text` itself when it is no such time.
[[nodiscard]] std::string utc_timestamp(std::string_view text);

}  // namespace reinhardt::db::sql
