#pragma once

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::mysql {

class Connection;

/// Answers an introspect request with a schema document of the connection's database: a fixed number of queries over information_schema,
/// whatever the number of tables.
[[nodiscard]] Value introspect_schema(const Connection& connection, const Value& request);

}  // namespace reinhardt::db::mysql
