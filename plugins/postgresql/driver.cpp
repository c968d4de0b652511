#include <libpq-fe.h>

#include <string>

#include <reinhardt/db/backends/plugin.hpp>

#include "dml.hpp"
#include "connection.hpp"
#include "ddl/refusals.hpp"
#include "ddl/render.hpp"
#include "canonical.hpp"
#include "lexer.hpp"
#include "literal.hpp"
#include "quote.hpp"
#include "types.hpp"

namespace reinhardt::db::postgresql {

namespace {

constexpr std::uint64_t capabilities =
    RDB_CAP_SQL | RDB_CAP_TRANSACTIONAL_DDL | RDB_CAP_SESSION_LOCK | RDB_CAP_SCHEMAS | RDB_CAP_COMMENTS | RDB_CAP_RETURNING | RDB_CAP_SAVEPOINTS | RDB_CAP_LOCK_TIMEOUT |
    RDB_CAP_STATEMENT_TIMEOUT | RDB_CAP_SCRATCH | RDB_CAP_LIVE_ON_DEMAND | RDB_CAP_SCHEMA_OBJECTS;

/// What the driver says without a connection.
struct Language {
    static constexpr rdb_dialect dialect = {sizeof(rdb_dialect), '"', '"', '\'', '$', 65'535, 63, "LIMIT %1 OFFSET %2", "TRUE", "FALSE", "CURRENT_TIMESTAMP", dml_words};
    static std::vector<std::string> split(std::string_view script) { return sql::split_statements(script, sql::postgresql_lexis); }
    static Value column_types(const Value& request) { return postgresql::column_types(request); }
    static Value render(const Value& request) { return postgresql::render(request); }
    static std::string quote_identifier(std::string_view name) { return sql::quote_identifier(name); }
    static std::string quote_literal(const rdb_cell& cell) { return literal_of(cell); }
    static std::string normalize(Connection*, std::string_view expression) { return sql::canonical_expression(expression, sql::postgresql_lexis); }
    static std::uint64_t capabilities_of(std::string_view server) {
        return ServerRelease(std::string(server)).traits->transactional_ddl ? capabilities : capabilities & ~RDB_CAP_TRANSACTIONAL_DDL;
    }
};

constexpr const char* schemes[] = {"postgresql", "postgres", nullptr};

std::string client_title() {
    const int version = PQlibVersion();  // 150008
    return "libpq " + std::to_string(version / 10'000) + '.' + std::to_string(version % 10'000);
}

const rdb_driver* table() {
    static const std::string client = client_title();
    static const plugin::DriverInfo info = {
        "postgresql", "PostgreSQL", RDB_PLUGIN_VERSION, client.c_str(), schemes,
        capabilities};
    static const rdb_driver driver = plugin::SqlPlugin<Connection, Language>::driver(info);
    return &driver;
}

}  // namespace

}  // namespace reinhardt::db::postgresql

extern "C" RDB_EXPORT const rdb_driver* reinhardt_db_driver(std::uint32_t host_abi, rdb_error* error) {
    return reinhardt::db::plugin::enter(host_abi, error, reinhardt::db::postgresql::table);
}
