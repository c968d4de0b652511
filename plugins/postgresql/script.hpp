#pragma once

#include <cstdint>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db::postgresql {

class Connection;

/// Runs the items in one trip. With one text at most as one message of several statements (manual 55.2.2.1), which costs the server least; with more by a pipeline
/// (34.5), in which the server sends each answer at once.
void run_script(Connection& connection, const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed);

}  // namespace reinhardt::db::postgresql
