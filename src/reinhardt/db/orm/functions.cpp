#include <reinhardt/db/orm/functions.hpp>

#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace expressions {

Expr make_function(std::string_view name, std::vector<Expr> arguments, std::optional<FieldKind> output) {
    ExprNode node{.kind = ExprKind::function, .text = name};
    node.arguments = std::move(arguments);
    node.output = output;
    return make_node(std::move(node));
}

Expr join_texts(std::vector<Expr> parts) {
    if (parts.empty()) throw Error(ErrorCode::usage, "Concat of nothing");
    if (parts.size() == 1) parts.push_back(make_value(to_parameter("")));
    Expr made = std::move(parts.back());
    for (std::size_t i = parts.size() - 1; i-- > 0;) made = make_function("ConcatPair", {std::move(parts[i]), std::move(made)});
    return made;
}

std::string_view cast_name(FieldKind kind) {
    constexpr std::array<std::pair<FieldKind, std::string_view>, 14> names = {{
        {FieldKind::boolean, "BooleanField"}, {FieldKind::int16, "SmallIntegerField"}, {FieldKind::int32, "IntegerField"}, {FieldKind::int64, "BigIntegerField"},
        {FieldKind::real, "FloatField"}, {FieldKind::decimal, "DecimalField"}, {FieldKind::text, "TextField"}, {FieldKind::bytes, "BinaryField"}, {FieldKind::date, "DateField"},
        {FieldKind::time, "TimeField"}, {FieldKind::datetime, "DateTimeField"}, {FieldKind::duration, "DurationField"}, {FieldKind::uuid, "UUIDField"}, {FieldKind::json, "JSONField"},
    }};
    for (const auto& [one, name] : names) {
        if (one == kind) return name;
    }
    throw Error(ErrorCode::usage, "no cast to a value of this type").hint("name a field type: db::Cast(x, \"IntegerField\")");
}

}  // namespace expressions

namespace {

using expressions::make_function;

template <class... A>
Expr call(std::string_view name, A&&... arguments) {
    return make_function(name, {std::move(arguments.expr)...});
}

Expr text_value(std::string_view text) { return expressions::make_value(to_parameter(text)); }
/// Error(usage) for a number that is given, and below the least that the function takes.
Expr at_least(std::int64_t least, Argument number, std::string_view what) {
    const ExprNode& node = number.expr.node();
    const bool given = node.kind == ExprKind::value && node.parameter.tag() == RDB_INT;
    if (given && node.parameter.integer() < least) throw Error(ErrorCode::usage, fmt::format("{} is {}: the least is {}", what, node.parameter.integer(), least));
    return std::move(number.expr);
}

Expr number_value(std::int64_t number) { return expressions::make_value(to_parameter(number)); }

/// A name that stands in SQL as it is.
Expr bare_name(std::string_view name, std::string_view what) {
    for (const char c : name) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '@';
        if (!good) name = {};
    }
    if (name.empty()) throw Error(ErrorCode::usage, fmt::format("this is no name of a {}", what)).hint("letters, digits, '_', '-', '.' and '@' make one");
    return expressions::make_named(ExprKind::raw, name);
}

Expr by_part(std::string_view part, std::initializer_list<std::pair<std::string_view, Expr (*)(Argument)>> functions, Argument moment) {
    std::vector<std::string> known;
    for (const auto& [name, function] : functions) {
        if (name == part) return function(std::move(moment));
        known.emplace_back(name);
    }
    Error error(ErrorCode::usage, fmt::format("a moment has no part '{}'", part));
    throw error.hint("it has " + join(known, ", "));
}

}  // namespace

inline namespace functions {

Expr NullIf(Argument a, Argument b) { return call("NullIf", a, b); }
Expr Cast(Argument what, std::string_view field_type) { return expressions::make_named(ExprKind::cast, field_type, {std::move(what.expr)}); }
Expr Collate(Argument what, std::string_view collation) { return make_function("Collate", {std::move(what.expr), bare_name(collation, "collation")}, FieldKind::text); }

Expr JSONObject(std::initializer_list<std::pair<std::string_view, Argument>> members) {
    std::vector<Expr> arguments;
    for (const auto& [key, value] : members) {
        arguments.push_back(text_value(key));
        arguments.push_back(value.expr);
    }
    return make_function("JSONObject", std::move(arguments), FieldKind::json);
}

Expr Lower(Argument text) { return call("Lower", text); }
Expr Upper(Argument text) { return call("Upper", text); }
Expr Length(Argument text) { return call("Length", text); }
Expr Left(Argument text, Argument length) { return make_function("Left", {std::move(text.expr), at_least(0, std::move(length), "the length of Left")}); }
Expr Right(Argument text, Argument length) { return make_function("Right", {std::move(text.expr), at_least(0, std::move(length), "the length of Right")}); }
Expr Substr(Argument text, Argument position) {
    return make_function("SubstrFrom", {std::move(text.expr), at_least(1, std::move(position), "the position of Substr")}, FieldKind::text);
}
Expr Substr(Argument text, Argument position, Argument length) {
    return make_function("Substr", {std::move(text.expr), at_least(1, std::move(position), "the position of Substr"), at_least(0, std::move(length), "the length of Substr")});
}
Expr Trim(Argument text) { return call("Trim", text); }
Expr LTrim(Argument text) { return call("LTrim", text); }
Expr RTrim(Argument text) { return call("RTrim", text); }
Expr LPad(Argument text, Argument length, std::string_view fill) { return make_function("LPad", {std::move(text.expr), at_least(0, std::move(length), "the length of LPad"), text_value(fill)}); }
Expr RPad(Argument text, Argument length, std::string_view fill) { return make_function("RPad", {std::move(text.expr), at_least(0, std::move(length), "the length of RPad"), text_value(fill)}); }
Expr Repeat(Argument text, Argument times) { return make_function("Repeat", {std::move(text.expr), at_least(0, std::move(times), "the number of Repeat")}); }
Expr Replace(Argument text, Argument what, Argument by) { return call("Replace", text, what, by); }
Expr ReverseText(Argument text) { return call("Reverse", text); }
Expr StrIndex(Argument text, Argument what) { return call("StrIndex", text, what); }
Expr Chr(Argument code_point) { return call("Chr", code_point); }
Expr Ord(Argument text) { return call("Ord", text); }
Expr MD5(Argument text) { return call("MD5", text); }
Expr SHA1(Argument text) { return call("SHA1", text); }
Expr SHA224(Argument text) { return make_function("SHA224", {std::move(text.expr)}, FieldKind::text); }
Expr SHA256(Argument text) { return call("SHA256", text); }
Expr SHA384(Argument text) { return make_function("SHA384", {std::move(text.expr)}, FieldKind::text); }
Expr SHA512(Argument text) { return call("SHA512", text); }

Expr Now() { return make_function("Now", {}); }
Expr ExtractYear(Argument moment) { return call("ExtractYear", moment); }
Expr ExtractIsoYear(Argument moment) { return call("ExtractIsoYear", moment); }
Expr ExtractQuarter(Argument moment) { return call("ExtractQuarter", moment); }
Expr ExtractMonth(Argument moment) { return call("ExtractMonth", moment); }
Expr ExtractWeek(Argument moment) { return call("ExtractWeek", moment); }
Expr ExtractDay(Argument moment) { return call("ExtractDay", moment); }
Expr ExtractWeekDay(Argument moment) { return call("ExtractWeekDay", moment); }
Expr ExtractIsoWeekDay(Argument moment) { return call("ExtractIsoWeekDay", moment); }
Expr ExtractHour(Argument moment) { return call("ExtractHour", moment); }
Expr ExtractMinute(Argument moment) { return call("ExtractMinute", moment); }
Expr ExtractSecond(Argument moment) { return call("ExtractSecond", moment); }
Expr Extract(Argument moment, std::string_view part) {
    return by_part(part,
                   {{"year", &ExtractYear}, {"iso_year", &ExtractIsoYear}, {"quarter", &ExtractQuarter}, {"month", &ExtractMonth}, {"week", &ExtractWeek}, {"day", &ExtractDay},
                    {"week_day", &ExtractWeekDay}, {"iso_week_day", &ExtractIsoWeekDay}, {"hour", &ExtractHour}, {"minute", &ExtractMinute}, {"second", &ExtractSecond}},
                   std::move(moment));
}
Expr TruncYear(Argument moment) { return call("TruncYear", moment); }
Expr TruncQuarter(Argument moment) { return call("TruncQuarter", moment); }
Expr TruncMonth(Argument moment) { return call("TruncMonth", moment); }
Expr TruncWeek(Argument moment) { return call("TruncWeek", moment); }
Expr TruncDay(Argument moment) { return call("TruncDay", moment); }
Expr TruncHour(Argument moment) { return call("TruncHour", moment); }
Expr TruncMinute(Argument moment) { return call("TruncMinute", moment); }
Expr TruncSecond(Argument moment) { return call("TruncSecond", moment); }
Expr TruncDate(Argument moment) { return call("TruncDate", moment); }
Expr TruncTime(Argument moment) { return call("TruncTime", moment); }
Expr Trunc(Argument moment, std::string_view part) {
    return by_part(part,
                   {{"year", &TruncYear}, {"quarter", &TruncQuarter}, {"month", &TruncMonth}, {"week", &TruncWeek}, {"day", &TruncDay}, {"hour", &TruncHour}, {"minute", &TruncMinute},
                    {"second", &TruncSecond}, {"date", &TruncDate}, {"time", &TruncTime}},
                   std::move(moment));
}

Expr Abs(Argument x) { return call("Abs", x); }
Expr Ceil(Argument x) { return call("Ceil", x); }
Expr Floor(Argument x) { return call("Floor", x); }
Expr Round(Argument x) { return call("Round", x); }
Expr Round(Argument x, std::int64_t digits) { return make_function("RoundTo", {std::move(x.expr), number_value(digits)}); }
Expr Sqrt(Argument x) { return call("Sqrt", x); }
Expr Power(Argument x, Argument exponent) { return call("Power", x, exponent); }
Expr Mod(Argument x, Argument divisor) { return call("Mod", x, divisor); }
Expr Sign(Argument x) { return call("Sign", x); }
Expr Exp(Argument x) { return call("Exp", x); }
Expr Ln(Argument x) { return call("Ln", x); }
Expr Log(Argument base, Argument x) { return call("Log", base, x); }
Expr Sin(Argument x) { return call("Sin", x); }
Expr Cos(Argument x) { return call("Cos", x); }
Expr Tan(Argument x) { return call("Tan", x); }
Expr Cot(Argument x) { return call("Cot", x); }
Expr ASin(Argument x) { return call("ASin", x); }
Expr ACos(Argument x) { return call("ACos", x); }
Expr ATan(Argument x) { return call("ATan", x); }
Expr ATan2(Argument y, Argument x) { return call("ATan2", y, x); }
Expr Degrees(Argument x) { return call("Degrees", x); }
Expr Radians(Argument x) { return call("Radians", x); }
Expr Pi() { return make_function("Pi", {}); }
Expr Random() { return make_function("Random", {}); }

Expr SearchVector(Argument text, std::string_view config, std::string_view weight) {
    Expr made = config.empty() ? make_function("SearchVector", {std::move(text.expr)}, FieldKind::text)
                               : make_function("SearchVectorConfig", {std::move(text.expr), text_value(config)}, FieldKind::text);
    return weight.empty() ? made : make_function("SearchWeight", {std::move(made), text_value(weight)}, FieldKind::text);
}
Expr SearchQuery(std::string_view words, std::string_view type, std::string_view config) {
    constexpr std::array<std::string_view, 4> types = {"plain", "phrase", "raw", "websearch"};
    for (const std::string_view one : types) {
        if (one != type) continue;
        ExprNode node{.kind = ExprKind::function};
        node.owned = fmt::format("SearchQuery.{}{}", one, config.empty() ? "" : ".config");
        node.arguments.push_back(text_value(words));
        if (!config.empty()) node.arguments.push_back(text_value(config));
        node.output = FieldKind::text;
        return expressions::make_node(std::move(node));
    }
    throw Error(ErrorCode::usage, fmt::format("a search query has no type '{}'", type)).hint("it is plain, phrase, raw or websearch");
}
Expr SearchMatch(Argument vector, Argument query) { return make_function("SearchMatch", {std::move(vector.expr), std::move(query.expr)}, FieldKind::boolean); }
Expr SearchRank(Argument vector, Argument query) { return make_function("SearchRank", {std::move(vector.expr), std::move(query.expr)}, FieldKind::real); }
Expr SearchHeadline(Argument text, Argument query) { return make_function("SearchHeadline", {std::move(text.expr), std::move(query.expr)}, FieldKind::text); }
Expr TrigramSimilarity(Argument a, std::string_view text) { return make_function("TrigramSimilarity", {std::move(a.expr), text_value(text)}, FieldKind::real); }

}  // namespace functions
}  // namespace reinhardt::db
