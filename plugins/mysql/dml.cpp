#include "dml.hpp"

namespace reinhardt::db::mysql {

// Keys in alphabetical order within their group; see docs/driver-guide.md.
const char* const dml_words[] = {
    // lookups
    "lookup.exact", "%1 = %2",
    "insert.returning@MariaDB 10.5", "RETURNING %*",
    "insert.default_values", "() VALUES ()",
    nullptr,
};

}  // namespace reinhardt::db::mysql
