#pragma once

#include <reinhardt/db/backends/plugin.hpp>

struct sqlite3;

namespace reinhardt::db::sqlite {

/// The connection's last error in the words of the interface: its kind from the extended result code, the constraint's name from the message.
[[nodiscard]] plugin::PluginError failure_of(sqlite3* handle, int result);

}  // namespace reinhardt::db::sqlite
