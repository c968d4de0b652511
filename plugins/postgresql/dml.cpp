#include "dml.hpp"

namespace reinhardt::db::postgresql {

// Keys in alphabetical order within their group; see docs/driver-guide.md.
const char* const dml_words[] = {
    // lookups
    "lookup.exact", "%1 = %2",
    "insert.returning", "RETURNING %*",
    "insert.default_values", "DEFAULT VALUES",
    // writes
    "bulk.update", "UPDATE %1 SET %2 FROM (VALUES %3) AS rdb_v (%4) WHERE %5",
    "bulk.values", "1000",
    "transaction.failure_ends", "1",
    "update.returning", "RETURNING %*",
    "upsert.ignore", "ON CONFLICT DO NOTHING",
    "upsert.update", "ON CONFLICT (%1) DO UPDATE SET %2",
    "upsert.value", "%1 = EXCLUDED.%1",
    nullptr,
};

}  // namespace reinhardt::db::postgresql
