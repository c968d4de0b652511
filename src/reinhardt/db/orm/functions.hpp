#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/expression.hpp>

// The function library: SQL functions under Django's names, the same result on every server that has them; one that lacks a function is
// Error(unsupported) before anything is run.

namespace reinhardt::db {

/// What a function takes: an expression or a field; a text is the name of a field, a path or an annotation ("author__name"), as in Django, and
/// db::Value("text") a text; any other value is bound.
struct Argument {
    template <class V>
        requires(!std::same_as<std::remove_cvref_t<V>, Argument>)
    Argument(V&& value) : expr(of(std::forward<V>(value))) {}
    Expr expr;

private:
    template <class V>
    static Expr of(V&& value) {
        if constexpr (expression<V>) return value.expr();
        else if constexpr (std::is_convertible_v<V, std::string_view>) return F(value);
        else return to_expr(std::forward<V>(value));
    }
};

namespace expressions {
[[nodiscard]] Expr make_function(std::string_view name, std::vector<Expr> arguments, std::optional<FieldKind> output = {});  ///< name of static storage
[[nodiscard]] Expr join_texts(std::vector<Expr> parts);
[[nodiscard]] std::string_view cast_name(FieldKind kind);  ///< a field type of that kind; Error(usage) for what is no target of a cast
template <class... A>
[[nodiscard]] std::vector<Expr> arguments_of(A&&... a) {
    return {Argument(std::forward<A>(a)).expr...};
}
}  // namespace expressions

inline namespace functions {

// Comparison and conversion.
/// The first that is not NULL.
template <class... A> [[nodiscard]] Expr Coalesce(A&&... a) { return expressions::make_function("Coalesce", expressions::arguments_of(std::forward<A>(a)...)); }
/// NULL when both are equal, else the first.
[[nodiscard]] Expr NullIf(Argument a, Argument b);
/// The largest; NULL when one of them is.
template <class... A> [[nodiscard]] Expr Greatest(A&&... a) { return expressions::make_function("Greatest", expressions::arguments_of(std::forward<A>(a)...)); }
template <class... A> [[nodiscard]] Expr Least(A&&... a) { return expressions::make_function("Least", expressions::arguments_of(std::forward<A>(a)...)); }
/// To a field type of the models ("IntegerField").
[[nodiscard]] Expr Cast(Argument what, std::string_view field_type);
/// db::Cast<std::int64_t>("zip").
template <class T> [[nodiscard]] Expr Cast(Argument what) { return Cast(std::move(what), expressions::cast_name(type_adapter<T>::kind)); }
/// Compares as that collation of the server says. Error(usage) for a name with other characters than letters, digits, '_', '-', '.', '@'.
[[nodiscard]] Expr Collate(Argument what, std::string_view collation);
template <class... A> [[nodiscard]] Expr JSONArray(A&&... a) { return expressions::make_function("JSONArray", expressions::arguments_of(std::forward<A>(a)...), FieldKind::json); }
/// Pairs of keys and values: db::JSONObject({{"name", "name"}, {"age", db::F("age") + 1}}).
[[nodiscard]] Expr JSONObject(std::initializer_list<std::pair<std::string_view, Argument>> members);

// Texts; positions count from 1, lengths in characters. A length below 0, or a position below 1, is Error(usage); where an expression gives one, the length
// is 0, and characters are counted from that position on, in front of the text, too.
/// NULL counts as "".
template <class... A> [[nodiscard]] Expr Concat(A&&... a) { return expressions::join_texts(expressions::arguments_of(std::forward<A>(a)...)); }
[[nodiscard]] Expr Lower(Argument text);
[[nodiscard]] Expr Upper(Argument text);
[[nodiscard]] Expr Length(Argument text);
[[nodiscard]] Expr Left(Argument text, Argument length);
[[nodiscard]] Expr Right(Argument text, Argument length);
[[nodiscard]] Expr Substr(Argument text, Argument position);
[[nodiscard]] Expr Substr(Argument text, Argument position, Argument length);
[[nodiscard]] Expr Trim(Argument text);
[[nodiscard]] Expr LTrim(Argument text);
[[nodiscard]] Expr RTrim(Argument text);
/// To `length` characters, from the left with `fill`, or cut; with "" only cut.
[[nodiscard]] Expr LPad(Argument text, Argument length, std::string_view fill = " ");
[[nodiscard]] Expr RPad(Argument text, Argument length, std::string_view fill = " ");
[[nodiscard]] Expr Repeat(Argument text, Argument times);
[[nodiscard]] Expr Replace(Argument text, Argument what, Argument by);
[[nodiscard]] Expr ReverseText(Argument text);  ///< Django's Reverse, which is a relation here
/// Where `what` first stands in it, 0 for nowhere; upper and lower case differ.
[[nodiscard]] Expr StrIndex(Argument text, Argument what);
[[nodiscard]] Expr Chr(Argument code_point);  ///< NULL for 0 and for what is no character
[[nodiscard]] Expr Ord(Argument text);        ///< the code point of the first character, 0 of ""
// Digests of the UTF-8 text in hexadecimal digits.
[[nodiscard]] Expr MD5(Argument text);
[[nodiscard]] Expr SHA1(Argument text);
[[nodiscard]] Expr SHA224(Argument text);
[[nodiscard]] Expr SHA256(Argument text);
[[nodiscard]] Expr SHA384(Argument text);
[[nodiscard]] Expr SHA512(Argument text);

// Moments, in UTC.
[[nodiscard]] Expr Now();
[[nodiscard]] Expr ExtractYear(Argument moment);
[[nodiscard]] Expr ExtractIsoYear(Argument moment);
[[nodiscard]] Expr ExtractQuarter(Argument moment);
[[nodiscard]] Expr ExtractMonth(Argument moment);
[[nodiscard]] Expr ExtractWeek(Argument moment);        ///< of ISO 8601
[[nodiscard]] Expr ExtractDay(Argument moment);
[[nodiscard]] Expr ExtractWeekDay(Argument moment);     ///< 1 is Sunday
[[nodiscard]] Expr ExtractIsoWeekDay(Argument moment);  ///< 1 is Monday
[[nodiscard]] Expr ExtractHour(Argument moment);
[[nodiscard]] Expr ExtractMinute(Argument moment);
[[nodiscard]] Expr ExtractSecond(Argument moment);
/// By the name of the part: "year", "iso_week_day". Error(usage) for another.
[[nodiscard]] Expr Extract(Argument moment, std::string_view part);
// The beginning of the year, … that it is in: of a date a date, of a moment a moment.
[[nodiscard]] Expr TruncYear(Argument moment);
[[nodiscard]] Expr TruncQuarter(Argument moment);
[[nodiscard]] Expr TruncMonth(Argument moment);
[[nodiscard]] Expr TruncWeek(Argument moment);  ///< Monday
[[nodiscard]] Expr TruncDay(Argument moment);
[[nodiscard]] Expr TruncHour(Argument moment);
[[nodiscard]] Expr TruncMinute(Argument moment);
[[nodiscard]] Expr TruncSecond(Argument moment);
[[nodiscard]] Expr TruncDate(Argument moment);
[[nodiscard]] Expr TruncTime(Argument moment);
[[nodiscard]] Expr Trunc(Argument moment, std::string_view part);

// Numbers. What no number is the answer to (the root of -1) is NULL, and what is too large for one an error of the database.
[[nodiscard]] Expr Abs(Argument x);
[[nodiscard]] Expr Ceil(Argument x);
[[nodiscard]] Expr Floor(Argument x);
[[nodiscard]] Expr Round(Argument x);  ///< halves go away from zero
[[nodiscard]] Expr Round(Argument x, std::int64_t digits);
[[nodiscard]] Expr Sqrt(Argument x);
[[nodiscard]] Expr Power(Argument x, Argument exponent);
[[nodiscard]] Expr Mod(Argument x, Argument divisor);
[[nodiscard]] Expr Sign(Argument x);
[[nodiscard]] Expr Exp(Argument x);
[[nodiscard]] Expr Ln(Argument x);
[[nodiscard]] Expr Log(Argument base, Argument x);
[[nodiscard]] Expr Sin(Argument x);
[[nodiscard]] Expr Cos(Argument x);
[[nodiscard]] Expr Tan(Argument x);
[[nodiscard]] Expr Cot(Argument x);
[[nodiscard]] Expr ASin(Argument x);
[[nodiscard]] Expr ACos(Argument x);
[[nodiscard]] Expr ATan(Argument x);
[[nodiscard]] Expr ATan2(Argument y, Argument x);
[[nodiscard]] Expr Degrees(Argument x);
[[nodiscard]] Expr Radians(Argument x);
[[nodiscard]] Expr Pi();
[[nodiscard]] Expr Random();  ///< from 0 up to 1

// Full-text search, of PostgreSQL. `config` names a configuration of the server ("english").
template <class... A> [[nodiscard]] Expr SearchText(A&&... a) { return expressions::make_function("SearchText", expressions::arguments_of(std::forward<A>(a)...), FieldKind::text); }
[[nodiscard]] Expr SearchVector(Argument text, std::string_view config = {}, std::string_view weight = {});
/// `type`: plain, phrase, raw, websearch. Error(usage) for another.
[[nodiscard]] Expr SearchQuery(std::string_view words, std::string_view type = "plain", std::string_view config = {});
[[nodiscard]] Expr SearchMatch(Argument vector, Argument query);  ///< a condition
[[nodiscard]] Expr SearchRank(Argument vector, Argument query);
[[nodiscard]] Expr SearchHeadline(Argument text, Argument query);
[[nodiscard]] Expr TrigramSimilarity(Argument a, std::string_view text);

}  // namespace functions
}  // namespace reinhardt::db
