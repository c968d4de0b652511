#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/support/duration.hpp>

namespace reinhardt::db {
namespace {

ErrorCode code_of(std::int32_t code) noexcept {
    switch (code) {
        case RDB_E_NO_DATABASE: return ErrorCode::not_found;
        case RDB_E_UNSUPPORTED: return ErrorCode::unsupported;
        case RDB_E_INTERRUPTED: return ErrorCode::interrupted;
        case RDB_E_USAGE: return ErrorCode::config;
        case RDB_E_INTERNAL: return ErrorCode::internal;
        case RDB_E_LOCK_TIMEOUT: return ErrorCode::lock_timeout;
        case RDB_E_STATEMENT_TIMEOUT: return ErrorCode::statement_timeout;
        default: return ErrorCode::database;
    }
}

const char* default_message(std::int32_t code) noexcept {
    switch (code) {
        case RDB_E_CONNECTION: return "the database cannot be reached";
        case RDB_E_AUTHENTICATION: return "the database refused the user or password";
        case RDB_E_NO_DATABASE: return "the database does not exist";
        case RDB_E_PRIVILEGE: return "the database user may not do that";
        case RDB_E_SYNTAX: return "the statement does not parse";
        case RDB_E_UNIQUE: return "a unique constraint failed";
        case RDB_E_FOREIGN_KEY: return "a foreign key failed";
        case RDB_E_NOT_NULL: return "a value that may not be NULL is missing";
        case RDB_E_CHECK: return "a check failed";
        case RDB_E_CONSTRAINT: return "a constraint failed";
        case RDB_E_DATA: return "a value does not fit";
        case RDB_E_LOCKED: return "the database is locked";
        case RDB_E_INTERRUPTED: return "interrupted";
        case RDB_E_UNSUPPORTED: return "the database cannot do that";
        case RDB_E_LOCK_TIMEOUT: return "another connection holds a lock";
        case RDB_E_STATEMENT_TIMEOUT: return "the statement took longer than the database allows";
        default: return "the statement failed";
    }
}

const char* default_hint(std::int32_t code) noexcept {
    switch (code) {
        case RDB_E_LOCKED: return "another connection is in the way; run again once it is done";
        case RDB_E_LOCK_TIMEOUT: return "end what the other connection does, or give more time: Limits::lock, or --lock-timeout of migrate, whose --wait SECONDS tries again for as long";
        case RDB_E_STATEMENT_TIMEOUT: return "give it more time (Limits::statement, or --statement-timeout of migrate), or split its work, as BackfillField does";
        case RDB_E_CONNECTION: return "check the host and port of the URL, and that the server runs";
        case RDB_E_AUTHENTICATION: return "check the user and password of the URL, or password_file";
        default: return "";
    }
}

/// The text up to its NUL, or all of it when a driver forgot that.
template <std::size_t Size>
std::string text_of(const char (&text)[Size]) {
    return std::string(text, std::find(text, text + Size, '\0'));
}

std::string or_default(std::string text, const char* fallback) { return text.empty() ? std::string(fallback) : std::move(text); }

}  // namespace

DatabaseError::DatabaseError(std::int32_t driver_code, const rdb_error& error, std::string text)
    : Error(code_of(driver_code), or_default(text_of(error.message), default_message(driver_code))),
      driver_code_(driver_code),
      retryable_(error.retryable != 0 || driver_code == RDB_E_LOCKED || driver_code == RDB_E_LOCK_TIMEOUT),
      lost_(error.connection_lost != 0),
      constraint_(text_of(error.constraint_name)) {
    hint(or_default(text_of(error.hint), default_hint(driver_code)));
    sqlstate(text_of(error.sqlstate));
    statement(std::move(text));
}

void Call::check(int code, std::string_view statement) {
    if (code != RDB_OK) throw DatabaseError(code, error_, std::string(statement));
}

void Call::check(int code, std::string_view statement, Connection& connection, const std::optional<std::uint32_t>& item) {
    if (code == RDB_OK) return;
    DatabaseError error(code, error_, std::string(statement));
    if (item) error.item(*item);
    connection.failed(error);
    const Limits& limits = connection.limits();
    if (code == RDB_E_LOCK_TIMEOUT && limits.lock) error.message("no lock within " + exact_duration(*limits.lock) + " (the limit on a lock): " + error.message());
    if (code == RDB_E_STATEMENT_TIMEOUT && limits.statement) error.message("not done within " + exact_duration(*limits.statement) + " (the limit on a statement)");
    throw error;
}

std::string TextSink::take() {
    if (full_) throw std::bad_alloc();
    return std::move(text_);
}

void TextSink::write(void* context, const char* data, std::size_t size) noexcept {
    TextSink& self = *static_cast<TextSink*>(context);
    try {
        if (size > 0) self.text_.append(data, size);
    } catch (...) {
        self.full_ = true;
    }
}

}  // namespace reinhardt::db
