#include <reinhardt/db/migrations/compiled_migrations.hpp>

#include <system_error>
#include <utility>

#include <reinhardt/db/migrations/migration_reader.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/value_lines.hpp>

namespace reinhardt::db {

namespace {

/// Gives the content the lines of its source: each operation that of its argument, where as many are found.
void place(Value& document, const CppSource& source) {
    set_lines(document, source.line);
    Value* operations = document.find("operations");
    if (operations == nullptr || !operations->is_list() || operations->as_list().size() != source.operations.size()) return;
    for (std::size_t i = 0; i < source.operations.size(); ++i) set_lines(operations->as_list()[i], source.operations[i]);
}

Migration read(const AppMigration& compiled, const std::string& file, const CppSource& source, std::vector<Error>& errors) {
    Reader reader;
    reader.code = ErrorCode::migration_file;
    reader.file = file;
    Value document = Value::object();
    try {
        document = parse_migration_json({}, AppLibrary::content_of(compiled));
    } catch (const Error& error) {
        errors.push_back(Error(error).at(file, source.line));
    }
    place(document, source);
    Migration migration = read_migration(reader, document, std::string(compiled.app), std::string(compiled.name));
    std::move(reader.errors.begin(), reader.errors.end(), std::back_inserter(errors));
    return migration;
}

}  // namespace

CompiledMigrations::CompiledMigrations(const Project& project, LibraryNeed need, std::vector<Error>& errors) : project_(project) {
    for (const auto& app : project.apps) {
        if (!app.library.empty()) load(app, need, errors);
    }
}

void CompiledMigrations::load(const ProjectApp& app, LibraryNeed need, std::vector<Error>& errors) {
    if (libraries_.find(app.library) != libraries_.end()) return;
    std::error_code failure;
    if (need == LibraryNeed::of_sources && std::filesystem::status(app.library, failure).type() == std::filesystem::file_type::not_found) {
        absent_.insert(app.library);
        return;
    }
    auto& library = libraries_[app.library];
    try {
        library = AppLibrary::load_if_any(app.library);
    } catch (const Error& error) {
        Error fault = error;
        if (fault.hint().empty()) fault.hint("build it: migrations that it registers belong to the history of app '" + app.label + "'");
        errors.push_back(std::move(fault));
        broken_.insert(app.library);
    }
    if (library == nullptr) return;
    for (const auto& migration : library->migrations()) {
        const MigrationKey key{std::string(migration.app), std::string(migration.name), 0};
        const ProjectApp* owner = project_.app(key.app);
        if (owner == nullptr || owner->library != app.library) {
            errors.push_back(Error(ErrorCode::config, "library " + project_.display(app.library) + " registers migration " + key.text() + ", but it is not the library of app '" + key.app + "'")
                                 .hint("set it as library under [apps." + key.app + "], or build it without that migration"));
            continue;
        }
        compiled_.emplace(key, Compiled{migration, library, project_.display(app.library), false});
    }
}

Migration CompiledMigrations::take(const MigrationKey& key, const std::string& file, const CppSource& source, std::vector<Error>& errors) {
    if (source.app != key.app || source.name != key.name) {
        throw Error(ErrorCode::migration_file, "the file registers " + source.app + "." + source.name + ", not " + key.text())
            .at(file, source.line)
            .hint("a C++ migration stands in <app>/<name>.cpp");
    }
    const ProjectApp* app = project_.app(key.app);
    if (app == nullptr || app->library.empty()) {
        throw Error(ErrorCode::config, "migration " + key.text() + " is written in C++, and app '" + key.app + "' has no library that registers it")
            .at(file, source.line)
            .hint("build the file into a library, and set library = \"...\" under [apps." + key.app + "] in reinhardt-db.toml");
    }
    const auto found = compiled_.find(key);
    if (found == compiled_.end()) {
        if (absent_.contains(app->library)) {
            throw Error(ErrorCode::config, "migration " + key.text() + " is not built: library " + project_.display(app->library) + " does not exist")
                .at(file, source.line)
                .hint("build the library, with this file in it");
        }
        if (broken_.contains(app->library)) return {key.app, key.name};  // reported already
        throw Error(ErrorCode::migration_file, "migration " + key.text() + " is not built: library " + project_.display(app->library) + " does not register it")
            .at(file, source.line)
            .hint("build the library, with this file in it");
    }
    found->second.taken = true;
    if (cpp_tokens(found->second.migration.source) != source.tokens) {
        throw Error(ErrorCode::migration_file, "migration " + key.text() + " was built from another source: library " + found->second.shown + " does not hold what the file says")
            .at(file, source.line)
            .hint("build the library again");
    }
    return read(found->second.migration, file, source, errors);
}

std::vector<Migration> CompiledMigrations::rest(std::vector<Error>& errors) const {
    std::vector<Migration> migrations;
    for (const auto& [key, compiled] : compiled_) {
        if (!compiled.taken) migrations.push_back(read(compiled.migration, compiled.shown, {}, errors));
    }
    return migrations;
}

std::vector<std::shared_ptr<const void>> CompiledMigrations::libraries() const {
    std::vector<std::shared_ptr<const void>> loaded;
    for (const auto& [file, library] : libraries_) {
        if (library != nullptr) loaded.push_back(library);
    }
    return loaded;
}

}  // namespace reinhardt::db
