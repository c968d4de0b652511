#include "dml.hpp"

namespace reinhardt::db::mysql {

// Keys in alphabetical order within their group; see docs/driver-guide.md.
const char* const dml_words[] = {
    // lookups
    "lookup.exact", "%1 = %2",
    "insert.returning@MariaDB 10.5", "RETURNING %*",
    "insert.default_values", "() VALUES ()",
    // writes
    "bulk.values", "1000",
    "upsert.ignore", "ON DUPLICATE KEY UPDATE %1 = %1",
    "upsert.update", "ON DUPLICATE KEY UPDATE %2",
    "upsert.value", "%1 = VALUES(%1)",
    nullptr,
};

}  // namespace reinhardt::db::mysql
