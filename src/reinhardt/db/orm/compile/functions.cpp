#include <reinhardt/db/orm/compile/functions.hpp>

#include <array>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

constexpr bool is_moment(FieldKind kind) noexcept { return kind == FieldKind::date || kind == FieldKind::datetime; }

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
    for (const std::string_view one : names) {
        if (one == name) return true;
    }
    return false;
}

}  // namespace

std::string_view word_class(const Type& type) noexcept {
    if (!type.known) return "";
    if (type.text) return "text";
    if (is_integer(type.kind)) return "int";
    switch (type.kind) {
        case FieldKind::boolean: return "boolean";
        case FieldKind::real: return "real";
        case FieldKind::decimal: return "decimal";
        case FieldKind::date: return "date";
        case FieldKind::time: return "time";
        case FieldKind::datetime: return "datetime";
        case FieldKind::duration: return "duration";
        case FieldKind::uuid: return "uuid";
        case FieldKind::json: return "json";
        case FieldKind::array: return "array";
        case FieldKind::bytes: return "bytes";
        default: return "";
    }
}

CombinedRule combined_rule(std::string_view sign, const Type& left, const Type& right) {
    if (sign == "||") return {"", FieldKind::text, false};
    if (!left.known || !right.known) {
        const Type& known = left.known ? left : right;
        return {"", known.known ? known.kind : FieldKind::int64, sign == "/" || sign == "%"};
    }
    const FieldKind a = left.kind, b = right.kind;
    const bool division = sign == "/" || sign == "%";
    if (is_integer(a) && is_integer(b)) return {"int", FieldKind::int64, division};
    if (is_number(a) && is_number(b)) {
        const bool real = a == FieldKind::real || b == FieldKind::real;
        return {real ? "real" : "decimal", real ? FieldKind::real : FieldKind::decimal, division};
    }
    if (is_moment(a) && b == FieldKind::duration && (sign == "+" || sign == "-")) return {"moment_duration", FieldKind::datetime, false};
    if (a == FieldKind::duration && is_moment(b) && sign == "+") return {"duration_moment", FieldKind::datetime, false};
    if (is_moment(a) && is_moment(b) && sign == "-") return {"moments", FieldKind::duration, false};
    if (a == FieldKind::duration && b == FieldKind::duration && (sign == "+" || sign == "-")) return {"durations", FieldKind::duration, false};
    if (a == FieldKind::duration && is_number(b) && (sign == "*" || sign == "/")) return {"duration_number", FieldKind::duration, division};
    if (is_number(a) && b == FieldKind::duration && sign == "*") return {"number_duration", FieldKind::duration, false};
    throw Error(ErrorCode::query, fmt::format("operator '{}' cannot combine {} and {}", sign, word_class(left), word_class(right)));
}

bool is_of_windows(std::string_view function) noexcept {
    constexpr std::array<std::string_view, 13> names = {"RowNumber", "Rank", "DenseRank", "PercentRank", "CumeDist", "Ntile", "Lag", "LagOr", "Lead", "LeadOr", "FirstValue", "LastValue", "NthValue"};
    return among(names, function);
}

bool takes_one_type(std::string_view function) noexcept {
    constexpr std::array<std::string_view, 4> names = {"Coalesce", "Greatest", "Least", "NullIf"};
    return among(names, function);
}

Type function_type(std::string_view function, std::span<const Operand> arguments) {
    bool nullable = false;
    Type first;
    for (const Operand& one : arguments) {
        nullable = nullable || one.type.nullable;
        if (!first.known && one.type.known) first = one.type;
    }
    first.field = nullptr;
    constexpr std::array<std::string_view, 20> texts = {"Lower", "Upper", "Concat", "ConcatPair", "Substr", "Trim", "LTrim", "RTrim", "Replace", "Left", "Right", "LPad", "RPad", "Repeat", "Reverse", "Chr", "MD5", "SHA1", "SHA256", "SHA512"};
    constexpr std::array<std::string_view, 6> integers = {"Length", "StrIndex", "Ord", "Sign", "Rank", "RowNumber"};
    constexpr std::array<std::string_view, 17> reals = {"Sqrt", "Power", "Exp", "Ln", "Log", "Pi", "Sin", "Cos", "Tan", "ASin", "ACos", "ATan", "ATan2", "Cot", "Degrees", "Radians", "Random"};
    if (function == "Coalesce") {
        first.nullable = true;
        for (const Operand& one : arguments) first.nullable = first.nullable && one.type.nullable;
        return first;
    }
    if (function == "NullIf" || takes_one_type(function)) {
        first.nullable = function == "NullIf" || nullable;
        return first;
    }
    if (function == "Now") return type_of(FieldKind::datetime, false);
    if (among(texts, function)) return type_of(FieldKind::text, nullable);
    if (among(integers, function) || function == "DenseRank" || function == "Ntile" || function.starts_with("Extract")) return type_of(FieldKind::int64, nullable);
    if (among(reals, function) || function == "PercentRank" || function == "CumeDist") return type_of(FieldKind::real, true);
    if (function == "TruncDate") return type_of(FieldKind::date, nullable);
    if (function == "TruncTime") return type_of(FieldKind::time, nullable);
    first.nullable = true;
    return first;
}

Type aggregate_type(std::string_view aggregate, const Type& argument) {
    if (aggregate == "Count") return type_of(FieldKind::int64, false);
    if (aggregate == "StdDev" || aggregate == "Variance" || aggregate == "StdDevPop" || aggregate == "VariancePop" || aggregate == "StdDevSample" || aggregate == "VarianceSample") return type_of(FieldKind::real);
    if (aggregate == "StringAgg") return type_of(FieldKind::text);
    if (aggregate == "ArrayAgg") return type_of(FieldKind::array);
    if (aggregate == "JSONAgg" || aggregate == "JsonAgg") return type_of(FieldKind::json);
    if (aggregate == "BoolAnd" || aggregate == "BoolOr") return type_of(FieldKind::boolean);
    if (aggregate == "Avg") return argument.kind == FieldKind::decimal || argument.kind == FieldKind::duration ? type_of(argument.kind) : type_of(FieldKind::real);
    Type made = argument;
    made.field = nullptr;
    made.nullable = true;
    if (aggregate == "Sum" && is_integer(made.kind)) made.kind = FieldKind::int64;
    return made;
}

FieldKind field_kind_named(std::string_view type) {
    constexpr std::array<std::pair<std::string_view, FieldKind>, 23> kinds = {{
        {"BooleanField", FieldKind::boolean}, {"SmallIntegerField", FieldKind::int16}, {"IntegerField", FieldKind::int32}, {"BigIntegerField", FieldKind::int64},
        {"PositiveSmallIntegerField", FieldKind::int16}, {"PositiveIntegerField", FieldKind::int32}, {"PositiveBigIntegerField", FieldKind::int64},
        {"FloatField", FieldKind::real}, {"DecimalField", FieldKind::decimal}, {"CharField", FieldKind::text}, {"TextField", FieldKind::text}, {"SlugField", FieldKind::text},
        {"EmailField", FieldKind::text}, {"URLField", FieldKind::text}, {"BinaryField", FieldKind::bytes}, {"DateField", FieldKind::date}, {"TimeField", FieldKind::time},
        {"DateTimeField", FieldKind::datetime}, {"DurationField", FieldKind::duration}, {"UUIDField", FieldKind::uuid}, {"JSONField", FieldKind::json},
        {"ArrayField", FieldKind::array}, {"AutoField", FieldKind::int32},
    }};
    for (const auto& [name, kind] : kinds) {
        if (name == type) return kind;
    }
    throw Error(ErrorCode::query, fmt::format("'{}' is no field type to cast to", type));
}

}  // namespace reinhardt::db::compile
