#pragma once

#include <cstdint>
#include <string_view>

namespace reinhardt::db::sql {

/// Microseconds of an ISO 8601 duration of weeks, days and smaller ("P1DT2H", "PT0.5S"); false for anything else.
[[nodiscard]] bool duration_us(std::string_view text, std::int64_t& out);

}  // namespace reinhardt::db::sql
