#include "dml.hpp"

namespace reinhardt::db::sqlite {

// Keys in alphabetical order within their group; see docs/driver-guide.md.
const char* const dml_words[] = {
    // lookups
    "lookup.exact", "%1 = %2",
    "insert.returning", "RETURNING %*",
    "insert.default_values", "DEFAULT VALUES",
    // writes
    "bulk.values", "128",
    "update.returning", "RETURNING %*",
    "upsert.ignore", "ON CONFLICT DO NOTHING",
    "upsert.update", "ON CONFLICT (%1) DO UPDATE SET %2",
    "upsert.value", "%1 = excluded.%1",
    nullptr,
};

}  // namespace reinhardt::db::sqlite
