#include "planning.hpp"

#include <algorithm>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::cli {
namespace {

/// What `from` says is applied: nothing for "zero", else that migration and all it depends on.
std::set<MigrationKey> applied_from(const History& history, const Target& target, const std::string& from) {
    std::set<MigrationKey> applied;
    if (from == "zero") return applied;
    const std::size_t dot = from.find('.');
    const std::string app = dot == std::string::npos ? target.app : from.substr(0, dot);
    if (app.empty()) throw Error(ErrorCode::usage, "--from '" + from + "' names no app").hint("write --from APP.MIGRATION or --from zero");
    const MigrationKey key = resolve_migration(history, app, dot == std::string::npos ? from : from.substr(dot + 1));
    MigrationGraph graph(history.migrations, {});
    if (!graph.find(key)) graph = MigrationGraph(history.migrations, {}, {.use_replaces = false});
    for (const NodeId id : graph.forwards_plan(*graph.find(key))) applied.insert(graph.node(id).migration->key());
    return applied;
}

std::map<MigrationKey, std::string> dates_of(const std::vector<AppliedMigration>& applied) {
    std::map<MigrationKey, std::string> dates;
    for (const AppliedMigration& row : applied) dates.emplace(row.key(), row.applied_at);
    return dates;
}

void set_dates(std::vector<PlannedMigration>& plan, const std::vector<AppliedMigration>& applied) {
    const auto dates = dates_of(applied);
    for (PlannedMigration& step : plan)
        if (const auto found = dates.find(step.migration->key()); found != dates.end()) step.applied_at = found->second;
}

bool concerns(const Target& target, const std::vector<std::string>& apps, const std::string& app) {
    if (!target.app.empty()) return app == target.app;
    return apps.empty() || std::find(apps.begin(), apps.end(), app) != apps.end();
}

}  // namespace

Target target_of(Session& session) {
    const Arguments& arguments = session.arguments();
    for (const std::string& word : arguments.positionals)
        if (word.empty()) throw Error(ErrorCode::usage, "an empty argument names neither an app nor a migration").hint("is a variable of the script unset? Leave the argument out to mean all");
    const Target target{arguments.positional(0), arguments.positional(1)};
    if (target.app.empty()) return target;
    const Project& project = session.project();
    if (project.app(target.app) == nullptr) {
        std::vector<std::string> labels;
        for (const ProjectApp& app : project.apps) labels.push_back(app.label);
        std::string hint = similar_hint("app", target.app, labels);
        if (hint.empty() && target.app.find('.') != std::string::npos) hint = "write the app and the migration as two words: " + replace_all(target.app, ".", " ");
        if (hint.empty() && !labels.empty()) hint = "known: " + join(labels, ", ");
        throw Error(ErrorCode::usage, "there is no app '" + target.app + "'").hint(std::move(hint));
    }
    return target;
}

void check_history(Session& session) {
    if (Connection* connection = session.connection(false)) {
        ExecutionObserver nobody;
        const HistoryStatus status = Executor(session.history(), *connection, nobody).status(true);
        std::vector<Error> errors;
        for (const MigrationKey& key : status.missing_files)
            errors.push_back(Error(Error(ErrorCode::inconsistent_history, key.text() + " is applied, but its file is missing")
                                       .hint("restore the file, or remove the record: reinhardt-db migrate " + key.app + " --prune")));
        throw_all(std::move(errors));
    }
}

void warn_of_history(Session& session) {
    try {
        check_history(session);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::edited && error.code() != ErrorCode::inconsistent_history) throw;
        session.note(Color::yellow, "warning", error.message() + "; showplan --check says more");
    }
}

Outlook look_ahead(Session& session, const Target& target, const std::string& from) {
    const History& history = session.history();
    const DatabaseChoice& database = session.database();
    Outlook outlook;
    std::set<MigrationKey> applied;
    if (!from.empty()) {
        applied = applied_from(history, target, from);
    } else {
        outlook.live = session.connection(false);
        if (outlook.live != nullptr) outlook.applied = Recorder(*outlook.live).applied();
        applied = keys_of(outlook.applied);
    }
    outlook.graph = std::make_unique<MigrationGraph>(history.migrations, applied);
    check_consistent(*outlook.graph);
    check_single_heads(*outlook.graph, target.app.empty() ? database.apps : std::vector<std::string>{target.app});
    if (needs_originals(*outlook.graph, history, target))
        outlook.graph = std::make_unique<MigrationGraph>(history.migrations, applied, MigrationGraph::Options{.use_replaces = false});
    outlook.plan = make_plan(*outlook.graph, history, target, database.apps);
    return outlook;
}

std::vector<PlannedMigration> render(Session& session, const Outlook& outlook, bool with_sql) {
    if (outlook.plan.steps.empty()) return {};
    auto plan = render_plan(*outlook.graph, outlook.plan, *session.driver(), outlook.live, with_sql);
    set_dates(plan, outlook.applied);
    return plan;
}

std::vector<PlannedMigration> render_all(Session& session, const Outlook& outlook, const Target& target, bool with_sql) {
    // The same migrations as the graph has, as if none were applied.
    std::map<MigrationKey, Migration> present;
    for (const auto& node : outlook.graph->nodes()) present.emplace(node.migration->key(), *node.migration);
    const MigrationGraph fresh(present, {});
    Plan plan;
    for (const NodeId id : fresh.full_plan()) plan.steps.push_back({id, Direction::forward});
    std::vector<PlannedMigration> rendered = render_plan(fresh, plan, *session.driver(), nullptr, with_sql);
    std::vector<PlannedMigration> all;
    for (PlannedMigration& step : rendered) {
        const MigrationKey key = step.migration->key();
        if (!concerns(target, session.database().apps, key.app)) continue;
        const auto node = outlook.graph->find(key);
        step.applied = node && outlook.graph->applied(*node);
        // The copy above does not outlive this function.
        step.migration = session.history().find(key);
        all.push_back(std::move(step));
    }
    std::stable_partition(all.begin(), all.end(), [](const PlannedMigration& step) { return step.applied; });
    set_dates(all, outlook.applied);
    return all;
}

std::vector<PlannedMigration> render_only(Session& session, const Target& target, Direction direction) {
    if (target.migration.empty() || target.migration == "zero")
        throw Error(ErrorCode::usage, "--only and --backwards need an app and a migration").hint("for example: reinhardt-db showplan blog 0002 --only --sql");
    const History& history = session.history();
    const MigrationKey key = resolve_migration(history, target.app, target.migration);
    const bool whole = !MigrationGraph(history.migrations, {}).find(key).has_value();
    const MigrationGraph::Options options{.use_replaces = !whole};
    const MigrationGraph blank(history.migrations, {}, options);
    std::set<MigrationKey> before;
    for (const NodeId id : blank.forwards_plan(*blank.find(key))) before.insert(blank.node(id).migration->key());
    if (direction == Direction::forward) before.erase(key);
    const MigrationGraph graph(history.migrations, before, options);
    Plan plan;
    plan.steps.push_back({*graph.find(key), direction});
    auto rendered = render_plan(graph, plan, *session.driver(), nullptr, true);
    for (PlannedMigration& step : rendered) step.migration = history.find(step.migration->key());
    return rendered;
}

}  // namespace reinhardt::db::cli
