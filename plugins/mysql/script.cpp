#include "script.hpp"

#include <mysql.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "connection.hpp"
#include "failure.hpp"
#include "lexer.hpp"
#include "literal.hpp"
#include "statement.hpp"

namespace reinhardt::db::mysql {

namespace {

Statement* statement_of(const rdb_script_item& item) { return reinterpret_cast<Statement*>(item.statement); }

/// A statement with its values as literals.
void write_values(std::string_view sql, const rdb_cell* cells, std::uint32_t count, std::string& text) {
    std::size_t at = 0;
    std::uint32_t number = 0;
    for (const auto& token : sql::tokenize(sql, sql::mysql_lexis)) {
        if (token.kind != sql::TokenKind::parameter || token.text != "?") continue;
        if (number == count) break;
        text.append(sql, at, token.begin - at).append(literal_of(cells[number++]));
        at = token.end;
    }
    text.append(sql, at);
    if (number != count) throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(number) + " values and was given " + std::to_string(count));
}

/// The one statement of a text, with nothing behind it that could swallow what follows.
std::string only_statement(std::string_view text) {
    auto statements = sql::split_statements(text, sql::mysql_lexis);
    if (statements.size() != 1) throw plugin::PluginError(RDB_E_UNSUPPORTED, "a text that is not one statement");
    const auto tokens = sql::tokenize(statements.front(), sql::mysql_lexis);
    for (const auto& token : tokens) {
        if (token.kind == sql::TokenKind::illegal) throw plugin::PluginError(RDB_E_UNSUPPORTED, "a quote or comment that does not end");
    }
    return std::move(statements.front());
}

std::string text_of(const rdb_script_item* items, std::uint32_t count) {
    std::string text;
    for (std::uint32_t i = 0; i < count; ++i) {
        const rdb_script_item& item = items[i];
        if (i > 0) text += "\n;\n";
        if (item.kind == RDB_SCRIPT_BEGIN) text += "START TRANSACTION";
        else if (item.kind == RDB_SCRIPT_COMMIT) text += "COMMIT";
        else if (const Statement* statement = statement_of(item)) write_values(statement->sql(), item.cells, item.count, text);
        else text += only_statement(plugin::view(item.sql));
    }
    return text;
}

bool is_integer(const MYSQL_FIELD& field) {
    switch (field.type) {
        case MYSQL_TYPE_TINY:
        case MYSQL_TYPE_SHORT:
        case MYSQL_TYPE_LONG:
        case MYSQL_TYPE_LONGLONG:
        case MYSQL_TYPE_INT24:
        case MYSQL_TYPE_YEAR: return (field.flags & UNSIGNED_FLAG) == 0;
        default: return false;
    }
}

rdb_cell cell_of(const MYSQL_FIELD& field, const char* bytes, unsigned long length) {
    rdb_cell cell{};
    if (bytes == nullptr) return cell;
    if (is_integer(field)) {
        cell.tag = RDB_INT;
        cell.u.i = std::strtoll(bytes, nullptr, 10);
        return cell;
    }
    cell.tag = RDB_TEXT;
    cell.u.p = bytes;
    cell.size = static_cast<std::uint32_t>(length);
    return cell;
}

void give_rows(MYSQL_RES* result, std::uint32_t number, const rdb_batch_sink& sink) {
    const unsigned width = mysql_num_fields(result);
    std::vector<rdb_cell> cells(width);
    while (const MYSQL_ROW row = mysql_fetch_row(result)) {
        const unsigned long* lengths = mysql_fetch_lengths(result);
        for (unsigned i = 0; i < width; ++i) cells[i] = cell_of(*mysql_fetch_field_direct(result, i), row[i], lengths[i]);
        sink.rows(sink.context, number, cells.data(), 1);
    }
    mysql_free_result(result);
}

/// Reads what is left, so that the connection can be used for something else.
void discard_results(MYSQL* handle) {
    while (mysql_more_results(handle) && mysql_next_result(handle) == 0) {
        if (MYSQL_RES* result = mysql_store_result(handle)) mysql_free_result(result);
    }
}

}  // namespace

void run_script(Connection& connection, const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed) {
    const std::string text = text_of(items, count);
    MYSQL* handle = connection.handle();
    failed = 0;
    int state = mysql_real_query(handle, text.data(), static_cast<unsigned long>(text.size()));
    for (std::uint32_t i = 0; i < count; ++i) {
        failed = i;
        if (i > 0) state = mysql_next_result(handle);
        if (state > 0) throw failure_of(handle);
        if (state < 0) throw plugin::PluginError(RDB_E_INTERNAL, "the server gave fewer answers than it was sent statements");
        std::int64_t affected = 0;
        if (MYSQL_RES* result = mysql_store_result(handle)) {
            give_rows(result, i, sink);
        } else if (mysql_field_count(handle) != 0) {
            const plugin::PluginError error = failure_of(handle);
            discard_results(handle);
            throw error;
        } else {
            affected = static_cast<std::int64_t>(mysql_affected_rows(handle));
        }
        sink.done(sink.context, i, affected);
    }
    failed = count;
    if (!mysql_more_results(handle)) return;
    discard_results(handle);
    throw plugin::PluginError(RDB_E_INTERNAL, "the server gave more answers than it was sent statements");
}

}  // namespace reinhardt::db::mysql
