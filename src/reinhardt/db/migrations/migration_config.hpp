#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/project_file.hpp>

namespace reinhardt::db {

/// What migrations are made of and where they go. A value, to be made once and handed to whoever needs a MigrationService.
struct MigrationConfig {
    Project project{};                    ///< apps with their models and migration files, databases, driver path; may be empty
    std::string database{};               ///< an alias of the project, a URL, or "" = as the command line chooses without -d
    std::vector<Migration> migrations{};  ///< made in code, beside those in files

    /// The project that `folder` is in, as the command line finds it. Error(config) as load_project.
    [[nodiscard]] static MigrationConfig from_folder(const std::filesystem::path& folder = ".", std::string database = {});
    /// No project: migrations from code alone, for the database of that URL.
    [[nodiscard]] static MigrationConfig from_code(std::vector<Migration> migrations, std::string database_url);
};

}  // namespace reinhardt::db
