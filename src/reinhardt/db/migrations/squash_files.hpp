#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/squasher.hpp>
#include <reinhardt/db/migrations/workspace.hpp>

namespace reinhardt::db {

/// A squash and the files that hold it, one for each of its migrations.
struct SquashFiles {
    SquashResult result;
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> shown;  ///< the same, relative to the project's root
    bool written = false;
};

/// What `squash` does: proves a squash with the drivers of all databases of the project (the chosen one when there are none, or when one is
/// chosen) and writes it beside the originals, unless `dry_run`. `options.from` and `to` may be prefixes. Throws as Squasher; Error(file) when a file
/// of that name exists, and then writes nothing.
[[nodiscard]] SquashFiles squash_files(Workspace& workspace, SquashOptions options, bool dry_run = false);

/// Optimizes one migration in its file, which is replaced when that saves operations. Throws as Squasher, Error(usage) for a migration without a file.
[[nodiscard]] SquashFiles optimize_file(Workspace& workspace, const MigrationKey& key, bool dry_run = false);

}  // namespace reinhardt::db
