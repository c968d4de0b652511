#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/loader.hpp>

namespace reinhardt::db {

enum class Direction : std::uint8_t { forward, backward };

struct PlanStep {
    NodeId node = 0;
    Direction direction = Direction::forward;
};

/// Where a run should go: an app ("" = all), and in it a migration, "zero" or "" (= its leaves).
struct Target {
    std::string app{};
    std::string migration{};
};

/// The steps of a run, in order.
struct Plan {
    std::vector<PlanStep> steps;
};

/// The plan from what is applied to `targets` (several only without a migration): forwards with all that is needed, or backwards only
/// as far as needed (Django's minimal rollbacks). `apps` limits the apps that are looked at (a database's `apps`; empty = all).
/// Throws Error(usage) for unknown names.
[[nodiscard]] Plan make_plan(const MigrationGraph& graph, const History& history, const Target& target,
                             const std::vector<std::string>& apps = {});

/// Whether the target names a migration that a squash of the graph stands for: such a target plans with the originals (details 4.7), on a
/// graph made with use_replaces = false.
[[nodiscard]] bool needs_originals(const MigrationGraph& graph, const History& history, const Target& target);

/// Throws Error(inconsistent_history) when a migration is applied before one that it depends on (all of them named).
void check_consistent(const MigrationGraph& graph);
/// The fork as a picture: the last migration that all heads share, and behind it one branch for each head.
[[nodiscard]] std::string fork_picture(const MigrationGraph& graph, const std::vector<NodeId>& heads);

/// Throws Error(conflict) that draws the fork when an app among `apps` (empty = all) has two heads.
void check_single_heads(const MigrationGraph& graph, const std::vector<std::string>& apps = {});

/// Where a database stands: the applied migrations that nothing applied of the same app follows.
[[nodiscard]] std::vector<MigrationKey> applied_heads(const MigrationGraph& graph);

/// The state after all nodes of `plan`, in that order. Errors carry the file and operation (details 3.5).
[[nodiscard]] ProjectState replay(const MigrationGraph& graph, const std::vector<NodeId>& plan);
/// Applies one migration's operations to `state`; errors carry file, line and operation.
void apply_migration(const Migration& migration, ProjectState& state);
void apply_operation(const Migration& migration, std::size_t index, ProjectState& state);

}  // namespace reinhardt::db
