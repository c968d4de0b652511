#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

/// Answers a column_types request (docs/driver-guide.md §6).
[[nodiscard]] Value column_types(const Value& request);

/// The column type of an enum by its label ("mood", "billing.mood"), as format_type writes it.
[[nodiscard]] std::string enum_type(std::string_view label);

/// format_type's spelling as this driver writes it: "varchar(50)" for "character varying(50)", "char(2)" for "character(2)".
[[nodiscard]] std::string short_type(std::string_view format_type);

}  // namespace reinhardt::db::postgresql
