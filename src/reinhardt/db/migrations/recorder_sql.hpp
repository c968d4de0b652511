#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>

namespace reinhardt::db {

inline constexpr std::string_view migrations_table = "reinhardt_migrations";
inline constexpr std::string_view steps_table = "reinhardt_migration_steps";
inline constexpr std::string_view lock_table = "reinhardt_migration_lock";
/// The row of the lock table whose `fence` counts how often records were taken away.
inline constexpr std::string_view removals_row = "history";

/// SQL in a backend's spelling from a template: {name} becomes a quoted identifier, ? a placeholder (or the next of `literals`), @now
/// the server's time.
[[nodiscard]] std::string recorder_sql(const Driver& driver, std::string_view text, const std::vector<Value>* literals = nullptr);

/// The recorder's tables as schema tables of a backend: reinhardt_migrations, reinhardt_migration_steps, reinhardt_migration_lock.
[[nodiscard]] std::vector<Table> recorder_tables(ColumnTyper& typer);

/// The edits that make `tables`.
[[nodiscard]] std::vector<SchemaEdit> creating(const std::vector<Table>& tables);

/// A time as databases print it ("2026-01-31 12:00:00", with or without fraction and zone) as RFC 3339 in UTC.
[[nodiscard]] std::string rfc3339(std::string_view text);

}  // namespace reinhardt::db
