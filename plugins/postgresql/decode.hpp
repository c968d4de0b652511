#pragma once

#include <libpq-fe.h>

#include <vector>

#include <reinhardt/db/backends/abi.h>

#include "arena.hpp"

namespace reinhardt::db::postgresql {

/// Whether values of that type are read in the binary form (manual 34.3; numbers are big-endian).
[[nodiscard]] bool reads_binary(Oid type) noexcept;

/// The values of a row of a result whose columns have these types, as they came: binary or text. Texts and blobs point into the result, or into the arena.
void read_cells(PGresult* result, int row, const std::vector<Oid>& types, bool binary, sql::Arena& arena, rdb_cell* out);

}  // namespace reinhardt::db::postgresql
