#include <reinhardt/db/migrations/graph.hpp>

#include <algorithm>
#include <utility>

#include <reinhardt/db/migrations/graph_cycles.hpp>
#include <reinhardt/db/migrations/graph_replaces.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

bool is_symbolic(const std::string& name) { return name == "__first__" || name == "__latest__"; }

/// What a dependency on a name that no file has says.
Error missing(const std::map<MigrationKey, Migration>& migrations, const Migration& from, const MigrationKey& wanted, std::string_view verb) {
    std::vector<std::string> apps, names;
    for (const auto& [key, migration] : migrations) {
        if (apps.empty() || apps.back() != key.app) apps.push_back(key.app);
        if (key.app == wanted.app) names.push_back(key.name);
    }
    Error error(ErrorCode::missing_dependency, from.key().text() + " " + std::string(verb) + " " + wanted.text() + ", which does not exist");
    error.at(from.file, wanted.line);
    if (names.empty()) {
        error.hint(similar_hint("app", wanted.app, apps));
    } else if (const auto similar = nearest(wanted.name, names)) {
        error.hint("a similar migration exists: '" + wanted.app + "." + *similar + "'");
    }
    if (error.hint().empty()) error.hint("restore its file, or take the name out of the file that has it");
    return error;
}

/// Depth first from `start`, `edges` first: sorted neighbours go on a stack, so that the last of them is walked first (Django's order).
/// `seen` nodes are passed over; each node costs its edges, whatever the depth.
void walk(const std::vector<MigrationGraph::Node>& nodes, NodeId start, std::vector<NodeId> MigrationGraph::Node::*edges, std::vector<bool>& seen,
          std::vector<NodeId>& order) {
    std::vector<std::pair<NodeId, bool>> stack{{start, false}};
    while (!stack.empty()) {
        const auto [id, walked] = stack.back();
        stack.pop_back();
        if (seen[id]) continue;
        if (walked) {
            seen[id] = true;
            order.push_back(id);
            continue;
        }
        stack.emplace_back(id, true);
        for (const NodeId next : nodes[id].*edges) {
            if (!seen[next]) stack.emplace_back(next, false);
        }
    }
}

/// Collects the edges of a graph from the dependencies of its files.
class EdgeBuilder {
public:
    EdgeBuilder(const std::map<MigrationKey, Migration>& migrations, const Replacements& replacements, const std::map<MigrationKey, NodeId>& ids,
                std::vector<MigrationGraph::Node>& nodes)
        : migrations_(migrations), replacements_(replacements), ids_(ids), nodes_(nodes) {}

    void run() {
        for (const auto& [key, migration] : migrations_) add(migration);
        throw_all(std::move(errors_));
        sort();
        for (const auto& [migration, wanted, before] : symbolic_) add_symbolic(*migration, wanted, before);
        throw_all(std::move(errors_));
        if (!symbolic_.empty()) sort();
    }

private:
    struct Symbolic {
        const Migration* migration;
        MigrationKey wanted;
        bool before;
    };

    /// A replaced migration's dependencies are those of the squash that took it in; a squash that is left out has none to add.
    void add(const Migration& migration) {
        const auto own = carrier(migration);
        if (!own) return;
        const NodeId id = ids_.at(*own);
        for (const auto& wanted : migration.dependencies) edge(migration, id, wanted, false);
        for (const auto& wanted : migration.run_before) edge(migration, id, wanted, true);
    }

    [[nodiscard]] std::optional<MigrationKey> carrier(const Migration& migration) const {
        return replacements_.empty() ? migration.key() : replacements_.carrier(migration.key());
    }

    void edge(const Migration& migration, NodeId id, const MigrationKey& wanted, bool before) {
        if (is_symbolic(wanted.name) && !ids_.contains(wanted)) {
            if (wanted.app != migration.app) symbolic_.push_back({&migration, wanted, before});
            return;
        }
        if (const auto found = ids_.find(wanted); found != ids_.end()) return connect(id, found->second, before);
        const auto targets = replacements_.resolve(wanted);
        if (targets.empty()) errors_.push_back(missing(migrations_, migration, wanted, before ? "has to run before" : "depends on"));
        for (const auto& target : targets) connect(id, ids_.at(target), before);
    }

    void connect(NodeId id, NodeId other, bool before) {
        // A part that names another part of the same squash.
        if (id == other && !nodes_[id].migration->replaces.empty()) return;
        nodes_[before ? other : id].parents.push_back(before ? id : other);
    }

    void add_symbolic(const Migration& migration, const MigrationKey& wanted, bool before) {
        std::optional<NodeId> target;
        for (auto it = ids_.lower_bound(MigrationKey{wanted.app, {}, 0}); it != ids_.end() && it->first.app == wanted.app && !target; ++it) {
            const auto& node = nodes_[it->second];
            const auto& edges = wanted.name == "__first__" ? node.parents : node.children;
            if (std::none_of(edges.begin(), edges.end(), [&](NodeId id) { return nodes_[id].migration->app == wanted.app; })) target = it->second;
        }
        if (!target) {
            Error error = missing(migrations_, migration, wanted, before ? "has to run before" : "depends on");
            error.message(migration.key().text() + (before ? " has to run before" : " depends on") + " the " +
                          (wanted.name == "__first__" ? "first" : "latest") + " migration of app " + wanted.app + ", which has no migrations");
            errors_.push_back(std::move(error));
            return;
        }
        connect(ids_.at(*carrier(migration)), *target, before);
    }

    void sort() {
        for (auto& node : nodes_) {
            std::sort(node.parents.begin(), node.parents.end());
            node.parents.erase(std::unique(node.parents.begin(), node.parents.end()), node.parents.end());
            node.children.clear();
        }
        for (NodeId id = 0; id < nodes_.size(); ++id) {
            for (const NodeId parent : nodes_[id].parents) nodes_[parent].children.push_back(id);
        }
    }

    const std::map<MigrationKey, Migration>& migrations_;
    const Replacements& replacements_;
    const std::map<MigrationKey, NodeId>& ids_;
    std::vector<MigrationGraph::Node>& nodes_;
    std::vector<Symbolic> symbolic_;
    std::vector<Error> errors_;
};

}  // namespace

MigrationGraph::MigrationGraph(const std::map<MigrationKey, Migration>& migrations, const std::set<MigrationKey>& applied, Options options) {
    const Replacements replacements(migrations, applied, options.use_replaces);
    adoptable_ = replacements.adoptable();
    nodes_.reserve(migrations.size());
    for (const auto& [key, migration] : migrations) {
        if (!replacements.empty() && !replacements.stands(key)) continue;
        ids_.emplace_hint(ids_.end(), key, static_cast<NodeId>(nodes_.size()));
        nodes_.push_back({&migration, {}, {}});
        applied_.push_back(replacements.applied(key));
    }
    EdgeBuilder(migrations, replacements, ids_, nodes_).run();
    throw_cycles(*this);
}

std::optional<NodeId> MigrationGraph::find(const MigrationKey& key) const {
    const auto found = ids_.find(key);
    return found == ids_.end() ? std::nullopt : std::optional<NodeId>(found->second);
}

std::vector<NodeId> MigrationGraph::leaves(std::string_view app) const {
    std::vector<NodeId> result;
    for (auto it = ids_.lower_bound(MigrationKey{std::string(app), {}, 0}); it != ids_.end() && it->first.app == app; ++it) {
        const auto& children = nodes_[it->second].children;
        if (std::none_of(children.begin(), children.end(), [&](NodeId id) { return nodes_[id].migration->app == app; })) result.push_back(it->second);
    }
    return result;
}

std::vector<NodeId> MigrationGraph::roots(std::string_view app) const {
    std::vector<NodeId> result;
    for (auto it = ids_.lower_bound(MigrationKey{std::string(app), {}, 0}); it != ids_.end() && it->first.app == app; ++it) {
        const auto& parents = nodes_[it->second].parents;
        if (std::none_of(parents.begin(), parents.end(), [&](NodeId id) { return nodes_[id].migration->app == app; })) result.push_back(it->second);
    }
    return result;
}

std::vector<std::string> MigrationGraph::apps() const {
    std::vector<std::string> result;
    for (const auto& node : nodes_) {
        if (result.empty() || result.back() != node.migration->app) result.push_back(node.migration->app);
    }
    return result;
}

std::map<std::string, std::vector<NodeId>> MigrationGraph::conflicts() const {
    std::map<std::string, std::vector<NodeId>> result;
    for (const auto& app : apps()) {
        if (auto heads = leaves(app); heads.size() > 1) result.emplace(app, std::move(heads));
    }
    return result;
}

std::vector<NodeId> MigrationGraph::forwards_plan(NodeId id) const {
    std::vector<NodeId> order;
    std::vector<bool> seen(nodes_.size(), false);
    walk(nodes_, id, &Node::parents, seen, order);
    return order;
}

std::vector<NodeId> MigrationGraph::backwards_plan(NodeId id) const {
    std::vector<NodeId> order;
    std::vector<bool> seen(nodes_.size(), false);
    walk(nodes_, id, &Node::children, seen, order);
    return order;
}

std::vector<NodeId> MigrationGraph::full_plan() const {
    std::vector<NodeId> order;
    order.reserve(nodes_.size());
    std::vector<bool> seen(nodes_.size(), false);
    // What is seen is closed under parents, so that passing it over leaves the order of the rest as it is.
    for (const auto& app : apps()) {
        for (const NodeId leaf : leaves(app)) walk(nodes_, leaf, &Node::parents, seen, order);
    }
    return order;
}

}  // namespace reinhardt::db
