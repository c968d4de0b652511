#pragma once

#include <reinhardt/db/backends/plugin.hpp>

struct sqlite3;
struct sqlite3_context;

namespace reinhardt::db::sqlite {

/// The connection's last error in the words of the interface: its kind from the extended result code, the constraint's name from the message.
[[nodiscard]] plugin::PluginError failure_of(sqlite3* handle, int result);

/// A function's answer to a value that does not fit: the statement ends in RDB_E_DATA.
void refuse(sqlite3_context* context, const char* message) noexcept;

}  // namespace reinhardt::db::sqlite
