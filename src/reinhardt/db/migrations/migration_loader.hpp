#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/loader.hpp>

namespace reinhardt::db {

/// Gathers a history: from the files of a project, from folders, and from migrations made in code. A value; load() may be called by several
/// threads at once, and reads the files each time.
class MigrationLoader {
public:
    MigrationLoader() = default;
    explicit MigrationLoader(Project project) : project_(std::move(project)) {}

    /// The files of one app, in `path`. Shown in errors relative to the working directory.
    MigrationLoader& folder(std::string app, const std::filesystem::path& path);
    /// A folder with a folder for each app; names that begin with '_', '.' or '~' are passed over. Error(file) when it cannot be read.
    MigrationLoader& folders(const std::filesystem::path& path);
    /// A migration from memory. Throws Error(usage) for one without app or name, Error(migration_file) for an operation that does not
    /// belong into it.
    MigrationLoader& add(Migration migration);

    /// Throws Error(migration_file) with every broken file, and for two migrations of one name.
    [[nodiscard]] History load() const;

private:
    Project project_;
    std::vector<Migration> migrations_;
};

}  // namespace reinhardt::db
