#pragma once

#include <cstdint>
#include <string_view>

namespace reinhardt::db {

/// The forms of a migration: files that are read, and C++ sources that the app's library registers. One migration has the same state and
/// checksum in each.
enum class MigrationForm : std::uint8_t { toml, json, cpp };

/// "toml", "json", "cpp": the extension of the file, and how the project file and --language name it.
[[nodiscard]] std::string_view extension_of(MigrationForm form) noexcept;
/// The form of that extension; C++ for any other.
[[nodiscard]] MigrationForm form_named(std::string_view extension) noexcept;
/// The form of a migration that stands in `file`. What is no file of its own (Migration::file names a library then) is C++.
[[nodiscard]] MigrationForm form_of(std::string_view file) noexcept;

}  // namespace reinhardt::db
