#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/support/times.hpp>

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

using reinhardt::db::append_date;
using reinhardt::db::append_time;
using reinhardt::db::append_timestamp;
using reinhardt::db::date_text;
using reinhardt::db::duration_us;
using reinhardt::db::time_text;
using reinhardt::db::timestamp_text;
using reinhardt::db::utc_timestamp;

}  // namespace reinhardt::db::sql
