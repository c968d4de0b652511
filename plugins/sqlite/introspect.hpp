#pragma once

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::sqlite {

class Connection;

/// Answers an introspect request (backends/abi.h) from the stored SQL: one query of sqlite_schema, whatever the number of tables.
/// With "private", each table's `driver` holds {"sql", "triggers": [{name, sql}], "indexes": [{name, sql}], "views": [names of views
/// that depend on it], "defensive": whether the stored SQL may not be written}.
[[nodiscard]] Value introspect_schema(Connection& connection, const Value& request);

}  // namespace reinhardt::db::sqlite
