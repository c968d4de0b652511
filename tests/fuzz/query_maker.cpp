#include "query_maker.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <reinhardt/db/orm/lookup.hpp>

namespace fuzzed {
namespace {

using db::FieldKind;

constexpr unsigned most_parts = 60, deepest = 5;

struct Function {
    std::string_view name;
    unsigned arguments;
    std::optional<FieldKind> output{};
};
constexpr Function functions[] = {
    {"Lower", 1}, {"Coalesce", 2}, {"Coalesce", 3}, {"NullIf", 2}, {"Greatest", 2}, {"Least", 3}, {"JSONArray", 2, FieldKind::json}, {"ConcatPair", 2}, {"Upper", 1}, {"Length", 1},
    {"Left", 2}, {"Right", 2}, {"SubstrFrom", 2, FieldKind::text}, {"Substr", 3}, {"Trim", 1}, {"LTrim", 1}, {"RTrim", 1}, {"Replace", 3}, {"Reverse", 1}, {"StrIndex", 2}, {"Chr", 1}, {"Ord", 1},
    {"MD5", 1}, {"SHA1", 1}, {"SHA224", 1, FieldKind::text}, {"SHA256", 1}, {"SHA512", 1}, {"Now", 0}, {"ExtractYear", 1}, {"ExtractIsoYear", 1}, {"ExtractQuarter", 1}, {"ExtractMonth", 1},
    {"ExtractWeek", 1}, {"ExtractDay", 1}, {"ExtractWeekDay", 1}, {"ExtractIsoWeekDay", 1}, {"ExtractHour", 1}, {"ExtractMinute", 1}, {"ExtractSecond", 1}, {"TruncYear", 1}, {"TruncQuarter", 1},
    {"TruncMonth", 1}, {"TruncWeek", 1}, {"TruncDay", 1}, {"TruncHour", 1}, {"TruncMinute", 1}, {"TruncSecond", 1}, {"TruncDate", 1}, {"TruncTime", 1}, {"Abs", 1}, {"Ceil", 1}, {"Floor", 1},
    {"Round", 1}, {"Sqrt", 1}, {"Power", 2}, {"Mod", 2}, {"Sign", 1}, {"Exp", 1}, {"Ln", 1}, {"Log", 2}, {"Sin", 1}, {"Cos", 1}, {"Tan", 1}, {"Cot", 1}, {"ASin", 1}, {"ACos", 1}, {"ATan", 1},
    {"ATan2", 2}, {"Degrees", 1}, {"Radians", 1}, {"Pi", 0}, {"RowNumber", 0}, {"Lag", 2},
};
constexpr std::string_view aggregates[] = {"Count", "Sum", "Min", "Max", "Avg", "StdDev", "VarianceSample", "StringAgg", "ArrayAgg", "JSONAgg", "BoolAnd", "BoolOr", "BitAnd", "BitOr", "BitXor"};
constexpr std::string_view casts[] = {"IntegerField", "TextField", "BooleanField", "SmallIntegerField", "BigIntegerField", "FloatField", "DecimalField", "BinaryField", "DateField", "TimeField", "DateTimeField", "DurationField", "UUIDField", "JSONField", "CharField"};
constexpr std::string_view signs[] = {"+", "-", "*", "/", "%", "&", "|", "#", "<<", ">>", "||"};
constexpr std::string_view members[] = {"k", "list", "0", "1", "deep", "a b", "id", "len", "\"", "$", "-1"};
constexpr std::string_view pieces[] = {"'", "\"", "`", "\\", "--", "/*", ";", "%", "_", "!", "[", "]", "*", "?", "$1", "{\"k\": 1}", "[1]", "null", "2024-01-02", "2024-01-02T03:04:05Z", "03:04:05", "1e5", "0.10",
                                       "true", "NaN", "P1D", "a", "B", " ", "\xC3\xA9", "\x01", "' OR 1=1", "'); DROP TABLE canary; --", "k", "(", "(?:", "[[:alpha:]]+", "a{2,"};
constexpr std::int64_t integers[] = {0, 1, 2, 3, -1, 7, 10, 2024, 2147483647, -2147483648LL, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
constexpr double reals[] = {0.0, 0.5, -0.0, 1.5, -2.25, 1e300, 5e-324, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
constexpr const char* decimals[] = {"0", "0.5", "1.250", "-3", "99999999.999", "1e20", "0.0000000000000000000000000001"};
constexpr const char* documents[] = {"null", "{}", "[]", "{\"k\": 1}", "{\"k\": \"zq7\", \"list\": [1, 2]}", "[1, \"a\"]", "\"zq7\"", "1", "1.5", "true", "{\"deep\": {\"k\": null}}"};

/// What may stand behind a field's name.
std::string_view transform(Input& input, FieldKind kind) {
    const auto one_of = [&](const auto& names) { return std::string_view(names[input.below(std::size(names))]); };
    switch (input.once_in(12) ? static_cast<FieldKind>(input.below(16)) : kind) {
        case FieldKind::text: return one_of(db::lookups::text_parts);
        case FieldKind::date: return one_of(db::lookups::date_parts);
        case FieldKind::time: return one_of(db::lookups::time_parts);
        case FieldKind::datetime: return input.once_in(3) ? (input.once_in(2) ? "date" : "time") : input.once_in(2) ? one_of(db::lookups::time_parts) : one_of(db::lookups::date_parts);
        case FieldKind::json: return one_of(members);
        default: return db::is_relation(kind) ? std::string_view("pk") : one_of(db::lookups::number_parts);
    }
}

FieldKind kind_behind(std::string_view part, FieldKind kind) {
    if (kind == FieldKind::json || part == "abs" || part == "ceil" || part == "floor" || part == "round") return kind;
    if (part == "date") return FieldKind::date;
    if (part == "time") return FieldKind::time;
    if (part == "sqrt") return FieldKind::real;
    return kind == FieldKind::text && part != "length" ? FieldKind::text : FieldKind::int32;
}

void remove_token(std::string& text) {
    for (std::size_t at = text.find(token); at != std::string::npos; at = text.find(token)) text.erase(at, 1);
}

}  // namespace

std::string Input::bytes(std::size_t most) {
    std::string made;
    for (std::size_t count = below(most + 1); made.size() < count && at_ < size_;) made += static_cast<char>(data_[at_++]);
    return made;
}

const db::ModelDesc& Maker::model(unsigned index) {
    constexpr std::array all = {&db::model_of<Piece>::desc, &db::model_of<Person>::desc, &db::model_of<Label>::desc};
    return *all[index % all.size()];
}

/// A name that nobody should have taken.
std::string Maker::name() {
    std::string made = input_.bytes(12);
    if (input_.once_in(3)) made += pieces[input_.below(std::size(pieces))];
    remove_token(made);
    return made;
}

std::string Maker::annotation() {
    constexpr std::string_view names[] = {"a", "b", "n", "rank", "id", "total", "A"};
    return input_.once_in(12) ? name() : std::string(names[input_.below(std::size(names))]);
}

std::vector<Maker::Step> Maker::steps(const db::ModelDesc& at) {
    std::vector<Step> made;
    for (std::size_t i = 0; i < at.count; ++i) {
        const db::FieldDesc& field = at.fields[i];
        made.push_back({field.name, field.kind, db::is_relation(field.kind) ? &field.relation.target() : nullptr});
    }
    for (unsigned index = 0; index < 3; ++index) {
        for (std::size_t i = 0; i < model(index).count; ++i) {
            const db::FieldDesc& field = model(index).fields[i];
            if (db::is_relation(field.kind) && &field.relation.target() == &at) made.push_back({field.options.related_name, FieldKind::reverse, &model(index)});
        }
    }
    return made;
}

Maker::Path Maker::path(const db::ModelDesc& start) {
    ++parts_;
    if (input_.once_in(32)) return {name(), FieldKind::text};
    if (input_.once_in(10)) return {annotation(), FieldKind::int32};
    const db::ModelDesc* at = &start;
    Path made{{}, FieldKind::int64};
    for (unsigned steps = 0;; ++steps) {
        const std::vector<Step> ways = Maker::steps(*at);
        const Step& step = ways[input_.below(ways.size())];
        made.text += step.name;
        made.kind = step.kind;
        if (step.target == nullptr || steps == 3) break;
        if (input_.once_in(6)) {
            if (input_.once_in(2)) made.text += "_id";
            made.kind = FieldKind::int64;
            break;
        }
        made.text += "__";
        at = step.target;
    }
    for (unsigned count = 0; count < 3 && input_.once_in(made.kind == FieldKind::json ? 2 : 6); ++count) {
        const std::string_view part = transform(input_, made.kind);
        (made.text += "__") += part;
        made.kind = kind_behind(part, made.kind);
    }
    if (input_.once_in(40)) made.text += "__" + name();
    return made;
}

std::string Maker::relation(const db::ModelDesc& start) {
    if (input_.once_in(16)) return path(start).text;
    const db::ModelDesc* at = &start;
    std::string made;
    for (unsigned steps = 0; steps < 3; ++steps) {
        std::vector<Step> relations = Maker::steps(*at);
        std::erase_if(relations, [](const Step& step) { return step.target == nullptr; });
        const Step& step = relations[input_.below(relations.size())];
        if (!made.empty()) made += "__";
        made += step.name;
        at = step.target;
        if (!input_.once_in(3)) break;
    }
    return made;
}

std::string Maker::text() {
    if (input_.once_in(6)) return std::string(pieces[input_.below(std::size(pieces))]);
    std::string made(token);
    if (input_.once_in(2)) made = input_.bytes(8) + made;
    for (unsigned count = input_.below(3); count > 0; --count) made += pieces[input_.below(std::size(pieces))];
    return made;
}

db::Expr Maker::value_of(FieldKind kind) {
    const auto integer = [&] { return input_.once_in(4) ? integers[input_.below(std::size(integers))] : static_cast<std::int64_t>(input_.below(8)); };
    const auto days = [&] { return std::chrono::days(input_.once_in(8) ? integer() % 3000000 : 19700 + static_cast<int>(input_.below(40))); };
    const auto time = [&] { return std::chrono::seconds(input_.below(24) * 3600 + input_.below(60)); };
    switch (kind) {
        case FieldKind::boolean: return db::to_expr(input_.once_in(2));
        case FieldKind::real: return db::to_expr(reals[input_.below(std::size(reals))]);
        case FieldKind::decimal: return db::to_expr(db::Decimal(decimals[input_.below(std::size(decimals))]));
        case FieldKind::text: return db::to_expr(text());
        case FieldKind::bytes: return db::expressions::make_value(db::Parameter::of_text(text(), RDB_BLOB));
        case FieldKind::date: return db::to_expr(db::Date(days()));
        case FieldKind::time: return db::to_expr(db::Time(time()));
        case FieldKind::datetime: return db::to_expr(db::DateTime(days() + time()));
        case FieldKind::duration: return db::to_expr(input_.once_in(8) ? db::Duration(integer()) : db::Duration(time()));
        case FieldKind::uuid: return db::to_expr(db::Uuid("00000000-0000-4000-8000-00000000000" + std::to_string(input_.below(4))));
        case FieldKind::json: return db::to_expr(db::Json::parse(documents[input_.below(std::size(documents))]));
        default: return db::to_expr(integer());
    }
}

/// Mostly one that fits.
db::Expr Maker::value(FieldKind kind) {
    ++parts_;
    if (input_.once_in(24)) return db::to_expr(nullptr);
    return value_of(input_.once_in(10) ? static_cast<FieldKind>(input_.below(14)) : kind);
}

std::string Maker::lookup(FieldKind kind) {
    using namespace db::lookups;
    if (input_.once_in(40)) return name();
    if (kind == FieldKind::json && input_.once_in(2)) return std::string(json_only[input_.below(std::size(json_only))]);
    return std::string(common[input_.below(std::size(common))]);
}

db::Expr Maker::values_for(std::string_view lookup, FieldKind kind, const db::ModelDesc& model) {
    const bool list = lookup == "in" || lookup == "range" || lookup == "has_keys" || lookup == "has_any_keys";
    if (lookup == "isnull" && !input_.once_in(12)) return db::to_expr(input_.once_in(2));
    if (list && lookup == "in" && input_.once_in(3) && depth_ < deepest) return subquery(db::ExprKind::subquery);
    if (list != input_.once_in(24)) {
        std::vector<db::Expr> values;
        for (unsigned count = input_.once_in(4) ? input_.below(5) : 2; count > 0; --count) values.push_back(value(lookup.starts_with("has_") ? FieldKind::text : kind));
        return db::expressions::make_list(std::move(values));
    }
    return input_.once_in(3) ? expression(model) : value(lookup == "has_key" ? FieldKind::text : kind);
}

db::Expr Maker::subquery(db::ExprKind kind) {
    const db::ModelDesc& model = Maker::model(input_.byte());
    db::Query made = query(model);
    if (kind == db::ExprKind::subquery && !input_.once_in(6)) made.set_values({path(model).text});
    return db::expressions::make_subquery(kind, made.state());
}

db::Expr Maker::function(const db::ModelDesc& model) {
    const auto small = [&] { return db::to_expr(static_cast<std::int64_t>(input_.below(9))); };
    switch (input_.below(12)) {
        case 0: return db::expressions::make_function(input_.once_in(2) ? "LPad" : "RPad", {expression(model), small(), value(FieldKind::text)});
        case 1: return db::expressions::make_function("Repeat", {expression(model), small()});
        case 2: return db::expressions::make_function("RoundTo", {expression(model), db::to_expr(static_cast<std::int64_t>(input_.below(9)) - 4)});
        case 3: return db::JSONObject({{text(), expression(model)}, {"k", expression(model)}});
        case 4: return db::Collate(expression(model), input_.once_in(2) ? "BINARY" : "NOCASE");
        default: break;
    }
    const Function& one = functions[input_.below(std::size(functions))];
    std::vector<db::Expr> arguments;
    for (unsigned i = 0; i < one.arguments; ++i) arguments.push_back(expression(model));
    return db::expressions::make_function(one.name, std::move(arguments), one.output);
}

db::Expr Maker::aggregate(const db::ModelDesc& model) {
    const std::string_view name = aggregates[input_.below(std::size(aggregates))];
    db::AggregateOptions options{.distinct = input_.once_in(4)};
    if (input_.once_in(4)) options.filter = condition(model);
    if (input_.once_in(4)) options.order_by.push_back(input_.once_in(2) ? expression(model) : expression(model).desc());
    std::vector<db::Expr> arguments;
    if (name != "Count" || !input_.once_in(3)) arguments.push_back(expression(model));
    if (name == "StringAgg") arguments.push_back(db::to_expr(text()));
    return db::expressions::make_aggregate(name, std::move(arguments), std::move(options));
}

db::Expr Maker::window(const db::ModelDesc& model) {
    const auto by = [&]() -> db::Expr { return input_.once_in(2) ? expression(model) : db::F(path(model).text); };
    db::Expr what;
    switch (input_.below(8)) {
        case 0: what = db::Rank(); break;
        case 1: what = db::Ntile(static_cast<std::int64_t>(input_.below(4))); break;
        case 2: what = db::Lag(expression(model), static_cast<std::int64_t>(input_.below(4)) - 1, expression(model)); break;
        case 3: what = db::NthValue(expression(model), static_cast<std::int64_t>(input_.below(4))); break;
        case 4: what = db::LastValue(expression(model)); break;
        case 5: what = function(model); break;
        default: what = aggregate(model); break;
    }
    db::Window made(std::move(what));
    if (input_.once_in(2)) made = std::move(made).partition_by(by());
    if (input_.once_in(2)) made = std::move(made).order_by(input_.once_in(2) ? by().desc() : by());
    if (input_.once_in(3)) made = std::move(made).rows_between(static_cast<std::int64_t>(input_.below(3)) - 2, static_cast<std::int64_t>(input_.below(3)));
    if (input_.once_in(4)) made = std::move(made).range_between(std::nullopt, static_cast<std::int64_t>(input_.below(3)));
    return made;
}

db::Expr Maker::expression(const db::ModelDesc& model) {
    if (parts_ > most_parts || depth_ >= deepest) return value(FieldKind::int64);
    ++depth_;
    const auto made = [&]() -> db::Expr {
        switch (input_.below(20)) {
            case 0: case 1: return value(static_cast<FieldKind>(input_.below(14)));
            case 2: case 3: case 4: return function(model);
            case 5: case 6: return db::expressions::make_combined(signs[input_.below(std::size(signs))], expression(model), expression(model));
            case 7: return db::when(condition(model)).then(expression(model)).otherwise(expression(model));
            case 8: return db::Cast(expression(model), input_.once_in(12) ? annotation() : casts[input_.below(std::size(casts))]);
            case 9: case 10: return aggregate(model);
            case 11: return subquery(db::ExprKind::subquery);
            case 12: return window(model);
            case 13: return input_.once_in(2) ? condition(model) : subquery(db::ExprKind::exists);
            case 14: return db::OuterRef(path(model).text);
            case 15: return db::RawSQL("coalesce(?, %s)", text(), text());
            default: return db::F(path(model).text);
        }
    }();
    --depth_;
    return made;
}

db::Expr Maker::condition(const db::ModelDesc& model) {
    if (parts_ > most_parts || depth_ >= deepest) return db::F("pk") == 1;
    ++depth_;
    const auto made = [&]() -> db::Expr {
        switch (input_.below(12)) {
            case 6: return condition(model) && condition(model);
            case 7: return condition(model) || condition(model);
            case 8: return !condition(model);
            case 9: return subquery(db::ExprKind::exists);
            case 10: {
                const FieldKind kind = static_cast<FieldKind>(input_.below(14));
                const std::string name = lookup(kind);
                return expression(model).lookup(name, {values_for(name, kind, model)});
            }
            case 11: return input_.once_in(3) ? expression(model) : input_.once_in(2) ? db::Expr() : expression(model) == expression(model);
            default: {
                const Path left = path(model);
                const std::string name = lookup(left.kind);
                return db::expressions::make_named(db::ExprKind::filter, input_.once_in(4) ? left.text : left.text + "__" + name, {values_for(name, left.kind, model)});
            }
        }
    }();
    --depth_;
    return made;
}

void Maker::order(db::Query& made, const db::ModelDesc& model) {
    made.own().ordered = true;
    for (unsigned count = 1 + input_.below(3); count > 0; --count) {
        if (input_.once_in(3)) {
            const db::Expr term = expression(model);
            made.add_order(input_.once_in(3) ? term.desc().nulls_last() : input_.once_in(2) ? term.asc().nulls_first() : term.desc());
        } else {
            made.add_order((input_.once_in(2) ? "-" : "") + path(model).text);
        }
    }
}

/// Rows of other queries beside or instead of its own.
void Maker::other_rows(db::Query& made, const db::ModelDesc& model) {
    switch (input_.below(3)) {
        case 0: made = made.combined(static_cast<db::Combination>(1 + input_.below(4)), query(model)); break;
        case 1: {
            const std::string cte = annotation();
            const db::Query rows = query(input_.once_in(3) ? Maker::model(input_.byte()) : model);
            made.own().ctes.push_back({cte, rows.state(), nullptr, false});
            if (input_.once_in(2)) made.own().from_cte = cte;
            else made.own().cte_joins.push_back({cte, path(model).text, path(model).text, input_.once_in(2)});
            break;
        }
        default: made.add_prefetch({relation(model)}); break;
    }
}

void Maker::change(db::Query& made, const db::ModelDesc& model) {
    ++parts_;
    const auto number = [&] { return static_cast<std::uint64_t>(input_.once_in(16) ? integers[input_.below(std::size(integers))] : static_cast<std::int64_t>(input_.below(6))); };
    switch (input_.below(20)) {
        case 0: case 1: case 2: case 3: return made.add_condition(condition(model), false);
        case 4: case 5: return made.add_condition(condition(model), true);
        case 6: case 7: case 8: return made.add_annotations({{annotation(), expression(model)}}, !input_.once_in(4));
        case 9: case 10: return order(made, model);
        case 11: return made.set_values({path(model).text, input_.once_in(2) ? path(model).text : std::string(), input_.once_in(2) ? annotation() : std::string()});
        case 12: return made.set_distinct();
        case 13: return made.set_slice(number(), number());
        case 14: return made.reverse();
        case 15: return made.add_names(&db::QueryState::select_related, {relation(model)});
        case 16: return made.add_names(input_.once_in(2) ? &db::QueryState::only : &db::QueryState::defer, {path(model).text, input_.once_in(2) ? path(model).text : std::string()});
        case 17: {
            if (input_.once_in(4)) return made.set_moments(path(model).text, input_.once_in(8) ? name() : transform(input_, FieldKind::date), input_.once_in(2), input_.once_in(2));
            return made.add_names(&db::QueryState::distinct_on, {path(model).text});
        }
        default: return other_rows(made, model);
    }
}

db::Query Maker::query(const db::ModelDesc& model) {
    db::Query made(model);
    ++depth_;
    for (unsigned count = 1 + input_.below(5); count > 0 && parts_ <= most_parts && depth_ <= deepest; --count) change(made, model);
    --depth_;
    return made;
}

std::vector<db::Assignment> Maker::assignments(const db::ModelDesc& model) {
    std::vector<db::Assignment> made;
    for (unsigned count = 1 + input_.below(3); count > 0; --count) {
        const db::FieldDesc& field = model.fields[input_.below(model.count)];
        const std::string& name = names_.emplace_back(input_.once_in(16) ? path(model).text : std::string(field.name));
        made.push_back({name, input_.once_in(3) ? expression(model) : value(db::is_relation(field.kind) ? FieldKind::int64 : field.kind)});
    }
    return made;
}

}  // namespace fuzzed
