#include <reinhardt/db/migrations/planner.hpp>

#include <algorithm>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

bool listed(const std::vector<std::string>& apps, const std::string& app) {
    return apps.empty() || std::find(apps.begin(), apps.end(), app) != apps.end();
}

/// Gathers steps; what is planned counts as done for the next target.
class PlanBuilder {
public:
    PlanBuilder(const MigrationGraph& graph, const std::vector<std::string>& apps) : graph_(graph), apps_(apps), applied_(graph.nodes().size()) {
        for (NodeId id = 0; id < applied_.size(); ++id) applied_[id] = graph.applied(id);
    }

    [[nodiscard]] bool applied(NodeId id) const { return applied_[id]; }

    void forward(const std::vector<NodeId>& nodes) {
        for (const NodeId id : nodes) step(id, Direction::forward);
    }

    void backward(NodeId id) {
        for (const NodeId other : graph_.backwards_plan(id)) step(other, Direction::backward);
    }

    [[nodiscard]] Plan take() { return std::move(plan_); }

private:
    void step(NodeId id, Direction direction) {
        const bool forward = direction == Direction::forward;
        if (applied_[id] == forward || !listed(apps_, graph_.node(id).migration->app)) return;
        applied_[id] = forward;
        plan_.steps.push_back({id, direction});
    }

    const MigrationGraph& graph_;
    const std::vector<std::string>& apps_;
    std::vector<bool> applied_;
    Plan plan_;
};

void check_app(const MigrationGraph& graph, const std::string& app, const std::vector<std::string>& apps) {
    const auto known = graph.apps();
    if (!std::binary_search(known.begin(), known.end(), app)) {
        throw Error(ErrorCode::usage, "app '" + app + "' has no migrations").hint(similar_hint("app", app, known));
    }
    if (!listed(apps, app)) throw Error(ErrorCode::usage, "app '" + app + "' is not among the apps of this database (" + join(apps, ", ") + ")");
}

}  // namespace

bool needs_originals(const MigrationGraph& graph, const History& history, const Target& target) {
    if (target.app.empty() || target.migration.empty() || target.migration == "zero") return false;
    return !graph.find(resolve_migration(history, target.app, target.migration));
}

Plan make_plan(const MigrationGraph& graph, const History& history, const Target& target, const std::vector<std::string>& apps) {
    PlanBuilder plan(graph, apps);
    if (target.app.empty()) {
        plan.forward(graph.full_plan());
        return plan.take();
    }
    check_app(graph, target.app, apps);
    if (target.migration.empty()) {
        for (const NodeId leaf : graph.leaves(target.app)) plan.forward(graph.forwards_plan(leaf));
        return plan.take();
    }
    if (target.migration == "zero") {
        for (const NodeId root : graph.roots(target.app)) plan.backward(root);
        return plan.take();
    }
    const MigrationKey key = resolve_migration(history, target.app, target.migration);
    const auto node = graph.find(key);
    if (!node) throw Error(ErrorCode::internal, key.text() + " is replaced by a squash; plan it with the originals");
    if (!plan.applied(*node)) {
        plan.forward(graph.forwards_plan(*node));
        return plan.take();
    }
    // No further back than the next ones of the same app need: going through the target's dependents elsewhere could take the target with it.
    for (const NodeId child : graph.node(*node).children) {
        if (graph.node(child).migration->app == target.app) plan.backward(child);
    }
    return plan.take();
}

void check_consistent(const MigrationGraph& graph) {
    std::vector<Error> errors;
    for (NodeId id = 0; id < graph.nodes().size(); ++id) {
        if (!graph.applied(id)) continue;
        const auto& node = graph.node(id);
        for (const NodeId parent : node.parents) {
            if (graph.applied(parent)) continue;
            const Migration& missing = *graph.node(parent).migration;
            Error error(ErrorCode::inconsistent_history, node.migration->key().text() + " is applied, but " + missing.key().text() + ", which it depends on, is not");
            error.at(node.migration->file);
            for (const auto& wanted : node.migration->dependencies) {
                if (wanted == missing.key()) error.at(node.migration->file, wanted.line);
            }
            error.hint("if the database already has what " + missing.key().text() + " does, record it: reinhardt-db migrate " + missing.app + " " + missing.name +
                       " --fake");
            errors.push_back(std::move(error));
        }
    }
    throw_all(std::move(errors));
}

ProjectState replay(const MigrationGraph& graph, const std::vector<NodeId>& plan) {
    ProjectState state;
    for (const NodeId id : plan) apply_migration(*graph.node(id).migration, state);
    return state;
}

void apply_migration(const Migration& migration, ProjectState& state) {
    for (std::size_t index = 0; index < migration.operations.size(); ++index) apply_operation(migration, index, state);
}

void apply_operation(const Migration& migration, std::size_t index, ProjectState& state) {
    const Operation& operation = *migration.operations[index];
    try {
        operation.apply(state);
    } catch (Error& error) {
        error.at(migration.file, operation.line);
        error.operation("operation " + std::to_string(index + 1) + " of " + std::to_string(migration.operations.size()));
        if (migration.file.empty()) error.note("in " + migration.key().text());
        throw;
    }
}

}  // namespace reinhardt::db
