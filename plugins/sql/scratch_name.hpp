#pragma once

#include <string>

namespace reinhardt::db::sql {

/// A name for a database to try things on that no other has: reinhardt_test_ and 16 random hexadecimal digits.
[[nodiscard]] std::string scratch_name();

}  // namespace reinhardt::db::sql
