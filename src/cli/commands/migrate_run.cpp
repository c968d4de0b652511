#include "migrate_run.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <reinhardt/db/migrations/database_runs.hpp>
#include <reinhardt/db/support/duration.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../error_report.hpp"
#include "../interrupt.hpp"
#include "../render/migrate_report.hpp"
#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

std::optional<double> wait_of(const Arguments& arguments) {
    if (!arguments.has("wait")) return std::nullopt;
    const std::string text = arguments.value("wait");
    if (text == "inf") return std::numeric_limits<double>::infinity();
    double seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(seconds) || seconds < 0)
        throw Error(ErrorCode::usage, "'" + text + "' is no number of seconds for --wait").hint("for example --wait 60, --wait 0 or --wait inf");
    return seconds;
}

std::optional<std::chrono::milliseconds> limit_of(const Arguments& arguments, const std::string& option) {
    if (!arguments.has(option)) return std::nullopt;
    const std::string text = arguments.value(option);
    if (text == "inf") return std::chrono::milliseconds(0);
    const auto limit = parse_duration(text);
    if (!limit) throw Error(ErrorCode::usage, "'" + text + "' is no duration for --" + option).hint("for example --" + option + " 500ms, 5s or 2min, at least 1ms; inf is no limit");
    return limit;
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

MigrateOptions options_of(Session& session, const Target& target) {
    const Arguments& arguments = session.arguments();
    MigrateOptions options;
    options.target = target;
    options.fake = arguments.has("fake");
    options.fake_initial = arguments.has("fake-initial");
    options.yes = arguments.has("yes");
    options.accept_edited = arguments.has("accept-edited");
    options.wait_seconds = wait_of(arguments);
    options.limits = limits_of(arguments);
    options.interrupted = &interrupted();
    return options;
}

MigrateResult run(Session& session, const MigrateOptions& options, ExecutionObserver& observer) {
    return run_migrations(session.workspace(), options, observer, session.arguments().has("to-state") ? RunKind::to_state : RunKind::migrate);
}

int run_with_events(Session& session, const MigrateOptions& options) {
    JsonReport report(session);
    const auto times = [&] {
        if (options.profile != nullptr) report.times(*options.profile);
    };
    try {
        const MigrateResult result = run(session, options, report);
        times();
        report.finish(result);
        return 0;
    } catch (const Error& failure) {
        Error error = failure;
        session.explain(error);
        times();
        report.fail(error);
        session.err().line(error_line(error));
        return exit_code_of(error);
    }
}

int run_with_text(Session& session, MigrateOptions options) {
    TextReport report(session);
    const auto times = [&] {
        if (options.profile != nullptr) report.times(*options.profile);
    };
    if (session.terminal().can_ask()) {
        options.confirm = [&](const std::vector<PlannedMigration>& plan) {
            report.pause();
            return confirm_loss(session, plan);
        };
    }
    try {
        report.finish(run(session, options, report));
        times();
    } catch (...) {
        report.pause();
        times();
        throw;
    }
    return 0;
}

}  // namespace

Limits limits_of(const Arguments& arguments) { return {limit_of(arguments, "lock-timeout"), limit_of(arguments, "statement-timeout")}; }

void check_run_options(const Arguments& arguments) {
    static_cast<void>(wait_of(arguments));
    static_cast<void>(limits_of(arguments));
}

int run_migration(Session& session, const Target& target) {
    MigrateOptions options = options_of(session, target);
    Profile profile;
    if (session.arguments().has("profile")) options.profile = &profile;
    static_cast<void>(session.history());
    watch_interrupts();
    return session.json() ? run_with_events(session, options) : run_with_text(session, std::move(options));
}

}  // namespace reinhardt::db::cli
