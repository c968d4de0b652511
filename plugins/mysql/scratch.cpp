#include "scratch.hpp"

#include <memory>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "failure.hpp"
#include "literal.hpp"
#include "open.hpp"
#include "scratch_name.hpp"

namespace reinhardt::db::mysql {

namespace {

struct Closer {
    void operator()(MYSQL* connection) const noexcept { mysql_close(connection); }
};
using Handle = std::unique_ptr<MYSQL, Closer>;

/// A connection without a database.
Handle plain(Location location, const Value& options) {
    location.database.clear();
    return Handle(connect(location, options));
}

void run(MYSQL* connection, const std::string& sql) {
    if (mysql_real_query(connection, sql.data(), static_cast<unsigned long>(sql.size())) != 0) throw failure_of(connection);
}

/// How the database is made, if it is there.
std::string same_as(MYSQL* connection, const std::string& database) {
    run(connection, "SELECT default_character_set_name, default_collation_name FROM information_schema.schemata WHERE schema_name = " + text_literal(database));
    MYSQL_RES* result = mysql_store_result(connection);
    if (result == nullptr) throw failure_of(connection);
    const MYSQL_ROW row = mysql_fetch_row(result);
    const std::string text = row == nullptr ? " CHARACTER SET utf8mb4" : std::string(" CHARACTER SET ") + row[0] + " COLLATE " + row[1];
    mysql_free_result(result);
    return text;
}

}  // namespace

Scratch::Scratch(Location location, const Value& options) : scratch_(std::move(location)), options_(options) {
    const Handle connection = plain(scratch_, options_);
    const std::string like = same_as(connection.get(), scratch_.database);
    scratch_.database = sql::scratch_name();
    try {
        run(connection.get(), "CREATE DATABASE " + quoted(scratch_.database) + like);
    } catch (plugin::PluginError& error) {
        if (error.code != RDB_E_PRIVILEGE) throw;
        error.hint = "a scratch database needs the right: GRANT ALL ON `reinhardt\\_test\\_%`.* TO " + (scratch_.user.empty() ? std::string("the user") : scratch_.user);
        throw;
    }
}

Scratch::~Scratch() {
    static_cast<void>(plugin::guarded(nullptr, [&] { run(plain(scratch_, options_).get(), "DROP DATABASE IF EXISTS " + quoted(scratch_.database)); }));
}

}  // namespace reinhardt::db::mysql
