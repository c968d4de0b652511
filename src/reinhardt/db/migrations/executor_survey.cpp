#include <reinhardt/db/migrations/executor_migrate.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/executor_initial.hpp>

namespace reinhardt::db {

/// Everything that would stop the plan is found before its first step; what was looked at once is not asked for again.
void MigrateCommand::survey_once() {
    find_present();
    const auto key_of = [&](const PlanStep& step) { return std::pair(graph_->node(step.node).migration->key(), step.direction); };
    bool known = partial_.empty();
    for (const auto& step : plan_.steps) known = known && surveyed_.contains(key_of(step));
    if (options_.fake || (known && !goes_backward())) return;
    const auto& applied = recorded_.status.applied;
    const bool starts_empty = applied.empty() && connection_.introspect().tables.empty();
    PlanSurvey survey(connection_.driver(), connection_, options_.code, starts_empty);
    if (goes_backward()) {
        survey_backward(survey);
    } else {
        survey_forward(survey);
    }
    for (const Migration* migration : partial_) survey_partial(survey, *migration);
    if (survey.loses_data() && !starts_empty && !known) confirm();
    for (const auto& step : plan_.steps) surveyed_.insert(key_of(step));
}

void MigrateCommand::find_present() {
    present_.clear();
    if (!options_.fake_initial || plan_.steps.empty() || goes_backward()) return;
    ProjectState state = replay(*graph_, base_nodes());
    InitialTables initial(connection_.driver(), connection_);
    for (const auto& step : plan_.steps) {
        const Migration& migration = *graph_->node(step.node).migration;
        // What a run left in the middle is finished, not judged.
        if (migration.is_initial() && !journal_.contains(migration.key())) {
            initial.add(migration, state);
        } else {
            apply_migration(migration, state);
        }
    }
    present_ = initial.present();
}

/// Tables can be compared; what else a migration does to a database cannot.
void MigrateCommand::fake_present(const Migration& migration) const {
    const auto& operations = migration.operations;
    const bool more = std::any_of(operations.begin(), operations.end(), [](const OperationPtr& one) { return one->work() != OperationWork::schema && !one->elidable(); });
    if (more) observer_.warning(migration.key().text() + " was recorded as applied since its tables are there; its RunSQL was not run");
}

void MigrateCommand::survey_forward(PlanSurvey& survey) {
    if (plan_.steps.empty()) return;
    ProjectState state = replay(*graph_, base_nodes());
    for (const auto& step : plan_.steps) {
        const Migration& migration = *graph_->node(step.node).migration;
        if (present_.contains(migration.key())) {
            apply_migration(migration, state);
        } else {
            survey.forward(migration, state);
        }
    }
}

void MigrateCommand::survey_backward(PlanSurvey& survey) {
    ProjectState state = replay(*graph_, base_nodes());
    const auto undone = undone_nodes();
    std::vector<std::vector<StateLog>> logs;
    for (const NodeId node : undone) {
        const Migration& migration = *graph_->node(node).migration;
        auto& of_migration = logs.emplace_back(migration.operations.size());
        for (std::size_t index = 0; index < migration.operations.size(); ++index) {
            state.record(of_migration[index]);
            apply_operation(migration, index, state);
            state.stop_recording();
        }
    }
    backward_.clear();
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        backward_.push_back(survey.backward(*graph_->node(plan_.steps[i].node).migration, state, logs[undone.size() - 1 - i]));
    }
    for (const NodeId node : undone) apply_migration(*graph_->node(node).migration, state);
    for (const auto& migration : backward_) survey.inverse(migration, state);
}

/// Only what is done of it has to be undone.
void MigrateCommand::survey_partial(PlanSurvey& survey, const Migration& migration) {
    ProjectState state = applied_state();
    BackwardMigration done;
    done.migration = &migration;
    const std::size_t operations = run_.operations_done(migration, state);
    for (std::size_t index = 0; index < operations; ++index) {
        Inverse inverse = inverse_on(*migration.operations[index], state, connection_.driver().name());
        if (!inverse.reversible) {
            Error error(ErrorCode::irreversible, "what is done of " + migration.key().text() + " cannot be undone: " + inverse.reason);
            place_error(error, migration, index);
            throw error.hint("run migrate forward to finish it");
        }
        std::vector<OperationToRun> undo;
        for (auto& operation : inverse.operations) undo.push_back({std::move(operation), index});
        done.operations.insert(done.operations.begin(), undo.begin(), undo.end());
        apply_operation(migration, index, state);
    }
    survey.inverse(done, state);
}

void MigrateCommand::confirm() {
    if (options_.yes) return;
    if (options_.confirm) {
        if (options_.confirm(render_plan(*graph_, plan_, connection_.driver(), nullptr, false))) return;
        throw Error(ErrorCode::confirmation, "not confirmed; nothing was changed");
    }
    std::string first;
    for (const auto& migration : render_plan(*graph_, plan_, connection_.driver(), nullptr, false)) {
        for (const auto& operation : migration.operations) {
            if (first.empty() && operation.loses_data && !operation.allow_loss) first = migration.migration->key().text() + ": " + operation.description;
        }
    }
    Error error(ErrorCode::confirmation, "the plan loses data");
    if (!first.empty()) error.note(first);
    throw error.hint("look at it with showplan, then run migrate --yes");
}

}  // namespace reinhardt::db
