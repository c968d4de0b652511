#include "literal.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "lexer.hpp"
#include "quote.hpp"

namespace reinhardt::db::mysql {

namespace {

std::string logical_type(const Column& column) {
    const std::string type = column.logical.text_or("type");
    if (type != "GeneratedField") return type;
    const Value* output = column.logical.find("output");
    if (output == nullptr) return type;
    return output->is_text() ? output->as_text() : output->text_or("type");
}

std::string real_text(double number) { return std::isfinite(number) ? sql::real_literal(number) : std::string("NULL"); }

std::string bytes_literal(std::string_view bytes) { return "X'" + sql::hex(bytes) + '\''; }

std::string now_of(const std::string& type) {
    if (type == "DateField") return "CURRENT_DATE";
    return type == "TimeField" ? "CURRENT_TIME(6)" : "CURRENT_TIMESTAMP(6)";
}

Value number_value(const std::string& digits, const std::string& type) {
    if (type == "tinyint(1)" && (digits == "0" || digits == "1")) return Value(digits == "1");
    std::int64_t number = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (end.ec == std::errc{} && end.ptr == digits.data() + digits.size()) return Value(number);
    return type.rfind("decimal", 0) == 0 ? Value(digits) : Value(std::strtod(digits.c_str(), nullptr));
}

}  // namespace

std::string quoted(std::string_view name) { return sql::quote_identifier(name, '`', '`'); }

std::string text_literal(std::string_view text) { return replace_all(sql::quote_text(replace_all(std::string(text), "\\", "\\\\")), std::string_view("\0", 1), "\\0"); }

bool is_long(std::string_view type) {
    return type.find("text") != std::string_view::npos || type.find("blob") != std::string_view::npos || type.substr(0, 4) == "json" || type.substr(0, 8) == "geometry";
}

std::string literal_of(const rdb_cell& cell) {
    const std::string_view bytes = cell.size > 0 ? std::string_view(cell.u.p, cell.size) : std::string_view();
    switch (static_cast<rdb_tag>(cell.tag)) {
        case RDB_NULL: return "NULL";
        case RDB_BOOL: return cell.u.i != 0 ? "1" : "0";
        case RDB_INT: return std::to_string(cell.u.i);
        case RDB_UINT: return std::to_string(static_cast<std::uint64_t>(cell.u.i));
        case RDB_REAL: {
            const std::string text = real_text(cell.u.d);
            return text.find('e') == std::string::npos && text != "NULL" ? text + "e0" : text;  // 0.5 alone is a decimal
        }
        case RDB_BLOB: return bytes_literal(bytes);
        case RDB_DATE: return sql::quote_text(sql::date_text(cell.u.i));
        case RDB_TIME: return sql::quote_text(sql::time_text(cell.u.i));
        case RDB_TIMESTAMP: return sql::quote_text(sql::timestamp_text(cell.u.i));
        case RDB_DECIMAL: return sql::is_number(bytes) ? std::string(bytes) : text_literal(bytes);
        case RDB_TEXT:
        case RDB_UUID:
        case RDB_JSON: break;
    }
    return text_literal(bytes);
}

std::string literal_of(const Value& value, const Column& column) {
    const std::string type = logical_type(column);
    if (value.is_null()) return "NULL";
    if (value.is_object() && value.as_object().size() == 1) {
        if (value.bool_or("null", false)) return "NULL";
        if (const Value* json = value.find("json"); json != nullptr && json->is_text()) return text_literal(json->as_text());
    }
    if (value.is_list() || value.is_object() || (type == "JSONField" && !value.is_text())) return text_literal(to_json(value));
    if (value.is_bool()) return value.as_bool() ? "1" : "0";
    if (value.is_int()) return std::to_string(value.as_int());
    if (value.is_real()) return real_text(value.as_real());
    const std::string& text = value.as_text();
    if (type == "DateTimeField") return text_literal(sql::utc_timestamp(text));
    if (type == "DecimalField" && sql::is_number(text)) return text;
    if (type == "BinaryField") return bytes_literal(text);
    if (std::int64_t us = 0; type == "DurationField" && sql::duration_us(text, us)) return std::to_string(us);
    return text_literal(text);
}

std::string fill_expression(const Value& fill, const Column& column) {
    if (fill.is_object() && fill.as_object().size() == 1) {
        if (const Value* expression = fill.find("sql"); expression != nullptr && expression->is_text()) {
            return '(' + sql::quote_placeholders(expression->as_text(), sql::mysql_lexis, '`') + ')';
        }
        if (fill.bool_or("now", false)) return now_of(logical_type(column));
    }
    return literal_of(fill, column);
}

std::string default_text(const Column& column) {
    if (!column.db_default.empty()) {
        const std::string text = sql::quote_placeholders(trim(column.db_default), sql::mysql_lexis, '`');
        const auto tokens = sql::tokenize(text, sql::mysql_lexis);
        // CURRENT_TIMESTAMP stands bare on every release; anything else is an expression in parentheses.
        const bool bare = tokens.front().is("CURRENT_TIMESTAMP") || tokens.front().is("NOW");
        return bare && (tokens.size() == 2 || tokens[tokens.size() - 2].is_op(")")) ? text : '(' + text + ')';
    }
    if (column.default_value.is_null()) return {};
    const std::string literal = literal_of(column.default_value, column);
    return is_long(column.type) ? '(' + literal + ')' : literal;
}

void read_default(std::string_view text, Column& column) {
    auto tokens = sql::tokenize(text, sql::mysql_lexis);
    std::size_t begin = 0, end = tokens.size() - 1;
    while (end - begin > 2 && tokens[begin].is_op("(") && tokens[end - 1].is_op(")")) {
        ++begin;
        --end;
    }
    // A character set's introducer.
    if (end - begin == 2 && tokens[begin].text.front() == '_' && tokens[begin + 1].kind == sql::TokenKind::string) ++begin;
    const bool negative = end - begin == 2 && tokens[begin].is_op("-");
    if (negative) ++begin;
    if (end - begin == 1) {
        const sql::Token& token = tokens[begin];
        const std::string content = token.kind == sql::TokenKind::string ? token.content(sql::mysql_lexis) : std::string();
        const bool is_time = column.type == "datetime(6)";
        const bool zero = is_time && content.find("-00") != std::string::npos;  // no time of any model
        if (token.kind == sql::TokenKind::string && !zero) {
            const bool number = sql::is_number(content) && (column.type.find("int") != std::string::npos || column.type.rfind("decimal", 0) == 0 || column.type == "double");
            column.default_value = number ? number_value(content, column.type) : Value(is_time ? rfc3339_utc(content) : column.type == "time(6)" ? clock_text(content) : content);
            return;
        }
        const bool fits = token.text.find_first_not_of("0123456789") != std::string_view::npos || token.text.size() < 19;
        if (token.kind == sql::TokenKind::number && fits) {
            column.default_value = number_value((negative ? "-" : "") + std::string(token.text), column.type);
            return;
        }
        if (token.is("NULL")) return;
    }
    column.db_default = text;
}

}  // namespace reinhardt::db::mysql
