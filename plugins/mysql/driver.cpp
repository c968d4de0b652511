#include <mysql.h>

#include <string>

#include <reinhardt/db/backends/plugin.hpp>

#include "dml.hpp"
#include "canonical.hpp"
#include "connection.hpp"
#include "ddl/render.hpp"
#include "lexer.hpp"
#include "literal.hpp"
#include "types.hpp"

namespace reinhardt::db::mysql {

namespace {

/// What the driver says without a connection.
struct Language {
    static constexpr rdb_dialect dialect = {sizeof(rdb_dialect), '`', '`', '\'', '?', 65'535, 64, "LIMIT %1 OFFSET %2", "TRUE", "FALSE", "CURRENT_TIMESTAMP(6)", dml_words};
    static std::vector<std::string> split(std::string_view script) { return sql::split_statements(script, sql::mysql_lexis); }
    static Value column_types(const Value& request) { return mysql::column_types(request); }
    static Value render(const Value& request) { return mysql::render(request); }
    static std::string quote_identifier(std::string_view name) { return quoted(name); }
    static std::string quote_literal(const rdb_cell& cell) { return literal_of(cell); }
    static std::string normalize(Connection*, std::string_view expression) { return sql::canonical_expression(expression, sql::mysql_lexis); }
};

constexpr const char* schemes[] = {"mysql", "mariadb", nullptr};

const rdb_driver* table() {
    static const std::string client = std::string("MariaDB Connector/C ") + mysql_get_client_info();
    static const plugin::DriverInfo info = {
        "mysql", "MySQL and MariaDB", RDB_PLUGIN_VERSION, client.c_str(), schemes,
        RDB_CAP_SQL | RDB_CAP_SESSION_LOCK | RDB_CAP_COMMENTS | RDB_CAP_SAVEPOINTS | RDB_CAP_UNIQUE_IS_INDEX | RDB_CAP_LOCK_TIMEOUT | RDB_CAP_STATEMENT_TIMEOUT |
            RDB_CAP_SCRATCH | RDB_CAP_LIVE_ON_DEMAND | RDB_CAP_RESTRICT_IS_NO_ACTION};
    static const rdb_driver driver = plugin::SqlPlugin<Connection, Language>::driver(info);
    return &driver;
}

}  // namespace

}  // namespace reinhardt::db::mysql

extern "C" RDB_EXPORT const rdb_driver* reinhardt_db_driver(std::uint32_t host_abi, rdb_error* error) {
    return reinhardt::db::plugin::enter(host_abi, error, reinhardt::db::mysql::table);
}
