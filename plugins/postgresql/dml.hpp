#pragma once

namespace reinhardt::db::postgresql {

/// What the ORM needs to know of this backend's DML (rdb_dialect::words).
extern const char* const dml_words[];

}  // namespace reinhardt::db::postgresql
