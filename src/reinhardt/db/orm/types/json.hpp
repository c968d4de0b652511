#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include <reinhardt/db/orm/codec.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// A JSON document in a column: a Value that knows its text. JSON's null is a value; SQL's NULL is an empty std::optional<Json>.
class Json {
public:
    Json() = default;  ///< null
    template <class T>
        requires(std::convertible_to<T &&, Value> && !std::same_as<std::remove_cvref_t<T>, Json>)
    Json(T&& value) : value_(std::forward<T>(value)) {}

    /// RFC 8259, an object's keys unlike each other; a whole number beyond 64 bits is a real. Error(usage) with the line of the fault, which a
    /// number is, too, that is too large for a real.
    [[nodiscard]] static Json parse(std::string_view text);
    /// One line when `indent` is negative.
    [[nodiscard]] std::string dump(int indent = -1) const;

    [[nodiscard]] const Value& value() const noexcept { return value_; }
    [[nodiscard]] Value& value() noexcept { return value_; }
    [[nodiscard]] const Value* operator->() const noexcept { return &value_; }
    [[nodiscard]] Value* operator->() noexcept { return &value_; }
    /// The member or element; null where there is none.
    [[nodiscard]] const Value& operator[](std::string_view key) const noexcept;
    [[nodiscard]] const Value& operator[](std::size_t index) const noexcept;
    /// Objects are equal in any order of their keys.
    friend bool operator==(const Json& a, const Json& b) { return a.value_ == b.value_; }

private:
    Value value_;
};

template <>
struct type_adapter<Json> {
    static constexpr FieldKind kind = FieldKind::json;
    static void decode(const rdb_cell& cell, Json& value);  ///< a text of JSON
    static void encode(const Json& value, CellWriter& out);      ///< Error(usage) for a number that is not finite: JSON has none
};

}  // namespace reinhardt::db
