#include <algorithm>
#include <map>
#include <set>

#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr std::size_t branch_limit = 8;  // lines of one branch in the picture

/// `head` and what it depends on inside its app.
std::set<NodeId> history_of(const MigrationGraph& graph, NodeId head) {
    std::set<NodeId> seen{head};
    std::vector<NodeId> open{head};
    while (!open.empty()) {
        const NodeId id = open.back();
        open.pop_back();
        for (const NodeId parent : graph.node(id).parents) {
            if (graph.node(parent).migration->app == graph.node(head).migration->app && seen.insert(parent).second) open.push_back(parent);
        }
    }
    return seen;
}

}  // namespace

std::string fork_picture(const MigrationGraph& graph, const std::vector<NodeId>& heads) {
    std::vector<std::set<NodeId>> histories;
    std::map<NodeId, std::size_t> uses;
    for (const NodeId head : heads) {
        histories.push_back(history_of(graph, head));
        for (const NodeId id : histories.back()) ++uses[id];
    }
    const auto order = graph.full_plan();
    std::string text;
    for (const NodeId id : order) {
        if (const auto use = uses.find(id); use != uses.end() && use->second == heads.size()) text = graph.node(id).migration->key().text();
    }
    if (text.empty()) text = graph.node(heads.front()).migration->app + " (no common migration)";
    for (std::size_t i = 0; i < heads.size(); ++i) {
        std::vector<std::string> names;
        for (const NodeId id : order) {
            if (histories[i].contains(id) && uses[id] < heads.size()) names.push_back(graph.node(id).migration->name);
        }
        if (names.size() > branch_limit) {
            const std::size_t hidden = names.size() - branch_limit + 1;
            names.erase(names.begin() + 1, names.begin() + 1 + static_cast<std::ptrdiff_t>(hidden));
            names.insert(names.begin() + 1, "… " + std::to_string(hidden) + " more");
        }
        const bool last = i + 1 == heads.size();
        for (std::size_t line = 0; line < names.size(); ++line) {
            text += "\n";
            text += line == 0 ? (last ? "└─ " : "├─ ") : (last ? "   " : "│  ");
            text += names[line];
        }
    }
    return text;
}

void check_single_heads(const MigrationGraph& graph, const std::vector<std::string>& apps) {
    std::vector<Error> errors;
    for (const auto& [app, heads] : graph.conflicts()) {
        if (!apps.empty() && std::find(apps.begin(), apps.end(), app) == apps.end()) continue;
        std::vector<std::string> names;
        for (const NodeId head : heads) names.push_back(graph.node(head).migration->key().text());
        Error error(ErrorCode::conflict, "app " + app + " has " + std::to_string(heads.size()) + " heads: " + join(names, ", "));
        error.at(graph.node(heads.back()).migration->file);
        error.note("the fork:\n" + fork_picture(graph, heads));
        errors.push_back(error.hint("join them: reinhardt-db makemigrations --merge"));
    }
    throw_all(std::move(errors));
}

std::vector<MigrationKey> applied_heads(const MigrationGraph& graph) {
    std::vector<MigrationKey> heads;
    for (NodeId id = 0; id < graph.nodes().size(); ++id) {
        if (!graph.applied(id)) continue;
        const auto& node = graph.node(id);
        bool last = true;
        for (const NodeId child : node.children)
            if (graph.applied(child) && graph.node(child).migration->app == node.migration->app) last = false;
        if (last) heads.push_back(node.migration->key());
    }
    return heads;
}

}  // namespace reinhardt::db
