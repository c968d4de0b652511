#include <algorithm>
#include <utility>
#include <vector>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/backends/transaction.hpp>

namespace reinhardt::db {
namespace {

const rdb_sql& calls(const Connection& connection) { return connection.driver().sql(); }

bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(" \t\r\n;") == std::string_view::npos; }

}  // namespace

void check_whole(std::string_view sql) {
    if (sql.find('\0') == std::string_view::npos) return;
    throw Error(ErrorCode::database, "a statement holds a NUL character").statement(std::string(sql.substr(0, sql.find('\0')))).hint("names cannot have one; a value that does is bound, not written");
}

Statement::Statement(Connection& connection, std::string_view sql, Keep keep) : connection_(connection), sql_(sql) {
    check_whole(sql);
    Call call;
    std::size_t used = sql.size();
    const rdb_sql& table = calls(connection);
    const bool persistent = keep == Keep::persistent && has_call(table, &rdb_sql::prepare_with);
    call.check(persistent ? table.prepare_with(connection.handle(), to_str(sql), RDB_PREPARE_PERSISTENT, &statement_, &used, call.error())
                          : table.prepare(connection.handle(), to_str(sql), &statement_, &used, call.error()),
               sql, connection);
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
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)), sql_(std::move(other.sql_)), open_(std::exchange(other.open_, false)), fresh_(other.fresh_) {}

void Statement::bind(const std::vector<Value>& values) {
    const CellRow row(values);
    bind_with(row.data(), row.size(), 0);
}

void Statement::bind(const rdb_cell* cells, std::uint32_t count, Run run) { bind_with(cells, count, static_cast<std::uint32_t>(run) | RDB_RUN_TYPED); }

void Statement::bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags) {
    if (!statement_) return;
    open_ = fresh_ = false;
    const rdb_sql& table = calls(connection_);
    Call call;
    call.check(flags != 0 && has_call(table, &rdb_sql::bind_with) ? table.bind_with(statement_, cells, count, flags, call.error()) : table.bind(statement_, cells, count, call.error()), sql_,
               connection_);
    open_ = true;
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
    fresh_ = false;
    const int code = calls(connection_).fetch(statement_, out, max_rows, &rows, call.error());
    open_ = rows > 0 && code == RDB_OK;
    call.check(code, sql_, connection_);
    return rows;
}

void Statement::run() {
    constexpr std::uint32_t rows_a_block = 16;
    std::vector<rdb_cell> block(std::max<std::size_t>(1, static_cast<std::size_t>(column_count()) * rows_a_block));
    while (fetch(block.data(), rows_a_block) != 0) {
    }
}

Statement::Outcome Statement::run(const rdb_cell* cells, std::uint32_t count) {
    Outcome outcome;
    if (!statement_) return outcome;
    const rdb_sql& table = calls(connection_);
    if (has_call(table, &rdb_sql::run)) {
        open_ = false;
        fresh_ = true;  // also after a failure
        Call call;
        call.check(table.run(statement_, cells, count, RDB_RUN_BORROW | RDB_RUN_TYPED, &outcome.affected, &outcome.last_insert_id, call.error()), sql_, connection_);
        return outcome;
    }
    bind(cells, count, Run::borrow);
    rdb_cell none;
    if (column_count() == 0) fetch(&none, 1);
    else run();
    outcome = {affected(), last_insert_id().value_or(0)};
    reset();
    return outcome;
}

void Statement::reset() {
    open_ = false;
    if (!statement_ || fresh_) return;
    fresh_ = true;
    Call call;
    call.check(calls(connection_).reset(statement_, call.error()), sql_, connection_);
}

std::int64_t Statement::affected() const { return statement_ ? calls(connection_).affected(statement_) : 0; }

std::optional<std::int64_t> Statement::last_insert_id() const {
    const rdb_sql& table = calls(connection_);
    if (!statement_ || !has_call(table, &rdb_sql::last_insert_id)) return std::nullopt;
    return table.last_insert_id(statement_);
}

std::int64_t Statement::execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows) {
    if (!statement_ || rows == 0) return 0;
    const rdb_sql& table = calls(connection_);
    std::uint32_t failed = rows;
    open_ = fresh_ = false;
    if (!has_call(table, &rdb_sql::execute_rows)) return loop_over(cells, width, rows);
    std::int64_t affected = 0;
    Call call;
    const int code = table.execute_rows(statement_, cells, width, rows, &affected, &failed, call.error());
    call.check(code, sql_, connection_, failed < rows ? std::optional(failed) : std::nullopt);
    return affected;
}

std::int64_t Statement::loop_over(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows) {
    std::optional<Transaction> own;
    if (!connection_.in_transaction()) own.emplace(connection_);
    std::int64_t affected = 0;
    for (std::uint32_t row = 0; row < rows; ++row) {
        try {
            bind(cells + static_cast<std::size_t>(row) * width, width);
            run();
        } catch (DatabaseError& error) {
            error.item(row);
            throw;
        }
        affected += this->affected();
    }
    reset();
    if (own) own->commit();
    return affected;
}

}  // namespace reinhardt::db
