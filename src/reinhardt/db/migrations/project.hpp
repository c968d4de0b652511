#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reinhardt::db {

/// One app of a project and where its parts live (absolute paths).
struct ProjectApp {
    std::string label;
    std::filesystem::path models;       ///< models file; may not exist
    bool models_exist = false;
    std::filesystem::path migrations;   ///< folder; may not exist
    std::filesystem::path library;      ///< "" = none
};

/// A database of a project. `url` may hold ${VAR}: expand with expand_url() when used.
struct ProjectDatabase {
    std::string alias, url, password_file, server, lock;
    std::vector<std::string> apps;      ///< empty = all
    std::uint32_t line = 0;
};

/// A project: its root, apps in order of label, databases, and where drivers are looked for.
struct Project {
    std::filesystem::path root;
    std::filesystem::path file;         ///< reinhardt-db.toml, "" when there is none
    std::filesystem::path models_folder, migrations_folder;
    std::string migration_format = "toml";
    std::vector<ProjectApp> apps;
    std::vector<ProjectDatabase> databases;
    std::vector<std::filesystem::path> driver_path;

    [[nodiscard]] const ProjectApp* app(std::string_view label) const noexcept;
    /// `path` as messages show it: relative to the root where it is inside.
    [[nodiscard]] std::string display(const std::filesystem::path& path) const;
};

/// Error(usage) for the first that is no app of the project, with a similar one.
void require_apps(const Project& project, const std::vector<std::string>& apps);

}  // namespace reinhardt::db
