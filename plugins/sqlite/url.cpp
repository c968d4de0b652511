#include "url.hpp"

#include <reinhardt/db/backends/plugin.hpp>

namespace reinhardt::db::sqlite {

namespace fs = std::filesystem;

Location parse_url(std::string_view url, std::string_view root) {
    constexpr std::string_view scheme = "sqlite:";
    if (url.substr(0, scheme.size()) != scheme) throw plugin::PluginError(RDB_E_USAGE, "a sqlite URL starts with 'sqlite:'");
    std::string_view path = url.substr(scheme.size());
    if (path.substr(0, 2) == "//") path.remove_prefix(2);
    Location location;
    location.memory = path == ":memory:";
    if (location.memory) return location;
    if (path.empty() || path == "/" || path.find('\0') != std::string_view::npos) {
        plugin::PluginError error(RDB_E_USAGE, "the URL '" + std::string(url) + "' names no file");
        error.hint = "for example sqlite:db.sqlite3, or sqlite::memory:";
        throw error;
    }
    location.written = fs::path(path);
    location.path = location.written.is_absolute() ? location.written : fs::path(root) / location.written;
    return location;
}

std::string open_hint(const Location& location, std::string_view root) {
    std::error_code ignored;
    const fs::path relative = location.written.relative_path();
    if (!location.written.is_absolute() || !fs::exists(fs::path(root) / relative, ignored)) {
        if (fs::is_directory(location.path, ignored)) return "that is a folder; the URL has to name a file";
        if (!fs::is_directory(location.path.parent_path(), ignored)) return "make the folder " + location.path.parent_path().string() + ", or correct the URL";
        return "the file or its folder may not be read or written: look at their permissions and owner";
    }
    return "sqlite:///" + relative.string() + " is an absolute path; for the file in the project write sqlite:" + relative.string();
}

}  // namespace reinhardt::db::sqlite
