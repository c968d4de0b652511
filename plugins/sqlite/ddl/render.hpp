#pragma once

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::sqlite {

/// Answers a render request (backends/abi.h): the statements that carry out a batch of schema edits, and what SQLite cannot do. Pure.
[[nodiscard]] Value render(const Value& request);

}  // namespace reinhardt::db::sqlite
