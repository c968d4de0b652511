#include <algorithm>
#include <utility>
#include <vector>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {
namespace {

const rdb_sql& calls(const Connection& connection) { return connection.driver().sql(); }

bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(" \t\r\n;") == std::string_view::npos; }

}  // namespace

void check_whole(std::string_view sql) {
    if (sql.find('\0') == std::string_view::npos) return;
    throw Error(ErrorCode::database, "a statement holds a NUL character").statement(std::string(sql.substr(0, sql.find('\0')))).hint("names cannot have one; a value that does is bound, not written");
}

Statement::Statement(Connection& connection, std::string_view sql) : connection_(connection), sql_(sql) {
    check_whole(sql);
    Call call;
    std::size_t used = sql.size();
    call.check(calls(connection).prepare(connection.handle(), to_str(sql), &statement_, &used, call.error()), sql, connection.limits());
    const std::string_view rest = sql.substr(std::min(used, sql.size()));
    if (is_blank(rest)) return;
    // Only comments may follow; a second statement would silently not be run.
    rdb_statement* second = nullptr;
    const int code = calls(connection).prepare(connection.handle(), to_str(rest), &second, &used, call.error());
    if (second) calls(connection).finalize(second);
    if (code != RDB_OK || second) {
        if (statement_) calls(connection).finalize(statement_);
        throw Error(ErrorCode::database, "more than one statement where one is expected").statement(std::string(sql));
    }
}

Statement::~Statement() {
    if (statement_) calls(connection_).finalize(statement_);
}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)), sql_(std::move(other.sql_)) {}

void Statement::bind(const std::vector<Value>& values) {
    const CellRow row(values);
    bind(row.data(), row.size());
}

void Statement::bind(const rdb_cell* cells, std::uint32_t count) {
    if (!statement_) return;
    Call call;
    call.check(calls(connection_).bind(statement_, cells, count, call.error()), sql_);
}

std::uint32_t Statement::column_count() const { return statement_ ? calls(connection_).column_count(statement_) : 0; }

std::string Statement::column_name(std::uint32_t index) const {
    const rdb_str name = calls(connection_).column_name(statement_, index);
    return name.size ? std::string(name.data, name.size) : std::string();
}

std::uint32_t Statement::fetch(rdb_cell* out, std::uint32_t max_rows) {
    if (!statement_) return 0;
    Call call;
    std::uint32_t rows = 0;
    call.check(calls(connection_).fetch(statement_, out, max_rows, &rows, call.error()), sql_, connection_.limits());
    return rows;
}

void Statement::run() {
    constexpr std::uint32_t rows_a_block = 16;
    std::vector<rdb_cell> block(std::max<std::size_t>(1, static_cast<std::size_t>(column_count()) * rows_a_block));
    while (fetch(block.data(), rows_a_block) != 0) {
    }
}

void Statement::reset() {
    if (!statement_) return;
    Call call;
    call.check(calls(connection_).reset(statement_, call.error()), sql_);
}

std::int64_t Statement::affected() const { return statement_ ? calls(connection_).affected(statement_) : 0; }

}  // namespace reinhardt::db
