#include <sqlite3.h>

#include <string>

#include <reinhardt/db/backends/plugin.hpp>

#include "dml.hpp"
#include "connection.hpp"
#include "ddl/render.hpp"
#include "expression.hpp"
#include "literal.hpp"
#include "quote.hpp"
#include "split.hpp"
#include "types.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// What the driver says without a connection.
struct Language {
    static constexpr rdb_dialect dialect = {sizeof(rdb_dialect), '"', '"', '\'', '?', 32'766, 0, "LIMIT %1 OFFSET %2", "1", "0", "CURRENT_TIMESTAMP", dml_words};
    static std::vector<std::string> split(std::string_view script) { return split_script(script); }
    static Value column_types(const Value& request) { return sqlite::column_types(request); }
    static Value render(const Value& request) { return sqlite::render(request); }
    static std::string quote_identifier(std::string_view name) { return sql::quote_identifier(name); }
    static std::string quote_literal(const rdb_cell& cell) { return literal_of(cell); }
    static std::string normalize(Connection*, std::string_view expression) { return sqlite::normalize(expression); }
};

constexpr const char* schemes[] = {"sqlite", nullptr};

const rdb_driver* table() {
    static const std::string client = std::string("SQLite ") + sqlite3_libversion();
    static const plugin::DriverInfo info = {
        "sqlite", "SQLite", RDB_SQLITE_VERSION, client.c_str(), schemes,
        RDB_CAP_SQL | RDB_CAP_TRANSACTIONAL_DDL | RDB_CAP_WRITE_LOCK | RDB_CAP_RETURNING | RDB_CAP_SAVEPOINTS | RDB_CAP_IN_MEMORY | RDB_CAP_UNIQUE_IS_INDEX |
            RDB_CAP_LOCK_TIMEOUT | RDB_CAP_STATEMENT_TIMEOUT};
    static const rdb_driver driver = plugin::SqlPlugin<Connection, Language>::driver(info);
    return &driver;
}

}  // namespace

}  // namespace reinhardt::db::sqlite

extern "C" RDB_EXPORT const rdb_driver* reinhardt_db_driver(std::uint32_t host_abi, rdb_error* error) {
    return reinhardt::db::plugin::enter(host_abi, error, reinhardt::db::sqlite::table);
}
