#include <array>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/functions.hpp>
#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

void merge(Operand& into, const Operand& from) {
    into.joins |= from.joins;
    into.aggregate = into.aggregate || from.aggregate;
    into.window = into.window || from.window;
}

FieldKind kind_of(rdb_tag tag) {
    switch (tag) {
        case RDB_BOOL: return FieldKind::boolean;
        case RDB_INT:
        case RDB_UINT: return FieldKind::int64;
        case RDB_REAL: return FieldKind::real;
        case RDB_DECIMAL: return FieldKind::decimal;
        case RDB_DATE: return FieldKind::date;
        case RDB_TIME: return FieldKind::time;
        case RDB_TIMESTAMP: return FieldKind::datetime;
        case RDB_UUID: return FieldKind::uuid;
        case RDB_JSON: return FieldKind::json;
        case RDB_BLOB: return FieldKind::bytes;
        default: return FieldKind::text;
    }
}

std::string_view tag_word(rdb_tag tag) {
    switch (tag) {
        case RDB_BOOL: return "value.boolean";
        case RDB_INT:
        case RDB_UINT: return "value.integer";
        case RDB_REAL: return "value.real";
        case RDB_DECIMAL: return "value.decimal";
        case RDB_DATE: return "value.date";
        case RDB_TIME: return "value.time";
        case RDB_TIMESTAMP: return "value.datetime";
        case RDB_UUID: return "value.uuid";
        case RDB_JSON: return "value.json";
        case RDB_BLOB: return "value.bytes";
        default: return "value.text";
    }
}

/// Names that the program knows only when it runs are not checked by the compiler: servers answer a text beside a number with an error, or with no rows.
void check_fits(const Type& wanted, rdb_tag tag) {
    const bool number = tag <= RDB_REAL || tag == RDB_DECIMAL, time = wanted.kind == FieldKind::time;
    const bool moment = wanted.kind == FieldKind::date || time || wanted.kind == FieldKind::datetime;
    std::string_view takes;
    if (is_number(wanted.kind)) takes = number ? "" : "number";
    else if (moment) takes = tag == RDB_TEXT || (time ? tag == RDB_TIME : tag == RDB_DATE || tag == RDB_TIMESTAMP) ? "" : time ? "time" : "date or time";
    else if (wanted.kind == FieldKind::boolean) takes = number && tag != RDB_REAL && tag != RDB_DECIMAL ? "" : "boolean";
    if (!takes.empty()) throw Error(ErrorCode::query, fmt::format("field '{}' takes a {}, and the value is a {}", wanted.field->name, takes, number ? "number" : tag == RDB_TEXT ? "text" : "value of another type"));
}

/// Whether a list of words has this one; no list has each.
bool is_listed(const char* list, std::string_view name) {
    if (list == nullptr) return true;
    const std::string padded = fmt::format(" {} ", list);
    return padded.find(fmt::format(" {} ", name)) != std::string::npos;
}

/// A value that becomes a part of a document: servers without booleans, or whose documents are texts, have to be told what it is.
Sql in_document(const Operand& operand, const Dialect& dialect) {
    const char* const word = operand.type.known ? dialect.find(fmt::format("json.from.{}", word_class(operand.type))) : nullptr;
    return word != nullptr ? expand(word, {operand.sql}) : operand.sql;
}

}  // namespace

const ExprNode& Select::node_of(const Expr& expr) {
    if (expr.empty()) throw Error(ErrorCode::query, "an empty expression is no value").hint("an empty Expr is a condition that holds for every row");
    return expr.node();
}

/// A value whose type the server cannot see from what stands beside it.
Operand Select::cast_bound(const Parameter& value) const {
    Operand made;
    made.literal = true;
    made.null = value.is_null();
    made.type = type_of(kind_of(value.tag()), value.is_null());
    made.type.known = !value.is_null();
    const char* word = made.null ? nullptr : dialect_.find(tag_word(value.tag()));
    Sql sql = Sql::value({.source = &value});
    made.sql = word != nullptr ? expand(word, {sql}) : std::move(sql);
    return made;
}

/// A number of microseconds.
Operand Select::duration(const Parameter& value) const {
    Operand made = cast_bound(value);
    made.type = type_of(FieldKind::duration, false);
    const char* word = dialect_.find("value.duration");
    Sql sql = Sql::value({.source = &value});
    made.sql = word != nullptr ? expand(word, {sql}) : std::move(sql);
    return made;
}

/// A value beside something of type `wanted`, or on its own.
Operand Select::bound(const Parameter& value, const Type* wanted) const {
    if (wanted == nullptr || value.is_null()) return cast_bound(value);
    const rdb_tag tag = value.tag();
    if (wanted->field != nullptr && !wanted->text) check_fits(*wanted, tag);
    const bool integer = tag == RDB_INT || tag == RDB_UINT;
    if (wanted->kind == FieldKind::duration && integer) return duration(value);
    Change change = Change::none;
    bool plain = false;
    if (wanted->text && tag != RDB_TEXT) {
        change = Change::text;
        plain = true;
    } else if (wanted->text || wanted->kind == FieldKind::uuid || wanted->kind == FieldKind::bytes) plain = true;
    else if (wanted->kind == FieldKind::boolean && integer) {
        change = Change::boolean;
        plain = true;
    } else if (wanted->kind == FieldKind::datetime && (tag == RDB_DATE || tag == RDB_TEXT)) {
        change = Change::timestamp;
        plain = true;
    } else if (wanted->kind == FieldKind::duration || wanted->kind == FieldKind::boolean) plain = true;
    else if (wanted->kind == FieldKind::real || wanted->kind == FieldKind::decimal || wanted->kind == FieldKind::int64) plain = integer || (wanted->kind == FieldKind::decimal && (tag == RDB_REAL || tag == RDB_DECIMAL)) || (wanted->kind == FieldKind::real && tag == RDB_REAL);
    else if (wanted->kind == FieldKind::date || wanted->kind == FieldKind::time || wanted->kind == FieldKind::datetime) plain = kind_of(tag) == wanted->kind || tag == RDB_TEXT;
    else if (wanted->kind == FieldKind::json) {
        change = Change::json;
        plain = true;
    } else if (wanted->kind == FieldKind::array || wanted->kind == FieldKind::range || wanted->kind == FieldKind::map || wanted->kind == FieldKind::enumeration) plain = true;
    // A server that converts by the other side's type needs that side to be a column.
    const bool composite = wanted->kind == FieldKind::array || wanted->kind == FieldKind::range || wanted->kind == FieldKind::map;
    if (plain && !composite && wanted->field == nullptr && change == Change::none && dialect_.has("value.always_cast")) plain = false;
    if (!plain && change == Change::none) return cast_bound(value);
    Operand made;
    made.literal = true;
    made.type = *wanted;
    made.type.nullable = false;
    made.type.field = nullptr;
    made.sql = Sql::value({.source = &value, .change = change});
    return made;
}

Operand Select::value(const Expr& expr, JoinScope& scope, const Type* wanted) {
    const ExprNode& node = node_of(expr);
    Operand made;
    switch (node.kind) {
        case ExprKind::path: return path(node.text, scope);
        case ExprKind::outer: return outer_path(node.text);
        case ExprKind::value: made = bound(node.parameter, wanted); break;
        case ExprKind::combined: made = combined(node, scope); break;
        case ExprKind::function: made = function(node, scope, wanted); break;
        case ExprKind::aggregate: made = aggregate_of(node, scope); break;
        case ExprKind::when: made = when(node, scope, wanted); break;
        case ExprKind::cast: made = cast(node, scope); break;
        case ExprKind::window: made = window(node, scope); break;
        case ExprKind::raw: made = raw(node, scope); break;
        case ExprKind::subquery:
        case ExprKind::exists: made = nested(node); break;
        case ExprKind::star: made.sql = "*"; break;
        case ExprKind::order: return value(node.arguments.front(), scope, wanted);
        case ExprKind::list: throw Error(ErrorCode::query, "a list stands where one value is wanted").hint("lookups 'in' and 'range' take lists");
        default: made = as_value(condition(expr, {}, scope, false)); break;
    }
    if (node.output) made.type = type_of(*node.output, made.type.nullable);
    return made;
}

Operand Select::as_value(Condition condition) const {
    Operand made;
    made.type = type_of(FieldKind::boolean);
    made.aggregate = condition.aggregate;
    made.window = condition.window;
    if (condition.constant != Condition::Constant::none) {
        made.sql = condition.constant == Condition::Constant::always ? "(1 = 1)" : "(1 = 0)";
        made.type.nullable = false;
        return made;
    }
    made.sql = "(";
    made.sql += condition.sql;
    made.sql += ')';
    return made;
}

Operand Select::combined(const ExprNode& node, JoinScope& scope) {
    Operand left = value(node.arguments[0], scope), right = value(node.arguments[1], scope);
    // Beside a moment or a duration a number of a duration's type is one: values do not tell.
    const auto timed = [](const Type& type) { return type.known && (type.kind == FieldKind::date || type.kind == FieldKind::datetime || type.kind == FieldKind::duration); };
    const bool sums = node.text == "+" || node.text == "-";
    const auto counts = [&](const Operand& one, const Expr& expr) { return one.literal && expr.node().kind == ExprKind::value && is_integer(one.type.kind); };
    if (sums && timed(left.type) && counts(right, node.arguments[1])) right = duration(node.arguments[1].node().parameter);
    else if (sums && timed(right.type) && counts(left, node.arguments[0])) left = duration(node.arguments[0].node().parameter);
    const CombinedRule rule = combined_rule(node.text, left.type, right.type);
    const std::string key = fmt::format("combined.{}{}{}", node.text, rule.key.empty() ? "" : ".", rule.key);
    const char* word = dialect_.find(key);
    const std::string_view text = word != nullptr ? std::string_view(word) : dialect_.need(fmt::format("combined.{}", node.text), fmt::format("operator '{}' for such values", node.text));
    Operand made;
    made.sql = expand(text, {left.sql, right.sql});
    made.type = type_of(rule.output, left.type.nullable || right.type.nullable || rule.may_be_null);
    made.type.known = left.type.known || right.type.known;
    merge(made, left);
    merge(made, right);
    return made;
}

Operand Select::function(const ExprNode& node, JoinScope& scope, const Type* wanted) {
    const bool in_window = std::exchange(in_window_, false);
    if (in_window != is_of_windows(node.text)) throw Error(ErrorCode::query, in_window ? fmt::format("function {} stands over no window", node.text) : fmt::format("{} stands over a window alone", node.text)).hint(in_window ? "" : "put it into Window()");
    std::vector<Operand> arguments;
    const Type* beside = takes_one_type(node.text) ? wanted : nullptr;
    for (const Expr& one : node.arguments) {
        if (beside == nullptr && takes_one_type(node.text) && node_of(one).kind != ExprKind::value) {
            arguments.push_back(value(one, scope));
            continue;
        }
        arguments.push_back(value(one, scope, beside));
    }
    std::vector<Sql> parts;
    Operand made;
    const bool document = node.text == "JSONArray" || node.text == "JSONObject";
    for (Operand& one : arguments) {
        merge(made, one);
        parts.push_back(document ? in_document(one, dialect_) : one.sql);
    }
    made.joins = 0;  // COALESCE and kin are no NULL where a row is missing
    const std::string key = fmt::format("function.{}", node.text);
    // What is left of a division is of both types, as it is behind the operator.
    const bool modulo = node.text == "Mod" && arguments.size() == 2;
    const CombinedRule rule = modulo ? combined_rule("%", arguments[0].type, arguments[1].type) : CombinedRule();
    const std::string_view kind = modulo ? rule.key : arguments.empty() ? std::string_view() : word_class(arguments.front().type);
    const char* word = kind.empty() ? nullptr : dialect_.find(fmt::format("{}.{}", key, kind));
    made.sql = expand(word != nullptr ? std::string_view(word) : dialect_.need(key, fmt::format("function {}", node.text)), parts);
    made.type = modulo ? type_of(rule.output) : function_type(node.text, arguments);
    return made;
}

Operand Select::aggregate_of(const ExprNode& node, JoinScope& scope) {
    if (inside_aggregate_ > 0) throw Error(ErrorCode::query, fmt::format("{} stands in another aggregate", node.text)).hint("use a subquery");
    const bool in_window = std::exchange(in_window_, false);
    if (in_window && !is_listed(dialect_.find("window.aggregates"), node.text)) throw Error(ErrorCode::unsupported, fmt::format("{} has no aggregate {} over a window", dialect_.title(), node.text));
    ++inside_aggregate_;
    std::vector<Operand> arguments;
    Condition where;
    Sql order;
    try {
        for (const Expr& one : node.arguments) arguments.push_back(value(one, scope));
        if (!node.order.empty()) order = aggregate_order(node, arguments, scope);
        if (!node.filter.empty()) where = condition(node.filter, {}, scope, false);
    } catch (...) {
        --inside_aggregate_;
        throw;
    }
    --inside_aggregate_;
    const bool filtered = !node.filter.empty() && where.constant != Condition::Constant::always;
    if (where.constant == Condition::Constant::never) where.sql = "1 = 0";
    std::vector<Sql> parts;
    for (Operand& one : arguments) {
        if (one.aggregate) throw Error(ErrorCode::query, fmt::format("{} of an aggregate", node.text)).hint("use a subquery");
        parts.push_back(node.text == "JSONAgg" ? in_document(one, dialect_) : one.sql);
    }
    const bool star = parts.empty() || parts.front().text == "*";
    const Type argument = arguments.empty() || star ? Type{} : arguments.front().type;
    std::string key = fmt::format("aggregate.{}", node.text);
    const bool ordered = !node.order.empty();
    if (in_window && (ordered || node.distinct)) throw Error(ErrorCode::unsupported, fmt::format("{} over a window has neither an order of its own nor distinct values", node.text));
    const char* word = nullptr;
    const bool whole = (ordered || node.distinct) && (word = dialect_.find(fmt::format("{}{}{}", key, node.distinct ? ".distinct" : "", ordered ? ".ordered" : ""))) != nullptr;
    if (ordered && !whole) word = dialect_.need(key + ".ordered", fmt::format("order in aggregate {}", node.text)).data();
    if (in_window && argument.known) word = dialect_.find(fmt::format("{}.over.{}", key, word_class(argument)));
    if (in_window && word == nullptr) word = dialect_.find(key + ".over");
    if (word == nullptr && argument.known && !in_window) word = dialect_.find(fmt::format("{}.{}", key, word_class(argument)));
    const std::string text(word != nullptr ? std::string_view(word) : dialect_.need(key, fmt::format("aggregate {}", node.text)));
    // FILTER stands right behind the call: not behind a cast of it.
    const bool clause = filtered && text.ends_with(')') && dialect_.has("aggregate.filter");
    if (filtered && !clause) {
        if (node.text == "JSONAgg" || node.text == "ArrayAgg") throw Error(ErrorCode::unsupported, fmt::format("{} has no filter in aggregate {}", dialect_.title(), node.text));
        // CASE instead of FILTER.
        Sql chosen("CASE WHEN ");
        chosen += where.sql;
        chosen += " THEN ";
        chosen += star ? Sql("1") : parts.front();
        chosen += " END";
        if (star) parts.assign(1, std::move(chosen));
        else parts.front() = std::move(chosen);
    }
    if (parts.empty()) parts.emplace_back("*");
    if (ordered) parts.push_back(std::move(order));
    if (node.distinct && !whole) {
        Sql distinct("DISTINCT ");
        distinct += parts.front();
        parts.front() = std::move(distinct);
    }
    Operand made;
    made.sql = expand(text, parts);
    if (clause) made.sql += expand(dialect_.need("aggregate.filter", "FILTER"), {where.sql});
    made.aggregate = true;
    made.type = aggregate_type(node.text, argument);
    return made;
}

/// The order of what an aggregate puts together. Of values that differ it is their own: each of them stands for several rows.
Sql Select::aggregate_order(const ExprNode& node, const std::vector<Operand>& arguments, JoinScope& scope) {
    std::vector<Sql> terms;
    for (const Expr& one : node.order) {
        const ExprNode& term = node_of(one);
        const bool wrapped = term.kind == ExprKind::order;
        Operand by = value(one, scope);
        if (node.distinct) {
            if (arguments.empty() || by.sql.text != arguments.front().sql.text || !by.sql.values.empty()) throw Error(ErrorCode::query, fmt::format("{} of distinct values is ordered by those values alone", node.text));
            if (node.text == "StringAgg") by.sql = expand(dialect_.need("cast.text", "cast to a text"), {by.sql});
        }
        const bool descending = wrapped && term.descending;
        const Nulls nulls = wrapped ? term.nulls : Nulls::as_server;
        const bool last = nulls == Nulls::last || (nulls == Nulls::as_server && descending);
        const char* word = dialect_.find(fmt::format("aggregate.order.{}.{}", descending ? "desc" : "asc", last ? "nulls_last" : "nulls_first"));
        terms.push_back(word != nullptr ? expand(word, {by.sql}) : directed(by.sql, by.type.nullable, descending, nulls));
    }
    return joined(terms, ", ");
}

Operand Select::when(const ExprNode& node, JoinScope& scope, const Type* wanted) {
    Operand made;
    made.sql = "CASE";
    const std::size_t count = node.arguments.size() / 2;
    // The first branch whose type is known tells that of the bare values.
    Type known;
    if (wanted != nullptr) known = *wanted;
    const auto branch = [&](const Expr& expr) {
        Operand one = value(expr, scope, known.known && node_of(expr).kind == ExprKind::value ? &known : nullptr);
        if (!known.known && one.type.known) known = one.type;
        merge(made, one);
        return one;
    };
    bool has_rows = false, settled = false;
    bool nullable = node.arguments.size() % 2 == 0;
    for (std::size_t i = 0; i < count && !settled; ++i) {
        Condition test = condition(node.arguments[2 * i], {}, scope, false);
        if (test.constant == Condition::Constant::never) continue;
        made.aggregate = made.aggregate || test.aggregate;
        made.window = made.window || test.window;
        Operand one = branch(node.arguments[2 * i + 1]);
        nullable = nullable || one.type.nullable;
        if (test.constant == Condition::Constant::always) {
            test.sql = "1 = 1";
            settled = true;
        }
        ((((made.sql += " WHEN ") += test.sql) += " THEN ") += one.sql);
        has_rows = true;
    }
    Operand otherwise;
    if (node.arguments.size() % 2 != 0) otherwise = branch(node.arguments.back());
    else otherwise.sql = "NULL";
    if (!has_rows) made.sql = otherwise.sql;
    else ((made.sql += " ELSE ") += otherwise.sql) += " END";
    made.joins = 0;
    known.field = nullptr;
    made.type = known;
    made.type.nullable = nullable || otherwise.type.nullable;
    return made;
}

Operand Select::cast(const ExprNode& node, JoinScope& scope) {
    Operand made = value(node.arguments.front(), scope);
    made.sql = expand(dialect_.need(fmt::format("cast.{}", node.text), fmt::format("cast to {}", node.text)), {made.sql});
    made.type = type_of(field_kind_named(node.text), made.type.nullable);
    made.bare = made.literal = made.null = false;
    return made;
}

Operand Select::raw(const ExprNode& node, JoinScope& scope) {
    Operand made;
    made.type.known = false;
    std::size_t at = 0;
    const std::string_view text = node.text;
    if (text.find(Sql::mark) != std::string_view::npos) throw Error(ErrorCode::query, "raw SQL with a control character");
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote == '\0' && (text[i] == '\'' || text[i] == '"' || text[i] == '`')) quote = text[i];
        else if (text[i] == quote) quote = '\0';
        const bool percent = text[i] == '%' && i + 1 < text.size() && text[i + 1] == 's';
        if (quote != '\0' || (text[i] != '?' && !percent)) {
            made.sql += text[i];
            continue;
        }
        if (at >= node.arguments.size()) throw Error(ErrorCode::query, fmt::format("raw SQL has more places than the {} values it was given", at));
        Operand one = value(node.arguments[at++], scope);
        merge(made, one);
        made.sql += one.sql;
        if (percent) ++i;
    }
    if (at != node.arguments.size()) throw Error(ErrorCode::query, fmt::format("raw SQL has {} places and was given {} values", at, node.arguments.size()));
    made.joins = 0;
    return made;
}

Operand Select::nested(const ExprNode& node) {
    Operand made;
    if (node.kind == ExprKind::exists) return as_value(exists_condition(*node.query));
    check_part(*node.query);
    Select inner(statement_, *node.query, this);
    Sql sql = inner.ctes();
    sql += inner.subquery({.first = true});
    if (inner.nothing()) {
        made.sql = "NULL";
        made.null = made.literal = true;
        return made;
    }
    made.sql = "(";
    made.sql += sql;
    made.sql += ')';
    made.type = inner.only_type();
    made.type.field = nullptr;
    made.type.nullable = true;
    return made;
}

Operand Select::window(const ExprNode& node, JoinScope& scope) {
    if (inside_aggregate_ > 0) throw Error(ErrorCode::query, "a window stands in an aggregate").hint("annotate the window, and aggregate() what it is called");
    const bool outer = std::exchange(in_window_, true);
    Operand made = value(node.arguments.front(), scope);
    in_window_ = outer;
    // Of the window itself the aggregate is none; others in it are of groups.
    const ExprNode& over = node.arguments.front().node();
    bool of_groups = made.aggregate && over.kind != ExprKind::aggregate;
    made.aggregate = false;
    made.window = true;
    made.sql += " OVER (";
    bool blank = false;
    if (!node.partition.empty()) {
        made.sql += "PARTITION BY ";
        std::vector<Sql> columns;
        for (const Expr& one : node.partition) {
            Operand column = value(one, scope);
            of_groups = of_groups || column.aggregate;
            columns.push_back(std::move(column.sql));
        }
        made.sql += joined(columns, ", ");
        blank = true;
    }
    if (!node.order.empty()) {
        made.sql += blank ? " ORDER BY " : "ORDER BY ";
        std::vector<Sql> terms;
        for (const Expr& one : node.order) terms.push_back(order_term(one, scope, of_groups));
        made.sql += joined(terms, ", ");
        blank = true;
    }
    window_of_groups_ = window_of_groups_ || of_groups;
    if (node.has_frame) {
        const bool by_value = !node.frame.rows && (node.frame.start.value_or(0) != 0 || node.frame.end.value_or(0) != 0);
        if (by_value && node.order.size() != 1) throw Error(ErrorCode::query, "range_between() counts from the value that the rows are ordered by").hint("give the window one order_by()");
        const auto edge = [](const std::optional<std::int64_t>& at, bool start) -> std::string {
            if (!at) return start ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING";
            if (*at == 0) return "CURRENT ROW";
            return *at < 0 ? fmt::format("{} PRECEDING", 0 - static_cast<std::uint64_t>(*at)) : fmt::format("{} FOLLOWING", *at);
        };
        made.sql += fmt::format("{}{} BETWEEN {} AND {}", blank ? " " : "", node.frame.rows ? "ROWS" : "RANGE", edge(node.frame.start, true), edge(node.frame.end, false));
    }
    made.sql += ')';
    made.bare = false;
    made.joins = 0;
    return made;
}

Sql Select::order_term(const Expr& expr, JoinScope& scope, bool& aggregate) {
    const ExprNode& node = node_of(expr);
    const bool term = node.kind == ExprKind::order;
    const Operand operand = value(expr, scope);
    aggregate = aggregate || operand.aggregate;
    return directed(operand.sql, operand.type.nullable, term && node.descending, term ? node.nulls : Nulls::as_server);
}

Nulls Select::flipped(Nulls nulls, bool reversed) noexcept {
    if (!reversed || nulls == Nulls::as_server) return nulls;
    return nulls == Nulls::first ? Nulls::last : Nulls::first;
}

/// A term of ORDER BY. NULL is the smallest value on every server where nothing else was asked for.
Sql Select::directed(const Sql& term, bool nullable, bool descending, Nulls nulls) const { return expand(order_word(nullable, descending, nulls), {term}); }

std::string_view Select::order_word(bool nullable, bool descending, Nulls nulls) const {
    std::string key = descending ? "order.desc" : "order.asc";
    if (nullable) key += nulls == Nulls::first || (nulls == Nulls::as_server && !descending) ? ".nulls_first" : ".nulls_last";
    return dialect_.need(key, "ORDER BY");
}

}  // namespace reinhardt::db::compile
