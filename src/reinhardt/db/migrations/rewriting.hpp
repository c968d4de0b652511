#pragma once

#include <vector>

#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/migration_form.hpp>

namespace reinhardt::db {

/// The form of a new migration that joins or replaces `parts`: C++ where all of them are, else `otherwise`.
[[nodiscard]] MigrationForm form_for(const History& history, const std::vector<MigrationKey>& parts, MigrationForm otherwise);

/// Throws Error(usage) where the file of `migration` cannot be written anew without losing more than comments: a C++ source that holds other code than
/// migration_to_cpp() writes, or a migration that only a library registers.
void check_rewritable(const Project& project, const Migration& migration);

}  // namespace reinhardt::db
