#include "conversion.hpp"

#include <algorithm>
#include <cstdlib>

#include <reinhardt/db/support/text.hpp>

#include "lexer.hpp"

namespace reinhardt::db::mysql {

namespace {

enum class Kind { text, integer, decimal, real, date, datetime, other };

struct Shape {
    Kind kind = Kind::other;
    std::string base;
    std::int64_t first = 0, second = 0;
};

Shape shape_of(const std::string& type) {
    Shape shape;
    const auto open = type.find('(');
    shape.base = lower(type.substr(0, open));
    if (open != std::string::npos) {
        shape.first = std::strtoll(type.c_str() + open + 1, nullptr, 10);
        const auto comma = type.find(',', open);
        if (comma != std::string::npos) shape.second = std::strtoll(type.c_str() + comma + 1, nullptr, 10);
    }
    const std::string& base = shape.base;
    if (base == "varchar" || base == "char" || base.ends_with("text")) {
        shape.kind = Kind::text;
    } else if (base.find("int") != std::string::npos) {
        shape.kind = Kind::integer;
    } else if (base == "decimal") {
        shape.kind = Kind::decimal;
    } else if (base == "double" || base == "float") {
        shape.kind = Kind::real;
    } else if (base == "date") {
        shape.kind = Kind::date;
    } else if (base == "datetime" || base == "timestamp") {
        shape.kind = Kind::datetime;
    }
    return shape;
}

std::string range_of(const Shape& shape, const std::string& type) {
    const bool is_unsigned = type.find("unsigned") != std::string::npos;
    if (shape.base.rfind("tinyint", 0) == 0) return shape.first == 1 ? "0 AND 1" : is_unsigned ? "0 AND 255" : "-128 AND 127";
    if (shape.base.rfind("smallint", 0) == 0) return is_unsigned ? "0 AND 65535" : "-32768 AND 32767";
    if (shape.base.rfind("bigint", 0) == 0) return is_unsigned ? "0 AND 18446744073709551615" : "-9223372036854775808 AND 9223372036854775807";
    return is_unsigned ? "0 AND 4294967295" : "-2147483648 AND 2147483647";
}

std::string number_misfit(const Shape& to, const std::string& type, const std::string& operand, bool whole) {
    if (to.kind == Kind::integer) {
        const std::string range = operand + " NOT BETWEEN " + range_of(to, type);
        return whole ? range : operand + " <> truncate(" + operand + ", 0) OR " + range;
    }
    if (to.kind == Kind::decimal) {
        const std::string too_big = "abs(" + operand + ") >= 1e" + std::to_string(to.first - to.second);
        return whole ? too_big : "round(" + operand + ", " + std::to_string(to.second) + ") <> " + operand + " OR " + too_big;
    }
    return {};
}

/// Of "enum('a','b')": how many values.
std::size_t number_of_values(const std::string& type) {
    const auto tokens = sql::tokenize(type, sql::mysql_lexis);
    return static_cast<std::size_t>(std::count_if(tokens.begin(), tokens.end(), [](const sql::Token& token) { return token.kind == sql::TokenKind::string; }));
}

}  // namespace

bool appends_enum_values(const std::string& from, const std::string& to) {
    if (from.rfind("enum(", 0) != 0 || from.size() >= to.size() || from.back() != ')' || to.back() != ')') return false;
    const std::size_t kept = from.size() - 1;
    return to.compare(0, kept, from, 0, kept) == 0 && to[kept] == ',';
}

bool leaves_enum_rows(const std::string& from, const std::string& to) {
    constexpr std::size_t of_one_byte = 255;
    return appends_enum_values(from, to) && (number_of_values(from) > of_one_byte) == (number_of_values(to) > of_one_byte);
}

std::string misfit_between(const Column& from_column, const Column& to_column, const std::string& operand) {
    const Shape from = shape_of(from_column.type), to = shape_of(to_column.type);
    if (to.base == "enum") {
        return appends_enum_values(from_column.type, to_column.type) ? std::string() : operand + " NOT IN " + to_column.type.substr(4);
    }
    if (to.base == "uuid") {
        return from.base == "uuid" ? std::string() : operand + " NOT REGEXP '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'";
    }
    if (to.kind == Kind::text) {
        const bool longer = from.kind == Kind::text && from.first > 0 && to.first >= from.first;
        return to.first > 0 && !longer ? "char_length(" + operand + ") > " + std::to_string(to.first) : std::string();
    }
    if (from.kind == Kind::text && (to.kind == Kind::integer || to.kind == Kind::decimal || to.kind == Kind::real)) {
        const std::string number = "cast(" + operand + " AS decimal(65, 20))";
        const std::string misfit = number_misfit(to, to_column.type, number, false);
        const std::string pattern = to.kind == Kind::integer ? "'^(0|-?[1-9][0-9]{0,18})$'" : "'^-?[0-9]+([.][0-9]+)?$'";
        return operand + " NOT REGEXP " + pattern + (misfit.empty() ? "" : " OR " + misfit);
    }
    const bool numbers = (from.kind == Kind::integer || from.kind == Kind::decimal || from.kind == Kind::real) && (to.kind == Kind::integer || to.kind == Kind::decimal);
    if (numbers) return number_misfit(to, to_column.type, operand, from.kind == Kind::integer);
    if (from.kind == Kind::datetime && to.kind == Kind::date) return operand + " <> date(" + operand + ')';
    return {};
}

}  // namespace reinhardt::db::mysql
