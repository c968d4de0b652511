#include <reinhardt/db/migrations/state_loader.hpp>

#include <algorithm>
#include <set>

#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

ProjectState MigrationStateLoader::latest() const {
    const MigrationGraph graph(history_.migrations, {});
    check_single_heads(graph);
    return replay(graph, graph.full_plan());
}

ProjectState MigrationStateLoader::managed() const {
    const MigrationGraph graph(history_.migrations, {});
    return replay(graph, graph.full_plan());
}

ProjectState MigrationStateLoader::at(const MigrationKey& migration) const {
    const MigrationGraph graph(history_.migrations, {});
    if (const auto node = graph.find(migration)) return replay(graph, graph.forwards_plan(*node));
    const MigrationGraph whole(history_.migrations, {}, {.use_replaces = false});
    const auto node = whole.find(migration);
    if (!node) throw Error(ErrorCode::usage, "there is no migration " + migration.text());
    return replay(whole, whole.forwards_plan(*node));
}

ProjectState MigrationStateLoader::applied(Connection& connection) const {
    const auto recorded = keys_of(Recorder(connection).applied());
    MigrationGraph graph(history_.migrations, recorded);
    std::set<MigrationKey> replaced;
    for (const auto& [key, migration] : history_.migrations) replaced.insert(migration.replaces.begin(), migration.replaces.end());
    std::vector<Error> missing;
    for (const MigrationKey& key : recorded) {
        if (history_.find(key) != nullptr || replaced.count(key) != 0) continue;
        missing.push_back(Error(Error(ErrorCode::inconsistent_history, key.text() + " is applied, but its file is missing")
                                    .hint("restore the file, or remove the record with: reinhardt-db migrate " + key.app + " --prune")));
    }
    throw_all(std::move(missing));
    std::vector<NodeId> plan = graph.full_plan();
    plan.erase(std::remove_if(plan.begin(), plan.end(), [&](NodeId id) { return !graph.applied(id); }), plan.end());
    return replay(graph, plan);
}

}  // namespace reinhardt::db
