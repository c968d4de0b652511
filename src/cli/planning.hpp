#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/executor.hpp>

#include "session.hpp"

namespace reinhardt::db::cli {

/// What a run would do, read without creating anything.
struct Outlook {
    std::vector<AppliedMigration> applied;         ///< as recorded, in order of application
    std::unique_ptr<MigrationGraph> graph;
    Plan plan;
    Connection* live = nullptr;                    ///< nullptr: the database does not exist, or is not to be asked
};

/// Throws Error(edited), Error(inconsistent_history) when applied migrations were edited or have lost their files.
void check_history(Session& session);

/// Says as a warning what check_history would fail with, for commands that only look.
void warn_of_history(Session& session);

/// APP and MIGRATION as the command line gives them. Error(usage) for an unknown app.
[[nodiscard]] Target target_of(Session& session);
/// The plan for `target` on the chosen database, which counts as empty when it does not exist. `from` ("zero", or a migration's name) says what
/// counts as applied instead of asking. Throws for two heads and a history that does not hold together.
[[nodiscard]] Outlook look_ahead(Session& session, const Target& target, const std::string& from = {});
/// Renders a plan; steps that are applied get their dates.
[[nodiscard]] std::vector<PlannedMigration> render(Session& session, const Outlook& outlook, bool with_sql);
/// Every migration of the target's app (or all), applied or not, in order, as plan steps forward; `with_sql` also gives operations of applied ones.
[[nodiscard]] std::vector<PlannedMigration> render_all(Session& session, const Outlook& outlook, const Target& target, bool with_sql);
/// One migration alone, forward or backward, wherever the database stands (details 5.9).
[[nodiscard]] std::vector<PlannedMigration> render_only(Session& session, const Target& target, Direction direction);

}  // namespace reinhardt::db::cli
