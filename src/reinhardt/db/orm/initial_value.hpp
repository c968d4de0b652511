#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <reinhardt/db/orm/field_desc_of.hpp>
#include <reinhardt/db/orm/types/types.hpp>

namespace reinhardt::db::detail {

/// The constant that an SQL text is, 42, -1.5, 'text', TRUE; none for anything else.
[[nodiscard]] constexpr DefaultValue sql_constant(std::string_view sql) noexcept {
    DefaultValue made;
    if (sql == "TRUE" || sql == "true" || sql == "FALSE" || sql == "false") {
        made.kind = DefaultValue::Kind::boolean;
        made.integer = sql.size() == 4 ? 1 : 0;
        return made;
    }
    if (sql.size() >= 2 && sql.front() == '\'' && sql.back() == '\'') {
        const std::string_view text = sql.substr(1, sql.size() - 2);
        if (text.find_first_of("'\\") != std::string_view::npos) return made;
        made.kind = DefaultValue::Kind::text;
        made.text = text;
        return made;
    }
    const bool negative = sql.starts_with('-');
    if (negative) sql.remove_prefix(1);
    // Up to 15 digits: exact as a double and as an integer.
    if (sql.empty() || sql.size() > 15 || sql.front() == '.' || sql.back() == '.') return made;
    std::int64_t digits = 0;
    double scale = 1;
    bool real = false;
    for (const char c : sql) {
        if (c == '.' && !real) {
            real = true;
            continue;
        }
        if (c < '0' || c > '9') return made;
        digits = digits * 10 + (c - '0');
        if (real) scale *= 10;
    }
    if (negative) digits = -digits;
    made.kind = real ? DefaultValue::Kind::real : DefaultValue::Kind::integer;
    made.integer = digits;
    made.real = static_cast<double>(digits) / scale;
    return made;
}

/// Types whose values are all meant: none of them stands for "not set".
template <class T>
inline constexpr bool is_always_set = std::is_arithmetic_v<T> || std::is_same_v<T, std::string>;

/// What a new object has in a field of these options: its default; for numbers and texts the constant that db_default is, too.
template <class T>
[[nodiscard]] constexpr DefaultValue initial_of(const FieldOptions& options) noexcept {
    if (options.default_value.kind != DefaultValue::Kind::none || !is_always_set<T>) return options.default_value;
    const DefaultValue constant = sql_constant(options.db_default);
    const bool is_text = constant.kind == DefaultValue::Kind::text;
    if (is_text != std::is_same_v<T, std::string> || (constant.kind == DefaultValue::Kind::real && !std::is_floating_point_v<T>)) return {};
    return constant;
}

template <class T>
inline constexpr bool is_array_of_values = false;
template <class T>
inline constexpr bool is_array_of_values<Array<T>> = true;

template <class T>
[[nodiscard]] T value_of_json(const Value& json);

/// The default as a value of the field's type; the type's own initial value where it does not fit, which makemigrations refuses.
template <class T>
[[nodiscard]] T value_of_default(const DefaultValue& value) {
    using Kind = DefaultValue::Kind;
    const bool is_integer = value.kind == Kind::integer || value.kind == Kind::boolean;
    const bool is_text = value.kind == Kind::text;
    if constexpr (is_optional<T>) {
        return T(value_of_default<typename T::value_type>(value));
    } else if constexpr (is_to_one<T>) {
        return T(value_of_default<typename T::key_type>(value));
    } else if constexpr (std::is_enum_v<T>) {
        if (is_integer) return static_cast<T>(value.integer);
        if constexpr (named_enum<T>) {
            for (const EnumName<T>& name : enum_names<T>::values) {
                if (is_text && name.stored == value.text) return name.value;
            }
        }
        return T{};
    } else if constexpr (std::is_same_v<T, bool>) {
        return value.integer != 0;
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(is_integer ? static_cast<double>(value.integer) : value.real);
    } else if constexpr (std::is_arithmetic_v<T>) {
        return static_cast<T>(value.integer);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return std::string(value.text);
    } else if constexpr (std::is_same_v<T, HStore> || is_array_of_values<T>) {
        return value.kind == Kind::json ? value_of_json<T>(Json::parse(value.text).value()) : T{};
    } else if constexpr (std::is_same_v<T, Json>) {
        if (value.kind == Kind::json) return Json::parse(value.text);
        if (is_text) return Json(Value(std::string(value.text)));
        if (value.kind == Kind::boolean) return Json(Value(value.integer != 0));
        return value.kind == Kind::real ? Json(Value(value.real)) : Json(Value(value.integer));
    } else if constexpr (field_value<T>) {
        CellWriter cells;
        if (is_text) cells.text(value.text);
        else if (value.kind == Kind::real) cells.real(value.real);
        else cells.integer(value.integer);
        T made{};
        type_adapter<T>::decode(*cells.data(), made);
        return made;
    } else {
        return T{};
    }
}

template <class T>
[[nodiscard]] T value_of_json(const Value& json) {
    T made{};
    if constexpr (is_array_of_values<T>) {
        if (!json.is_list()) return made;
        for (const Value& item : json.as_list()) made.push_back(value_of_json<typename T::value_type>(item));
    } else if constexpr (std::is_same_v<T, HStore>) {
        if (!json.is_object()) return made;
        for (const Member& item : json.as_object()) made.insert_or_assign(item.key, item.value.is_text() ? std::optional<std::string>(item.value.as_text()) : std::nullopt);
    } else {
        DefaultValue value;
        value.kind = json.is_bool() ? DefaultValue::Kind::boolean : json.is_int() ? DefaultValue::Kind::integer : json.is_real() ? DefaultValue::Kind::real : DefaultValue::Kind::text;
        if (json.is_bool()) value.integer = json.as_bool() ? 1 : 0;
        else if (json.is_int()) value.integer = json.as_int();
        else if (json.is_real()) value.real = json.as_real();
        else if (json.is_text()) value.text = json.as_text();
        else return made;
        made = value_of_default<T>(value);
    }
    return made;
}

/// Made once: what a default's text says.
template <class T, class Options>
[[nodiscard]] const T& kept_default() {
    constexpr FieldOptions options = Options{}();
    static const T made = value_of_default<T>(options.default_value);
    return made;
}

/// The member of a new object. `Options`: a function type that gives the field's options.
template <class T, class Options>
[[nodiscard]] constexpr T initial(Options) {
    using Held = typename held_type<T>::type;
    constexpr FieldOptions options = Options{}();
    constexpr DefaultValue value = initial_of<Held>(options);
    if constexpr (value.kind == DefaultValue::Kind::none || options.transient || !field_value<T>) return T{};
    else if constexpr (is_always_set<T> || std::is_enum_v<T>) return value_of_default<T>(value);
    else if constexpr (is_deferred<T>) return T(value_of_default<Held>(value));
    else return kept_default<T, Options>();
}
template <class T>
[[nodiscard]] constexpr T initial() {
    return T{};
}

}  // namespace reinhardt::db::detail
