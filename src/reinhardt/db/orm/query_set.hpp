#pragma once

#include <chrono>
#include <concepts>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/lookup.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/query_set_reads.hpp>
#include <reinhardt/db/orm/query_set_writes.hpp>

namespace reinhardt::db {

template <class M>
class QuerySet;

/// What prefetch_related() takes: a path, with a query set of its own for the last step.
struct Prefetch {
    template <class M>
    Prefetch(std::string_view path_text, const QuerySet<M>& query_set) : path(path_text), query(query_set.state()) {}
    std::string path;
    std::shared_ptr<const QueryState> query;
};

/// The result of an aggregate with the C++ type that it reads as; std::optional where it can be NULL.
template <class T>
class Aggregate : public Expr {
public:
    using result_type = T;
    explicit Aggregate(Expr expr) : Expr(std::move(expr)) {}
};

/// A query on model M: lazy, chainable, cheap to copy, safe to share between threads. Nothing is read before all(), first(), get(), count() and kin;
/// each reads anew. Throws Error(query) for names that are not there, Error(unsupported) for what the server lacks (both before any I/O), DatabaseError.
template <class M>
class QuerySet : public QuerySetReads<M>, public QuerySetWrites<M> {
public:
    using model_type = M;

    QuerySet() : query_(model_of<M>::desc) {}
    explicit QuerySet(Query query) : query_(std::move(query)) {}

    [[nodiscard]] std::shared_ptr<const QueryState> state() const noexcept { return query_.state(); }
    [[nodiscard]] const Query& query() const noexcept { return query_; }
    /// As the right side of IN and as a subquery.
    [[nodiscard]] Expr expr() const {
        ExprNode node{.kind = ExprKind::subquery};
        node.query = query_.state();
        return expressions::make_node(std::move(node));
    }

    // Conditions.
    template <class V>
    [[nodiscard]] QuerySet filter(Lookup<M, std::type_identity_t<V>> path, V&& value) const& { return QuerySet(*this).with_filter(path.path(), std::forward<V>(value), false); }
    template <class V>
    [[nodiscard]] QuerySet filter(Lookup<M, std::type_identity_t<V>> path, V&& value) && { return std::move(*this).with_filter(path.path(), std::forward<V>(value), false); }
    template <class V>
    [[nodiscard]] QuerySet filter(Lookup<M, std::type_identity_t<std::vector<V>>> path, std::initializer_list<V> values) const { return QuerySet(*this).with_filter(path.path(), std::vector<V>(values), false); }
    template <class V>
    [[nodiscard]] QuerySet filter(const DynamicName& name, V&& value) const { return QuerySet(*this).with_condition(dynamic(name, std::forward<V>(value)), false); }
    [[nodiscard]] QuerySet filter(Expr condition) const& { return QuerySet(*this).with_condition(std::move(condition), false); }
    [[nodiscard]] QuerySet filter(Expr condition) && { return std::move(*this).with_condition(std::move(condition), false); }
    template <class F>
        requires(std::is_invocable_v<F, const columns_of<M>&> && !expression<F>)
    [[nodiscard]] QuerySet filter(F condition) const { return QuerySet(*this).with_condition(to_expr(condition(columns_of<M>{})), false); }

    template <class V>
    [[nodiscard]] QuerySet exclude(Lookup<M, std::type_identity_t<V>> path, V&& value) const { return QuerySet(*this).with_filter(path.path(), std::forward<V>(value), true); }
    template <class V>
    [[nodiscard]] QuerySet exclude(Lookup<M, std::type_identity_t<std::vector<V>>> path, std::initializer_list<V> values) const { return QuerySet(*this).with_filter(path.path(), std::vector<V>(values), true); }
    template <class V>
    [[nodiscard]] QuerySet exclude(const DynamicName& name, V&& value) const { return QuerySet(*this).with_condition(dynamic(name, std::forward<V>(value)), true); }
    [[nodiscard]] QuerySet exclude(Expr condition) const { return QuerySet(*this).with_condition(std::move(condition), true); }
    template <class F>
        requires(std::is_invocable_v<F, const columns_of<M>&> && !expression<F>)
    [[nodiscard]] QuerySet exclude(F condition) const { return QuerySet(*this).with_condition(to_expr(condition(columns_of<M>{})), true); }

    // Order and part.
    [[nodiscard]] QuerySet order_by(Order<M> a = {}, Order<M> b = {}, Order<M> c = {}, Order<M> d = {}, Order<M> e = {}, Order<M> f = {}) const {
        QuerySet made(*this);
        made.query_.set_order({&a, &b, &c, &d, &e, &f});
        return made;
    }
    [[nodiscard]] QuerySet reverse() const {
        QuerySet made(*this);
        made.query_.reverse();
        return made;
    }
    /// Rows from `from` up to `to`, both counted from 0; parts of parts count from the part. Behind it neither conditions nor an order can be added.
    [[nodiscard]] QuerySet slice(std::uint64_t from, std::uint64_t to) const {
        QuerySet made(*this);
        made.query_.set_slice(from, to);
        return made;
    }
    [[nodiscard]] QuerySet limit(std::uint64_t count) const { return slice(0, count); }
    [[nodiscard]] QuerySet offset(std::uint64_t count) const { return slice(count, UINT64_MAX); }
    [[nodiscard]] QuerySet distinct() const {
        QuerySet made(*this);
        made.query_.set_distinct();
        return made;
    }
    [[nodiscard]] QuerySet distinct(Name<M> a, Name<M> b = {}, Name<M> c = {}, Name<M> d = {}) const {
        return distinct().named(&QueryState::distinct_on, {a.text(), b.text(), c.text(), d.text()});
    }

    // What is read.
    /// Adds values to each row: annotate("n", db::Count("posts"), "last", db::Max("posts__id")). Filters refer to them by db::A("n").
    template <class V, class... Rest>
    [[nodiscard]] QuerySet annotate(std::string_view name, V&& value, Rest&&... rest) const {
        return annotated(true, name, std::forward<V>(value), std::forward<Rest>(rest)...);
    }
    /// As annotate, for use in filters and orders alone.
    template <class V, class... Rest>
    [[nodiscard]] QuerySet alias(std::string_view name, V&& value, Rest&&... rest) const {
        return annotated(false, name, std::forward<V>(value), std::forward<Rest>(rest)...);
    }
    [[nodiscard]] QuerySet select_related(Name<M> a, Name<M> b = {}, Name<M> c = {}, Name<M> d = {}) const {
        return named(&QueryState::select_related, {a.text(), b.text(), c.text(), d.text()});
    }
    [[nodiscard]] QuerySet prefetch_related(Name<M> a, Name<M> b = {}, Name<M> c = {}, Name<M> d = {}) const {
        QuerySet made(*this);
        made.query_.add_prefetch({a.text(), b.text(), c.text(), d.text()});
        return made;
    }
    [[nodiscard]] QuerySet prefetch_related(Prefetch prefetch) const {
        return changed([&](QueryState& s) { s.prefetch.push_back({std::move(prefetch.path), std::move(prefetch.query)}); });
    }
    [[nodiscard]] QuerySet only(Name<M> a, Name<M> b = {}, Name<M> c = {}, Name<M> d = {}, Name<M> e = {}, Name<M> f = {}) const {
        return changed([](QueryState& s) { s.only.clear(); }).named(&QueryState::only, {a.text(), b.text(), c.text(), d.text(), e.text(), f.text()});
    }
    [[nodiscard]] QuerySet defer(Name<M> a, Name<M> b = {}, Name<M> c = {}, Name<M> d = {}, Name<M> e = {}, Name<M> f = {}) const {
        return named(&QueryState::defer, {a.text(), b.text(), c.text(), d.text(), e.text(), f.text()});
    }

    // Other queries.
    [[nodiscard]] QuerySet union_with(const QuerySet& other, bool all = false) const { return QuerySet(query_.combined(all ? Combination::union_all : Combination::union_distinct, other.query_)); }
    [[nodiscard]] QuerySet intersection(const QuerySet& other) const { return QuerySet(query_.combined(Combination::intersection, other.query_)); }
    [[nodiscard]] QuerySet difference(const QuerySet& other) const { return QuerySet(query_.combined(Combination::difference, other.query_)); }
    [[nodiscard]] QuerySet select_for_update(QueryLock lock = {}) const { return changed([&](QueryState& s) { s.lock = std::move(lock); }); }
    /// all() keeps its result for that time, or until this process writes to one of its tables (query_cache.hpp). One with objects of relations beside
    /// its own (select_related, prefetch_related) is not kept: copies would share them.
    [[nodiscard]] QuerySet cache(std::chrono::milliseconds time) const {
        static constexpr CacheCopies copies{&keep_copy, &give_copy};
        return changed([&](QueryState& s) {
            s.cache = time;
            s.cache_copies = &copies;
        });
    }
    [[nodiscard]] QuerySet none() const { return changed([](QueryState& s) { s.none = true; }); }
    [[nodiscard]] QuerySet using_db(std::string_view alias) const { return changed([&](QueryState& s) { s.database = alias; }); }
    /// Rows of a statement of your own, with one ? for each value; columns are matched by name. It is read as it is, with prefetch_related() and counted:
    /// Error(query) for anything else beside it, and as a subquery.
    template <class... V>
    [[nodiscard]] QuerySet raw(std::string_view sql, const V&... values) const {
        return changed([&](QueryState& s) {
            s.raw = sql;
            s.raw_parameters = {to_parameter(values)...};
        });
    }

    // What reads.
    [[nodiscard]] std::vector<M> all() const {
        std::vector<M> objects;
        query_.read_all_cached(list_of(objects));
        return objects;
    }
    [[nodiscard]] std::optional<M> first() const { return one(false); }
    [[nodiscard]] std::optional<M> last() const { return one(true); }
    /// The one row; Error(not_found), Error(query) when there are several.
    [[nodiscard]] M get() const {
        M made{};
        query_.read_one(&made);
        return made;
    }
    template <class V>
    [[nodiscard]] M get(Lookup<M, std::type_identity_t<V>> path, V&& value) const& {
        return filter(path, std::forward<V>(value)).get();
    }
    template <class V>
    [[nodiscard]] M get(Lookup<M, std::type_identity_t<V>> path, V&& value) && {
        return std::move(*this).filter(path, std::forward<V>(value)).get();
    }
    [[nodiscard]] M get(Expr condition) const { return filter(std::move(condition)).get(); }
    [[nodiscard]] std::int64_t count() const { return query_.count(); }
    [[nodiscard]] bool exists() const { return query_.exists(); }
    [[nodiscard]] std::vector<Row> rows() const { return query_.rows(); }
    template <class T>
    [[nodiscard]] T aggregate(const Aggregate<T>& value) const {
        return query_.aggregate({{"value", value, true}}).template get<T>(0);
    }
    template <class... Rest>
    [[nodiscard]] Row aggregate(std::string_view name, Expr value, Rest&&... rest) const {
        std::vector<QueryAnnotation> list;
        collect(list, name, std::move(value), std::forward<Rest>(rest)...);
        return query_.aggregate(std::move(list));
    }
    [[nodiscard]] std::string explain(const ExplainOptions& options = {}) const { return query_.explain(options); }
    [[nodiscard]] std::string sql() const { return query_.sql(); }

private:
    template <class V>
    [[nodiscard]] QuerySet with_filter(std::string_view path, V&& value, bool exclude) && {
        using T = std::remove_cvref_t<V>;
        if constexpr (expression<T> || lookups::is_list<T>::value || lookups::row_width<T> != 0 || model<T>) query_.add_filter(path, lookup_value(std::forward<V>(value), &model_of<M>::desc, path), exclude);
        else query_.add_filter(path, to_parameter(value), exclude);
        return std::move(*this);
    }
    [[nodiscard]] QuerySet with_condition(Expr condition, bool exclude) && {
        query_.add_condition(std::move(condition), exclude);
        return std::move(*this);
    }
    template <class V>
    [[nodiscard]] static Expr dynamic(const DynamicName& name, V&& value) {
        return expressions::make_named(ExprKind::filter, name.name, {lookup_value(std::forward<V>(value), &model_of<M>::desc, name.name)});
    }
    template <class F>
    [[nodiscard]] QuerySet changed(F change) const {
        QuerySet made(*this);
        change(made.query_.own());
        return made;
    }
    [[nodiscard]] QuerySet named(Query::Names list, std::initializer_list<std::string_view> names) const {
        QuerySet made(*this);
        made.query_.add_names(list, names);
        return made;
    }
    template <class V, class... Rest>
    static void collect(std::vector<QueryAnnotation>& list, std::string_view name, V&& value, Rest&&... rest) {
        list.push_back({std::string(name), to_expr(std::forward<V>(value)), true});
        if constexpr (sizeof...(Rest) > 0) collect(list, std::forward<Rest>(rest)...);
    }
    template <class... Rest>
    [[nodiscard]] QuerySet annotated(bool selected, Rest&&... rest) const {
        std::vector<QueryAnnotation> list;
        collect(list, std::forward<Rest>(rest)...);
        QuerySet made(*this);
        made.query_.add_annotations(std::move(list), selected);
        return made;
    }
    [[nodiscard]] static std::shared_ptr<const void> keep_copy(const void* objects) { return std::make_shared<const std::vector<M>>(*static_cast<const std::vector<M>*>(objects)); }
    static void give_copy(const void* kept, void* objects) { *static_cast<std::vector<M>*>(objects) = *static_cast<const std::vector<M>*>(kept); }
    [[nodiscard]] std::optional<M> one(bool reverse) const {
        std::optional<M> made(std::in_place);
        if (!query_.read_first(&*made, reverse)) made.reset();
        return made;
    }

    Query query_;
};

}  // namespace reinhardt::db
