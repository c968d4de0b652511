#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/project.hpp>

namespace reinhardt::db {

/// All migrations of a project.
struct History {
    std::map<MigrationKey, Migration> migrations;
    std::vector<std::shared_ptr<const void>> libraries;  ///< of the apps, kept loaded: what they started may still run

    [[nodiscard]] const Migration* find(const MigrationKey& key) const;
};

/// Which libraries must be there.
enum class LibraryNeed : std::uint8_t {
    every,       ///< of every app that names one: it may register migrations that have no source
    of_sources,  ///< of apps with C++ sources: before its first migration is written an app has nothing to build
};

/// Reads every <app>/<name>.toml, .json and .cpp of the project's migration folders (files that start with '_', '.' or '~' are passed
/// over), each once, on several threads, and loads the apps' libraries for the migrations that they register. A .cpp is the source of a migration
/// that the library must register with the same content (docs/cpp-migrations.md); without sources, the library alone counts.
/// Throws Error(migration_file) with every broken file, Error(config) for a library that is missing or broken. Two of one name are an error.
[[nodiscard]] History load_history(const Project& project, LibraryNeed need = LibraryNeed::every);
/// One file's text. Faults go into `reader.errors`.
[[nodiscard]] Migration parse_migration(Reader& reader, std::string_view text, bool json, std::string app, std::string name);

/// `wanted` by exact name, else by unique prefix, among `app`'s migrations (details 4.1).
/// Throws Error(usage): unknown app or migration with the nearest name, or an ambiguous prefix with the candidates.
[[nodiscard]] MigrationKey resolve_migration(const History& history, std::string_view app, std::string_view wanted);

}  // namespace reinhardt::db
