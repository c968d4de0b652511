#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/migrations/autodetect/detection.hpp>

namespace reinhardt::db {

/// Which changes wait for which: by their numbers in Detection::changes.
struct ChangeGraph {
    std::vector<std::vector<std::size_t>> needs, wishes;
};
/// Turns facts into edges. A fact that nobody provides holds already.
[[nodiscard]] ChangeGraph resolve(const std::vector<Change>& changes);

/// Changes of one app that become one migration, in their order.
struct Batch {
    std::string app;
    std::vector<std::size_t> changes;
};

/// Batches in an order in which they can be applied; or, where only leaving relations out of a CreateModel opens a circle of apps,
/// which ones (details 2.7): then the changes have to be found again.
struct Split {
    std::vector<Batch> batches;
    std::set<std::pair<std::string, std::string>> leave_out;
};
/// As few batches as the needs allow; only changes marked in `chosen`.
[[nodiscard]] Split split_into_batches(const std::vector<Change>& changes, const ChangeGraph& graph, const std::vector<bool>& chosen);

/// The changes of these apps and all that they need from others.
[[nodiscard]] std::vector<bool> choose(const std::vector<Change>& changes, const ChangeGraph& graph, const std::vector<std::string>& apps);

}  // namespace reinhardt::db
