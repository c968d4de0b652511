#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/backends/app_library.hpp>
#include <reinhardt/db/migrations/cpp_source.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/project.hpp>

namespace reinhardt::db {

/// The migrations that the apps' libraries register, each library loaded once. What a library says is checked like a file.
class CompiledMigrations {
public:
    /// Faults of libraries go into `errors`; a migration of an app that does not name the library is one.
    CompiledMigrations(const Project& project, LibraryNeed need, std::vector<Error>& errors);

    /// The migration that the C++ source `file` (as shown) registers. `source` is what the file says.
    /// Throws Error(config) when the app has no library or it is not there, Error(migration_file) when the library does not register it or was built from another
    /// content (docs/cpp-migrations.md). Faults of the content go into `errors`, at the lines of the file.
    [[nodiscard]] Migration take(const MigrationKey& key, const std::string& file, const CppSource& source, std::vector<Error>& errors);
    /// Those whose source was not taken, with the library as their file.
    [[nodiscard]] std::vector<Migration> rest(std::vector<Error>& errors) const;
    [[nodiscard]] std::vector<std::shared_ptr<const void>> libraries() const;

private:
    struct Compiled {
        AppMigration migration;
        std::shared_ptr<const AppLibrary> library;  ///< keeps the texts alive
        std::string shown;                          ///< the library's path
        bool taken = false;
    };
    void load(const ProjectApp& app, LibraryNeed need, std::vector<Error>& errors);

    const Project& project_;
    std::map<std::filesystem::path, std::shared_ptr<const AppLibrary>> libraries_;  ///< nullptr: registers nothing
    std::set<std::filesystem::path> broken_;  ///< reported
    std::set<std::filesystem::path> absent_;  ///< not reported
    std::map<MigrationKey, Compiled> compiled_;
};

}  // namespace reinhardt::db
