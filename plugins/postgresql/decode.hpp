#pragma once

#include <libpq-fe.h>

#include <reinhardt/db/backends/abi.h>

#include "arena.hpp"

namespace reinhardt::db::postgresql {

/// Whether values of that type are read in the binary form (manual 34.3; numbers are big-endian).
[[nodiscard]] bool reads_binary(Oid type) noexcept;

/// The value at a place of a result, as it came: binary or text. Texts and blobs point into the result, or into the arena.
[[nodiscard]] rdb_cell cell_of(PGresult* result, int row, int column, Oid type, bool binary, sql::Arena& arena);

}  // namespace reinhardt::db::postgresql
