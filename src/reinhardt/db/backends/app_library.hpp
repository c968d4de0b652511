#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/backends/driver_library.hpp>

namespace reinhardt::db {

/// A migration that a library registers. The texts live as long as the library.
struct AppMigration {
    std::string_view app, name, source;
    const rdb_app_migration* entry = nullptr;
};

/// Models that a library exports. The text lives as long as the library.
struct AppModelList {
    std::string_view app;
    const rdb_app_models* entry = nullptr;
};

/// The shared object of an app, with the functions that it registers for RunCode, its migrations and its models. Stays loaded.
class AppLibrary {
public:
    /// Error(config) for a file that is missing, no library, of another interface version, that does not start, or whose tables are not whole.
    [[nodiscard]] static std::shared_ptr<const AppLibrary> load(const std::filesystem::path& file);
    /// The same, but nullptr for a library that registers nothing (it may hold something else).
    [[nodiscard]] static std::shared_ptr<const AppLibrary> load_if_any(const std::filesystem::path& file);

    /// Whether code of such a library would run when the process ends in the usual way.
    [[nodiscard]] static bool was_any_loaded() noexcept;

    /// nullptr when nobody registered that name.
    [[nodiscard]] const rdb_app_function* find(std::string_view name) const noexcept;
    [[nodiscard]] std::vector<std::string> names() const;

    [[nodiscard]] const std::vector<AppMigration>& migrations() const noexcept { return migrations_; }
    /// The content of one of them, as the text of a JSON migration. Error(migration_file) with the library's own reason when it gives none.
    [[nodiscard]] static std::string content_of(const AppMigration& migration);

    [[nodiscard]] const std::vector<AppModelList>& models() const noexcept { return models_; }
    /// The models of one of them, as a JSON list (abi.h). Error(models), of `subject` ("library x.so"), with the library's own reason when it gives none.
    /// Runs code of the library.
    [[nodiscard]] static std::string content_of(const AppModelList& models, const std::string& subject);

private:
    AppLibrary(DriverLibrary library, const rdb_app* table, std::vector<AppMigration> migrations, std::vector<AppModelList> models)
        : library_(std::move(library)), table_(table), migrations_(std::move(migrations)), models_(std::move(models)) {}

    DriverLibrary library_;
    const rdb_app* table_;
    std::vector<AppMigration> migrations_;
    std::vector<AppModelList> models_;
};

}  // namespace reinhardt::db
