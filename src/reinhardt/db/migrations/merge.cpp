#include <reinhardt/db/migrations/merge.hpp>

#include <algorithm>
#include <set>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/naming.hpp>
#include <reinhardt/db/migrations/operations/add_field.hpp>
#include <reinhardt/db/migrations/operations/alter_field.hpp>
#include <reinhardt/db/migrations/operations/remove_field.hpp>
#include <reinhardt/db/migrations/operations/rename_field.hpp>
#include <reinhardt/db/migrations/operations/rename_model.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// The model and field that an operation is about, for people.
std::string subject_of(const Operation& operation) {
    std::string subject = operation.app + "." + operation.model_name();
    if (const auto* added = dynamic_cast<const AddField*>(&operation)) return subject + "." + added->field.name;
    if (const auto* altered = dynamic_cast<const AlterField*>(&operation)) return subject + "." + altered->field.name;
    if (const auto* removed = dynamic_cast<const RemoveField*>(&operation)) return subject + "." + removed->name;
    if (const auto* renamed = dynamic_cast<const RenameField*>(&operation)) return subject + "." + renamed->from;
    return operation.model_name().empty() ? operation.describe() : subject;
}

/// Two branches of an app's history, tried in both orders.
class BranchPair {
public:
    BranchPair(const MigrationGraph& graph, NodeId left, NodeId right) : graph_(graph), left_(left), right_(right) {
        const auto left_plan = graph.forwards_plan(left);
        const auto right_plan = graph.forwards_plan(right);
        const std::set<NodeId> in_left(left_plan.begin(), left_plan.end());
        const std::set<NodeId> in_right(right_plan.begin(), right_plan.end());
        for (const NodeId id : left_plan) {
            if (in_right.contains(id)) {
                common_.push_back(id);
            } else {
                left_branch_.push_back(id);
            }
        }
        std::copy_if(right_plan.begin(), right_plan.end(), std::back_inserter(right_branch_), [&](NodeId id) { return !in_left.contains(id); });
    }

    void check() const {
        const ProjectState start = replay(graph_, common_);
        ProjectState left_first = replayed(start, left_branch_);
        ProjectState right_first = replayed(start, right_branch_);
        follow(left_first, right_branch_);
        follow(right_first, left_branch_);
        if (const std::string difference = state_difference(left_first, right_first); !difference.empty()) {
            throw clash("they give different results in " + difference + ", depending on which comes first");
        }
    }

private:
    [[nodiscard]] ProjectState replayed(ProjectState state, const std::vector<NodeId>& branch) const {
        for (const NodeId id : branch) apply_migration(*graph_.node(id).migration, state);
        return state;
    }

    /// Applies a branch behind the other one.
    void follow(ProjectState& state, const std::vector<NodeId>& branch) const {
        for (const NodeId id : branch) {
            const Migration& migration = *graph_.node(id).migration;
            for (const auto& operation : migration.operations) {
                try {
                    operation->apply(state);
                } catch (const Error& error) {
                    throw clash("both touch " + subject_of(*operation) + ": behind the other branch, \"" + operation->describe() + "\" of " + migration.key().text() + " fails")
                        .note(error.message())
                        .at(migration.file, operation->line);
                }
            }
        }
    }

    [[nodiscard]] Error clash(const std::string& why) const {
        const std::string heads = graph_.node(left_).migration->key().text() + " and " + graph_.node(right_).migration->key().text();
        return Error(ErrorCode::conflict, "the heads " + heads + " cannot be merged: " + why).hint("change one of the branches, or delete its files and run makemigrations again");
    }

    const MigrationGraph& graph_;
    NodeId left_, right_;
    std::vector<NodeId> common_, left_branch_, right_branch_;
};

Migration merged(const MigrationGraph& graph, const std::string& app, const std::vector<NodeId>& heads, const std::string& name) {
    std::vector<std::string> leaves;
    for (const NodeId head : heads) leaves.push_back(graph.node(head).migration->name);
    std::sort(leaves.begin(), leaves.end());
    Migration migration;
    migration.app = app;
    for (const auto& leaf : leaves) migration.dependencies.push_back({app, leaf, 0});
    leaves.front().insert(0, "merge_");
    std::string suffix = joined_fragments(leaves);
    std::replace_if(suffix.begin(), suffix.end(), [](char c) { return !is_plain_name(std::string_view(&c, 1)); }, '_');
    migration.name = numbered_name(next_number(graph, app), name.empty() ? suffix : name);
    return migration;
}

}  // namespace

std::vector<Migration> merge_heads(const MigrationGraph& graph, const std::vector<std::string>& apps, const std::string& name) {
    std::vector<Migration> result;
    for (const auto& [app, heads] : graph.conflicts()) {
        if (!apps.empty() && std::find(apps.begin(), apps.end(), app) == apps.end()) continue;
        for (std::size_t i = 0; i < heads.size(); ++i) {
            for (std::size_t j = i + 1; j < heads.size(); ++j) BranchPair(graph, heads[i], heads[j]).check();
        }
        result.push_back(merged(graph, app, heads, name));
    }
    return result;
}

}  // namespace reinhardt::db
