#include <reinhardt/db/orm/compile/long_list.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db::compile {
namespace {

constexpr std::size_t fewest = 1'000;

using Values = std::vector<const Parameter*>;

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

/// What the words call such values beside such a column; "" where there are none.
std::string_view class_of(const Type& type, const Values& values) {
    constexpr std::size_t digits_of_uuid = 36;
    const auto all = [&](auto fits) { return std::all_of(values.begin(), values.end(), [&](const Parameter* value) { return fits(*value); }); };
    if (!type.known) return "";
    if (is_integer(type.kind)) return all([](const Parameter& value) { return value.tag() == RDB_INT; }) ? "integer" : "";
    if (type.kind == FieldKind::text) return all([](const Parameter& value) { return value.tag() == RDB_TEXT && value.text().find('\0') == std::string::npos; }) ? "text" : "";
    if (type.kind == FieldKind::uuid) return all([](const Parameter& value) { return value.is_text() && value.text().size() == digits_of_uuid; }) ? "uuid" : "";
    return "";
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
    const char* const most = dialect.find("list.text_bytes");
    const std::size_t longest = most != nullptr ? std::strtoul(most, nullptr, 10) : std::string::npos;
    std::string text(1, array ? '{' : '[');
    for (const Parameter* value : *values) {
        if (text.size() > 1) text += ',';
        if (kind == "integer") {
            text += std::to_string(value->integer());
            continue;
        }
        std::string element = array ? array_element(value->text()) : json_text(value->text());
        if (element.size() > longest) return std::nullopt;
        text += quoted ? json_text(std::move(element)) : element;
    }
    text += array ? '}' : ']';
    return expand(word, {left.sql, Sql::value({.own = Parameter::of_text(std::move(text)), .of_many = true})});
}

}  // namespace reinhardt::db::compile
