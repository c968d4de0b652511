#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::sqlite {

/// The answer to a column_types request (backends/abi.h): how SQLite spells the types of model fields (details 1.14).
[[nodiscard]] Value column_types(const Value& request);

/// Whether SQLite has that collating sequence built in.
[[nodiscard]] bool is_known_collation(std::string_view name) noexcept;

}  // namespace reinhardt::db::sqlite
