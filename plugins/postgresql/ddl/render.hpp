#pragma once

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

/// Answers a render request (docs/driver-guide.md §7): each edit in place, in order; foreign keys to tables that come later in the batch
/// last.
[[nodiscard]] Value render(const Value& request);

}  // namespace reinhardt::db::postgresql
