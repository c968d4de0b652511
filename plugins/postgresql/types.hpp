#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

/// Answers a column_types request (docs/driver-guide.md §6).
[[nodiscard]] Value column_types(const Value& request);

/// format_type's spelling as this driver writes it: "varchar(50)" for "character varying(50)", "char(2)" for "character(2)".
[[nodiscard]] std::string short_type(std::string_view format_type);

}  // namespace reinhardt::db::postgresql
