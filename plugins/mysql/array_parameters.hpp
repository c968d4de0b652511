#pragma once

#include <mysql.h>

#include <cstdint>
#include <string>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db::mysql {

/// A value as a text that the server reads as that value; a blob as its bytes.
[[nodiscard]] std::string parameter_text(const rdb_cell& cell);

/// Runs a prepared statement without rows for cells[rows * width] by arrays of values (Connector/C, STMT_ATTR_ARRAY_SIZE; MariaDB 10.2). Gives the
/// number of rows affected.
std::int64_t execute_array(MYSQL_STMT* statement, const rdb_cell* cells, std::uint32_t width, std::uint32_t rows);

}  // namespace reinhardt::db::mysql
