#include <reinhardt/db/migrations/loader.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <reinhardt/db/migrations/compiled_migrations.hpp>
#include <reinhardt/db/migrations/migration_form.hpp>
#include <reinhardt/db/support/parallel.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

struct CloseFolder {
    void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

/// One file to load, and what came of it.
struct MigrationFile {
    const std::string* app = nullptr;
    const std::string* display_folder = nullptr;
    int folder = -1;
    std::string file_name, name;
    MigrationForm form = MigrationForm::toml;
    Migration migration;
    std::optional<CppSource> source;  ///< of a C++ source, whose migration its library registers
    std::vector<Error> errors;

    [[nodiscard]] std::string display() const { return *display_folder + "/" + file_name; }
};

/// Sets form and name by the end of a file's name; false for a file that is no migration.
bool has_form(std::string_view file_name, MigrationFile& file) {
    const auto dot = file_name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    const std::string_view extension = file_name.substr(dot + 1);
    file.form = form_named(extension);
    file.name = file_name.substr(0, dot);
    return extension == extension_of(file.form);
}

/// The migration files of one folder, by name. A folder that does not exist has none.
Folder list_folder(const std::filesystem::path& path, const std::string& app, const std::string& display, std::vector<MigrationFile>& files,
                   std::vector<Error>& errors) {
    Folder folder(::opendir(path.c_str()));
    if (folder == nullptr) {
        if (errno != ENOENT) {
            errors.push_back(Error(ErrorCode::migration_file, "cannot read folder '" + display + "': " + std::strerror(errno)).at(display));
        }
        return folder;
    }
    const auto first = files.size();
    while (const dirent* entry = ::readdir(folder.get())) {
        const std::string_view name = entry->d_name;
        if (name.front() == '_' || name.front() == '.' || name.front() == '~') continue;
        MigrationFile file;
        if (!has_form(name, file)) continue;
        file.app = &app;
        file.display_folder = &display;
        file.folder = ::dirfd(folder.get());
        file.file_name = name;
        files.push_back(std::move(file));
    }
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end(),
              [](const MigrationFile& a, const MigrationFile& b) { return std::tie(a.name, a.form) < std::tie(b.name, b.form); });
    return folder;
}

/// Reads the whole file into `buffer`, which is kept between files. A short read ends a regular file; no second one is needed.
std::string_view read_whole(const MigrationFile& file, std::string& buffer) {
    const auto fail = [&]() -> Error {
        return Error(ErrorCode::migration_file, "cannot read '" + file.display() + "': " + std::strerror(errno)).at(file.display());
    };
    const int fd = ::openat(file.folder, file.file_name.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) throw fail();
    std::size_t used = 0;
    for (;;) {
        if (used == buffer.size()) buffer.resize(buffer.size() * 2);
        const ssize_t count = ::read(fd, buffer.data() + used, buffer.size() - used);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const Error error = fail();
            ::close(fd);
            throw error;
        }
        used += static_cast<std::size_t>(count);
        if (used < buffer.size()) break;
    }
    ::close(fd);
    return {buffer.data(), used};
}

/// Sources without a migration hold other things of the library, unless they are named like one.
void load_source(MigrationFile& file, std::string_view text) {
    file.source = find_cpp_migration(text, file.display());
    if (file.source || file.name.front() < '0' || file.name.front() > '9') return;
    throw Error(ErrorCode::migration_file, "the file registers no migration").at(file.display()).hint("REINHARDT_MIGRATION registers one; a file that is none may not begin with a digit");
}

void load_file(MigrationFile& file, std::string& buffer) {
    Reader reader;
    reader.code = ErrorCode::migration_file;
    reader.file = file.display();
    try {
        const std::string_view text = read_whole(file, buffer);
        if (file.form == MigrationForm::cpp) load_source(file, text);
        else file.migration = parse_migration(reader, text, file.form == MigrationForm::json, *file.app, file.name);
    } catch (const Error& error) {
        reader.errors.push_back(error);
    }
    file.errors = std::move(reader.errors);
}

void load_files(std::vector<MigrationFile>& files) {
    parallel_ranges(files.size(), 16, [&](std::size_t first, std::size_t last) {
        std::string buffer(std::size_t{64} * 1024, '\0');
        for (std::size_t i = first; i < last; ++i) load_file(files[i], buffer);
    });
}

/// Puts the migrations of files and libraries together; each name is there once.
class HistoryLoad {
public:
    HistoryLoad(const Project& project, LibraryNeed need) : compiled_(project, need, errors_) {}

    std::vector<Error>& errors() noexcept { return errors_; }

    void add(MigrationFile& file) {
        std::move(file.errors.begin(), file.errors.end(), std::back_inserter(errors_));
        if (file.form != MigrationForm::cpp) return add(std::move(file.migration), file.display());
        if (!file.source) return;
        try {
            add(compiled_.take({*file.app, file.name, 0}, file.display(), *file.source, errors_), file.display());
        } catch (const Error& error) {
            errors_.push_back(error);
        }
    }

    History finish() {
        for (auto& migration : compiled_.rest(errors_)) {
            const std::string library = migration.file;
            add(std::move(migration), library);
        }
        throw_all(std::move(errors_));
        history_.libraries = compiled_.libraries();
        return std::move(history_);
    }

private:
    void add(Migration migration, const std::string& file) {
        MigrationKey key = migration.key();
        const auto present = history_.migrations.find(key);
        if (present == history_.migrations.end()) {
            history_.migrations.emplace_hint(history_.migrations.end(), std::move(key), std::move(migration));
            return;
        }
        const bool by_library = form_of(file) == MigrationForm::cpp;
        errors_.push_back(Error(ErrorCode::migration_file, "migration " + key.text() + " is there twice: '" + present->second.file + "' and '" + file + "'")
                              .at(file)
                              .hint(by_library ? "remove the file, or build the library without it" : "remove one of the two files"));
    }

    std::vector<Error> errors_;
    CompiledMigrations compiled_;
    History history_;
};

}  // namespace

const Migration* History::find(const MigrationKey& key) const {
    const auto found = migrations.find(key);
    return found == migrations.end() ? nullptr : &found->second;
}

History load_history(const Project& project, LibraryNeed need) {
    std::vector<MigrationFile> files;
    std::vector<Folder> folders;
    std::vector<std::string> displays;
    folders.reserve(project.apps.size());
    displays.reserve(project.apps.size());  // files point into it
    HistoryLoad load(project, need);
    for (const auto& app : project.apps) {
        displays.push_back(project.display(app.migrations));
        folders.push_back(list_folder(app.migrations, app.label, displays.back(), files, load.errors()));
    }
    load_files(files);
    for (auto& file : files) load.add(file);
    return load.finish();
}

MigrationKey resolve_migration(const History& history, std::string_view app, std::string_view wanted) {
    if (wanted.empty()) throw Error(ErrorCode::usage, "an empty argument names no migration of app '" + std::string(app) + "'").hint("is a variable of the script unset?");
    if (const MigrationKey exact{std::string(app), std::string(wanted), 0}; history.find(exact) != nullptr) return exact;
    std::vector<std::string> apps, names, matches;
    for (const auto& [key, migration] : history.migrations) {
        if (apps.empty() || apps.back() != key.app) apps.push_back(key.app);
        if (key.app != app) continue;
        names.push_back(key.name);
        if (key.name.starts_with(wanted)) matches.push_back(key.name);
    }
    // A whole number names the migration of that number: 1000 is 1000_x though 10000_y begins so too.
    if (matches.size() > 1 && wanted.find_first_not_of("0123456789") == std::string_view::npos) {
        std::vector<std::string> of_number;
        for (const auto& name : matches) {
            if (name.size() > wanted.size() && name[wanted.size()] == '_') of_number.push_back(name);
        }
        if (of_number.size() == 1) matches = std::move(of_number);
    }
    if (names.empty()) throw Error(ErrorCode::usage, "app '" + std::string(app) + "' has no migrations").hint(similar_hint("app", app, apps));
    if (matches.size() == 1) return {std::string(app), matches.front(), 0};
    if (matches.size() > 1) {
        throw Error(ErrorCode::usage, "'" + std::string(wanted) + "' is not clear: " + count_of(matches.size(), "migration") + " of app '" + std::string(app) + "' begin with it")
            .hint("one of " + join(matches, ", "));
    }
    throw Error(ErrorCode::usage, "app '" + std::string(app) + "' has no migration '" + std::string(wanted) + "'").hint(similar_hint("migration", wanted, names));
}

}  // namespace reinhardt::db
