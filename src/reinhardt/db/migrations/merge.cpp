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

/// One operation of a branch.
struct Step {
    const Migration* migration;
    const Operation* operation;

    [[nodiscard]] std::string text() const { return "\"" + operation->describe() + "\" of " + migration->key().text(); }
    [[nodiscard]] std::string place() const { return migration->file.empty() ? std::string() : " (" + migration->file + ":" + std::to_string(operation->line) + ")"; }
};

/// Whether two states that came of one by the same few operations are equal: models that neither changed are the same objects.
bool same_result(const ProjectState& a, const ProjectState& b) {
    if (a.size() != b.size() || !(a.shared_objects() == b.shared_objects() || a.objects().equivalent(b.objects()))) return false;
    const auto models = a.models();
    return std::all_of(models.begin(), models.end(), [&](const ModelState* model) {
        const ModelState* other = b.find(model->label());
        return other != nullptr && (other == model || same_model(*other, *model));
    });
}

/// Two branches of an app's history. They commute when each operation of one does with each of the other, on the state in front of both.
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
                add_steps(id, left_steps_);
            }
        }
        for (const NodeId id : right_plan) {
            if (!in_left.contains(id)) add_steps(id, right_steps_);
        }
    }

    /// Walks a grid of states: after i operations of one branch and j of the other. Where all squares close, both ways round lead to the same state.
    void check() const {
        ProjectState row = replay(graph_, common_);
        for (const Step& left : left_steps_) {
            ProjectState state = row;
            for (const Step& right : right_steps_) {
                check_square(state, left, right);
                right.operation->apply(state);
            }
            left.operation->apply(row);
        }
    }

    /// Operations that do more than change the state, where the other branch does anything at all.
    void note_unproven(std::set<std::string>& unproven) const {
        if (left_steps_.empty() || right_steps_.empty()) return;
        for (const auto* steps : {&left_steps_, &right_steps_}) {
            for (const Step& step : *steps) {
                if (step.operation->work() != OperationWork::schema) unproven.insert(step.text() + step.place());
            }
        }
    }

private:
    void add_steps(NodeId id, std::vector<Step>& steps) const {
        const Migration& migration = *graph_.node(id).migration;
        for (const auto& operation : migration.operations) steps.push_back({&migration, operation.get()});
    }

    void check_square(const ProjectState& state, const Step& left, const Step& right) const {
        const ProjectState left_first = both(state, left, right);
        const ProjectState right_first = both(state, right, left);
        if (same_result(left_first, right_first)) return;
        std::string difference = state_difference(left_first, right_first);
        if (difference.empty()) difference = object_difference(left_first.objects(), right_first.objects());
        if (!difference.empty()) throw clash(left, right, "which of them comes first decides on " + difference);
    }

    /// The state behind `first` and `second`, in that order.
    [[nodiscard]] ProjectState both(const ProjectState& state, const Step& first, const Step& second) const {
        ProjectState result = state;
        try {
            first.operation->apply(result);
        } catch (const Error& error) {
            throw Error(error).at(first.migration->file, first.operation->line);
        }
        try {
            second.operation->apply(result);
        } catch (const Error& error) {
            throw clash(second, first, "behind the second one, the first fails: " + error.message());
        }
        return result;
    }

    [[nodiscard]] Error clash(const Step& one, const Step& other, const std::string& why) const {
        std::vector<std::string> heads = {graph_.node(left_).migration->key().text(), graph_.node(right_).migration->key().text()};
        const std::string subject = subject_of(*one.operation), others = subject_of(*other.operation);
        Error error(ErrorCode::conflict, "the heads " + join(heads, " and ") + " cannot be merged: both touch " + subject + (others == subject ? "" : ", one as " + others));
        error.at(one.migration->file, one.operation->line);
        error.note(one.text() + one.place()).note(other.text() + other.place()).note(why);
        error.note("the fork:\n" + fork_picture(graph_, {left_, right_}));
        return error.hint("change one of the branches, or delete its files and run makemigrations again");
    }

    const MigrationGraph& graph_;
    NodeId left_, right_;
    std::vector<NodeId> common_;
    std::vector<Step> left_steps_, right_steps_;
};

Migration merged(const MigrationGraph& graph, const std::string& app, const std::vector<NodeId>& heads, const std::string& name) {
    std::vector<std::string> leaves;  // as the heads are sorted
    for (const NodeId head : heads) leaves.push_back(graph.node(head).migration->name);
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

Merge merge_heads(const MigrationGraph& graph, const std::vector<std::string>& apps, const std::string& name) {
    Merge result;
    std::set<std::string> unproven;
    for (const auto& [app, heads] : graph.conflicts()) {
        if (!apps.empty() && std::find(apps.begin(), apps.end(), app) == apps.end()) continue;
        for (std::size_t i = 0; i < heads.size(); ++i) {
            for (std::size_t j = i + 1; j < heads.size(); ++j) {
                const BranchPair pair(graph, heads[i], heads[j]);
                pair.check();
                pair.note_unproven(unproven);
            }
        }
        result.migrations.push_back(merged(graph, app, heads, name));
    }
    result.unproven.assign(unproven.begin(), unproven.end());
    return result;
}

}  // namespace reinhardt::db
