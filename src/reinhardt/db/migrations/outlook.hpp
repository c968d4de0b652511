#pragma once

#include <memory>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/workspace.hpp>

namespace reinhardt::db {

/// What a run would do, read without creating anything.
struct Outlook {
    std::shared_ptr<const History> history;        ///< that the graph and all that is rendered point into
    std::vector<AppliedMigration> applied;         ///< as recorded, in order of application
    std::unique_ptr<MigrationGraph> graph;
    Plan plan;
    Connection* live = nullptr;                    ///< nullptr: the database does not exist, or is not to be asked
};

/// The plan for `target` on the chosen database, which counts as empty when it does not exist. `from` ("zero", or a migration's name) says what
/// counts as applied instead of asking. Throws for two heads and a history that does not hold together.
[[nodiscard]] Outlook look_ahead(Workspace& workspace, const Target& target, const std::string& from = {});
/// Renders the plan; steps that are applied get their dates.
[[nodiscard]] std::vector<PlannedMigration> render_outlook(Workspace& workspace, const Outlook& outlook, bool with_sql);
/// Every migration of the target's app (or all), applied or not, in order, as plan steps forward; `with_sql` also gives operations of applied ones.
[[nodiscard]] std::vector<PlannedMigration> render_all(Workspace& workspace, const Outlook& outlook, const Target& target, bool with_sql);
/// One migration alone, forward or backward, wherever the database stands (details 5.9).
[[nodiscard]] std::vector<PlannedMigration> render_only(Workspace& workspace, const Target& target, Direction direction);
/// Throws Error(edited), Error(inconsistent_history) when applied migrations were edited or have lost their files.
void check_history(Workspace& workspace);

}  // namespace reinhardt::db
