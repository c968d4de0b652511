#include <reinhardt/db/migrations/squash_files.hpp>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/migrations/file_set.hpp>
#include <reinhardt/db/migrations/migration_writer.hpp>
#include <reinhardt/db/migrations/rewriting.hpp>
#include <reinhardt/db/support/files.hpp>

namespace reinhardt::db {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const Project& project, const std::string& app) {
    const ProjectApp* known = project.app(app);
    return known != nullptr ? known->migrations : project.migrations_folder / app;
}

/// The drivers to prove the squash with: one for each backend of the project, and the embedded one if there is one.
void add_backends(Workspace& workspace, SquashOptions& options) {
    std::vector<std::string> urls;
    for (const ProjectDatabase& entry : workspace.project().databases) urls.push_back(database_of(workspace.project(), entry).url);
    if (urls.empty() || !workspace.config().database.empty()) urls.push_back(workspace.database().url);
    for (const std::string& url : urls) {
        auto driver = workspace.drivers().for_url(url);
        bool known = false;
        for (const auto& other : options.backends) known = known || other == driver;
        if (!known) options.backends.push_back(std::move(driver));
    }
    for (const auto& driver : options.backends)
        if (driver->can(RDB_CAP_IN_MEMORY)) options.embedded = driver;
    if (options.embedded) return;
    try {
        options.embedded = workspace.drivers().for_scheme("sqlite");
    } catch (const Error&) {
        // Without an embedded database the proof goes without execution.
    }
}

void check_absent(const SquashFiles& files) {
    std::error_code failure;
    for (std::size_t i = 0; i < files.paths.size(); ++i) {
        if (!fs::exists(fs::symlink_status(files.paths[i], failure))) continue;
        throw Error(ErrorCode::file, "the file " + files.shown[i] + " exists already").hint("give the squash another name with -n, or remove the file");
    }
}

}  // namespace

SquashFiles squash_files(Workspace& workspace, SquashOptions options, bool dry_run) {
    const History& history = workspace.history();
    const Project& project = workspace.project();
    if (!options.from.empty()) options.from = resolve_migration(history, options.app, options.from).name;
    options.to = resolve_migration(history, options.app, options.to).name;
    add_backends(workspace, options);
    SquashFiles files;
    files.result = Squasher(history).squash(options);
    std::vector<std::string> formats;
    for (const Migration& migration : files.result.migrations) {
        // A squash of C++ migrations is one too.
        formats.emplace_back(extension_of(form_for(history, migration.replaces, form_named(project.migration_format))));
        files.paths.push_back(folder_of(project, migration.app) / MigrationWriter(migration, formats.back()).file_name());
        files.shown.push_back(project.display(files.paths.back()));
    }
    check_absent(files);
    if (dry_run) return files;
    FileSet set;
    for (std::size_t i = 0; i < files.paths.size(); ++i) set.write(files.paths[i], MigrationWriter(files.result.migrations[i], formats[i]).text());
    set.keep();
    files.written = true;
    return files;
}

SquashFiles optimize_file(Workspace& workspace, const MigrationKey& key, bool dry_run) {
    const History& history = workspace.history();
    SquashOptions options;
    options.app = key.app;
    add_backends(workspace, options);
    SquashFiles files;
    files.result = Squasher(history).optimize(key, options);
    const Migration& present = *history.find(key);
    if (present.file.empty()) throw Error(ErrorCode::usage, "migration " + key.text() + " was made in code: it has no file to write to");
    files.shown.push_back(present.file);
    files.paths.push_back(workspace.project().root / present.file);
    if (files.result.operations_after == files.result.operations_before) return files;
    check_rewritable(workspace.project(), present);
    if (dry_run) return files;
    replace_file(files.paths.front(), migration_text(files.result.migrations.front(), form_of(present.file)));
    files.written = true;
    return files;
}

}  // namespace reinhardt::db
