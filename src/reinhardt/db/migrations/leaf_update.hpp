#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/graph.hpp>

namespace reinhardt::db {

struct LeafUpdateOptions {
    std::string name;  ///< the name's part behind the number; "" = automatic
    /// What the database holds, wholly or in part; asked once, and only when a leaf is to change. Absent: nothing is applied.
    std::function<std::set<MigrationKey>()> applied;
};

/// A migration to be written, and the leaf whose file it takes the place of.
struct LeafUpdate {
    Migration migration;
    const Migration* leaf = nullptr;  ///< nullptr: a new file
};

/// Folds new migrations (as Autodetector gives them) into the leaves of their apps: the operations appended and optimized, the dependencies
/// united. Of several new ones of an app the first is folded and the others stay, numbered behind it; an app without migrations gets its first.
/// A name that was made automatically is made again; one given by hand stays. Throws Error(usage) for leaves that may not change: applied ones,
/// squashes, those that others depend on; and where folding would close a circle between apps.
[[nodiscard]] std::vector<LeafUpdate> fold_into_leaves(const MigrationGraph& graph, const std::vector<Migration>& made, const LeafUpdateOptions& options);

/// Labels of the models that the app's leaf creates, whose tables can hold no rows as long as it is not applied; none when the leaf does more than
/// change models.
[[nodiscard]] std::set<std::string> models_of_leaf(const MigrationGraph& graph, const std::string& app);

}  // namespace reinhardt::db
