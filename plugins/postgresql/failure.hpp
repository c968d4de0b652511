#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

#include <reinhardt/db/backends/plugin_support.hpp>

namespace reinhardt::db::postgresql {

/// What a result reports, in the words of the interface. Codes are those of the manual's appendix A.
[[nodiscard]] plugin::PluginError failure_of(const PGresult* result, const PGconn* connection);

/// The code for an SQLSTATE.
[[nodiscard]] rdb_code code_of(std::string_view sqlstate) noexcept;

/// libpq's report as one line.
[[nodiscard]] std::string one_line(std::string_view message);

}  // namespace reinhardt::db::postgresql
