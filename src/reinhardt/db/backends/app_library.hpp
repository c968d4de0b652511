#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/backends/driver_library.hpp>

namespace reinhardt::db {

/// The shared object of an app, with the functions that it registers for RunCode. Stays loaded as long as this lives.
class AppLibrary {
public:
    /// Error(config) for a file that is missing, no library, of another interface version, or that does not start.
    [[nodiscard]] static std::shared_ptr<const AppLibrary> load(const std::filesystem::path& file);

    /// nullptr when nobody registered that name.
    [[nodiscard]] const rdb_app_function* find(std::string_view name) const noexcept;
    [[nodiscard]] std::vector<std::string> names() const;

private:
    AppLibrary(DriverLibrary library, const rdb_app* table) : library_(std::move(library)), table_(table) {}

    DriverLibrary library_;
    const rdb_app* table_;
};

}  // namespace reinhardt::db
