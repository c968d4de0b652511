#include "conversion.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <reinhardt/db/support/text.hpp>

#include "definition.hpp"

namespace reinhardt::db::sqlite {

namespace {

enum class Kind { text, uuid, integer, boolean, real, decimal, date, time, datetime, json, blob, other };

/// What a column holds, from the model's field where it is known, else from the spelling of the type.
struct Shape {
    Kind kind = Kind::other;
    std::int64_t length = 0;              ///< characters; 0 = any number
    std::int64_t low = 0, high = 0;       ///< integers; both 0 = any
    std::int64_t digits = 0, places = 0;  ///< decimals; digits 0 = any
};

struct NamedKind {
    std::string_view name;
    Kind kind;
};

constexpr std::array<NamedKind, 21> field_kinds = {{
    {"CharField", Kind::text}, {"TextField", Kind::text}, {"SlugField", Kind::text}, {"EmailField", Kind::text}, {"URLField", Kind::text},
    {"UUIDField", Kind::uuid}, {"IPAddressField", Kind::text}, {"FileField", Kind::text}, {"ImageField", Kind::text}, {"EnumField", Kind::text},
    {"FloatField", Kind::real}, {"DecimalField", Kind::decimal}, {"BooleanField", Kind::boolean}, {"DateField", Kind::date}, {"TimeField", Kind::time},
    {"DateTimeField", Kind::datetime}, {"DurationField", Kind::integer}, {"BinaryField", Kind::blob}, {"JSONField", Kind::json},
    {"BigIntegerField", Kind::integer}, {"BigAutoField", Kind::integer},
}};

/// The numbers in the parentheses of "decimal(4,2)".
std::int64_t argument(const std::string& type, std::size_t index) {
    std::size_t at = type.find('(');
    for (; index > 0 && at != std::string::npos; --index) at = type.find(',', at + 1);
    return at == std::string::npos ? 0 : std::strtoll(type.c_str() + at + 1, nullptr, 10);
}

void integer_bounds(Shape& shape, std::string_view field) {
    if (field.find("Small") != std::string_view::npos) {
        shape.high = 32'767;
    } else if (field.find("Big") == std::string_view::npos && field != "DurationField") {
        shape.high = 2'147'483'647;
    } else if (field.find("Positive") != std::string_view::npos) {
        shape.high = INT64_MAX;
    }
    if (field.find("Positive") == std::string_view::npos && shape.high != 0) shape.low = -shape.high - 1;
}

Kind kind_of_spelling(const std::string& type) {
    const std::string word = type.substr(0, type.find_first_of(" ("));
    if (word == "bool" || word == "boolean") return Kind::boolean;
    if (word == "date") return Kind::date;
    if (word == "time") return Kind::time;
    if (word == "datetime" || word == "timestamp") return Kind::datetime;
    if (word == "decimal" || word == "numeric") return Kind::decimal;
    switch (affinity_of(type)) {
        case Affinity::text: return Kind::text;
        case Affinity::integer: return Kind::integer;
        case Affinity::real: return Kind::real;
        case Affinity::blob: return Kind::blob;
        case Affinity::numeric: break;
    }
    return Kind::other;
}

Shape shape_of(const Column& column) {
    Shape shape;
    const std::string field = column.logical.text_or("type");
    const std::string type = lower(column.type);
    const auto* const found = std::find_if(field_kinds.begin(), field_kinds.end(), [&](const auto& item) { return item.name == field; });
    if (found != field_kinds.end()) {
        shape.kind = found->kind;
    } else if (field.find("IntegerField") != std::string::npos || field.find("AutoField") != std::string::npos) {
        shape.kind = Kind::integer;
    } else {
        shape.kind = kind_of_spelling(type);
    }
    if (shape.kind == Kind::text) shape.length = argument(type, 0);
    if (shape.kind == Kind::decimal) {
        shape.digits = argument(type, 0);
        shape.places = argument(type, 1);
    }
    if (shape.kind == Kind::integer && !field.empty()) integer_bounds(shape, field);
    if (shape.kind == Kind::integer && field.empty() && type == "smallint") integer_bounds(shape, "SmallIntegerField");
    return shape;
}

bool is_temporal(Kind kind) { return kind == Kind::date || kind == Kind::time || kind == Kind::datetime; }

std::string misfit_of(const Shape& shape, const std::string& value) {
    switch (shape.kind) {
        case Kind::text: return shape.length > 0 ? "length(" + value + ") > " + std::to_string(shape.length) : std::string();
        case Kind::uuid: return "typeof(" + value + ") <> 'text' OR length(" + value + ") <> 36 OR " + value + " NOT LIKE '________-____-____-____-____________'";
        case Kind::boolean: return value + " NOT IN (0, 1)";
        case Kind::integer: {
            std::string condition = "typeof(" + value + ") <> 'integer'";
            if (shape.high != 0) condition += " OR " + value + " NOT BETWEEN " + std::to_string(shape.low) + " AND " + std::to_string(shape.high);
            return condition;
        }
        case Kind::decimal: {
            std::string condition = "typeof(" + value + ") NOT IN ('integer', 'real')";
            if (shape.digits > 0 && shape.digits - shape.places <= 18) {
                condition += " OR abs(" + value + ") >= 1" + std::string(static_cast<std::size_t>(std::max<std::int64_t>(shape.digits - shape.places, 0)), '0');
                condition += " OR round(" + value + ", " + std::to_string(shape.places) + ") <> " + value;
            }
            return condition;
        }
        case Kind::real: return "typeof(" + value + ") NOT IN ('integer', 'real')";
        case Kind::date: return "typeof(" + value + ") <> 'text' OR date(" + value + ", '+0 days') IS NOT " + value;
        case Kind::time: return "typeof(" + value + ") <> 'text' OR time(" + value + ") IS NULL";
        case Kind::datetime: return "typeof(" + value + ") <> 'text' OR date(" + value + ", '+0 days') IS NOT substr(" + value + ", 1, 10)";
        case Kind::json: return "NOT json_valid(" + value + ')';
        case Kind::blob:
        case Kind::other: break;
    }
    return {};
}

std::string either(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return a + b;
    return a + " OR " + b;
}

bool same_storage(Affinity a, Affinity b) {
    const auto number = [](Affinity affinity) { return affinity == Affinity::integer || affinity == Affinity::numeric; };
    return a == b || (number(a) && number(b));
}

}  // namespace

bool same_kind(const Column& from, const Column& to) {
    return shape_of(from).kind == shape_of(to).kind && same_storage(affinity_of(from.type), affinity_of(to.type));
}

std::string misfit_of(const Column& type, const std::string& operand) { return misfit_of(shape_of(type), operand); }

Conversion conversion_between(const Column& from, const Column& to, const std::string& operand) {
    const Shape old_shape = shape_of(from);
    const Shape new_shape = shape_of(to);
    const Affinity old_affinity = affinity_of(from.type);
    const Affinity new_affinity = affinity_of(to.type);
    if (old_shape.kind == Kind::date && new_shape.kind == Kind::datetime) return {operand + " || ' 00:00:00'", {}};
    if (old_shape.kind == Kind::datetime && new_shape.kind == Kind::date) {
        return {"date(" + operand + ')', "datetime(" + operand + ") IS NOT date(" + operand + ") || ' 00:00:00'"};
    }
    // Times are text in every column, and a CAST to their NUMERIC would keep the year alone.
    if (is_temporal(new_shape.kind)) return {operand, misfit_of(new_shape, operand)};
    if (is_temporal(old_shape.kind) && (new_affinity == Affinity::text || new_affinity == Affinity::blob)) return {operand, misfit_of(new_shape, operand)};
    if (same_storage(old_affinity, new_affinity) && !is_temporal(old_shape.kind)) return {operand, misfit_of(new_shape, operand)};
    const std::string there = "CAST(" + operand + " AS " + std::string(affinity_name(new_affinity)) + ')';
    const std::string back = "CAST(" + there + " AS " + std::string(affinity_name(old_affinity)) + ')';
    return {there, either(back + " IS NOT " + operand, misfit_of(new_shape, there))};
}

}  // namespace reinhardt::db::sqlite
