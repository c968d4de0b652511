#include <array>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../planning.hpp"
#include "../render/plan.hpp"
#include "all_databases.hpp"
#include "migrate_run.hpp"
#include "rehearsal.hpp"
#include "showplan.hpp"

namespace reinhardt::db::cli {
namespace {

void check_together(const Arguments& arguments) {
    constexpr std::array<std::string_view, 4> modes = {"plan", "check", "sql", "prune"};
    std::vector<std::string> given;
    for (const std::string_view mode : modes)
        if (arguments.has(mode)) given.push_back("--" + std::string(mode));
    if (given.size() > 1 && given != std::vector<std::string>{"--plan", "--check"}) throw Error(ErrorCode::usage, join(given, " and ") + " do not go together");
    if (arguments.has("fake") && arguments.has("fake-initial")) throw Error(ErrorCode::usage, "--fake and --fake-initial do not go together").hint("--fake records every migration, whatever the tables are");
    for (const char* name : {"fake", "fake-initial", "accept-edited", "profile", "lock-timeout", "statement-timeout"})
        if (!given.empty() && arguments.has(name))
            throw Error(ErrorCode::usage, given.front() + " and --" + name + " do not go together");
    for (const char* name : {"sql", "prune", "database"})
        if (arguments.has("all-databases") && arguments.has(name)) throw Error(ErrorCode::usage, "--all-databases and --" + std::string(name) + " do not go together");
    for (const char* name : {"plan", "check", "sql", "prune", "fake", "fake-initial", "accept-edited"})
        if (arguments.has("to-state") && arguments.has(name)) throw Error(ErrorCode::usage, "--to-state and --" + std::string(name) + " do not go together");
    if (arguments.has("to-state") && !arguments.positionals.empty())
        throw Error(ErrorCode::usage, "--to-state goes to the final state of all apps and takes no app").hint("a database's apps are named in the project file: apps = [\"blog\"]");
    for (const char* name : {"plan", "check", "sql", "prune", "fake", "fake-initial", "accept-edited", "to-state", "profile", "lock-timeout", "statement-timeout"})
        if (arguments.has("test") && arguments.has(name)) throw Error(ErrorCode::usage, "--test and --" + std::string(name) + " do not go together");
    if (arguments.has("test") && !arguments.positionals.empty()) throw Error(ErrorCode::usage, "--test tries the whole history and takes no app");
    if (arguments.has("from") && !arguments.has("sql")) throw Error(ErrorCode::usage, "--from is for --sql: it says where the script starts");
}

int run_check(Session& session, const Target& target) {
    check_history(session.workspace());
    const Outlook outlook = look_ahead(session.workspace(), target);
    const std::size_t pending = outlook.plan.steps.size();
    if (session.json()) {
        session.print_json(plan_document(render_outlook(session.workspace(), outlook, true)));
    } else if (!session.quiet()) {
        session.out().line(printable(session.database().shown) + ": " + (pending == 0 ? "nothing pending" : count_of(pending, "migration") + " pending"));
        for (const PlanStep& step : outlook.plan.steps) session.out().line("  " + printable(outlook.graph->node(step.node).migration->key().text()));
    }
    return pending > 0 ? 3 : 0;
}

int run_script(Session& session, const Target& target) {
    const std::string from = session.arguments().value("from");
    try {
        const Outlook outlook = look_ahead(session.workspace(), target, from);
        session.out().write(migration_script(*outlook.graph, outlook.plan, *session.driver(), outlook.live));
    } catch (const DatabaseError& error) {
        Error with_hint = error;
        throw with_hint.hint("a script for a database that cannot be read: give --from zero, or --from APP.MIGRATION for where it stands");
    }
    return 0;
}

int run_prune(Session& session, const Target& target) {
    if (target.app.empty()) throw Error(ErrorCode::usage, "--prune needs the app whose records are to be removed").hint("for example: reinhardt-db migrate blog --prune");
    if (!target.migration.empty()) throw Error(ErrorCode::usage, "--prune takes an app alone");
    Executor::Pruned pruned;
    if (Connection* connection = session.connection(false)) {
        pruned = Executor(session.history(), *connection).prune(target.app);
    }
    if (session.json()) {
        Value removed = Value::list(), kept = Value::list();
        for (const MigrationKey& key : pruned.removed) removed.push(key.text());
        for (const MigrationKey& key : pruned.kept) kept.push(key.text());
        Value document = Value::object();
        document.set("format_version", "1.0").set("removed", std::move(removed)).set("kept", std::move(kept));
        session.print_json(document);
        return 0;
    }
    for (const MigrationKey& key : pruned.removed) session.out().line("  removed  " + printable(key.text()));
    for (const MigrationKey& key : pruned.kept) session.out().line("  kept     " + printable(key.text()) + ", which a squash still replaces");
    if (!session.quiet()) session.out().line(pruned.removed.empty() ? "Nothing to prune." : "Removed " + count_of(pruned.removed.size(), "record") + ".");
    return 0;
}

int run_once(Session& session) {
    const Arguments& arguments = session.arguments();
    if (arguments.has("plan")) return run_showplan(session);
    if (arguments.has("test")) return run_rehearsal(session);
    const Target target = target_of(session);
    if (arguments.has("prune")) return run_prune(session, target);
    if (arguments.has("check")) return run_check(session, target);
    if (arguments.has("sql")) return run_script(session, target);
    return run_migration(session, target);
}

int run_migrate(Session& session) {
    check_together(session.arguments());
    check_run_options(session.arguments());
    return session.arguments().has("all-databases") ? on_all_databases(session, run_once) : run_once(session);
}

constexpr std::array<Positional, 2> positionals = {{
    {"APP", "migrate this app, and what it needs; without it, all", Completes::apps, false, false},
    {"MIGRATION|zero", "go to this migration, forward or backward; a unique prefix such as 0002 is enough", Completes::targets, false, false},
}};

constexpr std::array<Flag, 16> flags = {{
    {"plan", 0, {}, "show what would be done (as showplan), do nothing", Completes::nothing, {}, false, {}},
    {"check", 0, {}, "exit 3 if anything is pending, do nothing", Completes::nothing, {}, false,
     "Also verifies that applied migrations still have their files and that nobody edited them (exit 5)."},
    {"sql", 0, {}, "print the script that does it, do nothing", Completes::nothing, {}, false,
     "The script leaves the database as the run would, with the record of what is applied, and stops at the first error. Reads where the database stands, unless `--from` says so."},
    {"from", 0, "NAME|zero", "with --sql: where the script starts", Completes::migrations, {}, false,
     "A migration (`blog.0002`, or `0002` when APP is given) up to which everything counts as applied, or `zero` for an empty database. The database is then not asked."},
    {"fake", 0, {}, "record migrations as applied without running them", Completes::nothing, {}, false, "Backward: remove the records without undoing anything."},
    {"fake-initial", 0, {}, "record initial migrations whose tables are there already", Completes::nothing, {}, false,
     "For a database that was made by other means: an initial migration of which every table and column exists, just as it makes them, is recorded without running it. If they differ, or only some of them are there, nothing is "
     "changed and the difference is shown (exit 1). If none is there, and for every other migration, it runs as usual."},
    {"yes", 'y', {}, "do not ask before steps that lose data", Completes::nothing, {}, false,
     "Dropping tables and columns and narrowing types is asked about on a terminal and refused elsewhere (exit 2) without this option."},
    {"wait", 0, "SECONDS|inf", "how long to wait for another run's lock; 10 unless given", Completes::nothing, {}, false, {}},
    {"lock-timeout", 0, "DURATION", "how long a statement waits for a lock that another connection holds", Completes::nothing, {}, false,
     "`500ms`, `5s`, `2min`, a plain number of seconds, or `inf` for no limit. A migration that does not get a lock in that time is rolled back, which lets those go on that queue behind it, and the run ends (exit 1). "
     "With `--wait` as well it is tried again, after a pause that doubles from a quarter of a second to ten seconds, until that time is over. A statement that runs outside a transaction is never tried again. "
     "Where the lock of a run is the database's own write lock (SQLite) and `--wait` is not given, this limits the wait for it too."},
    {"statement-timeout", 0, "DURATION", "how long a statement may run", Completes::nothing, {}, false,
     "In the same forms; the waits of the statement count. One that is not done by then is stopped, its migration rolled back, and the run ends (exit 1). On SQLite a single step that cannot be stopped, "
     "as the writing of a commit, may take longer."},
    {"accept-edited", 0, {}, "take applied migrations that were edited as they are now", Completes::nothing, {}, false,
     "Records the new checksums. Nothing is run for them."},
    {"all-databases", 0, {}, "do it for every database of the project file, in its order", Completes::nothing, {}, false,
     "Each with the apps it is restricted to; with APP, databases that do not have it are passed over. The first failure stops: it says which databases were done and which were not reached. "
     "With `--format json` each event, or each plan of the one document, says its `database`."},
    {"profile", 0, {}, "show where the time went, slowest first", Completes::nothing, {}, false,
     "After the run, also after one that failed: the time of each migration, operation and statement, in microseconds."},
    {"to-state", 0, {}, "make a fresh database straight from the final state", Completes::nothing, {}, false,
     "For a database without records and without tables of the project: makes the tables as the last migration leaves them and records the whole history, in one transaction. RunSQL that is not elidable runs at its "
     "place: the tables are made as they are there, and what comes behind it runs operation by operation. What cannot be run so is named, and nothing is changed (exit 1)."},
    {"test", 0, {}, "try the whole history on a scratch database", Completes::nothing, {}, false,
     "Forward from nothing, back to nothing one migration at a time, forward again, and forward with rows in the tables. After each migration the schema must be that of the state, and rows must still be there. "
     "Names the migration, the direction and the difference where that is not so (exit 1). What cannot be undone is listed and stays. The database itself is neither opened nor changed."},
    {"prune", 0, {}, "remove APP's records of migrations whose files are gone", Completes::nothing, {}, false, {}},
}};

constexpr std::array<Example, 9> examples = {{
    {"apply everything that is pending", "reinhardt-db migrate"},
    {"go back to 0001 of blog; what depends on later ones goes back too", "reinhardt-db migrate blog 0001"},
    {"undo all of blog", "reinhardt-db migrate blog zero"},
    {"a script for somebody else to run", "reinhardt-db migrate --sql --from zero -d postgresql://localhost/blog > blog.sql"},
    {"in a deployment: wait up to a minute, never ask", "reinhardt-db migrate --wait 60 --no-input"},
    {"beside traffic: never block others for more than two seconds, try for five minutes", "reinhardt-db migrate --lock-timeout 2s --statement-timeout 1min --wait 300"},
    {"every database of the project file", "reinhardt-db migrate --all-databases"},
    {"try the history before it is deployed", "reinhardt-db migrate --test"},
    {"fail when anything is pending", "reinhardt-db migrate --check"},
}};

constexpr std::array<Section, 3> sections = {{
    {"How it runs",
     "Each migration and the record that it is applied are one transaction where the backend can do that. A migration that fails is rolled back whole; those before it stay applied. Before the first step the plan is checked: "
     "what cannot be undone, what the backend cannot do, steps that lose data, files that were edited. Several runs at once apply each migration once; the others wait for the lock.\n\n"
     "A migration with `atomic = false` keeps a journal instead, and a run that died goes on at the step that had not finished (exit code 7 when it stops in the middle)."},
    {"Interruption", "The first Ctrl-C cancels the statement under way and rolls back its migration; the exit code is 130. A second one quits at once."},
    {"JSON",
     "With `--format json` stdout carries one event a line: `start`, `migration_started`, `operation`, `migration_applied`, `migration_unapplied`, `trying_again` after a lock timeout, with `--profile` `profile`, `end`; after a failure the last one is `error`. "
     "`--test` gives one event `test`. `end.status` is `applied`, `nothing`, `failed`, `partial` or `interrupted`."},
}};

}  // namespace

const Command migrate_command = {
    "migrate",
    "apply migrations to a database, or take them back",
    "Brings the database to the last migration of every app, or one app to the migration named. Forward brings in what the target depends on; backward takes with it what depends on the migrations undone, in other apps too. "
    "What cannot be reversed is refused before anything is touched.",
    positionals, flags, examples, sections, run_migrate, false};

}  // namespace reinhardt::db::cli
