#include "literal.hpp"

#include <cctype>
#include <charconv>
#include <cstdlib>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "expression.hpp"
#include "quote.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

std::string text_literal(std::string_view text) {
    // A NUL would end the statement's text.
    if (text.find('\0') != std::string_view::npos) return "CAST(X'" + sql::hex(text) + "' AS TEXT)";
    return sql::quote_text(text);
}

std::string logical_type(const Column& column) {
    const std::string type = column.logical.text_or("type");
    if (!type.empty()) return type;
    const std::string spelled = lower(column.type);
    if (spelled == "bool" || spelled == "boolean") return "BooleanField";
    if (spelled == "datetime" || spelled == "timestamp") return "DateTimeField";
    if (spelled == "date") return "DateField";
    if (spelled == "time") return "TimeField";
    if (spelled.substr(0, 7) == "decimal" || spelled.substr(0, 7) == "numeric") return "DecimalField";
    return {};
}

std::string now_of(const std::string& type) {
    if (type == "DateField") return "date('now')";
    if (type == "TimeField") return "strftime('%H:%M:%f', 'now')";
    return "strftime('%Y-%m-%d %H:%M:%f', 'now')";
}

/// Whether the text is one literal, name or call, so that it needs no parentheses of its own as an operand.
bool is_parenthesised(std::string_view text) {
    const auto tokens = tokenize(text);
    if (tokens.size() < 3 || !tokens.front().is_op("(")) return false;
    std::size_t depth = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (tokens[i].is_op("(")) ++depth;
        if (tokens[i].is_op(")") && --depth == 0) return i + 2 == tokens.size();
    }
    return false;
}

bool is_signed_number(const std::vector<Token>& tokens) {
    const std::size_t sign = tokens.front().is_op("-") || tokens.front().is_op("+") ? 1 : 0;
    return tokens.size() == sign + 2 && tokens[sign].kind == TokenKind::number;
}

bool is_current_time(const Token& token) { return token.is("CURRENT_TIMESTAMP") || token.is("CURRENT_DATE") || token.is("CURRENT_TIME"); }

std::string unescaped(std::string_view quoted) { return Token{TokenKind::string, 0, 0, quoted, false}.name(); }

}  // namespace

std::string literal_of(const rdb_cell& cell) {
    const std::string_view bytes = cell.size > 0 ? std::string_view(cell.u.p, cell.size) : std::string_view();
    switch (static_cast<rdb_tag>(cell.tag)) {
        case RDB_NULL: return "NULL";
        case RDB_BOOL: return cell.u.i != 0 ? "1" : "0";
        case RDB_INT: return std::to_string(cell.u.i);
        case RDB_UINT: return std::to_string(static_cast<std::uint64_t>(cell.u.i));
        case RDB_REAL: return sql::real_literal(cell.u.d);
        case RDB_BLOB: return "X'" + sql::hex(bytes) + '\'';
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
    switch (value.kind()) {
        case Value::Kind::null: return "NULL";
        case Value::Kind::boolean: return type == "JSONField" ? text_literal(to_json(value)) : value.as_bool() ? "1" : "0";
        case Value::Kind::integer:
            if (type == "JSONField") return text_literal(to_json(value));
            return std::to_string(value.as_int());
        case Value::Kind::real: return type == "JSONField" ? text_literal(to_json(value)) : sql::real_literal(value.as_real());
        case Value::Kind::list:
        case Value::Kind::object: {
            const Value* json = value.find("json");
            if (json != nullptr && json->is_text() && value.as_object().size() == 1) return text_literal(json->as_text());
            if (value.bool_or("null", false) && value.as_object().size() == 1) return "NULL";
            return text_literal(to_json(value));
        }
        case Value::Kind::text: break;
    }
    const std::string& text = value.as_text();
    if (type == "DateTimeField") return text_literal(sql::utc_timestamp(text));
    if (type == "DecimalField" && sql::is_number(text)) return text;
    if (type == "BinaryField") return "X'" + sql::hex(text) + '\'';
    if (std::int64_t us = 0; type == "DurationField" && sql::duration_us(text, us)) return std::to_string(us);
    return text_literal(text);
}

std::string fill_expression(const Value& fill, const Column& column) {
    if (fill.is_object() && fill.as_object().size() == 1) {
        if (const Value* expression = fill.find("sql"); expression != nullptr && expression->is_text()) {
            return '(' + quote_placeholders(expression->as_text()) + ')';
        }
        if (fill.bool_or("null", false)) return "NULL";
        if (fill.bool_or("now", false)) return now_of(logical_type(column));
    }
    return literal_of(fill, column);
}

std::string default_text(const Column& column) {
    if (!column.db_default.empty()) {
        std::string text = quote_placeholders(trim(column.db_default));
        const auto tokens = tokenize(text);
        const bool plain = tokens.size() == 2 && (tokens.front().kind == TokenKind::string || tokens.front().kind == TokenKind::number ||
                                                  tokens.front().kind == TokenKind::blob || is_current_time(tokens.front()) || tokens.front().is("NULL") ||
                                                  tokens.front().is("TRUE") || tokens.front().is("FALSE"));
        if (plain || is_signed_number(tokens) || is_parenthesised(text)) return text;
        return '(' + text + ')';
    }
    if (column.default_value.is_null()) return {};
    std::string text = literal_of(column.default_value, column);
    return tokenize(text).front().is("CAST") ? '(' + text + ')' : text;
}

bool is_constant_default(std::string_view default_text) {
    const auto tokens = tokenize(default_text);
    if (tokens.size() == 1 || is_signed_number(tokens)) return true;
    return tokens.size() == 2 && !is_current_time(tokens.front());
}

bool literal_from_default(std::string_view default_text, std::string_view type, Value& out) {
    const auto tokens = tokenize(default_text);
    const Token& first = tokens.front();
    const std::string spelled = lower(type);
    const bool boolean = spelled == "bool" || spelled == "boolean";
    if (tokens.size() == 2 && first.kind == TokenKind::string) {
        std::string text = unescaped(first.text);
        if ((spelled == "datetime" || spelled == "timestamp") && text.size() >= 19 && text[10] == ' ') {
            text[10] = 'T';
            text += 'Z';
        }
        out = Value(std::move(text));
        return true;
    }
    if (tokens.size() == 2 && (first.is("TRUE") || first.is("FALSE"))) {
        out = Value(first.is("TRUE"));
        return true;
    }
    if (tokens.size() == 2 && first.is("NULL")) {
        out = Value();
        return true;
    }
    if (!is_signed_number(tokens)) return false;
    std::string digits(default_text);
    if (digits.front() == '+') digits.erase(0, 1);
    std::int64_t number = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (end.ec == std::errc{} && end.ptr == digits.data() + digits.size()) {
        out = boolean && (number == 0 || number == 1) ? Value(number == 1) : Value(number);
    } else if (spelled.substr(0, 7) == "decimal" || spelled.substr(0, 7) == "numeric") {
        out = Value(digits);  // digits that a double would lose are kept
    } else {
        out = Value(std::strtod(digits.c_str(), nullptr));
    }
    return true;
}

}  // namespace reinhardt::db::sqlite
