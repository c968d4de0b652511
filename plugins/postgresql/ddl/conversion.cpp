#include "conversion.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <reinhardt/db/support/text.hpp>

#include "quote.hpp"

namespace reinhardt::db::postgresql {

namespace {

enum class Kind { text, integer, numeric, real, boolean, date, timestamp, interval, json, bytes, other };

struct Shape {
    Kind kind = Kind::other;
    std::string base;               ///< without arguments
    std::int64_t first = 0, second = 0;  ///< arguments; 0 = none
};

struct NamedKind {
    std::string_view name;
    Kind kind;
};

constexpr std::array<NamedKind, 17> kinds = {{
    {"varchar", Kind::text}, {"text", Kind::text}, {"citext", Kind::text}, {"char", Kind::text}, {"smallint", Kind::integer}, {"integer", Kind::integer},
    {"bigint", Kind::integer}, {"numeric", Kind::numeric}, {"double precision", Kind::real}, {"real", Kind::real}, {"boolean", Kind::boolean}, {"date", Kind::date},
    {"timestamp with time zone", Kind::timestamp}, {"interval", Kind::interval}, {"jsonb", Kind::json}, {"json", Kind::json}, {"bytea", Kind::bytes},
}};

Shape shape_of(const std::string& type) {
    Shape shape;
    const auto open = type.find('(');
    shape.base = lower(std::string(trim(std::string_view(type).substr(0, open))));
    if (open != std::string::npos) {
        shape.first = std::strtoll(type.c_str() + open + 1, nullptr, 10);
        const auto comma = type.find(',', open);
        if (comma != std::string::npos) shape.second = std::strtoll(type.c_str() + comma + 1, nullptr, 10);
    }
    const auto* const found = std::find_if(kinds.begin(), kinds.end(), [&](const NamedKind& item) { return item.name == shape.base; });
    if (found != kinds.end()) shape.kind = found->kind;
    return shape;
}

std::string bounds(const std::string& base) {
    if (base == "smallint") return "-32768 AND 32767";
    if (base == "integer") return "-2147483648 AND 2147483647";
    return "-9223372036854775808 AND 9223372036854775807";
}

/// Condition on numbers that a type of that shape cannot keep.
std::string number_misfit(const Shape& to, const std::string& operand, bool whole) {
    if (to.kind == Kind::integer) {
        const std::string range = operand + " NOT BETWEEN " + bounds(to.base);
        return whole ? range : operand + " <> trunc(" + operand + ") OR " + range;
    }
    if (to.kind == Kind::numeric && to.first > 0) {
        const std::string places = std::to_string(to.second);
        const std::string too_big = "abs(" + operand + ") >= 1e" + std::to_string(to.first - to.second);
        return whole ? too_big : "round(" + operand + ", " + places + ") <> " + operand + " OR " + too_big;
    }
    return {};
}

std::string length_misfit(const Shape& to, const std::string& operand) {
    return to.first > 0 ? "char_length(" + operand + ") > " + std::to_string(to.first) : std::string();
}

Conversion from_text(const Shape& to, const std::string& type, const std::string& operand) {
    const std::string cast = operand + "::" + type;
    switch (to.kind) {
        // Only texts that the number prints again are taken; CASE keeps the cast from the others.
        case Kind::integer:
            return {cast, "CASE WHEN " + operand + " ~ '^(0|-?[1-9][0-9]{0,18})$' THEN " + number_misfit(to, operand + "::numeric", true) + " ELSE TRUE END", true};
        case Kind::numeric:
        case Kind::real: {
            const std::string misfit = number_misfit(to, operand + "::numeric", false);
            return {cast, "CASE WHEN " + operand + " ~ '^-?[0-9]+(\\.[0-9]+)?$' THEN " + (misfit.empty() ? "FALSE" : misfit) + " ELSE TRUE END", true};
        }
        case Kind::boolean: return {cast, "lower(" + operand + ") NOT IN ('true', 'false', 't', 'f', '1', '0')", true};
        case Kind::bytes: return {"convert_to(" + operand + ", 'UTF8')", {}, true};
        default: return {cast, {}, true};
    }
}

Conversion to_text(const Shape& from, const Shape& to, const std::string& operand) {
    if (from.kind == Kind::bytes) return {"convert_from(" + operand + ", 'UTF8')", length_misfit(to, "convert_from(" + operand + ", 'UTF8')"), true};
    const std::string text = operand + "::text";
    return {text, length_misfit(to, text), true};
}

/// Condition on texts that are no value of the column's enum; empty when it has none.
std::string enum_misfit(const Column& column, const std::string& text) {
    if (column.logical.text_or("type") != "EnumField" || column.logical.text_or("native").empty()) return {};
    std::string list;
    const Value* choices = column.logical.find("choices");
    for (const auto& choice : choices != nullptr && choices->is_list() ? choices->as_list() : Value::List()) {
        const Value& value = choice.is_list() && !choice.as_list().empty() ? choice.as_list().front() : choice;
        if (value.is_text()) list += (list.empty() ? "" : ", ") + sql::quote_text(value.as_text());
    }
    return list.empty() ? "TRUE" : text + " NOT IN (" + list + ')';
}

}  // namespace

std::string misfit_of(const Column& type, const std::string& expression) {
    const Shape to = shape_of(type.type);
    if (to.kind == Kind::text) return length_misfit(to, expression + "::text");
    if (to.kind == Kind::integer || to.kind == Kind::numeric) return number_misfit(to, expression + "::numeric", false);
    return {};
}

Conversion conversion_between(const Column& from_column, const Column& to_column, const std::string& operand) {
    const std::string& type = to_column.type;
    if (const std::string misfit = enum_misfit(to_column, operand + "::text"); !misfit.empty()) {
        return type == from_column.type ? Conversion{{}, misfit, false} : Conversion{operand + "::text::" + type, misfit, true};
    }
    const Shape from = shape_of(from_column.type), to = shape_of(type);
    if (from.kind == Kind::text && to.kind == Kind::text && from.base != "citext" && to.base != "citext") {
        const bool longer = to.base != "char" && from.base != "char" && (to.first == 0 || (from.first > 0 && to.first >= from.first));
        return {{}, longer ? std::string() : length_misfit(to, operand), !longer};
    }
    if (from.kind == Kind::text) return from_text(to, type, operand);
    if (to.kind == Kind::text) return to_text(from, to, operand);
    const bool whole = from.kind == Kind::integer;
    if (to.kind == Kind::integer && (whole || from.kind == Kind::numeric)) return {{}, number_misfit(to, operand, whole), true};
    if (to.kind == Kind::integer && from.kind == Kind::real) return {{}, number_misfit(to, operand, false), true};
    if (to.kind == Kind::numeric && (whole || from.kind == Kind::numeric)) {
        const bool wider = from.kind == Kind::numeric && (to.first == 0 || (from.first > 0 && from.second == to.second && to.first >= from.first));
        return {{}, wider ? std::string() : number_misfit(to, operand, whole), !wider};
    }
    if (to.kind == Kind::numeric && from.kind == Kind::real) return {{}, number_misfit(to, operand + "::numeric", false), true};
    if (to.kind == Kind::boolean && whole) return {operand + " <> 0", operand + " NOT IN (0, 1)", true};
    if (from.kind == Kind::boolean && to.kind == Kind::integer) return {operand + "::integer::" + type, {}, true};
    if (from.kind == Kind::timestamp && to.kind == Kind::date) return {operand + "::date", operand + " <> " + operand + "::date::timestamptz", true};
    if (whole && to.kind == Kind::interval) return {operand + " * interval '1 microsecond'", {}, true};
    if (from.kind == Kind::interval && to.kind == Kind::integer) return {"(extract(epoch FROM " + operand + ") * 1000000)::" + type, {}, true};
    return {operand + "::" + type, {}, true};
}

}  // namespace reinhardt::db::postgresql
