#include "failure.hpp"

#include <sqlite3.h>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::sqlite {

namespace {

rdb_code constraint_code(int extended) {
    switch (extended) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID: return RDB_E_UNIQUE;
        case SQLITE_CONSTRAINT_FOREIGNKEY: return RDB_E_FOREIGN_KEY;
        case SQLITE_CONSTRAINT_NOTNULL: return RDB_E_NOT_NULL;
        case SQLITE_CONSTRAINT_CHECK: return RDB_E_CHECK;
        case SQLITE_CONSTRAINT_DATATYPE: return RDB_E_DATA;
        default: return RDB_E_CONSTRAINT;
    }
}

bool is_syntax(std::string_view message) {
    return message.find("syntax error") != std::string_view::npos || message.find("incomplete input") != std::string_view::npos ||
           message.find("unrecognized token") != std::string_view::npos;
}

rdb_code code_of(int extended, std::string_view message) {
    switch (extended & 0xff) {
        case SQLITE_CONSTRAINT: return constraint_code(extended);
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return RDB_E_LOCKED;
        case SQLITE_INTERRUPT: return RDB_E_INTERRUPTED;
        case SQLITE_PERM:
        case SQLITE_READONLY:
        case SQLITE_AUTH: return RDB_E_PRIVILEGE;
        case SQLITE_CANTOPEN:
        case SQLITE_NOTADB: return RDB_E_CONNECTION;
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
        case SQLITE_RANGE: return RDB_E_DATA;
        case SQLITE_MISUSE: return RDB_E_USAGE;
        case SQLITE_NOMEM: return RDB_E_INTERNAL;
        case SQLITE_ERROR: return is_syntax(message) ? RDB_E_SYNTAX : RDB_E_FAILED;
        default: return RDB_E_FAILED;
    }
}

/// "CHECK constraint failed: title_not_empty", "UNIQUE constraint failed: t.a, t.b", "UNIQUE constraint failed: index 'x'".
std::string constraint_name(std::string_view message) {
    constexpr std::string_view marker = "constraint failed: ";
    const auto at = message.find(marker);
    if (at == std::string_view::npos) return {};
    std::string_view name = message.substr(at + marker.size());
    if (name.substr(0, 7) == "index '") name = name.substr(7, name.size() - 8);
    return std::string(name);
}

}  // namespace

plugin::PluginError failure_of(sqlite3* handle, int result) {
    const int extended = handle != nullptr ? sqlite3_extended_errcode(handle) : result;
    const char* text = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(result);
    std::string message = text != nullptr ? text : "unknown error";
    plugin::PluginError error(code_of(extended, message), message);
    error.native = extended;
    error.retryable = error.code == RDB_E_LOCKED;
    if ((extended & 0xff) == SQLITE_NOTADB) error.hint = "the URL names another file, or one that is damaged or encrypted";
    // A file that may be written is refused so by query_only alone.
    if (extended == SQLITE_READONLY && handle != nullptr && sqlite3_db_readonly(handle, "main") == 0) error.message = "the transaction is read-only: " + message;
    else if ((extended & 0xff) == SQLITE_READONLY) error.hint = "the file or its folder may not be written: look at their permissions and owner";
    if ((extended & 0xff) == SQLITE_FULL) error.hint = "make room on the disk that holds the database, then run again";
    if ((extended & 0xff) == SQLITE_CONSTRAINT) error.constraint = constraint_name(message);
    return error;
}

void refuse(sqlite3_context* context, const char* message) noexcept {
    sqlite3_result_error(context, message, -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}

}  // namespace reinhardt::db::sqlite
