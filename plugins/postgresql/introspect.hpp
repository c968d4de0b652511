#pragma once

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

class Connection;

/// Answers an introspect request with a schema document: a fixed number of queries over pg_catalog, joined by oid, whatever the number of
/// tables. Tables of the current schema have no "schema"; those of other schemas name it. What belongs to extensions is left out.
[[nodiscard]] Value introspect_schema(const Connection& connection, const Value& request);

}  // namespace reinhardt::db::postgresql
