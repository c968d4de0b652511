#pragma once

#include <mysql.h>

#include <reinhardt/db/backends/plugin_support.hpp>

namespace reinhardt::db::mysql {

/// What the client library reports, in the words of the interface (MySQL 8.0 error reference; MariaDB error codes).
[[nodiscard]] plugin::PluginError failure_of(MYSQL* handle);
[[nodiscard]] plugin::PluginError failure_of(MYSQL_STMT* statement);

/// Whether a failure of that number may have ended the transaction, of which the server's answer says nothing.
[[nodiscard]] bool may_end_transaction(std::int32_t number) noexcept;

}  // namespace reinhardt::db::mysql
