#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/migrations/executor_checks.hpp>
#include <reinhardt/db/migrations/executor_run.hpp>

namespace reinhardt::db {

/// One `migrate`: reads the history, plans, checks, and runs the plan; starts over with the history as it is now when another run was faster.
class MigrateCommand {
public:
    MigrateCommand(const History& history, Connection& connection, ExecutionObserver& observer, const MigrateOptions& options);
    MigrateResult run();

private:
    void look(void (MigrateCommand::*once)());
    void read();
    void read_once();
    void check_files();
    [[nodiscard]] bool nothing_to_do() const;
    void find_partial();
    void survey();
    void survey_once();
    void find_present();
    void fake_present(const Migration& migration) const;
    void survey_forward(PlanSurvey& survey);
    void survey_backward(PlanSurvey& survey);
    void survey_partial(PlanSurvey& survey, const Migration& migration);
    void confirm();
    MigrationRun::Outcome execute();
    MigrationRun::Outcome amend();
    void adopt_completed();
    MigrationRun::Outcome undo_partial();
    MigrationRun::Outcome forward();
    MigrationRun::Outcome run_forward();
    MigrationRun::Outcome backward();
    MigrationRun::Outcome undo(const Migration& migration, ProjectState& before, MigrationRun::Undo kind);
    void check_interrupted() const;
    void applied(const Migration& migration, Direction direction);

    [[nodiscard]] bool goes_backward() const { return !plan_.steps.empty() && plan_.steps.front().direction == Direction::backward; }
    /// Applied nodes in plan order, without those of the plan.
    [[nodiscard]] std::vector<NodeId> base_nodes() const;
    [[nodiscard]] ProjectState applied_state() const;
    /// Of a backward plan, the order in which its migrations were applied.
    [[nodiscard]] std::vector<NodeId> undone_nodes() const;
    [[nodiscard]] std::vector<std::string> heads() const;

    const History& history_;
    Connection& connection_;
    ExecutionObserver& observer_;
    const MigrateOptions& options_;
    Recorder recorder_;
    MigrationRun run_;
    RecordedHistory recorded_;
    std::unique_ptr<MigrationGraph> graph_;
    Plan plan_;
    std::vector<BackwardMigration> backward_;              ///< of a backward plan, by step
    std::vector<const Migration*> partial_;                ///< in the journal, and to be undone by this run
    std::set<MigrationKey> journal_;
    std::set<MigrationKey> present_;                       ///< initial ones that the database holds already
    std::set<std::pair<MigrationKey, Direction>> surveyed_;
    std::set<std::string> moved_apps_;
    bool warned_ = false, started_ = false;
    bool amended_ = false;  ///< edited files are recorded: checksums need no more comparing
    MigrateResult result_;
};

}  // namespace reinhardt::db
