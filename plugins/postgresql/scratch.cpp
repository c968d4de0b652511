#include "scratch.hpp"

#include <memory>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "failure.hpp"
#include "open.hpp"
#include "quote.hpp"
#include "result.hpp"
#include "scratch_name.hpp"

namespace reinhardt::db::postgresql {

namespace {

struct Closer {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using Handle = std::unique_ptr<PGconn, Closer>;

/// A connection to make databases from: the URL's own may be missing, or forbidden to others while it is in use.
Handle maintenance(std::string_view url, const Value& options) {
    for (const char* database : {"postgres", "template1"}) {
        try {
            return Handle(connect(url, options, database));
        } catch (const plugin::PluginError& error) {
            if (error.code != RDB_E_NO_DATABASE && error.code != RDB_E_PRIVILEGE) throw;
        }
    }
    return Handle(connect(url, options));
}

Result run(PGconn* connection, const std::string& sql) {
    Result result(PQexec(connection, sql.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw failure_of(result.get(), connection);
    return result;
}

/// How the database of the URL is made, if it is there.
std::string same_as(PGconn* connection, const std::string& database) {
    const Result row = run(connection, "SELECT pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype FROM pg_catalog.pg_database WHERE datname = " + sql::quote_text(database));
    if (PQntuples(row.get()) == 0) return {};
    const auto text = [&](int column) { return sql::quote_text(PQgetvalue(row.get(), 0, column)); };
    return " ENCODING " + text(0) + " LC_COLLATE " + text(1) + " LC_CTYPE " + text(2);
}

}  // namespace

Scratch::Scratch(std::string_view url, const Value& options) : url_(url), options_(options), name_(sql::scratch_name()) {
    const Handle connection = maintenance(url_, options_);
    try {
        run(connection.get(), "CREATE DATABASE " + sql::quote_identifier(name_) + " TEMPLATE template0" + same_as(connection.get(), database_of(url_)));
    } catch (plugin::PluginError& error) {
        if (error.code != RDB_E_PRIVILEGE) throw;
        error.hint = "a scratch database needs the right: ALTER ROLE " + sql::quote_identifier(PQuser(connection.get())) + " CREATEDB";
        throw;
    }
}

Scratch::~Scratch() {
    static_cast<void>(plugin::guarded(nullptr, [&] { run(maintenance(url_, options_).get(), "DROP DATABASE IF EXISTS " + sql::quote_identifier(name_)); }));
}

}  // namespace reinhardt::db::postgresql
