#pragma once

#include <string>

#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/migration_form.hpp>

namespace reinhardt::db {

/// The file's text: TOML laid out for review (one [[operations]] table each, nested values as inline tables, lists of fields one a
/// line), JSON, or a C++ source with REINHARDT_MIGRATION. The same migration gives the same bytes.
[[nodiscard]] std::string migration_to_toml(const Migration& migration);
[[nodiscard]] std::string migration_to_json(const Migration& migration);
[[nodiscard]] std::string migration_to_cpp(const Migration& migration);
[[nodiscard]] std::string migration_text(const Migration& migration, MigrationForm form);

}  // namespace reinhardt::db
