#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/functions.hpp>
#include <reinhardt/db/orm/query_set.hpp>

// Aggregates, branches, subqueries and windows: what stands in annotate(), filter(), order_by() and update() beside fields.

namespace reinhardt::db {

class Value;
/// db::Value(5), db::Value("text") as a value that is bound; a list or an object is JSON.
[[nodiscard]] Parameter to_parameter(const Value& value);

struct AggregateOptions {
    bool distinct = false;
    Expr filter{};                 ///< the rows that count
    std::vector<Expr> order_by{};  ///< of StringAgg, ArrayAgg and JSONAgg
};

namespace expressions {
[[nodiscard]] Expr make_aggregate(std::string_view name, std::vector<Expr> arguments, AggregateOptions options);
[[nodiscard]] Expr make_subquery(ExprKind kind, const std::shared_ptr<const QueryState>& query, std::string_view field = {});

/// What SUM gives for a field of that type: integers are added up in 64 bits.
template <class T>
struct sum_of {
    using type = std::conditional_t<std::is_integral_v<T>, std::int64_t, T>;
};
template <class T>
struct mean_of {
    using type = std::conditional_t<std::is_arithmetic_v<T>, double, T>;
};
}  // namespace expressions

/// The number of rows where `what` is not NULL; Count("*") of all rows. Count("posts"): of related objects.
[[nodiscard]] Aggregate<std::int64_t> Count(Argument what, AggregateOptions options = {});

// Of a name the type of the result is told, or read from a row by name: aggregate(db::Sum<double>("price")), annotate("sum", db::Sum("price")).
[[nodiscard]] Expr Sum(Argument what, AggregateOptions options = {});
[[nodiscard]] Expr Min(Argument what, AggregateOptions options = {});
[[nodiscard]] Expr Max(Argument what, AggregateOptions options = {});
template <class T> [[nodiscard]] Aggregate<std::optional<T>> Sum(Argument what, AggregateOptions options = {}) { return Aggregate<std::optional<T>>(reinhardt::db::Sum(std::move(what), std::move(options))); }
template <class T> [[nodiscard]] Aggregate<std::optional<T>> Min(Argument what, AggregateOptions options = {}) { return Aggregate<std::optional<T>>(reinhardt::db::Min(std::move(what), std::move(options))); }
template <class T> [[nodiscard]] Aggregate<std::optional<T>> Max(Argument what, AggregateOptions options = {}) { return Aggregate<std::optional<T>>(reinhardt::db::Max(std::move(what), std::move(options))); }
template <class M, class T> [[nodiscard]] auto Sum(const FieldRef<M, T>& field, AggregateOptions options = {}) {
    return Aggregate<std::optional<typename expressions::sum_of<typename plain_type<T>::type>::type>>(reinhardt::db::Sum(Argument(field), std::move(options)));
}
template <class M, class T> [[nodiscard]] auto Min(const FieldRef<M, T>& field, AggregateOptions options = {}) { return Aggregate<std::optional<typename plain_type<T>::type>>(reinhardt::db::Min(Argument(field), std::move(options))); }
template <class M, class T> [[nodiscard]] auto Max(const FieldRef<M, T>& field, AggregateOptions options = {}) { return Aggregate<std::optional<typename plain_type<T>::type>>(reinhardt::db::Max(Argument(field), std::move(options))); }

/// The mean: a double; of a Decimal field or a Duration that type.
[[nodiscard]] Aggregate<std::optional<double>> Avg(Argument what, AggregateOptions options = {});
template <class M, class T> [[nodiscard]] auto Avg(const FieldRef<M, T>& field, AggregateOptions options = {}) {
    return Aggregate<std::optional<typename expressions::mean_of<typename plain_type<T>::type>::type>>(reinhardt::db::Avg(Argument(field), std::move(options)));
}
/// Of the whole population, or of a sample of it.
[[nodiscard]] Aggregate<std::optional<double>> StdDev(Argument what, bool sample = false, AggregateOptions options = {});
[[nodiscard]] Aggregate<std::optional<double>> Variance(Argument what, bool sample = false, AggregateOptions options = {});
[[nodiscard]] Aggregate<std::optional<std::string>> StringAgg(Argument what, std::string_view delimiter = ",", AggregateOptions options = {});
[[nodiscard]] Expr ArrayAgg(Argument what, AggregateOptions options = {});
/// A JSON array of the values, NULLs as null.
[[nodiscard]] Expr JSONAgg(Argument what, AggregateOptions options = {});
[[nodiscard]] Aggregate<std::optional<bool>> BoolAnd(Argument what, AggregateOptions options = {});
[[nodiscard]] Aggregate<std::optional<bool>> BoolOr(Argument what, AggregateOptions options = {});
[[nodiscard]] Aggregate<std::optional<std::int64_t>> BitAnd(Argument what, AggregateOptions options = {});
[[nodiscard]] Aggregate<std::optional<std::int64_t>> BitOr(Argument what, AggregateOptions options = {});
[[nodiscard]] Aggregate<std::optional<std::int64_t>> BitXor(Argument what, AggregateOptions options = {});

/// CASE: db::when(c).then(a).when(d).then(b).otherwise(e); without otherwise() NULL. Texts are values here; a field is db::F("name").
class CaseExpr : public Expr {
public:
    CaseExpr() = default;
    template <class V>
    [[nodiscard]] Expr otherwise(V&& value) const {
        return with({to_expr(std::forward<V>(value))});
    }
    [[nodiscard]] class PendingWhen when(Expr condition) const;
    void add(Expr condition, Expr value) { *this = CaseExpr(with({std::move(condition), std::move(value)})); }

private:
    explicit CaseExpr(Expr expr) : Expr(std::move(expr)) {}
    /// This with more parts.
    [[nodiscard]] Expr with(std::initializer_list<Expr> more) const;
};
class PendingWhen {
public:
    PendingWhen(CaseExpr before, Expr condition) : before_(std::move(before)), condition_(std::move(condition)) {}
    template <class V>
    [[nodiscard]] CaseExpr then(V&& value) const {
        CaseExpr made = before_;
        made.add(condition_, to_expr(std::forward<V>(value)));
        return made;
    }

private:
    CaseExpr before_;
    Expr condition_;
};
inline PendingWhen CaseExpr::when(Expr condition) const { return {*this, std::move(condition)}; }
[[nodiscard]] inline PendingWhen when(Expr condition) { return {CaseExpr(), std::move(condition)}; }

/// A branch of Case(When(c, a), When(d, b)).otherwise(e).
struct When {
    Expr condition, value;
    template <class V>
    When(Expr test, V&& result) : condition(std::move(test)), value(to_expr(std::forward<V>(result))) {}
};
template <std::same_as<When>... W>
[[nodiscard]] CaseExpr Case(W... branches) {
    CaseExpr made;
    (made.add(std::move(branches.condition), std::move(branches.value)), ...);
    return made;
}

/// The first row's `field` of a query that may name the query around it by OuterRef; NULL where it has no row.
template <class M>
[[nodiscard]] Expr Subquery(const QuerySet<M>& query, Name<std::type_identity_t<M>> field) {
    return expressions::make_subquery(ExprKind::subquery, query.state(), field.text());
}
/// Of a query of one column: values("field"), values().annotate(…).
template <class Q>
    requires requires(const Q& query) { query.state(); }
[[nodiscard]] Expr Subquery(const Q& query) {
    return expressions::make_subquery(ExprKind::subquery, query.state());
}
/// Whether the query has a row; `!db::Exists(…)` for the opposite.
template <class Q>
    requires requires(const Q& query) { query.state(); }
[[nodiscard]] Expr Exists(const Q& query) {
    return expressions::make_subquery(ExprKind::exists, query.state());
}

/// An aggregate or a function of windows over the rows beside a row:
///
///     db::Window(db::RowNumber()).partition_by("author").order_by("-created_at")
///
/// Texts are names, "-name" in order_by descends.
class Window : public Expr {
public:
    explicit Window(Expr function);
    template <class... A> [[nodiscard]] Window partition_by(A&&... by) const { return partition({Argument(std::forward<A>(by)).expr...}); }
    template <class... A> [[nodiscard]] Window order_by(A&&... by) const { return order({term(std::forward<A>(by))...}); }
    /// From `start` to `end` rows behind the current one, negative before it; nothing: unbounded. Error(usage) when they are in wrong order.
    [[nodiscard]] Window rows_between(std::optional<std::int64_t> start, std::optional<std::int64_t> end) const { return framed(true, start, end); }
    /// As rows_between, by the values that the rows are ordered by.
    [[nodiscard]] Window range_between(std::optional<std::int64_t> start, std::optional<std::int64_t> end) const { return framed(false, start, end); }

private:
    explicit Window(ExprNode node) : Expr(expressions::make_node(std::move(node))) {}
    [[nodiscard]] Window partition(std::vector<Expr> by) const;
    [[nodiscard]] Window order(std::vector<Expr> by) const;
    [[nodiscard]] Window framed(bool rows, std::optional<std::int64_t> start, std::optional<std::int64_t> end) const;
    [[nodiscard]] static Expr term_named(std::string_view name);
    template <class V>
    [[nodiscard]] static Expr term(V&& by) {
        if constexpr (expression<V>) return by.expr();
        else return term_named(by);
    }
};

[[nodiscard]] Expr RowNumber();
[[nodiscard]] Expr Rank();
[[nodiscard]] Expr DenseRank();
[[nodiscard]] Expr PercentRank();
[[nodiscard]] Expr CumeDist();
[[nodiscard]] Expr Ntile(std::int64_t parts);
/// The value `offset` rows before, or NULL.
[[nodiscard]] Expr Lag(Argument what, std::int64_t offset = 1);
[[nodiscard]] Expr Lag(Argument what, std::int64_t offset, Argument fallback);  ///< not on MariaDB
/// The value `offset` rows behind, or NULL.
[[nodiscard]] Expr Lead(Argument what, std::int64_t offset = 1);
[[nodiscard]] Expr Lead(Argument what, std::int64_t offset, Argument fallback);  ///< not on MariaDB
[[nodiscard]] Expr FirstValue(Argument what);
[[nodiscard]] Expr LastValue(Argument what);
[[nodiscard]] Expr NthValue(Argument what, std::int64_t n);

/// SQL of your own with one ? for each value; its text must never come from data. `output`: what it reads as.
[[nodiscard]] Expr raw_sql(std::string_view sql, std::vector<Expr> values, std::optional<FieldKind> output = {});
template <class... V>
[[nodiscard]] Expr RawSQL(std::string_view sql, const V&... values) {
    return raw_sql(sql, {to_expr(values)...});
}

// Operators that C++ keeps for conditions.
template <class A, class B> [[nodiscard]] Expr bit_and(A&& a, B&& b) { return expressions::make_combined("&", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> [[nodiscard]] Expr bit_or(A&& a, B&& b) { return expressions::make_combined("|", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> [[nodiscard]] Expr bit_xor(A&& a, B&& b) { return expressions::make_combined("#", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> [[nodiscard]] Expr bit_shift_left(A&& a, B&& b) { return expressions::make_combined("<<", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> [[nodiscard]] Expr bit_shift_right(A&& a, B&& b) { return expressions::make_combined(">>", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }

}  // namespace reinhardt::db
