#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace reinhardt::db::sqlite {

/// Where a sqlite URL of formats.md §1 points to.
struct Location {
    bool memory = false;
    std::filesystem::path path;  ///< absolute, or relative to the working directory when the root is
    std::filesystem::path written;  ///< the path as the URL gives it
};

/// sqlite:rel.db, sqlite:/abs.db, sqlite://rel.db, sqlite:///abs.db, sqlite::memory:; relative paths are relative to `root`.
/// PluginError(RDB_E_USAGE) when there is no path.
[[nodiscard]] Location parse_url(std::string_view url, std::string_view root);
/// What to say when `location` cannot be opened: "" or that `./x` exists where `/x` does not (details 6.5).
[[nodiscard]] std::string open_hint(const Location& location, std::string_view root);

}  // namespace reinhardt::db::sqlite
