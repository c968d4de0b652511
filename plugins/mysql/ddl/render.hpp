#pragma once

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::mysql {

/// Answers a render request (docs/driver-guide.md §7). Nothing rolls back here: what can go wrong is checked before the statement that would.
[[nodiscard]] Value render(const Value& request);

}  // namespace reinhardt::db::mysql
