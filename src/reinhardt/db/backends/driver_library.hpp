#pragma once

#include <dlfcn.h>

#include <filesystem>
#include <memory>
#include <string>

namespace reinhardt::db {

struct CloseLibrary {
    void operator()(void* library) const noexcept { dlclose(library); }
};
using DriverLibrary = std::unique_ptr<void, CloseLibrary>;

/// Error(driver) "driver FILE <what>" on one line.
[[noreturn]] void fail_driver(const std::filesystem::path& file, const std::string& what, std::string hint = {});
/// `text` of somebody else without line breaks.
[[nodiscard]] std::string one_line(std::string text);
/// Maps the shared object. Error(driver) for a file that is missing, no library, cut off, or lacks a library that it needs.
[[nodiscard]] DriverLibrary open_driver_library(const std::filesystem::path& file);

}  // namespace reinhardt::db
