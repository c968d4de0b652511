#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/project.hpp>

namespace reinhardt::db {

inline constexpr std::string_view project_file_name = "reinhardt-db.toml";

/// The project that `start` is in: the nearest folder upwards that holds reinhardt-db.toml, or `start` itself with every default
/// (formats.md §1). Throws Error(config) with file and line for what the file says wrong, all faults in one go.
[[nodiscard]] Project load_project(const std::filesystem::path& start);
/// Error(config) when there is no project file and no app: nothing that a command could work on (details 1.1).
void require_project(const Project& project);

/// A database as a command uses it. `url` is expanded and may hold a password: show `shown`.
struct DatabaseChoice {
    std::string alias;               ///< "" when it was given as a URL
    std::string url, shown, password, server;
    std::vector<std::string> apps;   ///< empty = all
    bool lease = false;
};

/// The database that `wanted` (an alias, a URL or "") stands for, in the order of formats.md §1. Error(usage) for an unknown alias with
/// the nearest one, Error(config) for undefined variables and unreadable password files.
[[nodiscard]] DatabaseChoice choose_database(const Project& project, std::string_view wanted);
/// The database of one entry of the project file.
[[nodiscard]] DatabaseChoice database_of(const Project& project, const ProjectDatabase& entry);

}  // namespace reinhardt::db
