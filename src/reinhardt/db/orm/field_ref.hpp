#pragma once

#include <string_view>
#include <type_traits>
#include <vector>

#include <reinhardt/db/orm/expression.hpp>
#include <reinhardt/db/orm/relations.hpp>
#include <reinhardt/db/orm/types/deferred.hpp>

namespace reinhardt::db {

template <class T>
struct plain_type {
    using type = T;
};
template <class T>
struct plain_type<std::optional<T>> {
    using type = T;
};
template <class T, class Key>
struct plain_type<ForeignKey<T, Key>> {
    using type = Key;
};
template <class T, class Key>
struct plain_type<OneToOne<T, Key>> {
    using type = Key;
};

template <class T>
struct plain_type<Deferred<T>> : plain_type<T> {};

/// What a field of type T is compared with: its own type, its element, any number for a number, any text for a text.
template <class V, class T>
concept comparable_with = expression<V> || (std::is_arithmetic_v<std::remove_cvref_t<V>> && std::is_arithmetic_v<typename plain_type<T>::type>) ||
                          (std::is_convertible_v<V, std::string_view> && std::is_same_v<typename plain_type<T>::type, std::string>) ||
                          std::is_same_v<std::remove_cvref_t<V>, T> || std::is_convertible_v<V, typename plain_type<T>::type>;

void compared_with_a_value_of_another_type();

/// A field of type T as it stands in queries, whatever its model: one class for all models, for the compiler's sake.
template <class T>
class FieldOf {
public:
    constexpr explicit FieldOf(std::string_view name) : name_(name) {}
    constexpr FieldOf(const FieldOf&) = default;
    [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }

    operator Expr() const { return expr(); }
    [[nodiscard]] Expr expr() const { return expressions::make_static(ExprKind::path, name_); }

    template <comparable_with<T> V> [[nodiscard]] Assignment operator=(V&& value) const { return {name_, to_expr(std::forward<V>(value))}; }
    [[nodiscard]] Assignment operator=(std::nullopt_t) const { return {name_, expressions::make_value({})}; }
    [[nodiscard]] Assignment operator=(const FieldOf& other) const { return {name_, other.expr()}; }
    template <class U> [[nodiscard]] Assignment operator=(const FieldOf<U>& other) const { return {name_, other.expr()}; }

    template <comparable_with<T> V> [[nodiscard]] Expr operator==(V&& value) const { return make("exact", std::forward<V>(value)); }
    template <comparable_with<T> V> [[nodiscard]] Expr operator!=(V&& value) const { return !make("exact", std::forward<V>(value)); }
    template <comparable_with<T> V> [[nodiscard]] Expr operator<(V&& value) const { return make("lt", std::forward<V>(value)); }
    template <comparable_with<T> V> [[nodiscard]] Expr operator<=(V&& value) const { return make("lte", std::forward<V>(value)); }
    template <comparable_with<T> V> [[nodiscard]] Expr operator>(V&& value) const { return make("gt", std::forward<V>(value)); }
    template <comparable_with<T> V> [[nodiscard]] Expr operator>=(V&& value) const { return make("gte", std::forward<V>(value)); }
    template <class U> [[nodiscard]] Expr operator==(const FieldOf<U>& other) const { return make("exact", other.expr()); }
    template <class U> [[nodiscard]] Expr operator!=(const FieldOf<U>& other) const { return !make("exact", other.expr()); }
    template <class U> [[nodiscard]] Expr operator<(const FieldOf<U>& other) const { return make("lt", other.expr()); }
    template <class U> [[nodiscard]] Expr operator<=(const FieldOf<U>& other) const { return make("lte", other.expr()); }
    template <class U> [[nodiscard]] Expr operator>(const FieldOf<U>& other) const { return make("gt", other.expr()); }
    template <class U> [[nodiscard]] Expr operator>=(const FieldOf<U>& other) const { return make("gte", other.expr()); }

    [[nodiscard]] Expr is_null(bool yes = true) const { return make("isnull", yes); }
    [[nodiscard]] Expr iexact(std::string_view text) const { return make("iexact", text); }
    [[nodiscard]] Expr contains(std::string_view text) const { return make("contains", text); }
    [[nodiscard]] Expr icontains(std::string_view text) const { return make("icontains", text); }
    [[nodiscard]] Expr startswith(std::string_view text) const { return make("startswith", text); }
    [[nodiscard]] Expr istartswith(std::string_view text) const { return make("istartswith", text); }
    [[nodiscard]] Expr endswith(std::string_view text) const { return make("endswith", text); }
    [[nodiscard]] Expr iendswith(std::string_view text) const { return make("iendswith", text); }
    [[nodiscard]] Expr regex(std::string_view pattern) const { return make("regex", pattern); }
    [[nodiscard]] Expr iregex(std::string_view pattern) const { return make("iregex", pattern); }
    template <comparable_with<T> A, comparable_with<T> B>
    [[nodiscard]] Expr between(A&& low, B&& high) const {
        return make("range", expressions::make_list({to_expr(std::forward<A>(low)), to_expr(std::forward<B>(high))}));
    }
    template <class C>
    [[nodiscard]] Expr in(const C& values) const {
        std::vector<Expr> list;
        for (const auto& value : values) list.push_back(to_expr(value));
        return make("in", expressions::make_list(std::move(list)));
    }
    template <class V>
    [[nodiscard]] Expr in(std::initializer_list<V> values) const {
        return in(std::vector<V>(values));
    }
    [[nodiscard]] Expr asc() const { return expr().asc(); }
    [[nodiscard]] Expr desc() const { return expr().desc(); }

private:
    template <class V>
    [[nodiscard]] Expr make(std::string_view lookup, V&& value) const {
        return expressions::make_lookup(lookup, expr(), to_expr(std::forward<V>(value)));
    }
    std::string_view name_;
};

template <class T, class V>
concept is_referred_by = requires { typename T::target_type; typename T::key_type; } && std::is_same_v<std::remove_cvref_t<V>, typename T::target_type>;

/// A field of model M as it stands in queries: User::field_age() >= 18. Relations go on with `>>`: Book::field_author() >> Author::field_name().
template <class M, class T>
class FieldRef : public FieldOf<T> {
public:
    using FieldOf<T>::FieldOf;
    using FieldOf<T>::operator=;
    constexpr FieldRef(const FieldRef&) = default;
    [[nodiscard]] Assignment operator=(const FieldRef& other) const { return FieldOf<T>::operator=(other); }

    /// Of a foreign key, an object that it refers to: Book::field_author() = author.
    template <class V> requires is_referred_by<T, V>
    [[nodiscard]] Assignment operator=(const V& object) const { return {this->name(), expressions::make_value(referring_key(object))}; }
    template <class V> requires is_referred_by<T, V>
    [[nodiscard]] Parameter referring_key(const V& object) const {
        Parameter key = compared_key(model_of<M>::desc, this->name(), model_of<V>::desc, &object);
        if (key.is_null()) relation_without_key(model_of<V>::desc, "a foreign key");
        return key;
    }
};

template <class M, class T, class V> requires is_referred_by<T, V>
[[nodiscard]] Expr operator==(const FieldRef<M, T>& field, const V& object) {
    return expressions::make_lookup("exact", field.expr(), expressions::make_value(field.referring_key(object)));
}
template <class M, class T, class V> requires is_referred_by<T, V>
[[nodiscard]] Expr operator!=(const FieldRef<M, T>& field, const V& object) {
    return !(field == object);
}

/// Along a relation: (Book::field_author() >> Author::field_name()) == "Le Guin". Binds tighter than comparisons.
template <class M, class T, class N, class U>
[[nodiscard]] Expr operator>>(const FieldRef<M, T>& relation, const FieldRef<N, U>& next) {
    return expressions::make_path(relation.name(), next.name());
}
template <class N, class U>
[[nodiscard]] Expr operator>>(const Expr& path, const FieldRef<N, U>& next) {
    return expressions::make_path(path.node().text, next.name());
}

}  // namespace reinhardt::db
