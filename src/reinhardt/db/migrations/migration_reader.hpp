#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/migrations/migration.hpp>

namespace reinhardt::db {

/// The text of a JSON migration as a value in which {"null": true} stands for null. Throws Error(migration_file) with `file` and line.
[[nodiscard]] Value parse_migration_json(const std::string& file, std::string_view text);
/// The migration that a parsed file holds. Faults go into `reader.errors`.
[[nodiscard]] Migration read_migration(Reader& reader, const Value& document, std::string app, std::string name);

}  // namespace reinhardt::db
