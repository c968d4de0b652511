#include <reinhardt/db/migrations/autodetect/autodetector.hpp>

#include <algorithm>
#include <numeric>
#include <tuple>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/autodetect/enum_values.hpp>
#include <reinhardt/db/migrations/autodetect/naming.hpp>
#include <reinhardt/db/migrations/autodetect/past.hpp>
#include <reinhardt/db/migrations/autodetect/selection.hpp>
#include <reinhardt/db/migrations/autodetect/splitting.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

ProjectState migrated_state(const ProjectState& state) {
    ProjectState result;
    for (const ModelState* model : state.models()) result.put(migrated_model(*model));
    return result;
}

bool comes_from_elsewhere(const Renames& renames, const ModelState& model) {
    const std::string label = model.label();
    return std::any_of(renames.models.begin(), renames.models.end(), [&](const NamePair& pair) { return pair.second == label && !pair.first.starts_with(model.app + "."); });
}

void find_changes(Detection& detection) {
    std::size_t place = 0;
    for (const ModelState* model : detection.target.models()) detection.places[model->label()] = place++;
    find_enum_changes(detection);
    find_renamed_models(detection);
    find_deleted_models(detection);
    find_created_models(detection);
    for (const ModelState* model : detection.target.models()) {
        const ModelState* renamed = detection.renames.renamed.find(model->label());
        const bool fields_renamed = detection.renames.fields.contains(model->label());
        if (renamed == nullptr || (!fields_renamed && same_model(*renamed, *model))) continue;
        const std::size_t first = detection.changes.size();
        KeptModel kept = kept_model(*detection.renames.models_renamed.find(model->label()), *renamed, *model);
        find_field_changes(detection, kept);
        find_index_changes(detection, kept);
        find_constraint_changes(detection, kept);
        find_table_and_option_changes(detection, kept);
        // A model that came from another app is changed by the migrations of its new one once it is there.
        if (!comes_from_elsewhere(detection.renames, *model)) continue;
        for (std::size_t i = first; i < detection.changes.size(); ++i) detection.changes[i].need(facts::model(model->label()));
    }
    part_exchanged_tables(detection);
    std::stable_sort(detection.changes.begin(), detection.changes.end(), [](const Change& a, const Change& b) {
        return std::tie(a.phase, a.model_place, a.item_place) < std::tie(b.phase, b.model_place, b.item_place);
    });
}

/// Makes migrations of batches: names, numbers and dependencies.
class MigrationMaker {
public:
    MigrationMaker(const std::vector<Change>& changes, const ChangeGraph& edges, const MigrationGraph& graph, const DetectOptions& options)
        : changes_(changes), edges_(edges), graph_(graph), options_(options), past_(graph), batch_of_(changes.size(), none) {}

    std::vector<Migration> run(const std::vector<Batch>& batches) {
        for (const auto& batch : batches) {
            made_.push_back(make(batch));
            for (const std::size_t change : batch.changes) batch_of_[change] = made_.size() - 1;
        }
        return std::move(made_);
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    Migration make(const Batch& batch) {
        Migration migration;
        migration.app = batch.app;
        for (const std::size_t change : batch.changes) migration.operations.push_back(changes_[change].operation);
        const auto [next, first] = numbers_.try_emplace(batch.app, 0);
        if (first) next->second = next_number(graph_, batch.app);
        const bool initial = graph_.leaves(batch.app).empty();
        if (initial) migration.initial = true;
        const std::string suffix = !options_.name.empty() ? options_.name : initial ? "initial" : automatic_migration_name(migration.operations);
        migration.name = numbered_name(next->second++, suffix);
        depend(migration, batch);
        return migration;
    }

    void depend(Migration& migration, const Batch& batch) {
        const auto previous = std::find_if(made_.rbegin(), made_.rend(), [&](const Migration& other) { return other.app == batch.app; });
        if (previous != made_.rend()) {
            migration.dependencies.push_back(previous->key());
        } else {
            for (const NodeId leaf : graph_.leaves(batch.app)) migration.dependencies.push_back(graph_.node(leaf).migration->key());
        }
        std::map<std::string, std::set<MigrationKey>> others;
        std::map<std::string, std::size_t> of_this_run;
        for (const std::size_t number : batch.changes) {
            const Change& change = changes_[number];
            for (const auto* edges : {&edges_.needs[number], &edges_.wishes[number]}) {
                for (const std::size_t other : *edges) {
                    if (changes_[other].app() == batch.app || batch_of_[other] == none) continue;
                    auto& last = of_this_run.try_emplace(changes_[other].app(), 0).first->second;
                    last = std::max(last, batch_of_[other]);
                }
            }
            // Its own model may have come from another app.
            const std::string own = change.app() + "." + change.operation->model_name();
            if (const auto key = past_.latest(own); key && key->app != batch.app) others[key->app].insert(*key);
            for (const auto& label : change.uses) {
                if (const auto key = past_.latest(label); key && key->app != batch.app) others[key->app].insert(*key);
            }
            for (const auto& what : change.outlives) {
                for (const auto& [app, key] : past_.referring(what)) {
                    if (app != batch.app) others[app].insert(key);
                }
            }
        }
        for (const auto& [app, number] : of_this_run) others[app] = {made_[number].key()};  // stands behind all earlier ones of its app
        for (const auto& [app, keys] : others) migration.dependencies.push_back(latest_of(keys));
    }

    /// The one of an app's migrations that comes last in its history.
    [[nodiscard]] MigrationKey latest_of(const std::set<MigrationKey>& keys) const {
        if (keys.size() == 1) return *keys.begin();
        const auto leaves = graph_.leaves(keys.begin()->app);
        for (const NodeId leaf : leaves) {
            const auto plan = graph_.forwards_plan(leaf);
            for (auto id = plan.rbegin(); id != plan.rend(); ++id) {
                if (keys.contains(graph_.node(*id).migration->key())) return graph_.node(*id).migration->key();
            }
        }
        return *keys.rbegin();
    }

    const std::vector<Change>& changes_;
    const ChangeGraph& edges_;
    const MigrationGraph& graph_;
    const DetectOptions& options_;
    Past past_;
    std::vector<std::size_t> batch_of_;
    std::map<std::string, int> numbers_;
    std::vector<Migration> made_;
};

/// What uses a new value of an enum goes into a migration of its own, with all that comes behind it (details 1.14).
void cut_before_new_values(const std::vector<Change>& changes, const ProjectState& from, std::vector<Batch>& batches) {
    const auto alters = [](const Change& change) { return dynamic_cast<const AlterEnum*>(change.operation.get()) != nullptr; };
    if (std::none_of(changes.begin(), changes.end(), alters)) return;
    ProjectState state = from;
    std::vector<Batch> result;
    for (const auto& batch : batches) {
        result.push_back({batch.app, {}});
        NewEnumValues fresh;
        for (const std::size_t number : batch.changes) {
            const Operation& operation = *changes[number].operation;
            if (fresh.used_by(operation, state)) {
                result.push_back({batch.app, {}});
                fresh.forget();
            }
            fresh.pass(operation);
            operation.apply(state);
            result.back().changes.push_back(number);
        }
    }
    batches = std::move(result);
}

/// Runs the migrations on the old state: a defect here must never reach a file.
void verify(const ProjectState& from, const ProjectState& target, const std::vector<Migration>& migrations, bool complete) {
    ProjectState state = from;
    for (const auto& migration : migrations) {
        for (const auto& operation : migration.operations) {
            try {
                operation->apply(state);
            } catch (const Error& error) {
                throw Error(ErrorCode::internal, "the changes found cannot be applied: " + migration.key().text() + ", \"" + operation->describe() + "\": " + error.message());
            }
        }
    }
    if (!complete) return;
    if (const std::string difference = state_difference(state, target); !difference.empty()) {
        throw Error(ErrorCode::internal, "the changes found do not lead to the models: they differ in " + difference);
    }
}

/// The open questions of the chosen apps and changes.
void add_questions(const Detection& detection, const std::vector<bool>& chosen, Detected& detected) {
    const auto& apps = detection.options.apps;
    for (std::size_t number = 0; number < detection.questions.size(); ++number) {
        const Question& question = detection.questions[number];
        const std::string app = question.subject.substr(0, question.subject.find('.'));
        bool wanted = apps.empty() || std::find(apps.begin(), apps.end(), app) != apps.end();
        std::set<std::string> keys;
        bool left_out = false;
        for (std::size_t i = 0; i < detection.changes.size(); ++i) {
            if (detection.changes[i].question != number) continue;
            if (chosen[i]) keys.insert(change_key(*detection.changes[i].operation));
            else left_out = true;
        }
        if (!keys.empty()) wanted = true;
        else if (left_out) wanted = false;
        if (!wanted) continue;
        for (auto& change : detected.changes) {
            if (keys.contains(change.key)) change.question = detected.questions.size();
        }
        detected.questions.push_back(question);
    }
}

}  // namespace

Detected Autodetector::changes(const DetectOptions& options) const {
    const Answers& answers = options.answers;
    const bool answered = !answers.renames.empty() || !answers.backfills.empty() || !answers.no_backfills.empty();
    if (!answered && same_state(from_, to_)) return {};
    const ProjectState target = migrated_state(to_);
    std::vector<Question> questions;
    const Renames renames = find_renames(from_, target, options, questions);
    auto left_out = keys_left_out(target, renames);
    for (;;) {
        Detection detection{from_, target, options, renames, left_out, questions, {}, {}};
        find_changes(detection);
        const ChangeGraph edges = resolve(detection.changes);
        auto chosen = choose(detection.changes, edges, options.apps);
        Selector selector(detection.changes, edges, options.selection);
        selector.leave_out(chosen);
        Split split = split_into_batches(detection.changes, edges, chosen);
        while (split.leave_out.empty() && !selector.applies(split.batches, from_, chosen)) split = split_into_batches(detection.changes, edges, chosen);
        if (!split.leave_out.empty()) {
            left_out.merge(split.leave_out);
            continue;
        }
        selector.cut(split.batches);
        cut_before_new_values(detection.changes, from_, split.batches);
        Detected detected;
        detected.changes = selector.report(split.batches);
        detected.migrations = MigrationMaker(detection.changes, edges, graph_, options).run(split.batches);
        add_questions(detection, chosen, detected);
        verify(from_, target, detected.migrations, std::find(chosen.begin(), chosen.end(), false) == chosen.end());
        return detected;
    }
}

}  // namespace reinhardt::db
