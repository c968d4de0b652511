#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/query_set.hpp>

namespace reinhardt::db {

/// The start of queries under a name of its own, with what they have in common:
///
///     struct Post {
///         REINHARDT_MODEL(Post, …)
///         struct Published : db::Manager<Post> {
///             db::QuerySet<Post> query() const override { return everything().filter("status", Status::published); }
///             db::QuerySet<Post> popular() const { return query().filter("views__gte", 1000); }
///         };
///         static inline const Published published{};
///     };
///     Post::published.popular().all();
///
/// Where the model refers to one that is declared later, its lookups stand behind that one: declare the members, and define them there.
template <class M>
class Manager {
public:
    virtual ~Manager() = default;
    [[nodiscard]] virtual QuerySet<M> query() const { return everything(); }
    [[nodiscard]] static QuerySet<M> everything() { return QuerySet<M>(); }
    [[nodiscard]] QuerySet<M> operator()() const { return query(); }

    template <class V>
    [[nodiscard]] QuerySet<M> filter(Lookup<M, std::type_identity_t<V>> path, V&& value) const { return query().filter(path, std::forward<V>(value)); }
    [[nodiscard]] QuerySet<M> filter(Expr condition) const { return query().filter(std::move(condition)); }
    template <class V>
    [[nodiscard]] QuerySet<M> exclude(Lookup<M, std::type_identity_t<V>> path, V&& value) const { return query().exclude(path, std::forward<V>(value)); }
    [[nodiscard]] QuerySet<M> exclude(Expr condition) const { return query().exclude(std::move(condition)); }
    [[nodiscard]] QuerySet<M> order_by(Order<M> a = {}, Order<M> b = {}, Order<M> c = {}) const { return query().order_by(a, b, c); }
    [[nodiscard]] std::vector<M> all() const { return query().all(); }
    [[nodiscard]] std::optional<M> first() const { return query().first(); }
    [[nodiscard]] M get(Expr condition) const { return query().get(std::move(condition)); }
    [[nodiscard]] std::int64_t count() const { return query().count(); }
    [[nodiscard]] bool exists() const { return query().exists(); }
};

}  // namespace reinhardt::db
