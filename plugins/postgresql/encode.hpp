#pragma once

#include <libpq-fe.h>

#include <string>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db::postgresql {

/// Whether the binary form of a type is its text as it stands.
[[nodiscard]] bool is_text_type(Oid type) noexcept;

/// Whether write_binary knows that kind of value for a column of that type; a value of it may still have no such form.
[[nodiscard]] bool writes_binary(Oid type, const rdb_cell& cell) noexcept;

/// Appends the binary form of a value that is not NULL (manual 34.3; src/backend/utils/adt). False, and nothing, where it has none: then the text
/// form goes, which the server reads, or refuses with a reason.
[[nodiscard]] bool write_binary(Oid type, const rdb_cell& cell, std::string& out);

/// Appends the text form of a value that is not NULL; of a blob its bytes.
void write_text(Oid type, const rdb_cell& cell, std::string& out);

/// Refuses a text with a NUL character, which PostgreSQL has not.
void check_text(const rdb_cell& cell);

}  // namespace reinhardt::db::postgresql
