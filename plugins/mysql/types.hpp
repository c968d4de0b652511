#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::mysql {

/// Answers a column_types request (docs/driver-guide.md §6).
[[nodiscard]] Value column_types(const Value& request);

/// information_schema's spelling as this driver writes it: "int" for "int(11)"; widths are no part of integer types (MySQL 8.0.19 release notes).
[[nodiscard]] std::string short_type(std::string_view column_type);

/// A type taken apart from what else of the column's definition it carries: "int" and " INVISIBLE", "timestamp" and " ON UPDATE …".
struct TypeParts {
    std::string type, attributes;
};
[[nodiscard]] TypeParts type_parts(const std::string& type);

}  // namespace reinhardt::db::mysql
