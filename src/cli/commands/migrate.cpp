#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../error_report.hpp"
#include "../interrupt.hpp"
#include "../planning.hpp"
#include "../render/migrate_report.hpp"
#include "../render/plan.hpp"
#include "showplan.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr std::size_t widest_name = 44;

double wait_of(const Arguments& arguments) {
    if (!arguments.has("wait")) return 10;
    const std::string text = arguments.value("wait");
    if (text == "inf") return std::numeric_limits<double>::infinity();
    double seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(seconds) || seconds < 0)
        throw Error(ErrorCode::usage, "'" + text + "' is no number of seconds for --wait").hint("for example --wait 60, --wait 0 or --wait inf");
    return seconds;
}

void check_together(const Arguments& arguments) {
    constexpr std::array<std::string_view, 4> modes = {"plan", "check", "sql", "prune"};
    std::vector<std::string> given;
    for (const std::string_view mode : modes)
        if (arguments.has(mode)) given.push_back("--" + std::string(mode));
    if (given.size() > 1 && given != std::vector<std::string>{"--plan", "--check"}) throw Error(ErrorCode::usage, join(given, " and ") + " do not go together");
    if (arguments.has("fake") && arguments.has("fake-initial")) throw Error(ErrorCode::usage, "--fake and --fake-initial do not go together").hint("--fake records every migration, whatever the tables are");
    for (const char* name : {"fake", "fake-initial", "accept-edited"})
        if (!given.empty() && arguments.has(name))
            throw Error(ErrorCode::usage, given.front() + " and --" + name + " do not go together");
    if (arguments.has("from") && !arguments.has("sql")) throw Error(ErrorCode::usage, "--from is for --sql: it says where the script starts");
}

int run_check(Session& session, const Target& target) {
    check_history(session);
    const Outlook outlook = look_ahead(session, target);
    const std::size_t pending = outlook.plan.steps.size();
    if (session.json()) {
        session.print_json(plan_document(render(session, outlook, true)));
    } else if (!session.quiet()) {
        session.out().line(printable(session.database().shown) + ": " + (pending == 0 ? "nothing pending" : count_of(pending, "migration") + " pending"));
        for (const PlanStep& step : outlook.plan.steps) session.out().line("  " + printable(outlook.graph->node(step.node).migration->key().text()));
    }
    return pending > 0 ? 3 : 0;
}

int run_script(Session& session, const Target& target) {
    const std::string from = session.arguments().value("from");
    try {
        const Outlook outlook = look_ahead(session, target, from);
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
        ExecutionObserver nobody;
        pruned = Executor(session.history(), *connection, nobody).prune(target.app);
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

/// Shows what will be lost and asks.
bool confirm_loss(Session& session, const std::vector<PlannedMigration>& plan) {
    Output& err = session.err();
    std::vector<std::string> lines;
    for (const PlannedMigration& step : plan)
        for (const PlannedOperation& operation : step.operations)
            if (operation.loses_data && !operation.allow_loss)
                lines.push_back("  " + printable(step.migration->key().text()) + (step.direction == Direction::backward ? " (unapply): " : ": ") + printable(operation.description));
    const std::string where = printable(session.database().shown);
    if (lines.empty()) err.line(err.paint(Color::yellow, "The plan drops tables or columns, or narrows types") + ", in " + where + " of tables that hold no rows now.");
    else err.line(err.paint(Color::yellow, "These steps lose data") + " in " + where + ":");
    for (const std::string& line : lines) err.line(line);
    return session.terminal().confirm("Go on?", false);
}

std::size_t name_width(const History& history) {
    std::size_t width = 0;
    for (const auto& [key, migration] : history.migrations)
        if (const std::size_t its = display_width(key.app) + 1 + display_width(key.name); its <= widest_name) width = std::max(width, its);
    return width;
}

/// Finds what would stop the run before a database that is not there yet is made for it.
void check_before_making(Session& session, MigrateOptions options) {
    const auto driver = session.driver();
    if (!driver->can(RDB_CAP_IN_MEMORY) || session.connection(false) != nullptr) return;
    DatabaseChoice scratch = session.database();
    scratch.url = driver->schemes().front() + "::memory:";
    options.check_only = true;
    ExecutionObserver nobody;
    const auto connection = session.open(scratch, true);
    static_cast<void>(Executor(session.history(), *connection, nobody).migrate(options));
}

int run_for_real(Session& session, const Target& target) {
    const Arguments& arguments = session.arguments();
    MigrateOptions options;
    options.target = target;
    options.apps = session.database().apps;
    options.fake = arguments.has("fake");
    options.fake_initial = arguments.has("fake-initial");
    options.yes = arguments.has("yes");
    options.accept_edited = arguments.has("accept-edited");
    options.wait_seconds = wait_of(arguments);
    options.force_lease = session.database().lease;
    options.interrupted = &interrupted();
    const History& history = session.history();
    watch_interrupts();
    const auto run = [&](ExecutionObserver& observer) {
        check_before_making(session, options);
        return Executor(history, *session.connection(true), observer).migrate(options);
    };
    if (session.json()) {
        JsonReport report(session);
        try {
            report.finish(run(report));
            return 0;
        } catch (const Error& error) {
            report.fail(error);
            session.err().line(error_line(error));
            return exit_code_of(error);
        }
    }
    TextReport report(session, name_width(history));
    if (session.terminal().can_ask()) {
        options.confirm = [&](const std::vector<PlannedMigration>& plan) {
            report.pause();
            return confirm_loss(session, plan);
        };
    }
    try {
        report.finish(run(report));
    } catch (...) {
        report.pause();
        throw;
    }
    return 0;
}

int run_migrate(Session& session) {
    const Arguments& arguments = session.arguments();
    check_together(arguments);
    static_cast<void>(wait_of(arguments));
    if (arguments.has("plan")) return run_showplan(session);
    const Target target = target_of(session);
    if (arguments.has("prune")) return run_prune(session, target);
    if (arguments.has("check")) return run_check(session, target);
    if (arguments.has("sql")) return run_script(session, target);
    return run_for_real(session, target);
}

constexpr std::array<Positional, 2> positionals = {{
    {"APP", "migrate this app, and what it needs; without it, all", Completes::apps, false, false},
    {"MIGRATION|zero", "go to this migration, forward or backward; a unique prefix such as 0002 is enough", Completes::targets, false, false},
}};

constexpr std::array<Flag, 10> flags = {{
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
    {"accept-edited", 0, {}, "take applied migrations that were edited as they are now", Completes::nothing, {}, false,
     "Records the new checksums. Nothing is run for them."},
    {"prune", 0, {}, "remove APP's records of migrations whose files are gone", Completes::nothing, {}, false, {}},
}};

constexpr std::array<Example, 6> examples = {{
    {"apply everything that is pending", "reinhardt-db migrate"},
    {"go back to 0001 of blog; what depends on later ones goes back too", "reinhardt-db migrate blog 0001"},
    {"undo all of blog", "reinhardt-db migrate blog zero"},
    {"a script for somebody else to run", "reinhardt-db migrate --sql --from zero -d postgresql://localhost/blog > blog.sql"},
    {"in a deployment: wait up to a minute, never ask", "reinhardt-db migrate --wait 60 --no-input"},
    {"fail when anything is pending", "reinhardt-db migrate --check"},
}};

constexpr std::array<Section, 3> sections = {{
    {"How it runs",
     "Each migration and the record that it is applied are one transaction where the backend can do that. A migration that fails is rolled back whole; those before it stay applied. Before the first step the plan is checked: "
     "what cannot be undone, what the backend cannot do, steps that lose data, files that were edited. Several runs at once apply each migration once; the others wait for the lock.\n\n"
     "A migration with `atomic = false` keeps a journal instead, and a run that died goes on at the step that had not finished (exit code 7 when it stops in the middle)."},
    {"Interruption", "The first Ctrl-C cancels the statement under way and rolls back its migration; the exit code is 130. A second one quits at once."},
    {"JSON",
     "With `--format json` stdout carries one event a line: `start`, `migration_started`, `operation`, `migration_applied`, `migration_unapplied`, `end`; after a failure the last one is `error`. "
     "`end.status` is `applied`, `nothing`, `failed`, `partial` or `interrupted`."},
}};

}  // namespace

const Command migrate_command = {
    "migrate",
    "apply migrations to a database, or take them back",
    "Brings the database to the last migration of every app, or one app to the migration named. Forward brings in what the target depends on; backward takes with it what depends on the migrations undone, in other apps too. "
    "What cannot be reversed is refused before anything is touched.",
    positionals, flags, examples, sections, run_migrate, false};

}  // namespace reinhardt::db::cli
