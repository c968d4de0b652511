#include <reinhardt/db/backends/app_library.hpp>

#include <utility>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what, const std::string& hint = {}) {
    throw Error(Error(ErrorCode::config, "library " + file.string() + " " + what).hint(hint));
}

DriverLibrary open(const std::filesystem::path& file) {
    try {
        return open_driver_library(file);
    } catch (const Error& error) {
        const std::string start = "driver " + file.string() + " ";
        fail(file, error.message().compare(0, start.size(), start) == 0 ? error.message().substr(start.size()) : error.message(), error.hint());
    }
}

}  // namespace

std::shared_ptr<const AppLibrary> AppLibrary::load(const std::filesystem::path& file) {
    DriverLibrary library = open(file);
    const auto entry = reinterpret_cast<rdb_app_entry>(dlsym(library.get(), RDB_APP_ENTRY_SYMBOL));
    if (entry == nullptr) fail(file, "registers no functions: it has no symbol " RDB_APP_ENTRY_SYMBOL, "use REINHARDT_RUN_CODE, or export that function");
    rdb_error error{};
    error.size = sizeof error;
    const rdb_app* table = entry(RDB_ABI_VERSION, &error);
    if (table == nullptr) {
        error.message[sizeof error.message - 1] = '\0';
        fail(file, "did not start: " + one_line(error.message[0] != '\0' ? error.message : "it gives no reason"));
    }
    if (table->abi != RDB_ABI_VERSION) {
        fail(file, "has interface version " + std::to_string(table->abi) + ", this program has version " + std::to_string(RDB_ABI_VERSION), "build it again with the header of this version");
    }
    if (table->size < sizeof(rdb_app)) fail(file, "is incomplete: its table is too short", "build it again with the header of this version");
    for (std::size_t i = 0; i < table->function_count; ++i) {
        if (table->functions[i].name == nullptr || table->functions[i].call == nullptr) fail(file, "is incomplete: a function has no name or no address");
    }
    return std::shared_ptr<const AppLibrary>(new AppLibrary(std::move(library), table));
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
