#include <reinhardt/db/orm/compile/long_list.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/types/array.hpp>
#include <reinhardt/db/orm/write/key_lists.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/times.hpp>

namespace reinhardt::db::compile {
namespace {

constexpr std::size_t fewest = 1'000;

using Values = std::vector<const Parameter*>;

/// A decimal that is a number of JSON too.
bool is_plain_number(std::string_view text) {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const auto are_digits = [](std::string_view part) { return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos; };
    return are_digits(digits.substr(0, point)) && (digits[0] != '0' || point == 1) && (point == digits.size() || are_digits(digits.substr(point + 1)));
}

/// Those that something can be equal to; nullopt where others than values are among them.
std::optional<Values> values_of(const ExprNode& list) {
    Values values;
    values.reserve(list.arguments.size());
    for (const Expr& one : list.arguments) {
        if (one.empty() || one.node().kind != ExprKind::value) return std::nullopt;
        if (!one.node().parameter.is_null()) values.push_back(&one.node().parameter);
    }
    return values;
}

bool has_tag(const Parameter& value, std::initializer_list<rdb_tag> tags) { return std::find(tags.begin(), tags.end(), value.tag()) != tags.end(); }

/// What the words call such values beside such a column; "" where there are none.
std::string_view class_of(const Type& type, const Values& values) {
    constexpr std::size_t digits_of_uuid = 36;
    const auto all = [&](auto fits) { return std::all_of(values.begin(), values.end(), [&](const Parameter* value) { return fits(*value); }); };
    const auto all_are = [&](std::initializer_list<rdb_tag> tags) { return all([&](const Parameter& value) { return has_tag(value, tags); }); };
    if (!type.known) return "";
    if (is_integer(type.kind)) return all_are({RDB_INT}) ? "integer" : "";
    switch (type.kind) {
        case FieldKind::text: return all([](const Parameter& value) { return value.tag() == RDB_TEXT && value.text().find('\0') == std::string::npos; }) ? "text" : "";
        case FieldKind::uuid: return all([](const Parameter& value) { return value.is_text() && value.text().size() == digits_of_uuid; }) ? "uuid" : "";
        case FieldKind::real: return all([](const Parameter& value) { return value.tag() == RDB_INT || (value.tag() == RDB_REAL && std::isfinite(value.real())); }) ? "real" : "";
        case FieldKind::decimal: return all([](const Parameter& value) { return value.tag() == RDB_INT || (value.tag() == RDB_DECIMAL && is_plain_number(value.text())); }) ? "decimal" : "";
        case FieldKind::date: return all_are({RDB_DATE}) ? "date" : "";
        case FieldKind::time: return all_are({RDB_TIME}) ? "time" : "";
        case FieldKind::datetime: return all_are({RDB_DATE, RDB_TIMESTAMP}) ? "datetime" : "";
        case FieldKind::duration: return all_are({RDB_INT}) ? "duration" : "";
        case FieldKind::bytes: return all_are({RDB_BLOB}) ? "bytes" : "";
        default: return "";
    }
}

/// An element of PostgreSQL's array texts.
std::string array_element(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + '"';
}

std::string json_text(std::string text) { return to_json(Value(std::move(text))); }

/// An element of a JSON list; "" for a number that a server which has no exact ones would take for another.
std::string json_element(const Parameter& value, std::size_t most_digits) {
    switch (value.tag()) {
        case RDB_INT: return std::to_string(value.integer());
        case RDB_REAL: return fmt::format("{:.17g}", value.real());
        case RDB_DECIMAL: return value.text().size() <= most_digits ? value.text() : std::string();
        case RDB_DATE: return '"' + date_text(value.integer()) + '"';
        case RDB_TIME: return '"' + time_text(value.integer()) + '"';
        case RDB_TIMESTAMP: return '"' + timestamp_text(value.integer()) + '"';
        case RDB_BLOB: {
            std::string text = "\"";
            for (const char byte : value.text()) text += fmt::format("{:02X}", static_cast<unsigned char>(byte));
            return text + '"';
        }
        default: return json_text(value.text());
    }
}

}  // namespace

std::optional<Sql> in_long_list(const Operand& left, const ExprNode& list, const Dialect& dialect) {
    if (list.arguments.size() < fewest || !dialect.has("list.form")) return std::nullopt;
    const std::optional<Values> values = values_of(list);
    if (!values || values->empty()) return std::nullopt;
    const std::string_view kind = class_of(left.type, *values);
    const char* const word = kind.empty() ? nullptr : dialect.find("lookup.in_list." + std::string(kind));
    if (word == nullptr) return std::nullopt;
    const std::string_view form = dialect.find("list.form");
    const bool array = form == "array", quoted = form == "quoted_json";
    const auto most = [&](const char* key) {
        const char* const text = dialect.find(key);
        return text != nullptr ? std::strtoul(text, nullptr, 10) : std::string::npos;
    };
    const std::size_t longest = most("list.text_bytes"), digits = most("list.decimal_digits");
    std::string text(1, array ? '{' : '[');
    for (const Parameter* value : *values) {
        if (text.size() > 1) text += ',';
        if (kind == "integer") {
            text += std::to_string(value->integer());
            continue;
        }
        const std::optional<Parameter> moment = kind == "datetime" ? std::optional(changed(*value, Change::timestamp)) : std::nullopt;
        if (moment) value = &*moment;
        std::string element = array ? array_element(element_text(value->cell(), left.type.kind)) : json_element(*value, digits);
        if (element.empty() || (has_tag(*value, {RDB_TEXT, RDB_BLOB}) && element.size() > longest)) return std::nullopt;
        text += quoted && kind == "text" ? json_text(std::move(element)) : element;
    }
    text += array ? '}' : ']';
    return expand(word, {left.sql, Sql::value({.own = Parameter::of_text(std::move(text)), .of_many = true})});
}

std::vector<const Expr*> different(const ExprNode& list) {
    std::vector<const Expr*> kept;
    std::set<std::pair<int, std::string>> known;
    const bool is_long = list.arguments.size() >= fewest;
    for (const Expr& one : list.arguments) {
        const bool plain = is_long && !one.empty() && one.node().kind == ExprKind::value;
        if (!plain || known.emplace(one.node().parameter.tag(), comparable_key({one.node().parameter}, 1)).second) kept.push_back(&one);
    }
    return kept;
}

}  // namespace reinhardt::db::compile
