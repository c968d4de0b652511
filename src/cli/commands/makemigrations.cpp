#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <reinhardt/db/migrations/makemigrations.hpp>
#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../answers.hpp"
#include "../interrupt.hpp"
#include "../render/changes.hpp"
#include "../render/suggestions.hpp"
#include "../reviewer.hpp"
#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

Value question_value(const Question& question) {
    constexpr std::array<std::string_view, 4> kinds = {"rename_field", "rename_model", "move_model", "backfill"};
    Value value = Value::object();
    value.set("kind", kinds[static_cast<std::size_t>(question.kind)]).set("subject", question.subject);
    value.set_if("candidates", Value::list_of(question.candidates)).set("text", question.text).set("options", Value::list_of(question.options));
    return value;
}

Value changes_document(const MakeMigrationsResult& result) {
    Value list = Value::list();
    for (const MadeMigration& made : result.migrations) {
        Value dependencies = Value::list(), operations = Value::list();
        for (const MigrationKey& key : made.migration.dependencies) dependencies.push(key.text());
        for (const OperationPtr& operation : made.migration.operations) operations.push(operation->to_value());
        Value item = Value::object();
        item.set("app", made.migration.app).set("name", made.migration.name).set("path", made.display_path);
        if (made.updates) item.set("updates", made.updates->text());
        item.set("initial", made.migration.is_initial());
        item.set("dependencies", std::move(dependencies)).set("operations", std::move(operations));
        list.push(std::move(item));
    }
    Value questions = Value::list();
    for (const Question& question : result.open_questions) questions.push(question_value(question));
    const bool changes = !result.migrations.empty() || !result.open_questions.empty();
    Value document = Value::object();
    document.set("format_version", "1.0").set("status", changes ? "changes" : "none").set("written", result.written);
    document.set("migrations", std::move(list)).set_if("questions", std::move(questions));
    return document;
}

void print_questions(Session& session, const std::vector<Question>& questions) {
    Output& out = session.out();
    for (const Question& question : questions) {
        out.line(out.paint(Color::yellow, "?") + " " + printable(question.text));
        for (const std::string& option : question.options) out.line("    " + printable(option));
    }
}

/// "Updated 1 migration. Wrote 2 migrations."
std::string summary(const MakeMigrationsResult& result, const std::string& wrote, const std::string& updated) {
    std::size_t updates = 0;
    for (const MadeMigration& made : result.migrations) updates += made.updates ? 1 : 0;
    const std::size_t files = result.migrations.size() - updates;
    std::vector<std::string> sentences;
    if (updates != 0) sentences.push_back(updated + count_of(updates, "migration") + ".");
    if (files != 0) sentences.push_back(wrote + count_of(files, "migration") + ".");
    return join(sentences, " ");
}

/// Whether a library does not hold any more what the sources say.
bool needs_a_build(const MakeMigrationsResult& result) {
    return std::any_of(result.migrations.begin(), result.migrations.end(), [](const MadeMigration& made) {
        return made.form == MigrationForm::cpp || (made.updates && form_of(made.updated_path.string()) == MigrationForm::cpp);
    });
}

/// Apps that get a C++ source and have no library to build it into.
void note_missing_libraries(Session& session, const MakeMigrationsResult& result) {
    std::set<std::string> apps;
    for (const MadeMigration& made : result.migrations)
        if (made.form == MigrationForm::cpp && session.project().app(made.migration.app)->library.empty()) apps.insert(made.migration.app);
    for (const std::string& app : apps) session.note(Color::bold, "note", "app '" + app + "' has no library yet: build the source into one, and set library = \"...\" under [apps." + app + "]");
}

void print_changes(Session& session, const MakeMigrationsResult& result, const MakeMigrationsOptions& options) {
    if (session.quiet()) return;
    Output& out = session.out();
    if (!result.migrations.empty()) print_made_migrations(out, result.history, result.migrations);
    if (options.dry_run && session.verbosity() > 0)
        for (const MadeMigration& made : result.migrations) {
            out.line("\n" + out.paint(Color::dim, "# " + printable(made.display_path)));
            out.write(migration_text(made.migration, made.form));
        }
    print_questions(session, result.open_questions);
    if (result.written) {
        out.line(summary(result, "Wrote ", "Updated ") + (needs_a_build(result) ? " Next: build the library of the app, then reinhardt-db showplan" : " Next: reinhardt-db showplan"));
    } else if (!result.migrations.empty()) {
        out.line(summary(result, "Would write ", "Would update "));
    } else if (!result.skipped.empty()) {
        out.line("Nothing to write: all changes were skipped.");
    } else if (result.open_questions.empty()) {
        out.line(options.merge ? "No conflicts to merge." : "No changes.");
    }
}

/// What the database holds, finished or under way. A database that does not exist holds nothing.
std::set<MigrationKey> applied_anywhere(Session& session) {
    try {
        Connection* connection = session.connection(false);
        if (connection == nullptr) return {};
        return Recorder(*connection).touched();
    } catch (const Error& error) {
        Error asked = error;
        asked.note("--update asks the database " + session.database().shown + " whether the migration is applied");
        if (error.hint().empty()) asked.hint("without asking it: --no-database");
        else asked.hint(error.hint() + "; without asking it: --no-database");
        throw Error(asked);
    }
}

/// Options that exclude each other.
void refuse_pairs(const Arguments& arguments) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> pairs = {{{"empty", "merge"}, {"update", "empty"}, {"update", "merge"}, {"interactive", "empty"},
                                                                                       {"interactive", "merge"}, {"interactive", "check"}, {"interactive", "quiet"}}};
    for (const auto& [one, other] : pairs) {
        if (!arguments.has(one) || !arguments.has(other)) continue;
        throw Error(ErrorCode::usage, "--" + std::string(one) + " and --" + std::string(other) + " do not go together");
    }
    for (const std::string_view alone : {"empty", "merge"}) {
        if (!arguments.has(alone)) continue;
        for (const std::string_view answer : {"rename", "no-renames", "backfill", "no-backfill"})
            if (arguments.has(answer)) throw Error(ErrorCode::usage, "--" + std::string(alone) + " and --" + std::string(answer) + " do not go together").hint("--" + std::string(alone) + " looks at no models and asks nothing");
    }
    if (arguments.has("no-database") && !arguments.has("update")) throw Error(ErrorCode::usage, "--no-database goes with --update alone").hint("without --update no database is asked");
}

void require_terminal(Session& session) {
    if (session.json()) throw Error(ErrorCode::usage, "--interactive and --format json do not go together");
    if (session.terminal().can_ask()) return;
    throw Error(ErrorCode::usage, session.arguments().has("no-input") ? "--interactive and --no-input do not go together" : "--interactive needs a terminal to ask on")
        .hint("give the answers as options: --rename, --no-renames, --backfill, --no-backfill, or --answers FILE; name apps to leave others out; --dry-run shows the changes");
}

int show_suggestions(Session& session) {
    constexpr std::array<std::string_view, 12> writing = {"name", "dry-run", "check", "empty", "merge", "update", "interactive", "rename", "no-renames", "backfill", "no-backfill", "answers"};
    for (const std::string_view option : writing) {
        if (!session.arguments().has(std::string(option))) continue;
        throw Error(ErrorCode::usage, "--suggest-indexes and --" + std::string(option) + " do not go together").hint("--suggest-indexes reports on the models and makes no migrations");
    }
    const std::vector<IndexSuggestion> suggestions = suggest_indexes(session.project(), session.arguments().positionals);
    if (session.json()) {
        session.print_json(suggestions_document(suggestions));
        return 0;
    }
    session.out().write(suggestions_text(suggestions, session.out()));
    if (!session.quiet()) session.out().line(suggestions_summary(suggestions));
    return 0;
}

int run_makemigrations(Session& session) {
    const Arguments& arguments = session.arguments();
    if (arguments.has("suggest-indexes")) return show_suggestions(session);
    MakeMigrationsOptions options;
    options.apps = arguments.positionals;
    options.name = arguments.value("name");
    if (arguments.has("name") && options.name.empty()) throw Error(ErrorCode::usage, "--name needs a name").hint("letters, digits and '_'; the number is put before it");
    options.check = arguments.has("check");
    options.dry_run = arguments.has("dry-run");
    options.empty = arguments.has("empty");
    options.merge = arguments.has("merge");
    options.update = arguments.has("update");
    if (arguments.has("language")) options.form = form_named(arguments.value("language"));
    refuse_pairs(arguments);
    if (options.update && !arguments.has("no-database")) options.applied = [&session] { return applied_anywhere(session); };
    if (options.empty && options.apps.empty()) throw Error(ErrorCode::usage, "--empty needs the apps to write an empty migration for").hint("for example: reinhardt-db makemigrations blog --empty");
    options.answers = read_answers(arguments);
    const Project& project = session.project();
    options.drivers = &session.drivers();
    Questioner questioner(session.terminal());
    if (session.terminal().can_ask() && !session.json() && !options.check) {
        watch_interrupts();
        options.ask = [&](const Question& question, Answers& answers) { return questioner.ask(question, answers); };
    }
    Reviewer reviewer(session.terminal(), questioner);
    if (arguments.has("interactive")) {
        require_terminal(session);
        options.review = [&](const ReviewRound& round, Answers& answers, Selection& selection) { return reviewer.review(round, answers, selection); };
    }
    const MakeMigrationsResult result = make_migrations(project, options);
    if (session.json()) session.print_json(changes_document(result));
    else print_changes(session, result, options);
    for (const std::string& operation : result.unproven) session.note(Color::yellow, "warning", operation + " works on rows: whether it may run before and behind the other branch is yours to know");
    note_missing_libraries(session, result);
    if (!questioner.options().empty()) session.note(Color::bold, "note", "the same answers as options: " + join(questioner.options(), " "));
    if (!result.skipped.empty()) session.note(Color::bold, "note", "skipped " + count_of(result.skipped.size(), "change") + "; the next makemigrations finds " + (result.skipped.size() == 1 ? "it" : "them") + " again");
    if (reviewer.split_any()) session.note(Color::bold, "note", "no option repeats the split into several files");
    const bool changes = !result.migrations.empty() || !result.open_questions.empty();
    return options.check && changes ? 3 : 0;
}

constexpr std::array<Positional, 1> positionals = {{{"APP", "the apps to look at; without any, all", Completes::apps, false, true}}};

constexpr std::array<Flag, 15> flags = {{
    {"name", 'n', "NAME", "call the migration NAME, behind its number", Completes::nothing, {}, false,
     "Letters, digits and underscores. Without it the name is made of what the migration does."},
    {"dry-run", 0, {}, "show what would be written, write nothing", Completes::nothing, {}, false, "With `-v` the content of each file is shown as well."},
    {"check", 0, {}, "as --dry-run; exit 3 if anything would be written", Completes::nothing, {}, false,
     "For continuous integration. Open questions are listed and count as changes."},
    {"empty", 0, {}, "write an empty migration, to be filled by hand", Completes::nothing, {}, false, {}},
    {"merge", 0, {}, "join the two heads of an app", Completes::nothing, {}, false,
     "Refused with exit code 5 when the branches touch the same thing; both heads, the two operations, the model and the field are named. Each operation of one branch is tried before and behind "
     "each of the other; what SQL does to rows cannot be tried and is warned of."},
    {"update", 0, {}, "fold the changes into each app's last migration", Completes::nothing, {}, false,
     "The operations are appended to those of the leaf and optimized, and its file is replaced; a name that was made automatically is made again. Refused when the database has applied the leaf, when "
     "another migration depends on it, and for a squash. An app without migrations gets its first. Comments in the file are not kept."},
    {"no-database", 0, {}, "with --update: do not ask the database", Completes::nothing, {}, false, "Then it is on you to know that no database has applied the migration."},
    {"language", 0, "LANGUAGE", "write the migrations in cpp, toml or json", Completes::words, "cpp toml json", false,
     "`--language cpp` writes C++ sources, each of which registers its migration in the library of the app (`library` under `[apps.<app>]`): for programs that carry their migrations compiled in. "
     "The library must be built before anything else can be done with the migration. Without the option: the form of the file that --update replaces; C++ where all heads that --merge "
     "joins are written in it; else `migration_format` of the project file."},
    {"interactive", 'i', {}, "walk through the changes one by one", Completes::nothing, {}, false,
     "For each change: accept it; skip it, with all that cannot be without it; say that it is a rename; give a value for existing rows; or split, so that it and those behind it in the app go "
     "into one more file. Quitting writes nothing. Options that give the same answers are printed at the end. Needs a terminal."},
    {"rename", 0, "NEW=OLD", "say that NEW was called OLD", Completes::nothing, {}, true,
     "`--rename blog.Post.title=headline` renames a field, `--rename blog.Article=Post` a model, `--rename news.Article=blog.Article` moves one. "
     "`--rename blog.Post.title=` says that the field is new."},
    {"no-renames", 0, {}, "treat nothing as renamed beyond what --rename says", Completes::nothing, {}, false, {}},
    {"backfill", 0, "FIELD=VALUE", "the value of FIELD for rows that exist", Completes::nothing, {}, true,
     "VALUE is a TOML literal: `--backfill blog.Post.slug='\"untitled\"'`, `--backfill blog.Post.rating=0`. For a foreign key it is the key of the row that is referred to."},
    {"no-backfill", 0, "FIELD", "give FIELD no value: applying fails if there are rows", Completes::nothing, {}, true, {}},
    {"answers", 0, "FILE", "read answers from a TOML file", Completes::files, {}, false,
     "`renames = [\"blog.Post.title=headline\"]`, `no_renames = true`, `no_backfill = [\"blog.Post.slug\"]`, and a table `[backfill]` of `\"blog.Post.slug\" = value`."},
    {"suggest-indexes", 0, {}, "look at the models and suggest indexes; write nothing", Completes::nothing, {}, false,
     "With reason, file and line, and the TOML to write. No database is asked, and no migration is made; the exit code is 0."},
}};

constexpr std::array<Example, 9> examples = {{
    {"write what changed in all apps", "reinhardt-db makemigrations"},
    {"show it, with the files' content, without writing", "reinhardt-db makemigrations --dry-run -v"},
    {"fail in continuous integration when somebody forgot to write migrations", "reinhardt-db makemigrations --check"},
    {"a field that was renamed, and a value for a new one", "reinhardt-db makemigrations --rename blog.Post.title=headline --backfill blog.Post.rating=0"},
    {"decide on each change by itself", "reinhardt-db makemigrations -i"},
    {"work on, before the last migration was applied anywhere", "reinhardt-db makemigrations --update"},
    {"a C++ source, to be compiled into the library of its app", "reinhardt-db makemigrations --language cpp"},
    {"a migration for data, to be written by hand", "reinhardt-db makemigrations blog --empty -n fill_slugs"},
    {"which indexes are missing, and which are not needed", "reinhardt-db makemigrations --suggest-indexes"},
}};

constexpr std::array<Section, 3> sections = {{
    {"Questions",
     "Two kinds of change could mean different things, and are never guessed. A removed and an added field (or model) that look alike may be a rename; a new field that must not be NULL and has no "
     "default needs a value for the rows that exist. On a terminal they are asked; otherwise all open questions are listed, each with the option that answers it, and nothing is written (exit code 2). "
     "`renamed_from` in a models file answers the first kind for good."},
    {"Files written",
     "One file for each app that changed, `<migrations>/<app>/<number>_<name>.toml` (or `.json` or `.cpp`, by `--language` or `migration_format`). More than one where apps or models refer to each other in a circle. "
     "The files hold no date and no random value: the same change gives the same bytes. A file that exists is never overwritten, but by `--update`."},
    {"Index suggestions",
     "What `--suggest-indexes` looks for. The first four are recommended; the others depend on how large the tables are and how they are read.\n\n"
     "    foreign-key           a foreign key that no index begins with\n"
     "    generic-relation      content type and object id without an index on both\n"
     "    through-pair          a many-to-many `through` model without an index on its two keys\n"
     "    duplicate-index       two indexes on the same columns\n"
     "    ordering              `ordering` that no index follows\n"
     "    soft-delete-ordering  the same in a model with deleted_at, is_deleted or the like\n"
     "    related-ordering      a foreign key of a model with `ordering`, without an index on both\n"
     "    prefix-index          an index that is the beginning of another\n\n"
     "What counts are the backends of the project file's databases: MySQL makes indexes for foreign keys by itself, and has none with a condition. "
     "A model cannot tell how often it is read; measure before and after where it matters."},
}};

}  // namespace

const Command makemigrations_command = {
    "makemigrations",
    "write migrations for what changed in the models",
    "Compares the models with the state that all migration files lead to, for the whole project at once, and writes the migrations that are missing. "
    "Needs no database, unless with --update. With apps named, writes theirs and what those need from others.",
    positionals, flags, examples, sections, run_makemigrations, false};

}  // namespace reinhardt::db::cli
