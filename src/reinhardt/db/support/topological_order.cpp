#include <reinhardt/db/support/topological_order.hpp>

#include <algorithm>
#include <functional>
#include <queue>

namespace reinhardt::db {

namespace {

/// A circle among the nodes that are still waiting: from any of them, following a waiting dependency always leads on.
std::vector<std::size_t> circle(const std::vector<std::vector<std::size_t>>& dependencies, const std::vector<bool>& placed) {
    std::vector<std::size_t> path;
    std::vector<std::size_t> position(dependencies.size(), dependencies.size());
    std::size_t node = 0;
    while (placed[node]) ++node;
    while (position[node] == dependencies.size()) {
        position[node] = path.size();
        path.push_back(node);
        const auto& wanted = dependencies[node];
        node = *std::find_if(wanted.begin(), wanted.end(), [&](std::size_t dependency) { return dependency < placed.size() && !placed[dependency]; });
    }
    path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(position[node]));
    return path;
}

}  // namespace

TopologicalOrder topological_order(const std::vector<std::vector<std::size_t>>& dependencies) {
    const std::size_t count = dependencies.size();
    std::vector<std::vector<std::size_t>> dependents(count);
    std::vector<std::size_t> waiting(count, 0);
    for (std::size_t node = 0; node < count; ++node) {
        for (const std::size_t dependency : dependencies[node]) {
            if (dependency >= count) continue;
            dependents[dependency].push_back(node);
            ++waiting[node];
        }
    }
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t node = 0; node < count; ++node) {
        if (waiting[node] == 0) ready.push(node);
    }
    TopologicalOrder result;
    std::vector<bool> placed(count, false);
    while (!ready.empty()) {
        const std::size_t node = ready.top();
        ready.pop();
        placed[node] = true;
        result.order.push_back(node);
        for (const std::size_t dependent : dependents[node]) {
            if (--waiting[dependent] == 0) ready.push(dependent);
        }
    }
    if (result.order.size() < count) result.cycle = circle(dependencies, placed);
    return result;
}

}  // namespace reinhardt::db
