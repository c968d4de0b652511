#pragma once

#include <string>
#include <string_view>

namespace reinhardt::db::postgresql {

/// An interval as PostgreSQL prints it ("1 day 02:00:00.5") as an ISO 8601 duration ("P1DT2H0.5S"); the text itself when it is none.
[[nodiscard]] std::string iso_duration(std::string_view interval);

}  // namespace reinhardt::db::postgresql
