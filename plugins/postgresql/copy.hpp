#pragma once

#include <cstdint>
#include <string_view>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db::postgresql {

class Connection;

/// COPY FROM STDIN, in the binary form where each value has one for its column (manual, COPY). `failed` gets the row that the server names.
void copy_rows(Connection& connection, std::string_view schema, std::string_view table, const rdb_str* columns, std::uint32_t width, const rdb_cell* cells, std::uint32_t rows,
               std::uint32_t& failed);

}  // namespace reinhardt::db::postgresql
