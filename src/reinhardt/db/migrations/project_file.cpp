#include <reinhardt/db/migrations/project_file.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>

#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {
namespace {

namespace fs = std::filesystem;

fs::path find_root(const fs::path& start) {
    std::error_code failure;
    for (fs::path folder = start;; folder = folder.parent_path()) {
        if (fs::is_regular_file(folder / project_file_name, failure)) return folder;
        if (folder == folder.parent_path()) return {};
    }
}

fs::path absolute_in(const fs::path& root, const std::string& path) {
    fs::path full = (root / path).lexically_normal();
    return full.has_filename() ? full : full.parent_path();
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) entries.push_back(it->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool is_passed_over(const std::string& name) { return name.empty() || name[0] == '.' || name[0] == '_' || name[0] == '~' || name.back() == '~'; }

/// A table of tables ([apps.X], [databases.X]); faults go to `reader`.
const Value::Object& tables_of(Reader& reader, const Value& document, std::string_view key) {
    static const Value::Object none;
    const Value* value = document.find(key);
    if (value == nullptr) return none;
    if (!value->is_object()) {
        reader.fail(value->line(), "'" + std::string(key) + "' must hold tables, for example [" + std::string(key) + "." +
                                       (key == "apps" ? "blog" : "default") + "]");
        return none;
    }
    return value->as_object();
}

bool is_table(Reader& reader, const Member& member, std::string_view what) {
    if (member.value.is_object()) return true;
    reader.fail(member.line, std::string(what) + " '" + member.key + "' must be a table");
    return false;
}

void read_project_table(Reader& reader, const Value& document, Project& project) {
    const Value* table = document.find("project");
    if (table == nullptr) return;
    if (!table->is_object()) return reader.fail(table->line(), "'project' must be a table: [project]");
    reader.known_keys(*table, {"models", "migrations", "migration_format"}, "[project]");
    if (const auto models = reader.text(*table, "models")) project.models_folder = absolute_in(project.root, *models);
    if (const auto migrations = reader.text(*table, "migrations")) project.migrations_folder = absolute_in(project.root, *migrations);
    const auto format = reader.text(*table, "migration_format");
    if (!format) return;
    if (*format != "toml" && *format != "json" && *format != "cpp")
        reader.fail(table->find("migration_format")->line(), "migration_format is \"toml\", \"json\" or \"cpp\", not \"" + *format + "\"");
    project.migration_format = *format;
}

void read_apps(Reader& reader, const Value& document, const Project& project, std::map<std::string, ProjectApp>& apps) {
    for (const Member& member : tables_of(reader, document, "apps")) {
        if (!is_table(reader, member, "app")) continue;
        if (!is_plain_name(member.key)) reader.fail(member.line, "the app's name '" + member.key + "' may hold letters, digits and '_' alone");
        reader.known_keys(member.value, {"models", "migrations", "library"}, "[apps." + member.key + "]");
        ProjectApp app;
        app.label = member.key;
        app.models = project.models_folder / (member.key + ".toml");
        app.migrations = project.migrations_folder / member.key;
        if (const auto models = reader.text(member.value, "models")) app.models = absolute_in(project.root, *models);
        if (const auto migrations = reader.text(member.value, "migrations")) app.migrations = absolute_in(project.root, *migrations);
        if (const auto library = reader.text(member.value, "library")) app.library = absolute_in(project.root, *library);
        apps.emplace(member.key, std::move(app));
    }
}

void read_databases(Reader& reader, const Value& document, Project& project) {
    for (const Member& member : tables_of(reader, document, "databases")) {
        if (!is_table(reader, member, "database")) continue;
        const std::string what = "[databases." + member.key + "]";
        reader.known_keys(member.value, {"url", "password_file", "apps", "server", "lock"}, what);
        ProjectDatabase database;
        database.alias = member.key;
        database.line = member.line;
        if (const auto url = reader.text(member.value, "url")) {
            database.url = *url;
            database.line = member.value.find("url")->line();
        } else if (!member.value.has("url")) {
            reader.fail(member.line, what + " has no 'url'", "for example url = \"sqlite:db.sqlite3\"");
        }
        database.password_file = reader.text(member.value, "password_file").value_or("");
        database.server = reader.text(member.value, "server").value_or("");
        database.lock = reader.text(member.value, "lock").value_or("");
        if (!database.lock.empty() && database.lock != "lease")
            reader.fail(member.value.find("lock")->line(), "lock is \"lease\" or absent, not \"" + database.lock + "\"");
        database.apps = reader.texts(member.value, "apps").value_or(std::vector<std::string>{});
        project.databases.push_back(std::move(database));
    }
}

void read_drivers(Reader& reader, const Value& document, Project& project) {
    const Value* table = document.find("drivers");
    if (table == nullptr) return;
    if (!table->is_object()) return reader.fail(table->line(), "'drivers' must be a table: [drivers]");
    reader.known_keys(*table, {"path"}, "[drivers]");
    for (const std::string& folder : reader.texts(*table, "path").value_or(std::vector<std::string>{}))
        project.driver_path.push_back(absolute_in(project.root, folder));
}

/// Apps that the folders show: each models/<app>.toml and each folder in migrations/.
void find_apps(Reader& reader, const Project& project, std::map<std::string, ProjectApp>& apps) {
    std::vector<std::pair<std::string, fs::path>> labels;
    std::error_code failure;
    for (const fs::path& entry : sorted_entries(project.models_folder)) {
        if (entry.extension() == ".toml" && !is_passed_over(entry.filename().string()) && fs::is_regular_file(entry, failure))
            labels.emplace_back(entry.stem().string(), entry);
    }
    for (const fs::path& entry : sorted_entries(project.migrations_folder)) {
        if (!is_passed_over(entry.filename().string()) && fs::is_directory(entry, failure)) labels.emplace_back(entry.filename().string(), entry);
    }
    for (const auto& [label, path] : labels) {
        if (apps.find(label) != apps.end()) continue;
        if (!is_plain_name(label)) {
            const auto fault = Error(ErrorCode::config, "the app's name '" + label + "' may hold letters, digits and '_' alone");
            reader.errors.push_back(Error(fault).at(project.display(path)).hint("rename it, or begin its name with '_' so that it is passed over"));
            continue;
        }
        ProjectApp app;
        app.label = label;
        app.models = project.models_folder / (label + ".toml");
        app.migrations = project.migrations_folder / label;
        apps.emplace(label, std::move(app));
    }
}

void check_database_apps(Reader& reader, const Project& project, const Value& document) {
    std::vector<std::string> labels;
    for (const ProjectApp& app : project.apps) labels.push_back(app.label);
    for (const Member& member : tables_of(reader, document, "databases")) {
        const Value* apps = member.value.find("apps");
        if (apps == nullptr || !apps->is_list()) continue;
        for (const Value& app : apps->as_list()) {
            if (!app.is_text() || project.app(app.as_text()) != nullptr) continue;
            reader.fail(app.line(), "[databases." + member.key + "] names the app '" + app.as_text() + "', which does not exist",
                        similar_hint("app", app.as_text(), labels));
        }
    }
}

std::string password_from(const Project& project, const ProjectDatabase& entry) {
    if (entry.password_file.empty()) return {};
    try {
        std::string text = read_file(absolute_in(project.root, expand_variables(entry.password_file)));
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
        return text;
    } catch (const Error& error) {
        throw Error(ErrorCode::config, "the password file of database '" + entry.alias + "': " + error.message())
            .at(project.display(project.file), entry.line);
    }
}

}  // namespace

Project load_project(const fs::path& start) {
    std::error_code failure;
    if (!fs::is_directory(start, failure)) throw Error(ErrorCode::config, "the folder " + start.string() + " does not exist");
    const fs::path here = fs::canonical(start, failure);
    Project project;
    project.root = find_root(here);
    if (project.root.empty()) project.root = here;
    else project.file = project.root / project_file_name;
    project.models_folder = project.root / "models";
    project.migrations_folder = project.root / "migrations";

    Reader reader;
    reader.code = ErrorCode::config;
    reader.file = project.file.empty() ? std::string() : project.display(project.file);
    const Value document = project.file.empty() ? Value::object() : parse_toml(read_file(project.file), reader.file, ErrorCode::config);
    std::map<std::string, ProjectApp> apps;
    reader.known_keys(document, {"project", "apps", "databases", "drivers"}, "the project file");
    read_project_table(reader, document, project);
    read_apps(reader, document, project, apps);
    read_databases(reader, document, project);
    read_drivers(reader, document, project);
    find_apps(reader, project, apps);
    for (auto& [label, app] : apps) {
        app.models_exist = fs::exists(app.models, failure);
        project.apps.push_back(std::move(app));
    }
    check_database_apps(reader, project, document);
    throw_all(std::move(reader.errors));
    return project;
}

void require_project(const Project& project) {
    if (!project.file.empty() || !project.apps.empty()) return;
    throw Error(ErrorCode::config, "there is no project in " + project.root.string() + ": no " + std::string(project_file_name) + ", no models/*.toml, no migrations")
        .hint("write a models file, for example models/blog.toml, or name the project's folder with -C");
}

DatabaseChoice database_of(const Project& project, const ProjectDatabase& entry) {
    DatabaseChoice choice;
    choice.alias = entry.alias;
    try {
        choice.url = expand_variables(entry.url);
    } catch (Error& error) {
        throw error.at(project.display(project.file), entry.line);
    }
    choice.shown = mask_url(choice.url);
    choice.password = password_from(project, entry);
    choice.server = entry.server;
    choice.apps = entry.apps;
    choice.lease = entry.lock == "lease";
    return choice;
}

DatabaseChoice choose_database(const Project& project, std::string_view wanted) {
    std::vector<std::string> aliases;
    for (const ProjectDatabase& entry : project.databases) {
        if (entry.alias == (wanted.empty() ? std::string_view("default") : wanted)) return database_of(project, entry);
        aliases.push_back(entry.alias);
    }
    DatabaseChoice choice;
    if (!wanted.empty()) {
        if (url_scheme(wanted).empty()) {
            std::string hint = similar_hint("database", wanted, aliases);
            if (hint.empty()) hint = aliases.empty() ? "the project names no databases; give a URL such as sqlite:db.sqlite3" : "known: " + join(aliases, ", ");
            throw Error(ErrorCode::usage, "there is no database '" + mask_url(wanted) + "'").hint(std::move(hint));
        }
        choice.url = std::string(wanted);
    } else if (const char* variable = std::getenv("DATABASE_URL"); variable != nullptr && *variable != '\0') {
        choice.url = variable;
    } else {
        choice.url = "sqlite:db.sqlite3";
    }
    choice.shown = mask_url(choice.url);
    return choice;
}

}  // namespace reinhardt::db
