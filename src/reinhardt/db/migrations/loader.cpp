#include <reinhardt/db/migrations/loader.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <tuple>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/parallel.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

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
    bool json = false;
    Migration migration;
    std::vector<Error> errors;

    [[nodiscard]] std::string display() const { return *display_folder + "/" + file_name; }
};

bool ends_with(std::string_view name, std::string_view end, std::string& stem) {
    if (name.size() <= end.size() || !name.ends_with(end)) return false;
    stem = name.substr(0, name.size() - end.size());
    return true;
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
        file.json = ends_with(name, ".json", file.name);
        if (!file.json && !ends_with(name, ".toml", file.name)) continue;
        file.app = &app;
        file.display_folder = &display;
        file.folder = ::dirfd(folder.get());
        file.file_name = name;
        files.push_back(std::move(file));
    }
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end(),
              [](const MigrationFile& a, const MigrationFile& b) { return std::tie(a.name, a.json) < std::tie(b.name, b.json); });
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

void load_file(MigrationFile& file, std::string& buffer) {
    Reader reader;
    reader.code = ErrorCode::migration_file;
    reader.file = file.display();
    try {
        file.migration = parse_migration(reader, read_whole(file, buffer), file.json, *file.app, file.name);
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

std::vector<MigrationKey> read_keys(Reader& reader, const Value& table, std::string_view key) {
    std::vector<MigrationKey> keys;
    const auto texts = reader.texts(table, key);
    if (!texts) return keys;
    const auto& items = table.find(key)->as_list();
    keys.reserve(texts->size());
    for (std::size_t i = 0; i < texts->size(); ++i) {
        const std::string& text = (*texts)[i];
        const auto dot = text.find('.');
        if (dot == std::string::npos || dot == 0 || dot + 1 == text.size()) {
            reader.fail(items[i].line(), "'" + text + "' in '" + std::string(key) + "' is not the name of a migration", "write it as \"app.name\", for example \"blog.0001_initial\"");
            continue;
        }
        keys.push_back({text.substr(0, dot), text.substr(dot + 1), items[i].line()});
    }
    return keys;
}

/// A JSON null stands for the NULL of the file form, inside of values.
void mark_nulls(Value& value) {
    if (value.is_null()) {
        const auto line = value.line();
        value = Value::object();
        value.set("null", true).line(line);
    } else if (value.is_list()) {
        for (auto& item : value.as_list()) mark_nulls(item);
    } else if (value.is_object()) {
        for (auto& member : value.as_object()) mark_nulls(member.value);
    }
}

Value parse_document(const Reader& reader, std::string_view text, bool json) {
    if (!json) return parse_toml(text, reader.file, reader.code);
    Value document = parse_json(text, reader.file, reader.code);
    if (!document.is_object()) throw Error(reader.code, "a migration must be a JSON object").at(reader.file, document.line());
    mark_nulls(document);
    return document;
}

}  // namespace

const Migration* History::find(const MigrationKey& key) const {
    const auto found = migrations.find(key);
    return found == migrations.end() ? nullptr : &found->second;
}

Migration parse_migration(Reader& reader, std::string_view text, bool json, std::string app, std::string name) {
    reader.app = app;
    Migration migration(std::move(app), std::move(name));
    migration.file = reader.file;
    Value document;
    try {
        document = parse_document(reader, text, json);
    } catch (const Error& error) {
        reader.errors.push_back(error);
        return migration;
    }
    reader.known_keys(document, {"dependencies", "initial", "atomic", "run_before", "replaces", "was", "operations"}, "a migration");
    migration.dependencies = read_keys(reader, document, "dependencies");
    migration.run_before = read_keys(reader, document, "run_before");
    migration.replaces = read_keys(reader, document, "replaces");
    migration.initial = reader.boolean(document, "initial");
    migration.atomic = reader.boolean(document, "atomic").value_or(true);
    migration.was = reader.texts(document, "was").value_or(std::vector<std::string>{});
    if (const Value* operations = document.find("operations")) migration.operations = read_operations(reader, *operations);
    for (const auto& operation : migration.operations) {
        if (!migration.atomic || operation->work() != OperationWork::backfill) continue;
        reader.fail(operation->line, std::string(operation->op()) + " needs a migration that is not atomic", "add atomic = false at the top of the file");
    }
    return migration;
}

History load_history(const Project& project) {
    std::vector<MigrationFile> files;
    std::vector<Error> errors;
    std::vector<Folder> folders;
    std::vector<std::string> displays;
    folders.reserve(project.apps.size());
    displays.reserve(project.apps.size());  // files point into it
    for (const auto& app : project.apps) {
        displays.push_back(project.display(app.migrations));
        folders.push_back(list_folder(app.migrations, app.label, displays.back(), files, errors));
    }
    load_files(files);
    History history;
    for (auto& file : files) {
        std::move(file.errors.begin(), file.errors.end(), std::back_inserter(errors));
        MigrationKey key = file.migration.key();
        if (const auto present = history.migrations.find(key); present != history.migrations.end()) {
            errors.push_back(Error(ErrorCode::migration_file, "migration " + key.text() + " is there twice: '" + present->second.file + "' and '" + file.display() + "'")
                                 .at(file.display())
                                 .hint("remove one of the two files"));
            continue;
        }
        history.migrations.emplace_hint(history.migrations.end(), std::move(key), std::move(file.migration));
    }
    throw_all(std::move(errors));
    return history;
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
