#include <reinhardt/db/migrations/plan_walk.hpp>

#include <algorithm>
#include <utility>

namespace reinhardt::db {

PlanWalk::PlanWalk(const MigrationGraph& graph, const Plan& plan, Driver& driver, Connection* live, EditScope scope)
    : graph_(graph), plan_(plan), driver_(driver), live_(live), scope_(scope), included_(graph.nodes().size(), false) {
    std::vector<bool> planned(graph.nodes().size(), false);
    for (const auto& step : plan.steps) planned[step.node] = true;
    for (const NodeId node : graph.full_plan()) {
        if (!graph.applied(node) || planned[node]) continue;
        apply_migration(*graph.node(node).migration, state_);
        included_[node] = true;
    }
    if (!plan.steps.empty() && plan.steps.front().direction == Direction::backward) start_backward();
}

/// What the node depends on becomes part of the state, also where it is neither applied nor planned (details 5.9).
void PlanWalk::include(NodeId node) {
    const auto& parents = graph_.node(node).parents;
    if (std::all_of(parents.begin(), parents.end(), [&](NodeId parent) { return included_[parent]; })) return;
    for (const NodeId needed : graph_.forwards_plan(node)) {
        if (needed == node || included_[needed]) continue;
        apply_migration(*graph_.node(needed).migration, state_);
        included_[needed] = true;
    }
}

/// The nodes to undo are applied last, in the order opposite to the plan's, so that their changes can be taken back one by one.
void PlanWalk::start_backward() {
    for (auto step = plan_.steps.rbegin(); step != plan_.steps.rend(); ++step) {
        include(step->node);
        const Migration& migration = *graph_.node(step->node).migration;
        auto& logs = logs_.emplace_back(migration.operations.size());
        for (std::size_t index = 0; index < migration.operations.size(); ++index) {
            state_.record(logs[index]);
            apply_operation(migration, index, state_);
            state_.stop_recording();
        }
        included_[step->node] = true;
    }
}

std::optional<PlanWalk::Step> PlanWalk::next() {
    if (next_ == plan_.steps.size()) return std::nullopt;
    const PlanStep& step = plan_.steps[next_++];
    return step.direction == Direction::forward ? forward(step.node) : backward(step.node);
}

PlanWalk::Step PlanWalk::forward(NodeId node) {
    include(node);
    Step step;
    step.migration = graph_.node(node).migration;
    step.work = compile_work(*step.migration, operations_of(*step.migration), state_, driver_, step.migration->atomic, scope_);
    included_[node] = true;
    return step;
}

PlanWalk::Step PlanWalk::backward(NodeId node) {
    Step step;
    step.migration = graph_.node(node).migration;
    step.direction = Direction::backward;
    const Migration& migration = *step.migration;
    auto logs = std::move(logs_.back());
    logs_.pop_back();
    // Down to the state before the migration for the inverses, and up again: the work starts from the state after it.
    std::vector<OperationToRun> operations;
    for (std::size_t index = migration.operations.size(); index-- > 0;) {
        state_.undo(logs[index]);
        Inverse inverse = inverse_on(*migration.operations[index], state_, driver_.name());
        if (!inverse.reversible) step.irreversible.emplace_back(index, inverse.reason);
        for (auto& operation : inverse.operations) operations.push_back({std::move(operation), index});
    }
    if (step.irreversible.empty()) {
        ProjectState after = state_;
        apply_migration(migration, after);
        step.work = compile_work(migration, std::move(operations), after, driver_, migration.atomic, scope_);
    } else {
        step.work.migration = &migration;
    }
    included_[node] = false;
    return step;
}

std::vector<RenderedStatement> PlanWalk::render(const Step& step, const WorkItem& item, bool script) {
    if (live_ == nullptr) return render_item(*step.migration, item, driver_, driver_.assumed_server(), nullptr, script);
    std::vector<std::string> names = tables_before(item);
    std::erase_if(names, [&](const std::string& name) { return changed_.contains(name); });
    return render_live(*step.migration, item, *live_, names, script);
}

void PlanWalk::pass(const WorkItem& item) {
    for (const auto& table : item.edits.before) changed_.insert(table.name);
    for (const auto& table : item.edits.after) changed_.insert(table.name);
    for (const auto& edit : item.edits.edits) {
        if (edit.kind == EditKind::create_table) created_.insert(edit.table);
        if (edit.kind == EditKind::rename_table) created_.erase(edit.from);
    }
    if (item.kind != WorkItem::Kind::schema) rows_changed_ = true;
}

bool PlanWalk::known_empty(const std::string& table) {
    if (live_ == nullptr || rows_changed_) return false;
    if (created_.contains(table)) return true;
    if (changed_.contains(table) || live_->introspect(std::vector<std::string>{table}).tables.empty()) return false;
    Statement query(*live_, "SELECT 1 FROM " + driver_.quote_identifier(table));
    std::vector<rdb_cell> cells(std::max<std::size_t>(1, query.column_count()));
    return query.fetch(cells.data(), 1) == 0;
}

}  // namespace reinhardt::db
