#include <reinhardt/db/backends/app_library.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <utility>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what, const std::string& hint = {}) {
    throw Error(Error(ErrorCode::config, "library " + file.string() + " " + what).hint(hint));
}

std::atomic<bool> any_loaded{false};

/// It is never unloaded: that would run code of the library.
DriverLibrary open(const std::filesystem::path& file) {
    try {
        DriverLibrary library = open_driver_library(file);
        any_loaded = true;
        const DriverLibrary kept(dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD | RTLD_NODELETE));
        return library;
    } catch (const Error& error) {
        const std::string start = "driver " + file.string() + " ";
        fail(file, error.message().compare(0, start.size(), start) == 0 ? error.message().substr(start.size()) : error.message(), error.hint());
    }
}

std::string reason_of(rdb_error& error) {
    error.message[sizeof error.message - 1] = '\0';
    return one_line(error.message[0] != '\0' ? error.message : "it gives no reason");
}

void check_functions(const std::filesystem::path& file, const rdb_app& table) {
    if (table.function_count > 0 && table.functions == nullptr) fail(file, "is incomplete: it has no table of functions");
    for (std::size_t i = 0; i < table.function_count; ++i) {
        if (table.functions[i].name == nullptr || table.functions[i].call == nullptr) fail(file, "is incomplete: a function has no name or no address");
    }
}

/// A name as a file could have it, of an app or a migration.
std::string_view name_part(const std::filesystem::path& file, const char* text, const char* what = "a migration has no name") {
    constexpr std::size_t longest = 250;
    const std::size_t size = text == nullptr ? 0 : strnlen(text, longest + 1);
    const std::string_view name(text, size);
    const bool good = size > 0 && size <= longest && std::none_of(name.begin(), name.end(), [](char c) { return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (!good) fail(file, "is incomplete: " + std::string(what) + " that a file could have");
    return name;
}

AppMigration read_migration(const std::filesystem::path& file, const rdb_app_migration* entry) {
    if (entry == nullptr) fail(file, "is incomplete: its table of migrations has a hole");
    if (entry->size < sizeof(rdb_app_migration)) fail(file, "is incomplete: a migration's table is too short", "build it again with the header of this version");
    AppMigration migration{name_part(file, entry->app), name_part(file, entry->name), {}, entry};
    const bool whole = entry->write != nullptr && (entry->source.data != nullptr || entry->source.size == 0);
    if (!whole) fail(file, "is incomplete: migration " + std::string(migration.app) + "." + std::string(migration.name) + " has no content");
    if (entry->source.size > 0) migration.source = {entry->source.data, entry->source.size};
    return migration;
}

std::vector<AppMigration> read_migrations(const std::filesystem::path& file, const rdb_app& table) {
    std::vector<AppMigration> migrations;
    if (table.size < offsetof(rdb_app, models)) return migrations;  // of a version that had none
    if (table.migration_count > 0 && table.migrations == nullptr) fail(file, "is incomplete: it has no table of migrations");
    for (std::size_t i = 0; i < table.migration_count; ++i) {
        const AppMigration migration = read_migration(file, table.migrations[i]);
        for (const auto& other : migrations) {
            if (other.app == migration.app && other.name == migration.name)
                fail(file, "registers migration " + std::string(migration.app) + "." + std::string(migration.name) + " twice", "each belongs into one source file of the library");
        }
        migrations.push_back(migration);
    }
    return migrations;
}

std::vector<AppModelList> read_models(const std::filesystem::path& file, const rdb_app& table) {
    std::vector<AppModelList> lists;
    if (table.size < sizeof(rdb_app)) return lists;  // of a version that had none
    if (table.models_count > 0 && table.models == nullptr) fail(file, "is incomplete: it has no table of models");
    for (std::size_t i = 0; i < table.models_count; ++i) {
        const rdb_app_models* entry = table.models[i];
        if (entry == nullptr || entry->size < sizeof(rdb_app_models) || entry->write == nullptr) fail(file, "is incomplete: its table of models has a hole", "build it again with the header of this version");
        lists.push_back({name_part(file, entry->app, "an app with models has no name"), entry});
    }
    return lists;
}

}  // namespace

std::shared_ptr<const AppLibrary> AppLibrary::load(const std::filesystem::path& file) {
    auto library = load_if_any(file);
    if (library == nullptr) fail(file, "registers nothing: it has no symbol " RDB_APP_ENTRY_SYMBOL, "use REINHARDT_RUN_CODE, REINHARDT_MIGRATION or REINHARDT_EXPORT_MODELS, or export that function");
    return library;
}

std::shared_ptr<const AppLibrary> AppLibrary::load_if_any(const std::filesystem::path& file) {
    DriverLibrary library = open(file);
    const auto entry = reinterpret_cast<rdb_app_entry>(dlsym(library.get(), RDB_APP_ENTRY_SYMBOL));
    if (entry == nullptr) return nullptr;
    Call call;
    const rdb_app* table = entry(RDB_ABI_VERSION, call.error());
    if (table == nullptr) fail(file, "did not start: " + reason_of(*call.error()));
    if (table->abi != RDB_ABI_VERSION) {
        fail(file, "has interface version " + std::to_string(table->abi) + ", this program has version " + std::to_string(RDB_ABI_VERSION), "build it again with the header of this version");
    }
    if (table->size < offsetof(rdb_app, migrations)) fail(file, "is incomplete: its table is too short", "build it again with the header of this version");
    check_functions(file, *table);
    auto migrations = read_migrations(file, *table);
    auto models = read_models(file, *table);
    return std::shared_ptr<const AppLibrary>(new AppLibrary(std::move(library), table, std::move(migrations), std::move(models)));
}

bool AppLibrary::was_any_loaded() noexcept { return any_loaded; }

std::string AppLibrary::content_of(const AppMigration& migration) {
    Call call;
    TextSink content;
    if (migration.entry->write(content.sink(), call.error()) == RDB_OK) return content.take();
    throw Error(ErrorCode::migration_file, "the library gives no content for " + std::string(migration.app) + "." + std::string(migration.name) + ": " + reason_of(*call.error()));
}

std::string AppLibrary::content_of(const AppModelList& models, const std::string& subject) {
    Call call;
    TextSink content;
    if (models.entry->write(content.sink(), call.error()) == RDB_OK) return content.take();
    throw Error(ErrorCode::models, subject + " gives no models of app '" + std::string(models.app) + "': " + reason_of(*call.error()));
}

const rdb_app_function* AppLibrary::find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < table_->function_count; ++i) {
        if (table_->functions[i].name == name) return &table_->functions[i];
    }
    return nullptr;
}

std::vector<std::string> AppLibrary::names() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < table_->function_count; ++i) names.emplace_back(table_->functions[i].name);
    return names;
}

}  // namespace reinhardt::db
