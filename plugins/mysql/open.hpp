#pragma once

#include <mysql.h>

#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

#include "url.hpp"

namespace reinhardt::db::mysql {

/// Connects; a password in `options` goes before one in the URL. Throws PluginError that tells unreachable, refused, wrong password,
/// unknown database and missing privilege apart, without the password.
[[nodiscard]] MYSQL* connect(const Location& location, const Value& options);

}  // namespace reinhardt::db::mysql
