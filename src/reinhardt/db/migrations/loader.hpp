#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/project.hpp>

namespace reinhardt::db {

/// All migration files of a project.
struct History {
    std::map<MigrationKey, Migration> migrations;

    [[nodiscard]] const Migration* find(const MigrationKey& key) const;
};

/// Reads every <app>/<name>.toml and .json of the project's migration folders (files that start with '_', '.' or '~' are passed
/// over), each once, on several threads. Throws Error(migration_file) with every broken file. Two files of one name
/// (TOML and JSON) are an error.
[[nodiscard]] History load_history(const Project& project);
/// One file's text. Faults go into `reader.errors`.
[[nodiscard]] Migration parse_migration(Reader& reader, std::string_view text, bool json, std::string app, std::string name);

/// `wanted` by exact name, else by unique prefix, among `app`'s migrations (details 4.1).
/// Throws Error(usage): unknown app or migration with the nearest name, or an ambiguous prefix with the candidates.
[[nodiscard]] MigrationKey resolve_migration(const History& history, std::string_view app, std::string_view wanted);

}  // namespace reinhardt::db
