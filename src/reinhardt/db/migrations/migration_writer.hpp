#pragma once

#include <filesystem>
#include <string>

#include <reinhardt/db/migrations/writer.hpp>

namespace reinhardt::db {

/// Writes a migration as a file of its app. `migration` must outlive it; threads may share one.
class MigrationWriter {
public:
    /// `format` as in the project file: "toml", "json" or "cpp".
    explicit MigrationWriter(const Migration& migration, std::string format = "toml") : migration_(migration), format_(std::move(format)) {}
    explicit MigrationWriter(Migration&&, std::string = {}) = delete;

    [[nodiscard]] std::string file_name() const;  ///< "0001_initial.toml"
    [[nodiscard]] std::string text() const;       ///< the same migration gives the same bytes
    /// Writes the file into `folder`, which is made if need be, and gives its path. Error(file) when the name is taken; nothing is overwritten.
    std::filesystem::path write(const std::filesystem::path& folder) const;

private:
    const Migration& migration_;
    std::string format_;
};

}  // namespace reinhardt::db
