#include <algorithm>
#include <array>
#include <filesystem>

#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/migrations/rewriting.hpp>
#include <reinhardt/db/migrations/squasher.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

namespace fs = std::filesystem;

/// A squash of C++ migrations is one too.
MigrationForm form_of_squash(Session& session, const Migration& squash) { return form_for(session.history(), squash.replaces, form_named(session.project().migration_format)); }

fs::path path_of(const Project& project, const Migration& migration, MigrationForm form) {
    const ProjectApp* app = project.app(migration.app);
    const fs::path folder = app != nullptr ? app->migrations : project.migrations_folder / migration.app;
    return folder / (migration.name + "." + std::string(extension_of(form)));
}

/// The drivers to prove the squash with: one for each backend of the project, and the embedded one if there is one.
void add_backends(Session& session, SquashOptions& options) {
    std::vector<std::string> urls;
    for (const ProjectDatabase& entry : session.project().databases) urls.push_back(database_of(session.project(), entry).url);
    if (urls.empty() || session.arguments().has("database")) urls.push_back(session.database().url);
    for (const std::string& url : urls) {
        auto driver = session.drivers().for_url(url);
        bool known = false;
        for (const auto& other : options.backends) known = known || other == driver;
        if (!known) options.backends.push_back(std::move(driver));
    }
    for (const auto& driver : options.backends)
        if (driver->can(RDB_CAP_IN_MEMORY)) options.embedded = driver;
    if (options.embedded) return;
    try {
        options.embedded = session.drivers().for_scheme("sqlite");
    } catch (const Error&) {
        // Without an embedded database the proof goes without execution.
    }
}

Value squash_document(const SquashResult& result, const std::vector<std::string>& paths) {
    Value replaces = Value::list();
    for (const Migration& migration : result.migrations)
        for (const MigrationKey& key : migration.replaces) replaces.push(key.text());
    Value document = Value::object();
    document.set("format_version", "1.0").set("path", paths.front());
    if (paths.size() > 1) document.set("paths", Value::list_of(paths));
    document.set("replaces", std::move(replaces)).set("operations_before", result.operations_before).set("operations_after", result.operations_after);
    document.set("proof", Value::list_of(result.proof));
    return document;
}

void print_operations(Session& session, const SquashResult& result) {
    std::string line = "  " + count_of(result.operations_before, "operation") + " -> " + std::to_string(result.operations_after);
    if (!result.proof.empty()) line += "; proven equal: " + join(result.proof, ", ");
    session.out().line(line);
}

void check_absent(const Project& project, const std::vector<fs::path>& paths) {
    std::error_code failure;
    for (const fs::path& path : paths) {
        if (!fs::exists(fs::symlink_status(path, failure))) continue;
        throw Error(ErrorCode::file, "the file " + project.display(path) + " exists already").hint("give the squash another name with -n, or remove the file");
    }
}

int run_optimize(Session& session) {
    const Arguments& arguments = session.arguments();
    const std::string name = arguments.value("optimize");
    if (!arguments.positionals.empty() || arguments.has("name") || arguments.has("no-optimize"))
        throw Error(ErrorCode::usage, "--optimize takes one migration and nothing else").hint("for example: reinhardt-db squash --optimize blog.0004");
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) throw Error(ErrorCode::usage, "'" + name + "' does not name an app and a migration").hint("for example: reinhardt-db squash --optimize blog.0004");
    const History& history = session.history();
    const MigrationKey key = resolve_migration(history, name.substr(0, dot), name.substr(dot + 1));
    SquashOptions options;
    options.app = key.app;
    add_backends(session, options);
    const SquashResult result = optimize_migration(history, key, options);
    const bool dry = arguments.has("dry-run"), changed = result.operations_after != result.operations_before;
    const std::string shown = history.find(key)->file;
    const MigrationForm form = form_of(shown);
    if (changed) check_rewritable(session.project(), *history.find(key));
    if (changed && !dry) replace_file(session.project().root / shown, migration_text(result.migrations.front(), form));
    if (session.json()) {
        session.print_json(squash_document(result, {shown}));
        return 0;
    }
    if (session.quiet()) return 0;
    session.out().line((changed ? std::string(dry ? "Would rewrite " : "Rewrote ") : "Nothing to reduce in ") + printable(shown));
    print_operations(session, result);
    if (dry && session.verbosity() > 0) session.out().write("\n" + migration_text(result.migrations.front(), form));
    return 0;
}

int run_squash(Session& session) {
    const Arguments& arguments = session.arguments();
    if (arguments.has("optimize")) return run_optimize(session);
    if (arguments.positionals.size() < 2) throw Error(ErrorCode::usage, "squash needs an app and the last migration to squash").hint("for example: reinhardt-db squash blog 0004");
    const Project& project = session.project();
    const History& history = session.history();
    SquashOptions options;
    options.app = arguments.positional(0);
    const bool has_from = arguments.positionals.size() > 2;
    if (has_from) options.from = resolve_migration(history, options.app, arguments.positional(1)).name;
    options.to = resolve_migration(history, options.app, arguments.positionals.back()).name;
    options.name = arguments.value("name");
    options.optimize = !arguments.has("no-optimize");
    add_backends(session, options);
    const SquashResult result = squash(history, options);

    std::vector<fs::path> paths;
    std::vector<MigrationForm> forms;
    std::vector<std::string> shown;
    std::size_t replaced = 0;
    for (const Migration& migration : result.migrations) {
        forms.push_back(form_of_squash(session, migration));
        paths.push_back(path_of(project, migration, forms.back()));
        shown.push_back(project.display(paths.back()));
        replaced += migration.replaces.size();
    }
    check_absent(project, paths);
    const bool dry = arguments.has("dry-run");
    if (!dry)
        for (std::size_t i = 0; i < paths.size(); ++i) write_new_file(paths[i], migration_text(result.migrations[i], forms[i]));
    if (session.json()) {
        session.print_json(squash_document(result, shown));
        return 0;
    }
    if (session.quiet()) return 0;
    session.out().line((dry ? "Would squash " : "Squashed ") + count_of(replaced, "migration") + " of " + options.app + " into " + printable(join(shown, ", ")));
    print_operations(session, result);
    if (dry && session.verbosity() > 0)
        for (std::size_t i = 0; i < paths.size(); ++i) session.out().write("\n" + migration_text(result.migrations[i], forms[i]));
    const bool in_cpp = std::find(forms.begin(), forms.end(), MigrationForm::cpp) != forms.end();
    if (!dry) session.out().line((in_cpp ? "Next: build the library of " + options.app + " with it, and commit" : std::string("Next: commit")) +
                                 " it beside the originals; once every database has it, delete them and its 'replaces'.");
    return 0;
}

constexpr std::array<Positional, 3> positionals = {{
    {"APP", "the app whose migrations are squashed", Completes::apps, false, false},
    {"FROM", "the first migration to squash; without it, the app's first", Completes::migrations, false, false},
    {"TO", "the last migration to squash", Completes::migrations, false, false},
}};

constexpr std::array<Flag, 4> flags = {{
    {"name", 'n', "NAME", "call the squash NAME, behind its number", Completes::nothing, {}, false, {}},
    {"no-optimize", 0, {}, "keep all operations as they are", Completes::nothing, {}, false, {}},
    {"dry-run", 0, {}, "prove it and say what would be written, write nothing", Completes::nothing, {}, false, "With `-v` the content of the file is shown as well."},
    {"optimize", 0, "APP.MIGRATION", "reduce the operations of one migration, in place", Completes::migrations, {}, false,
     "The file is rewritten when that saves operations, and keeps the checksum it had in `was`, so that databases that applied it are content."},
}};

constexpr std::array<Example, 4> examples = {{
    {"squash all of blog up to 0004", "reinhardt-db squash blog 0004"},
    {"squash a range", "reinhardt-db squash blog 0002 0004"},
    {"look at the result first", "reinhardt-db squash blog 0004 --dry-run -v"},
    {"tidy a migration that was not published yet", "reinhardt-db squash --optimize blog.0005"},
}};

constexpr std::array<Section, 4> sections = {{
    {"The proof",
     "Before anything is written the squash is proven equal to the originals: both lead to the same state of the models, to the same schema on each backend of the project, and, where every operation can run there, "
     "to the same schema when executed on an embedded SQLite. Otherwise it is refused (exit code 1), and the message says where they part."},
    {"Apps that need each other",
     "Where a squash of the whole range would close a circle between apps, several files are written, each as long as it can be; a migration that stands alone between them stays as it is."},
    {"Its form",
     "C++ where all that it replaces is written in C++; else `migration_format` of the project file. A C++ source must be built into the library of the app before anything else can be done with it. "
     "`--optimize` keeps the form, and refuses a C++ source that holds more than makemigrations writes, since that would be lost (exit code 2)."},
    {"Living with a squash",
     "The file says in `replaces` what it stands for. A database that has applied none of the originals runs the squash; one that has applied all of them records it without running anything; one in between goes on with the originals. "
     "When every database has it, delete the originals and the key `replaces`."},
}};

}  // namespace

const Command squash_command = {
    "squash",
    "replace a range of migrations by one",
    "Writes one migration that does what a range of migrations does, with as few operations as possible, and proves that it does. The originals stay beside it until you delete them.",
    positionals, flags, examples, sections, run_squash, false, "APP [FROM] TO"};

}  // namespace reinhardt::db::cli
