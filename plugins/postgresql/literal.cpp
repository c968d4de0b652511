#include "literal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "composite_text.hpp"
#include "interval.hpp"
#include "lexer.hpp"
#include "quote.hpp"

namespace reinhardt::db::postgresql {

namespace {

/// A string that reads the same whatever standard_conforming_strings says.
std::string text_literal(std::string_view text) {
    if (text.find('\\') == std::string_view::npos) return sql::quote_text(text);
    return "E" + sql::quote_text(replace_all(std::string(text), "\\", "\\\\"));
}

std::string bytea_literal(std::string_view bytes) { return "'\\x" + sql::hex(bytes) + "'::bytea"; }

std::string real_text(double number) {
    if (std::isnan(number)) return "'NaN'::float8";
    if (std::isinf(number)) return number > 0 ? "'Infinity'::float8" : "'-Infinity'::float8";
    return sql::real_literal(number) + "::float8";
}

/// The text form of an array (manual 8.15.6).
std::string array_text(const Value& value) {
    if (value.is_null()) return "NULL";
    if (!value.is_list()) {
        const std::string text = value.is_text() ? value.as_text() : to_json(value);
        return '"' + replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"") + '"';
    }
    std::vector<std::string> parts;
    for (const auto& item : value.as_list()) parts.push_back(array_text(item));
    return '{' + join(parts, ",") + '}';
}

std::string hstore_text(const Value& value) {
    std::vector<std::string> parts;
    for (const auto& member : value.as_object()) {
        parts.push_back(array_text(Value(member.key)) + "=>" + (member.value.is_null() ? "NULL" : array_text(member.value)));
    }
    return join(parts, ", ");
}

std::string logical_type(const Column& column) {
    const std::string type = column.logical.text_or("type");
    if (type != "GeneratedField") return type;
    const Value* output = column.logical.find("output");
    if (output == nullptr) return type;
    return output->is_text() ? output->as_text() : output->text_or("type");
}

bool is_array(const Column& column) { return column.type.size() > 2 && column.type.substr(column.type.size() - 2) == "[]"; }

std::string scalar_literal(const Value& value, const std::string& type) {
    if (value.is_bool()) return value.as_bool() ? "TRUE" : "FALSE";
    if (value.is_int()) {
        if (type == "BooleanField") return value.as_int() != 0 ? "TRUE" : "FALSE";
        if (type == "DurationField") return "'" + std::to_string(value.as_int()) + " microseconds'::interval";
        return std::to_string(value.as_int());
    }
    if (value.is_real()) return std::isfinite(value.as_real()) ? sql::real_literal(value.as_real()) : real_text(value.as_real());
    const std::string& text = value.as_text();
    if (type == "DecimalField" && sql::is_number(text)) return text;
    if (type == "BinaryField") return bytea_literal(text);
    return text_literal(text);
}

struct DefaultForm {
    sql::Token literal;
    std::string type;    ///< behind ::, if any
    bool negative = false;
    bool matches = false;
};

/// A literal, with a sign, in parentheses, with a cast: as ruleutils prints it.
DefaultForm form_of(const std::vector<sql::Token>& tokens, std::string_view text) {
    DefaultForm form;
    std::size_t at = 0;
    const auto take = [&](std::string_view symbol) { return tokens[at].is_op(symbol) && ++at > 0; };
    const bool parenthesis = take("(");
    form.negative = take("-");
    form.literal = tokens[at];
    if (tokens[at].kind == sql::TokenKind::end) return form;
    ++at;
    if (parenthesis && !take(")")) return form;
    if (take("::")) form.type = std::string(trim(text.substr(tokens[at].begin)));
    form.matches = form.type.empty() ? tokens[at].kind == sql::TokenKind::end
                                     : form.type.find_first_of("'|+*/=<>") == std::string::npos && form.type.find("::") == std::string::npos;
    return form;
}

Value number_value(const std::string& digits, const std::string& column_type) {
    std::int64_t number = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (end.ec == std::errc{} && end.ptr == digits.data() + digits.size()) return Value(number);
    if (column_type.rfind("numeric", 0) == 0) return Value(digits);
    return Value(std::strtod(digits.c_str(), nullptr));
}

std::string unhex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
        unsigned byte = 0;
        std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

/// "2024-01-02 03:04:05+00" as RFC 3339.
std::string rfc3339(std::string text) {
    if (text.size() >= 19 && text[10] == ' ') text[10] = 'T';
    if (text.size() > 3 && text.compare(text.size() - 3, 3, "+00") == 0) text.replace(text.size() - 3, 3, "Z");
    return text;
}

Value string_value(const std::string& content, const std::string& type) {
    if (type.ends_with("[]")) {
        const std::string element = type.substr(0, type.size() - 2);
        if (auto list = array_value(content, [&](const std::string& item) { return string_value(item, element); })) return *list;
    }
    if (type == "hstore" || type.ends_with(".hstore")) {
        if (auto object = hstore_value(content)) return *object;
    }
    if (type == "bytea") return Value(unhex(content));
    if (type.rfind("timestamp", 0) == 0) return Value(rfc3339(content));
    if (type.rfind("numeric", 0) == 0 || type == "integer" || type == "bigint" || type == "smallint" || type == "double precision" || type == "real") {
        if (sql::is_number(content)) return number_value(content, type);
    }
    if (std::int64_t us = 0; type.rfind("interval", 0) == 0 && sql::duration_us(iso_duration(content), us)) return Value(us);
    if (type == "boolean") return Value(content == "t" || content == "true");
    return Value(content);
}

bool content_is_special(const sql::Token& literal, const std::string& type) {
    if (literal.kind != sql::TokenKind::string) return false;
    const std::string content = lower(literal.content(sql::postgresql_lexis));
    if (type == "bytea") {
        const std::string bytes = content.rfind("\\x", 0) == 0 ? unhex(content) : "\xff";
        return std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U || c == '\0'; });
    }
    const bool timed = type.rfind("timestamp", 0) == 0 || type == "date";
    if (type.rfind("interval", 0) == 0) return content.find_first_of("dmy") != std::string::npos;
    return (timed && (content.find("infinity") != std::string::npos || content.find("bc") != std::string::npos)) || content == "nan";
}

}  // namespace

std::string literal_of(const rdb_cell& cell) {
    const std::string_view bytes = cell.size > 0 ? std::string_view(cell.u.p, cell.size) : std::string_view();
    switch (static_cast<rdb_tag>(cell.tag)) {
        case RDB_NULL: return "NULL";
        case RDB_BOOL: return cell.u.i != 0 ? "TRUE" : "FALSE";
        case RDB_INT: return cell.u.i == INT64_MIN ? "(-9223372036854775807 - 1)" : std::to_string(cell.u.i);
        case RDB_UINT: return std::to_string(static_cast<std::uint64_t>(cell.u.i));
        case RDB_REAL: return real_text(cell.u.d);
        case RDB_BLOB: return bytea_literal(bytes);
        case RDB_DATE: return sql::quote_text(sql::date_text(cell.u.i));
        case RDB_TIME: return sql::quote_text(sql::time_text(cell.u.i));
        case RDB_TIMESTAMP: return sql::quote_text(sql::timestamp_text(cell.u.i) + "+00");
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
    if (type == "JSONField") return text_literal(value.is_text() ? value.as_text() : to_json(value));
    if (value.is_list() && is_array(column)) return text_literal(array_text(value));
    if (value.is_object() && type == "HStoreField") return text_literal(hstore_text(value));
    if (value.is_list() || value.is_object()) return text_literal(to_json(value));
    return scalar_literal(value, type);
}

std::string fill_expression(const Value& fill, const Column& column) {
    if (fill.is_object() && fill.as_object().size() == 1) {
        if (const Value* expression = fill.find("sql"); expression != nullptr && expression->is_text()) {
            return '(' + sql::quote_placeholders(expression->as_text(), sql::postgresql_lexis, '"') + ')';
        }
        if (fill.bool_or("now", false)) {
            const std::string type = logical_type(column);
            if (type == "DateField") return "CURRENT_DATE";
            return type == "TimeField" ? "LOCALTIME" : "CURRENT_TIMESTAMP";
        }
    }
    return literal_of(fill, column);
}

std::string default_text(const Column& column) {
    if (!column.db_default.empty()) return '(' + sql::quote_placeholders(trim(column.db_default), sql::postgresql_lexis, '"') + ')';
    return column.default_value.is_null() ? std::string() : literal_of(column.default_value, column);
}

void read_default(std::string_view text, Column& column) {
    const auto tokens = sql::tokenize(text, sql::postgresql_lexis);
    const DefaultForm form = form_of(tokens, text);
    if (form.matches) {
        const sql::Token& literal = form.literal;
        // Months and days have no length; infinity, NaN and bytes that are no text have no place in a model: those stay what the server says.
        const bool kept = content_is_special(literal, column.type);
        if (literal.kind == sql::TokenKind::string && !form.negative && !kept) {
            column.default_value = string_value(literal.content(sql::postgresql_lexis), column.type);
            return;
        }
        if (literal.kind == sql::TokenKind::number) {
            column.default_value = number_value((form.negative ? "-" : "") + std::string(literal.text), column.type);
            return;
        }
        if (literal.is("true") || literal.is("false")) {
            column.default_value = Value(literal.is("true"));
            return;
        }
        if (literal.is("null")) return;
    }
    column.db_default = text;
}

}  // namespace reinhardt::db::postgresql
