#include <reinhardt/db/migrations/graph_cycles.hpp>

#include <algorithm>
#include <deque>
#include <limits>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

constexpr NodeId none = std::numeric_limits<NodeId>::max();

/// Nodes that stand on a circle or between circles: what is left when nodes without open parents, then without open children, are taken away.
std::vector<bool> knotted(const MigrationGraph& graph) {
    const auto& nodes = graph.nodes();
    std::vector<bool> left(nodes.size(), true);
    for (const auto edges : {&MigrationGraph::Node::parents, &MigrationGraph::Node::children}) {
        const auto back = edges == &MigrationGraph::Node::parents ? &MigrationGraph::Node::children : &MigrationGraph::Node::parents;
        std::vector<std::size_t> open(nodes.size(), 0);
        std::vector<NodeId> ready;
        for (NodeId id = 0; id < nodes.size(); ++id) {
            if (!left[id]) continue;
            const auto& wanted = nodes[id].*edges;
            open[id] = static_cast<std::size_t>(std::count_if(wanted.begin(), wanted.end(), [&](NodeId other) { return left[other]; }));
            if (open[id] == 0) ready.push_back(id);
        }
        while (!ready.empty()) {
            const NodeId id = ready.back();
            ready.pop_back();
            left[id] = false;
            for (const NodeId next : nodes[id].*back) {
                if (left[next] && --open[next] == 0) ready.push_back(next);
            }
        }
    }
    return left;
}

/// A shortest way from `start` over parents back to it, or nothing. `reached` collects what the search saw.
std::vector<NodeId> circle_through(const MigrationGraph& graph, NodeId start, const std::vector<bool>& left) {
    std::vector<NodeId> from(graph.nodes().size(), none);
    std::deque<NodeId> open{start};
    while (!open.empty()) {
        const NodeId id = open.front();
        open.pop_front();
        for (const NodeId parent : graph.node(id).parents) {
            if (parent == start) {
                std::vector<NodeId> path{id};
                while (path.back() != start) path.push_back(from[path.back()]);
                std::reverse(path.begin(), path.end());
                return path;
            }
            if (!left[parent] || from[parent] != none) continue;
            from[parent] = id;
            open.push_back(parent);
        }
    }
    return {};
}

/// Where `node` names the migration behind `parent`: file and line, also when a part of a squash or run_before does so.
Error located(const MigrationGraph& graph, const std::vector<NodeId>& circle) {
    std::string path;
    for (const NodeId id : circle) path += graph.node(id).migration->key().text() + " -> ";
    path += graph.node(circle.front()).migration->key().text();
    Error error(ErrorCode::cycle, "migrations depend on each other in a circle: " + path);
    error.at(graph.node(circle.front()).migration->file);
    for (std::size_t i = 0; i < circle.size(); ++i) {
        const Migration& migration = *graph.node(circle[i]).migration;
        const Migration& parent = *graph.node(circle[(i + 1) % circle.size()]).migration;
        for (const auto& wanted : migration.dependencies) {
            if (wanted != parent.key()) continue;
            error.note(migration.key().text() + " depends on " + parent.key().text() + " (" + migration.file + ":" + std::to_string(wanted.line) + ")");
            if (i == 0) error.at(migration.file, wanted.line);
        }
        for (const auto& wanted : parent.run_before) {
            if (wanted != migration.key()) continue;
            error.note(parent.key().text() + " has to run before " + migration.key().text() + " (" + parent.file + ":" + std::to_string(wanted.line) + ")");
        }
    }
    return error.hint("remove one of these dependencies; a foreign key that closes the circle can be added in a later migration");
}

}  // namespace

void throw_cycles(const MigrationGraph& graph) {
    std::vector<bool> left = knotted(graph);
    std::vector<Error> errors;
    for (NodeId id = 0; id < graph.nodes().size(); ++id) {
        if (!left[id]) continue;
        const auto circle = circle_through(graph, id, left);
        if (circle.empty()) {
            left[id] = false;
            continue;
        }
        errors.push_back(located(graph, circle));
        // Other circles through these nodes belong to the same knot.
        for (const NodeId member : circle) left[member] = false;
    }
    throw_all(std::move(errors));
}

}  // namespace reinhardt::db
