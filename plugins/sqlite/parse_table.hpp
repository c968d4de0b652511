#pragma once

#include <string_view>

#include "definition.hpp"

namespace reinhardt::db::sqlite {

/// Reads a CREATE TABLE statement as sqlite_schema stores it. Error(unsupported) for anything else (virtual tables among them).
[[nodiscard]] TableDefinition parse_table(std::string_view sql);
/// Reads a CREATE INDEX statement.
[[nodiscard]] IndexDefinition parse_index(std::string_view sql);

}  // namespace reinhardt::db::sqlite
