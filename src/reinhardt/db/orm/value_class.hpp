#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/expression.hpp>

namespace reinhardt::db {

/// What a value can be compared with, as far as its C++ type tells.
enum class ValueClass : std::uint8_t { anything, number, boolean, text, bytes, moment, identifier, json, list, row, nothing, other };

namespace lookups {

template <class V>
struct is_list : std::false_type {};
template <class V>
struct is_list<std::vector<V>> : std::true_type {};
template <>
struct is_list<std::vector<std::byte>> : std::false_type {};
template <class V>
struct is_list<std::initializer_list<V>> : std::true_type {};

/// A tuple, or a pair: the value of a key of several fields.
template <class V>
inline constexpr std::size_t row_width = 0;
template <class... V>
inline constexpr std::size_t row_width<std::tuple<V...>> = sizeof...(V);
template <class A, class B>
inline constexpr std::size_t row_width<std::pair<A, B>> = 2;
template <class V>
inline constexpr std::size_t row_width<std::vector<V>> = row_width<V>;

template <class V>
[[nodiscard]] constexpr ValueClass class_of() {
    using T = std::remove_cvref_t<V>;
    if constexpr (std::is_base_of_v<Expr, T> || expression<T>) return ValueClass::anything;
    else if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>) return ValueClass::nothing;
    else if constexpr (std::is_same_v<T, bool>) return ValueClass::boolean;
    else if constexpr (std::is_arithmetic_v<T>) return ValueClass::number;
    else if constexpr (std::is_convertible_v<const T&, std::string_view>) return ValueClass::text;
    else if constexpr (is_list<T>::value) return ValueClass::list;
    else if constexpr (row_width<T> != 0) return ValueClass::row;
    else if constexpr (field_value<T>) {
        switch (type_adapter<T>::kind) {
            case FieldKind::boolean: return ValueClass::boolean;
            case FieldKind::int16:
            case FieldKind::int32:
            case FieldKind::int64:
            case FieldKind::real:
            case FieldKind::decimal: return ValueClass::number;
            case FieldKind::text: return ValueClass::text;
            case FieldKind::bytes: return ValueClass::bytes;
            case FieldKind::date:
            case FieldKind::time:
            case FieldKind::datetime:
            case FieldKind::duration: return ValueClass::moment;
            case FieldKind::uuid: return ValueClass::identifier;
            case FieldKind::json: return ValueClass::json;
            default: return ValueClass::other;
        }
    } else {
        return ValueClass::other;
    }
}

}  // namespace lookups

}  // namespace reinhardt::db
