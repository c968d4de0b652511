#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/migration.hpp>

namespace reinhardt::db {

using NodeId = std::uint32_t;

/// The dependency graph of a history. Nodes are numbered in order of (app, name). `replaces` is honoured for a given set of applied
/// migrations as in Django's loader: a squash stands for its parts when all or none of them are applied; with some applied the
/// parts stand and the squash is left out (details 4.7, 3.9).
class MigrationGraph {
public:
    struct Node {
        const Migration* migration = nullptr;
        std::vector<NodeId> parents, children;  ///< sorted by (app, name)
    };
    struct Options {
        bool use_replaces = true;
    };

    /// Builds the graph. Throws Error(missing_dependency) with file, line and the nearest name, Error(cycle) with only the circle's nodes,
    /// Error(inconsistent_history) for a squash whose parts are partly recorded and gone; all faults of one kind in one go.
    MigrationGraph(const std::map<MigrationKey, Migration>& migrations, const std::set<MigrationKey>& applied, Options options);
    MigrationGraph(const std::map<MigrationKey, Migration>& migrations, const std::set<MigrationKey>& applied)
        : MigrationGraph(migrations, applied, Options()) {}

    [[nodiscard]] const std::vector<Node>& nodes() const noexcept { return nodes_; }
    [[nodiscard]] const Node& node(NodeId id) const { return nodes_[id]; }
    [[nodiscard]] std::optional<NodeId> find(const MigrationKey& key) const;  ///< a replaced name does not resolve
    [[nodiscard]] std::vector<NodeId> leaves(std::string_view app) const;     ///< no children in the same app; sorted
    [[nodiscard]] std::vector<NodeId> roots(std::string_view app) const;      ///< no parents in the same app
    [[nodiscard]] std::vector<std::string> apps() const;
    /// Apps with more than one leaf -> their leaves.
    [[nodiscard]] std::map<std::string, std::vector<NodeId>> conflicts() const;

    /// `id` with all it depends on, parents before children, in Django's depth-first order (details 3.7).
    [[nodiscard]] std::vector<NodeId> forwards_plan(NodeId id) const;
    /// `id` with all that depends on it, children before parents.
    [[nodiscard]] std::vector<NodeId> backwards_plan(NodeId id) const;
    /// The whole graph: forwards plans of all leaves (sorted) joined without repeats. Linear.
    [[nodiscard]] std::vector<NodeId> full_plan() const;
    /// Squashes that count as applied since all their parts are recorded though they themselves are not (they get recorded).
    [[nodiscard]] const std::vector<MigrationKey>& adoptable() const noexcept { return adoptable_; }
    /// Whether the node counts as applied.
    [[nodiscard]] bool applied(NodeId id) const { return applied_[id]; }

private:
    std::vector<Node> nodes_;
    std::vector<bool> applied_;
    std::map<MigrationKey, NodeId> ids_;
    std::vector<MigrationKey> adoptable_;
};

}  // namespace reinhardt::db
