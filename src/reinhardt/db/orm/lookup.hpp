#pragma once

#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/expression.hpp>
#include <reinhardt/db/orm/field_ref.hpp>
#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/value_class.hpp>

namespace reinhardt::db {

namespace lookups {

inline constexpr std::string_view common[] = {"exact", "iexact", "gt", "gte", "lt", "lte", "in", "isnull", "range", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "regex", "iregex", "distinct_from"};
inline constexpr std::string_view date_parts[] = {"year", "iso_year", "month", "day", "week", "week_day", "iso_week_day", "quarter"};
inline constexpr std::string_view time_parts[] = {"hour", "minute", "second"};
inline constexpr std::string_view text_parts[] = {"length", "lower", "upper", "trim", "ltrim", "rtrim", "reverse", "unaccent"};
inline constexpr std::string_view text_only[] = {"search", "trigram_similar", "trigram_word_similar"};
inline constexpr std::string_view number_parts[] = {"abs", "ceil", "floor", "round", "sqrt", "sign"};
inline constexpr std::string_view json_only[] = {"has_key", "has_keys", "has_any_keys", "contained_by"};
inline constexpr std::string_view array_only[] = {"contained_by", "overlap", "len"};
inline constexpr std::string_view of_rows[] = {"exact", "in", "gt", "gte", "lt", "lte", "isnull"};
inline constexpr std::string_view range_only[] = {"contained_by", "overlap", "fully_lt", "fully_gt", "not_lt", "not_gt", "adjacent_to", "isempty", "lower_inc", "upper_inc", "lower_inf", "upper_inf"};

template <std::size_t N>
[[nodiscard]] constexpr bool one_of(const std::string_view (&names)[N], std::string_view name) noexcept {
    for (const std::string_view one : names) {
        if (one == name) return true;
    }
    return false;
}

enum class Fault : std::uint8_t { none, unknown_field, unknown_lookup, wrong_value };

[[nodiscard]] constexpr const char* words_of(Fault fault) noexcept {
    switch (fault) {
        case Fault::unknown_field: return "no such field";
        case Fault::unknown_lookup: return "no such lookup for this field";
        case Fault::wrong_value: return "the value is of another type than the field";
        default: return nullptr;
    }
}

/// Has no value until it is given one.
struct Good {
    constexpr Good() noexcept {}
    constexpr explicit Good(bool value) noexcept : yes(value) {}
    bool yes;
};

[[nodiscard]] constexpr bool accepts(FieldKind kind, std::string_view lookup, ValueClass value) noexcept {
    if (value == ValueClass::anything || value == ValueClass::other) return true;
    if (lookup == "isnull" || lookup == "isempty" || lookup == "lower_inc" || lookup == "upper_inc" || lookup == "lower_inf" || lookup == "upper_inf") return value == ValueClass::boolean || value == ValueClass::number;
    if (lookup == "in" || lookup == "range" || lookup == "has_keys" || lookup == "has_any_keys") return value == ValueClass::list;
    if (value == ValueClass::nothing) return lookup == "exact" || lookup == "iexact" || lookup == "distinct_from";
    if (kind == FieldKind::array || kind == FieldKind::range || kind == FieldKind::map || kind == FieldKind::json) return true;
    if (value == ValueClass::list || value == ValueClass::row) return false;
    constexpr std::string_view of_text[] = {"iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "regex", "iregex"};
    if (one_of(of_text, lookup)) return value == ValueClass::text || value == ValueClass::number;
    switch (kind) {
        case FieldKind::boolean: return value == ValueClass::boolean || value == ValueClass::number;
        case FieldKind::int16:
        case FieldKind::int32:
        case FieldKind::int64:
        case FieldKind::real: return value == ValueClass::number || value == ValueClass::boolean;
        case FieldKind::decimal: return value == ValueClass::number || value == ValueClass::text;
        case FieldKind::text:
        case FieldKind::file: return value == ValueClass::text;
        case FieldKind::bytes: return value == ValueClass::bytes || value == ValueClass::text;
        case FieldKind::date:
        case FieldKind::time:
        case FieldKind::datetime: return value == ValueClass::moment || value == ValueClass::text;
        case FieldKind::duration: return value == ValueClass::moment;
        case FieldKind::uuid: return value == ValueClass::identifier || value == ValueClass::text;
        default: return true;
    }
}

[[nodiscard]] constexpr std::size_t keys_of(const ModelDesc& model) noexcept {
    std::size_t keys = 0;
    for (std::size_t i = 0; i < model.count; ++i) keys += model.fields[i].options.primary_key ? 1U : 0U;
    return keys;
}

/// Of a key of several fields, which compares with tuples of `width` values (0: unknown). `lookup`: what stands behind "pk".
[[nodiscard]] constexpr Fault check_key(std::size_t keys, std::string_view lookup, ValueClass value, std::size_t width) noexcept {
    if (!lookup.empty() && !one_of(of_rows, lookup)) return Fault::unknown_lookup;
    if (value == ValueClass::anything || value == ValueClass::other) return Fault::none;
    const ValueClass wanted = lookup == "in" ? ValueClass::list : lookup == "isnull" ? ValueClass::boolean : ValueClass::row;
    return value == wanted && (wanted == ValueClass::boolean || width == keys) ? Fault::none : Fault::wrong_value;
}

/// Follows the path `name` from `model`: relations, then transforms, then a lookup. Constant expression.
[[nodiscard]] constexpr Fault check(const ModelDesc& start, std::string_view path, ValueClass value, bool needs_lookup = true, std::size_t width = 0) {
    const ModelDesc* model = &start;
    FieldKind kind{};
    // No pointer tells whether there is a model, or a field: under -fsanitize=undefined GCC 12 takes no comparison with nullptr for a constant.
    bool within_model = true, found = false;
    std::string_view lookup = "exact";
    while (!path.empty()) {
        const auto cut = path.find("__");
        const std::string_view part = path.substr(0, cut);
        path = cut == std::string_view::npos ? std::string_view() : path.substr(cut + 2);
        if (part.empty()) return Fault::unknown_field;
        if (const std::size_t keys = within_model && part == "pk" ? keys_of(*model) : 0; keys > 1) return check_key(keys, path, value, width);
        const std::size_t count = within_model ? model->count : 0;
        std::size_t at = 0;
        for (; at < count; ++at) {
            const FieldDesc& one = model->fields[at];
            const bool by_key = part == "pk" && one.options.primary_key;
            const bool by_column = has_column(one.kind) && is_relation(one.kind) && part.size() == one.name.size() + 3 && part.substr(0, one.name.size()) == one.name && part.substr(one.name.size()) == "_id";
            if (one.name != part && !by_key && !by_column) continue;
            kind = by_column ? one.element : one.kind;
            break;
        }
        if (at < count) {
            found = true;
            within_model = is_relation(kind);
            if (within_model) model = &model->fields[at].relation.target();
            continue;
        }
        if (!found) return Fault::unknown_field;
        const bool relation = is_relation(kind);
        if (kind == FieldKind::json || kind == FieldKind::map) {
            within_model = false;
            if (one_of(common, part) || one_of(json_only, part)) lookup = part;
            continue;  // keys
        }
        const bool last = path.empty();
        if (last && (one_of(common, part) || (kind == FieldKind::text && one_of(text_only, part)) || (kind == FieldKind::array && one_of(array_only, part)) || (kind == FieldKind::range && one_of(range_only, part)))) {
            lookup = part;
            break;
        }
        if (relation) return within_model && !one_of(common, part) ? Fault::unknown_field : Fault::unknown_lookup;
        within_model = false;
        if (kind == FieldKind::array) {
            if (part == "len") kind = FieldKind::int32;
            else if (part.find_first_not_of("0123456789_") == std::string_view::npos) kind = FieldKind::json;  // an element, a slice
            else return Fault::unknown_lookup;
        } else if (kind == FieldKind::range) {
            if (part == "startswith" || part == "endswith") kind = FieldKind::json;
            else return Fault::unknown_lookup;
        } else if ((kind == FieldKind::date || kind == FieldKind::datetime) && one_of(date_parts, part)) {
            kind = FieldKind::int32;
        } else if ((kind == FieldKind::time || kind == FieldKind::datetime) && one_of(time_parts, part)) {
            kind = FieldKind::int32;
        } else if (kind == FieldKind::datetime && (part == "date" || part == "time")) {
            kind = part == "date" ? FieldKind::date : FieldKind::time;
        } else if (kind == FieldKind::text && one_of(text_parts, part)) {
            if (part == "length") kind = FieldKind::int32;
        } else if (is_number(kind) && one_of(number_parts, part)) {
        } else {
            return Fault::unknown_lookup;
        }
    }
    if (!found) return Fault::unknown_field;
    if (!needs_lookup) return Fault::none;
    if (is_relation(kind) && lookup != "isnull") return value == ValueClass::row || (value == ValueClass::list && lookup != "in" && lookup != "range") ? Fault::wrong_value : Fault::none;
    return accepts(kind, lookup, value) ? Fault::none : Fault::wrong_value;
}

/// Of a term of order_by.
[[nodiscard]] constexpr Fault check_order(const ModelDesc& start, std::string_view text) {
    if (text == "?") return Fault::none;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    return check(start, text, ValueClass::anything, false);
}

}  // namespace lookups

/// A lookup on model M that is checked when the program is compiled: "age__gte", "author__name__istartswith". For names known at run time: db::dyn.
template <class M, class V>
class Lookup {
public:
    template <std::size_t N>
    consteval Lookup(const char (&path)[N]) : path_(path, N - 1), fault_(lookups::words_of(lookups::check(model_of<M>::desc, path_, lookups::class_of<V>(), true, lookups::row_width<std::remove_cvref_t<V>>))) {
        if (fault_ == nullptr) good_.yes = true;
    }
    [[nodiscard]] constexpr std::string_view path() const noexcept { return path_; }

private:
    std::string_view path_;
    const char* fault_;
    lookups::Good good_;  // without a value the compiler refuses the call itself, and shows path and fault: the shortest error of all
};

/// A field or path of model M, checked when the program is compiled; db::dyn("name") and fields (User::field_age()) do as well. Only an argument:
/// it refers to what it was made of.
template <class M>
class Name {
public:
    constexpr Name() : good_(true) {}
    template <std::size_t N>
    consteval Name(const char (&path)[N]) : text_(path, N - 1), fault_(lookups::words_of(lookups::check(model_of<M>::desc, text_, ValueClass::anything, false))) {
        if (fault_ == nullptr) good_.yes = true;
    }
    Name(const DynamicName& name) : text_(name.name), good_(true) {}
    template <class N, class T>
    constexpr Name(const FieldRef<N, T>& field) : text_(field.name()), good_(true) {}
    [[nodiscard]] constexpr bool empty() const noexcept { return text_.empty(); }
    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_{};
    const char* fault_ = nullptr;
    lookups::Good good_;  // as in Lookup
};

/// A term of order_by: "-created_at", checked when the program is compiled; "?" is a random order; any expression; db::dyn("name"). Only an argument,
/// as Name.
template <class M>
class Order : public OrderTerm {
public:
    constexpr Order() : good_(true) {}
    template <std::size_t N>
    consteval Order(const char (&path)[N]) : OrderTerm(std::string_view(path, N - 1)), fault_(lookups::words_of(lookups::check_order(model_of<M>::desc, text()))) {
        if (fault_ == nullptr) good_.yes = true;
    }
    Order(const DynamicName& name) : OrderTerm(name.name), good_(true) {}
    Order(const Expr& expr) : OrderTerm(&expr), good_(true) {}
    template <class N, class T>
    constexpr Order(const FieldRef<N, T>& field) : OrderTerm(field.name()), good_(true) {}

private:
    const char* fault_ = nullptr;
    lookups::Good good_;  // as in Lookup
};

/// What a lookup compares an object by, as compared_key; of a key of several fields a row. `start`: nullptr: by its key.
[[nodiscard]] Expr compared_value(const ModelDesc* start, std::string_view path, const ModelDesc& model, const void* object);

/// Any value of a lookup as an expression: lists become the right side of IN, tuples rows, objects of a model their key.
/// `start`, `path`: the lookup, where objects are compared by another field than their key.
template <class V>
[[nodiscard]] Expr lookup_value(V&& value, const ModelDesc* start = nullptr, std::string_view path = {}) {
    using T = std::remove_cvref_t<V>;
    if constexpr (expression<T>) return value.expr();
    else if constexpr (lookups::is_list<T>::value) {
        std::vector<Expr> list;
        list.reserve(value.size());
        for (const auto& one : value) list.push_back(lookup_value(one, start, path));
        return expressions::make_list(std::move(list));
    } else if constexpr (lookups::row_width<T> != 0) {
        return std::apply([](const auto&... parts) { return expressions::make_list({lookup_value(parts)...}); }, value);
    } else if constexpr (model<T>) return compared_value(start, path, model_of<T>::desc, &value);
    else return expressions::make_value(to_parameter(value));
}

/// A condition on M, checked when the program is compiled: Q<User>("age__lt", 18) | ~Q<User>("username", "root").
template <class M, class V>
[[nodiscard]] Expr Q(Lookup<M, std::type_identity_t<V>> path, V&& value) {
    return expressions::make_filter_of(path.path(), lookup_value(std::forward<V>(value), &model_of<M>::desc, path.path()));
}

}  // namespace reinhardt::db
