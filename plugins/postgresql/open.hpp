#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

class Connection;

/// Connects. The URL takes every keyword of libpq as a query parameter (manual 34.1.1.2); a password in `options` goes before one in the
/// URL. Throws PluginError that tells unreachable, refused, wrong password and unknown database apart, without the password.
/// `database`, unless empty, takes the place of the URL's one.
[[nodiscard]] PGconn* connect(std::string_view url, const Value& options, const std::string& database = {});

/// The database that the URL leads to, as libpq understands it.
[[nodiscard]] std::string database_of(std::string_view url);

/// What the server calls itself: "PostgreSQL 15.8", "CockroachDB 23.1.11", "YugabyteDB 2.20", "Citus 12.1 on PostgreSQL 15.8".
[[nodiscard]] std::string server_title(const Connection& connection);

}  // namespace reinhardt::db::postgresql
