#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <system_error>
#include <utility>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_prefix = "reinhardt-db-";
constexpr std::string_view file_suffix = ".so";

/// Schemes whose driver has another name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> known_schemes{{
    {"sqlite", "sqlite"},
    {"postgresql", "postgresql"},
    {"postgres", "postgresql"},
    {"mysql", "mysql"},
    {"mariadb", "mysql"},
    {"mongodb", "mongodb"},
    {"mongodb+srv", "mongodb"},
}};

std::string driver_name(std::string_view scheme) {
    for (const auto& [known, name] : known_schemes)
        if (known == scheme) return std::string(name);
    return std::string(scheme);
}

/// Whether this source tree can build it: what meson.build lists.
bool is_own_driver(const std::string& name) {
    const std::vector<std::string> own = split(REINHARDT_DB_OWN_DRIVERS, ' ');
    return std::find(own.begin(), own.end(), name) != own.end();
}

bool is_known_driver(std::string_view name) {
    return std::any_of(known_schemes.begin(), known_schemes.end(), [&](const auto& entry) { return entry.second == name; });
}

std::string file_name(std::string_view name) { return std::string(file_prefix) + std::string(name) + std::string(file_suffix); }

/// "tiny" of "reinhardt-db-tiny.so"; "" for any other file.
std::string name_of_file(const std::string& file) {
    if (file.size() <= file_prefix.size() + file_suffix.size()) return {};
    if (file.compare(0, file_prefix.size(), file_prefix) != 0 || file.compare(file.size() - file_suffix.size(), std::string::npos, file_suffix) != 0) return {};
    return file.substr(file_prefix.size(), file.size() - file_prefix.size() - file_suffix.size());
}

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) entries.push_back(it->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

/// The folders of the build tree that this program was built in: <build>/plugins/<name>. Not for an installed program, even one that is
/// installed somewhere inside a build tree.
void add_build_tree(const fs::path& program, std::vector<fs::path>& path) {
    if (program.parent_path().filename() == "bin") return;
    std::error_code failure;
    fs::path folder = program.parent_path();
    for (int level = 0; level < 5 && folder.has_relative_path(); ++level, folder = folder.parent_path()) {
        if (!fs::is_directory(folder / "meson-info", failure) || !fs::is_directory(folder / "plugins", failure)) continue;
        for (const fs::path& entry : entries_of(folder / "plugins"))
            if (fs::is_directory(entry, failure) && entry.extension() != ".p") path.push_back(entry);
        return;
    }
}

/// Where an installation puts drivers, seen from the program, so that an installed tree may be moved; then the configured place.
void add_install_folders(const fs::path& program, std::vector<fs::path>& path) {
    const fs::path prefix = program.parent_path().parent_path();
    const fs::path libdir = REINHARDT_DB_LIBDIR;
    if (libdir.is_relative()) path.push_back(prefix / libdir / "reinhardt-db");
    path.push_back(prefix / "lib" / "reinhardt-db");
    path.emplace_back(REINHARDT_DB_DRIVER_DIR);
}

void add_surroundings(std::vector<fs::path>& path) {
    if (const char* variable = std::getenv("REINHARDT_DB_DRIVER_PATH"))
        for (const std::string& folder : split(variable, ':'))
            if (!folder.empty()) path.emplace_back(folder);
    std::error_code failure;
    if (const fs::path program = fs::read_symlink("/proc/self/exe", failure); !failure) {
        add_build_tree(program, path);
        add_install_folders(program, path);
    } else {
        path.emplace_back(REINHARDT_DB_DRIVER_DIR);
    }
}

/// Absolute and without repetitions, in order.
std::vector<fs::path> cleaned(const std::vector<fs::path>& path) {
    std::error_code failure;
    std::vector<fs::path> unique;
    for (const fs::path& folder : path) {
        fs::path full = fs::absolute(folder, failure).lexically_normal();
        if (!full.has_filename()) full = full.parent_path();
        if (std::find(unique.begin(), unique.end(), full) == unique.end()) unique.push_back(std::move(full));
    }
    return unique;
}

/// The file of each driver name that decides, which is the first in the path; by name.
std::map<std::string, fs::path> driver_files(const std::vector<fs::path>& path) {
    std::map<std::string, fs::path> files;
    for (const fs::path& folder : path)
        for (const fs::path& entry : entries_of(folder))
            if (std::string name = name_of_file(entry.filename().string()); !name.empty()) files.emplace(std::move(name), entry);
    return files;
}

/// The first file of that name, be it broken or a dangling link; "" when there is none.
fs::path find_file(const std::vector<fs::path>& path, const std::string& name) {
    for (const fs::path& folder : path) {
        fs::path file = folder / file_name(name);
        std::error_code failure;
        if (fs::symlink_status(file, failure).type() != fs::file_type::not_found && !failure) return file;
    }
    return {};
}

[[noreturn]] void fail_missing(const std::vector<fs::path>& path, std::string_view scheme, const std::string& name) {
    std::vector<std::string> folders, names;
    for (const fs::path& folder : path) folders.push_back(folder.string());
    for (const auto& [found, file] : driver_files(path)) names.push_back(found);
    std::string hint = names.empty() ? "no driver is there" : "there " + std::string(names.size() == 1 ? "is " : "are ") + join(names, ", ");

    std::vector<std::string> schemes = names;
    for (const auto& [known, serves] : known_schemes) schemes.emplace_back(known);
    if (is_own_driver(name)) {
        hint += "; install the package that has " + file_name(name) + ", or build with -D" + name + "=enabled";
    } else if (is_known_driver(name)) {
        hint += "; no driver of that name comes with this version: put the file of another into one of these folders, or name its folder in REINHARDT_DB_DRIVER_PATH";
    } else if (const std::optional<std::string> similar = nearest(scheme, schemes)) {
        hint += "; a similar scheme exists: '" + *similar + "'";
    } else {
        hint += "; put the driver's file into one of these folders, or name its folder in REINHARDT_DB_DRIVER_PATH";
    }
    throw Error(ErrorCode::driver, "no driver serves '" + std::string(scheme) + ":': there is no " + file_name(name) + " in " + join(folders, ", "))
        .hint(std::move(hint));
}

}  // namespace

DriverRegistry::DriverRegistry(std::vector<fs::path> path, Search search) {
    if (search == Search::everywhere) add_surroundings(path);
    path_ = cleaned(path);
}

std::shared_ptr<Driver> DriverRegistry::for_scheme(std::string_view scheme_text) {
    const std::string scheme = lower(scheme_text);
    const std::string name = driver_name(scheme);
    const fs::path file = name.find('/') == std::string::npos && !name.empty() ? find_file(path_, name) : fs::path();
    if (file.empty()) fail_missing(path_, scheme, name);
    const std::lock_guard lock(mutex_);
    for (const std::shared_ptr<Driver>& driver : loaded_)
        if (driver->file() == file) return driver;
    std::shared_ptr<Driver> driver = Driver::load(file);
    const std::vector<std::string> schemes = driver->schemes();
    if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end())
        throw Error(ErrorCode::driver, "driver " + file.string() + " does not serve '" + scheme + ":', but " + join(schemes, ", "));
    loaded_.push_back(driver);
    return driver;
}

std::shared_ptr<Driver> DriverRegistry::for_url(std::string_view url) {
    const std::string scheme = url_scheme(url);
    if (scheme.empty())
        throw Error(ErrorCode::config, "the database URL '" + mask_url(url) + "' has no scheme")
            .hint("write for example sqlite:db.sqlite3 or postgresql://user@host/database");
    return for_scheme(scheme);
}

std::vector<DriverRegistry::Found> DriverRegistry::all() {
    std::vector<Found> found;
    const std::lock_guard lock(mutex_);
    for (const auto& [name, file] : driver_files(path_)) {
        Found& entry = found.emplace_back();
        entry.name = name;
        entry.file = file;
        for (const std::shared_ptr<Driver>& driver : loaded_)
            if (driver->file() == file) entry.driver = driver;
        if (entry.driver) continue;
        try {
            entry.driver = Driver::load(file);
            loaded_.push_back(entry.driver);
        } catch (const Error& error) {
            entry.fault = error.message();
        }
    }
    return found;
}

}  // namespace reinhardt::db
