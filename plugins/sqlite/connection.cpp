#include "connection.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <limits>

#include "document_functions.hpp"
#include "failure.hpp"
#include "introspect.hpp"
#include "quote.hpp"
#include "query_functions.hpp"
#include "list_functions.hpp"
#include "number_functions.hpp"
#include "text_functions.hpp"
#include "url.hpp"

namespace reinhardt::db::sqlite {

namespace {

[[noreturn]] void fail_to_open(sqlite3* handle, int result, const Location& location, std::string_view root, bool create) {
    plugin::PluginError error = failure_of(handle, result);
    // What the system said: another process may have made the file since.
    const bool absent = (result & 0xff) == SQLITE_CANTOPEN && sqlite3_system_errno(handle) == ENOENT && !create;
    sqlite3_close_v2(handle);
    error.code = absent ? RDB_E_NO_DATABASE : RDB_E_CONNECTION;
    error.message = absent ? "the database " + location.path.string() + " does not exist"
                           : "cannot open the database " + location.path.string() + ": " + error.message;
    error.hint = open_hint(location, root);
    throw error;
}

// Opens the file. One that appears between two attempts of SQLite's, to write and then only to read, is opened anew: it would be for reading alone.
int open_file(const std::string& name, int flags, sqlite3*& handle) {
    constexpr int attempts = 10;
    for (int attempt = 1;; ++attempt) {
        const int result = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
        if (result != SQLITE_OK || (flags & SQLITE_OPEN_READWRITE) == 0 || sqlite3_db_readonly(handle, "main") != 1 || attempt == attempts) return result;
        if (access(name.c_str(), W_OK) != 0 && errno != ENOENT) return result;
        sqlite3_close_v2(handle);
    }
}

// SQLite stops at a NUL without a word, which would leave the rest of a script unrun.
void refuse_nul(std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos) throw plugin::PluginError(RDB_E_SYNTAX, "a statement holds a NUL character");
}

}  // namespace

std::unique_ptr<Connection> Connection::open(std::string_view url, std::string_view root, const Value&, std::uint32_t flags) {
    const Location location = parse_url(url, root);
    const bool create = (flags & RDB_OPEN_CREATE) != 0 && (flags & RDB_OPEN_READ_ONLY) == 0;
    int open_flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (location.memory) {
        open_flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    } else {
        open_flags |= (flags & RDB_OPEN_READ_ONLY) != 0 ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
        if (create) open_flags |= SQLITE_OPEN_CREATE;
    }
    // An absolute path is never taken for a URI or one of SQLite's special names.
    const std::string name = location.memory ? ":memory:" : std::filesystem::absolute(location.path).string();
    sqlite3* handle = nullptr;
    if (const int result = open_file(name, open_flags, handle); result != SQLITE_OK) fail_to_open(handle, result, location, root, create);
    std::unique_ptr<Connection> connection(new Connection(handle));
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    add_text_functions(handle);
    add_list_functions(handle);
    add_number_functions(handle);
    add_document_functions(handle);
    add_query_functions(handle);
    return connection;
}

Connection::Connection(sqlite3* handle) : handle_(handle), limits_(handle) {}

Connection::~Connection() { sqlite3_close_v2(handle_); }

void Connection::cancel() noexcept { limits_.cancel(); }

void Connection::limit(const rdb_limits& limits) { limits_.set(limits); }

void Connection::ping() { execute("SELECT 1 FROM sqlite_schema LIMIT 1"); }

std::string Connection::server() { return std::string("SQLite ") + sqlite3_libversion(); }

std::int64_t Connection::execute(std::string_view sql) {
    refuse_nul(sql);
    const std::string text(sql);  // with its NUL SQLite need not copy the rest of a script for each statement
    std::int64_t affected = 0;
    for (const char* at = text.c_str(); *at != '\0';) {
        const auto statement = prepare_at(at, -1, 0, at);
        if (!statement) continue;
        std::vector<rdb_cell> row(std::max<std::size_t>(statement->column_count(), 1));
        while (statement->fetch(row.data(), 1) > 0) {
        }
        affected += statement->affected();
    }
    return affected;
}

std::unique_ptr<Statement> Connection::prepare_with(std::string_view sql, std::uint32_t flags, std::size_t& tail) {
    refuse_nul(sql);
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw plugin::PluginError(RDB_E_USAGE, "a statement is longer than 2 GiB");
    const char* rest = sql.data() + sql.size();
    auto statement = prepare_at(sql.empty() ? "" : sql.data(), static_cast<int>(sql.size()), flags, rest);
    tail = sql.empty() ? 0 : static_cast<std::size_t>(rest - sql.data());
    return statement;
}

std::unique_ptr<Statement> Connection::prepare_at(const char* sql, int bytes, std::uint32_t flags, const char*& rest) {
    sqlite3_stmt* statement = nullptr;
    Limits::Clock::duration spent{};
    const Limits::Running running(limits_, spent, true);
    const int result = sqlite3_prepare_v3(handle_, sql, bytes, (flags & RDB_PREPARE_PERSISTENT) != 0 ? SQLITE_PREPARE_PERSISTENT : 0, &statement, &rest);
    if (result != SQLITE_OK) throw limits_.explained(failure_of(handle_, result));
    return statement != nullptr ? std::make_unique<Statement>(handle_, statement, limits_) : nullptr;
}

void Connection::begin(std::uint32_t kind) { execute(kind == RDB_BEGIN_WRITE ? "BEGIN IMMEDIATE" : "BEGIN"); }

std::uint32_t Connection::begin_with(const rdb_transaction& how) {
    begin(how.kind);
    if (how.kind == RDB_BEGIN_READ_ONLY) {
        execute("PRAGMA query_only = 1");
        query_only_ = true;
    }
    return RDB_SERIALIZABLE;
}

void Connection::commit() {
    execute("COMMIT");
    end();
}

void Connection::rollback() {
    if (in_transaction()) execute("ROLLBACK");  // some errors have rolled back already
    end();
}

void Connection::end() {
    if (!query_only_) return;
    query_only_ = false;
    execute("PRAGMA query_only = 0");
}

void Connection::savepoint(std::string_view name) { execute("SAVEPOINT " + sql::quote_identifier(name)); }
void Connection::release(std::string_view name) { execute("RELEASE " + sql::quote_identifier(name)); }
void Connection::rollback_to(std::string_view name) { execute("ROLLBACK TO " + sql::quote_identifier(name)); }
bool Connection::in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }

Value Connection::introspect(const Value& request) { return introspect_schema(*this, request); }

}  // namespace reinhardt::db::sqlite
