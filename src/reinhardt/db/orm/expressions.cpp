#include <reinhardt/db/orm/expressions.hpp>

#include <string>
#include <utility>

#include <reinhardt/db/orm/types/json.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

Parameter to_parameter(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null: return {};
        case Value::Kind::boolean: return to_parameter(value.as_bool());
        case Value::Kind::integer: return to_parameter(value.as_int());
        case Value::Kind::real: return to_parameter(value.as_real());
        case Value::Kind::text: return Parameter::of_text(value.as_text());
        default: return Parameter::of_text(Json(value).dump(), RDB_JSON);
    }
}

namespace expressions {

Expr make_aggregate(std::string_view name, std::vector<Expr> arguments, AggregateOptions options) {
    ExprNode node{.kind = ExprKind::aggregate, .distinct = options.distinct, .text = name};
    node.arguments = std::move(arguments);
    node.filter = std::move(options.filter);
    node.order = std::move(options.order_by);
    return make_node(std::move(node));
}

Expr make_subquery(ExprKind kind, const std::shared_ptr<const QueryState>& query, std::string_view field) {
    ExprNode node{.kind = kind};
    node.query = query;
    if (!field.empty()) {
        auto own = std::make_shared<QueryState>(*query);
        choose_values(*own, {std::string(field)});
        node.query = std::move(own);
    }
    return make_node(std::move(node));
}

}  // namespace expressions

namespace {

using expressions::make_function;

Expr aggregate(std::string_view name, Argument& what, AggregateOptions& options) { return expressions::make_aggregate(name, {std::move(what.expr)}, std::move(options)); }

}  // namespace

Aggregate<std::int64_t> Count(Argument what, AggregateOptions options) {
    const ExprNode& node = what.expr.node();
    if (node.kind == ExprKind::path && node.text == "*") return Aggregate<std::int64_t>(expressions::make_aggregate("Count", {}, std::move(options)));
    return Aggregate<std::int64_t>(aggregate("Count", what, options));
}
Expr Sum(Argument what, AggregateOptions options) { return aggregate("Sum", what, options); }
Expr Min(Argument what, AggregateOptions options) { return aggregate("Min", what, options); }
Expr Max(Argument what, AggregateOptions options) { return aggregate("Max", what, options); }
Aggregate<std::optional<double>> Avg(Argument what, AggregateOptions options) { return Aggregate<std::optional<double>>(aggregate("Avg", what, options)); }
Aggregate<std::optional<double>> StdDev(Argument what, bool sample, AggregateOptions options) { return Aggregate<std::optional<double>>(aggregate(sample ? "StdDevSample" : "StdDev", what, options)); }
Aggregate<std::optional<double>> Variance(Argument what, bool sample, AggregateOptions options) { return Aggregate<std::optional<double>>(aggregate(sample ? "VarianceSample" : "Variance", what, options)); }
Aggregate<std::optional<std::string>> StringAgg(Argument what, std::string_view delimiter, AggregateOptions options) {
    return Aggregate<std::optional<std::string>>(expressions::make_aggregate("StringAgg", {std::move(what.expr), expressions::make_value(to_parameter(delimiter))}, std::move(options)));
}
Expr ArrayAgg(Argument what, AggregateOptions options) { return aggregate("ArrayAgg", what, options); }
Expr JSONAgg(Argument what, AggregateOptions options) { return aggregate("JSONAgg", what, options); }
Aggregate<std::optional<bool>> BoolAnd(Argument what, AggregateOptions options) { return Aggregate<std::optional<bool>>(aggregate("BoolAnd", what, options)); }
Aggregate<std::optional<bool>> BoolOr(Argument what, AggregateOptions options) { return Aggregate<std::optional<bool>>(aggregate("BoolOr", what, options)); }
Aggregate<std::optional<std::int64_t>> BitAnd(Argument what, AggregateOptions options) { return Aggregate<std::optional<std::int64_t>>(aggregate("BitAnd", what, options)); }
Aggregate<std::optional<std::int64_t>> BitOr(Argument what, AggregateOptions options) { return Aggregate<std::optional<std::int64_t>>(aggregate("BitOr", what, options)); }
Aggregate<std::optional<std::int64_t>> BitXor(Argument what, AggregateOptions options) { return Aggregate<std::optional<std::int64_t>>(aggregate("BitXor", what, options)); }

Expr CaseExpr::with(std::initializer_list<Expr> more) const {
    std::vector<Expr> parts = empty() ? std::vector<Expr>() : node().arguments;
    parts.insert(parts.end(), more.begin(), more.end());
    return expressions::make_static(ExprKind::when, {}, std::move(parts));
}

Window::Window(Expr function) {
    const ExprKind kind = function.node().kind;
    if (kind != ExprKind::function && kind != ExprKind::aggregate) throw Error(ErrorCode::query, "a window takes an aggregate or a function of windows");
    static_cast<Expr&>(*this) = expressions::make_static(ExprKind::window, {}, {std::move(function)});
}

Window Window::partition(std::vector<Expr> by) const {
    ExprNode made = node();
    made.partition = std::move(by);
    return Window(std::move(made));
}

Window Window::order(std::vector<Expr> by) const {
    ExprNode made = node();
    made.order = std::move(by);
    return Window(std::move(made));
}

Window Window::framed(bool rows, std::optional<std::int64_t> start, std::optional<std::int64_t> end) const {
    if (start && end && *start > *end) throw Error(ErrorCode::usage, "the frame of a window ends before it starts");
    ExprNode made = node();
    made.frame = {.rows = rows, .start = start, .end = end};
    made.has_frame = true;
    return Window(std::move(made));
}

Expr Window::term_named(std::string_view name) {
    const bool descending = name.starts_with('-');
    if (descending || name.starts_with('+')) name.remove_prefix(1);
    return descending ? F(name).desc() : F(name);
}

namespace {

Expr counted(std::int64_t number, std::int64_t least, const char* what) {
    if (number < least) throw Error(ErrorCode::usage, std::string(what) + " counts from " + std::to_string(least));
    return expressions::make_value(to_parameter(number));
}

}  // namespace

Expr RowNumber() { return make_function("RowNumber", {}); }
Expr Rank() { return make_function("Rank", {}); }
Expr DenseRank() { return make_function("DenseRank", {}); }
Expr PercentRank() { return make_function("PercentRank", {}); }
Expr CumeDist() { return make_function("CumeDist", {}); }
Expr Ntile(std::int64_t parts) { return make_function("Ntile", {counted(parts, 1, "Ntile")}, FieldKind::int64); }
Expr Lag(Argument what, std::int64_t offset) { return make_function("Lag", {std::move(what.expr), counted(offset, 0, "Lag")}); }
Expr Lag(Argument what, std::int64_t offset, Argument fallback) { return make_function("LagOr", {std::move(what.expr), counted(offset, 0, "Lag"), std::move(fallback.expr)}); }
Expr Lead(Argument what, std::int64_t offset) { return make_function("Lead", {std::move(what.expr), counted(offset, 0, "Lead")}); }
Expr Lead(Argument what, std::int64_t offset, Argument fallback) { return make_function("LeadOr", {std::move(what.expr), counted(offset, 0, "Lead"), std::move(fallback.expr)}); }
Expr FirstValue(Argument what) { return make_function("FirstValue", {std::move(what.expr)}); }
Expr LastValue(Argument what) { return make_function("LastValue", {std::move(what.expr)}); }
Expr NthValue(Argument what, std::int64_t n) { return make_function("NthValue", {std::move(what.expr), counted(n, 1, "NthValue")}); }

Expr raw_sql(std::string_view sql, std::vector<Expr> values, std::optional<FieldKind> output) {
    ExprNode node{.kind = ExprKind::raw, .owned = std::string(sql)};
    node.arguments = std::move(values);
    node.output = output;
    return expressions::make_node(std::move(node));
}

}  // namespace reinhardt::db
