#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/autodetect/splitting.hpp>

namespace reinhardt::db {

/// Keeps apart what a person left out of the changes found, and what cannot be without it.
class Selector {
public:
    Selector(const std::vector<Change>& changes, const ChangeGraph& graph, const Selection& selection);

    /// Takes what is skipped out of `chosen`, with all that needs or comes behind it.
    void leave_out(std::vector<bool>& chosen);
    /// Whether the batches can be applied to `from`; otherwise one more change that cannot is left out of `chosen`.
    [[nodiscard]] bool applies(const std::vector<Batch>& batches, const ProjectState& from, std::vector<bool>& chosen);
    /// Cuts batches where a person said so.
    void cut(std::vector<Batch>& batches) const;
    /// The changes in the order of the batches, then those that are left out.
    [[nodiscard]] std::vector<DetectedChange> report(const std::vector<Batch>& batches) const;

private:
    void drop(std::size_t change, std::size_t because, std::vector<bool>& chosen);

    const std::vector<Change>& changes_;
    const Selection& selection_;
    std::vector<std::string> keys_;
    std::vector<std::vector<std::size_t>> dependents_;
    std::vector<std::size_t> because_;   ///< the skipped change that took it along; itself when it was skipped by name
    std::vector<bool> dropped_;
};

}  // namespace reinhardt::db
