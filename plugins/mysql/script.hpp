#pragma once

#include <cstdint>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db::mysql {

class Connection;

/// Runs the items as one text of several statements (CLIENT_MULTI_STATEMENTS), values written as literals; the server answers each at once, and runs none behind the
/// first that fails.
void run_script(Connection& connection, const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed);

}  // namespace reinhardt::db::mysql
