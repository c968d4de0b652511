#pragma once

#include <reinhardt/db/state/field.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// A literal of the field in the one form in which values cross to drivers and defaults are read back from a database: JSON documents as text,
/// times in UTC as RFC 3339, times of day with seconds, durations in microseconds; others as they are.
[[nodiscard]] Value column_literal(const Field& field, const Value& value);
/// What fills rows: such a literal, or {"null": true}, {"sql": "…"}, {"now": true} as they are.
[[nodiscard]] Value column_fill(const Field& field, const Value& fill);

}  // namespace reinhardt::db
