#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reinhardt::db {

// Times as SQL writes them: 2024-05-06, 07:08:09.5 and 2024-05-06 07:08:09.5 (UTC), of days and microseconds since 1970 or midnight; fractions
// only where there are any.
[[nodiscard]] std::string date_text(long long days);
[[nodiscard]] std::string time_text(long long microseconds);
[[nodiscard]] std::string timestamp_text(long long microseconds);
// The same behind what `text` has.
void append_date(std::string& text, long long days);
void append_time(std::string& text, long long microseconds);
void append_timestamp(std::string& text, long long microseconds);

/// An RFC 3339 time, or a date, in UTC, with a blank between date and time and without zone; `text` itself when it is no such time.
[[nodiscard]] std::string utc_timestamp(std::string_view text);
/// The same as RFC 3339: 2024-05-06T07:08:09.5Z.
[[nodiscard]] std::string rfc3339_utc(std::string_view text);
/// HH:MM, HH:MM:SS or with a fraction, as time_text writes it; `text` itself when it is no such time.
[[nodiscard]] std::string clock_text(std::string_view text);
/// Microseconds of an ISO 8601 duration of weeks, days and smaller ("P1DT2H", "PT0.5S"); false for anything else.
[[nodiscard]] bool duration_us(std::string_view text, std::int64_t& out);

}  // namespace reinhardt::db
