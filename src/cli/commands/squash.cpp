#include <algorithm>
#include <array>

#include <reinhardt/db/migrations/migration_writer.hpp>
#include <reinhardt/db/migrations/squash_files.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

Value squash_document(const SquashFiles& files) {
    const SquashResult& result = files.result;
    const std::vector<std::string>& paths = files.shown;
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

int run_optimize(Session& session) {
    const Arguments& arguments = session.arguments();
    const std::string name = arguments.value("optimize");
    if (!arguments.positionals.empty() || arguments.has("name") || arguments.has("no-optimize"))
        throw Error(ErrorCode::usage, "--optimize takes one migration and nothing else").hint("for example: reinhardt-db squash --optimize blog.0004");
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) throw Error(ErrorCode::usage, "'" + name + "' does not name an app and a migration").hint("for example: reinhardt-db squash --optimize blog.0004");
    const History& history = session.history();
    const bool dry = arguments.has("dry-run");
    const SquashFiles files = optimize_file(session.workspace(), resolve_migration(history, name.substr(0, dot), name.substr(dot + 1)), dry);
    if (session.json()) {
        session.print_json(squash_document(files));
        return 0;
    }
    if (session.quiet()) return 0;
    const bool changed = files.result.operations_after != files.result.operations_before;
    session.out().line((changed ? std::string(dry ? "Would rewrite " : "Rewrote ") : "Nothing to reduce in ") + printable(files.shown.front()));
    print_operations(session, files.result);
    if (dry && session.verbosity() > 0) session.out().write("\n" + migration_text(files.result.migrations.front(), form_of(files.shown.front())));
    return 0;
}

int run_squash(Session& session) {
    const Arguments& arguments = session.arguments();
    if (arguments.has("optimize")) return run_optimize(session);
    if (arguments.positionals.size() < 2) throw Error(ErrorCode::usage, "squash needs an app and the last migration to squash").hint("for example: reinhardt-db squash blog 0004");
    SquashOptions options;
    options.app = arguments.positional(0);
    if (arguments.positionals.size() > 2) options.from = arguments.positional(1);
    options.to = arguments.positionals.back();
    options.name = arguments.value("name");
    options.optimize = !arguments.has("no-optimize");
    const bool dry = arguments.has("dry-run");
    const SquashFiles files = squash_files(session.workspace(), options, dry);
    if (session.json()) {
        session.print_json(squash_document(files));
        return 0;
    }
    if (session.quiet()) return 0;
    std::size_t replaced = 0;
    for (const Migration& migration : files.result.migrations) replaced += migration.replaces.size();
    session.out().line((dry ? "Would squash " : "Squashed ") + count_of(replaced, "migration") + " of " + options.app + " into " + printable(join(files.shown, ", ")));
    print_operations(session, files.result);
    if (dry && session.verbosity() > 0)
        for (std::size_t i = 0; i < files.paths.size(); ++i) session.out().write("\n" + migration_text(files.result.migrations[i], form_of(files.shown[i])));
    const bool in_cpp = std::any_of(files.shown.begin(), files.shown.end(), [](const std::string& shown) { return form_of(shown) == MigrationForm::cpp; });
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
