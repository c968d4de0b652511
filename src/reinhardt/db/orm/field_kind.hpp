#pragma once

#include <cstdint>

namespace reinhardt::db {

/// What the C++ type of a model's member is; with the field's options it decides the field type of formats.md §2.
enum class FieldKind : std::uint8_t {
    boolean, int16, int32, int64, real, decimal, text, bytes,
    date, time, datetime, duration,
    uuid, json, enumeration, array, range, map, file,
    foreign_key, one_to_one,    ///< a column that holds the target's key
    many_to_many, reverse,      ///< no column
};

[[nodiscard]] constexpr bool has_column(FieldKind kind) noexcept { return kind < FieldKind::many_to_many; }
[[nodiscard]] constexpr bool is_relation(FieldKind kind) noexcept { return kind >= FieldKind::foreign_key; }
[[nodiscard]] constexpr bool is_number(FieldKind kind) noexcept { return kind >= FieldKind::int16 && kind <= FieldKind::decimal; }

}  // namespace reinhardt::db
