#include <reinhardt/db/migrations/leaf_update.hpp>

#include <algorithm>
#include <map>
#include <optional>

#include <reinhardt/db/migrations/autodetect/enum_values.hpp>
#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/operations/create_model.hpp>
#include <reinhardt/db/migrations/optimizer.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// "0002" of "0002_slug"; "" of a name without a number.
std::string digits_of(const std::string& name) {
    const auto end = name.find_first_not_of("0123456789");
    return end == 0 || (end != std::string::npos && name[end] != '_') ? std::string() : name.substr(0, end);
}

/// The name's part behind the number.
std::string suffix_of(const std::string& name) {
    const std::string digits = digits_of(name);
    return digits.empty() || digits.size() == name.size() ? name : name.substr(digits.size() + 1);
}

/// `suffix` behind the number of `name`, where it has one.
std::string renamed(const std::string& name, const std::string& suffix) {
    constexpr std::size_t longest = 100;
    const std::string digits = digits_of(name);
    return digits.empty() ? suffix : (digits + "_" + suffix).substr(0, longest);
}

/// Whether makemigrations would have given this name itself.
bool is_automatic(const Migration& migration) {
    const std::string suffix = suffix_of(migration.name);
    if (suffix == "custom" || (suffix == "initial" && migration.is_initial())) return true;
    return migration.name == renamed(migration.name, automatic_migration_name(migration.operations));
}

/// Operations without those that the others make needless. What a squash would leave out stays: this migration has not run anywhere.
std::vector<OperationPtr> reduced(const Migration& migration, const ProjectState& before) {
    ProjectState state = before;
    std::vector<OperationPtr> result, part;
    const auto flush = [&] {
        const ProjectState start = state;
        for (const auto& operation : part) operation->apply(state);
        ProjectState check = start;
        auto shorter = optimize(part, migration.app, &start);
        for (const auto& operation : shorter) operation->apply(check);
        const bool same = state_difference(check, state).empty() && check.objects().equivalent(state.objects());
        const auto& proven = same ? shorter : part;
        result.insert(result.end(), proven.begin(), proven.end());
        part.clear();
    };
    for (const auto& operation : migration.operations) {
        if (!operation->elidable()) {
            part.push_back(operation);
            continue;
        }
        flush();
        operation->apply(state);
        result.push_back(operation);
    }
    flush();
    return result;
}

/// One run of makemigrations --update.
class LeafFolding {
public:
    LeafFolding(const MigrationGraph& graph, const LeafUpdateOptions& options) : graph_(graph), options_(options) {}

    std::vector<LeafUpdate> run(const std::vector<Migration>& made) {
        for (const auto& migration : made) place(migration);
        throw_all(std::move(errors_));
        follow_names();
        reduce();
        rename();
        return std::move(result_);
    }

private:
    /// Folded, or as a file of its own behind the leaf.
    void place(const Migration& migration) {
        const auto leaves = graph_.leaves(migration.app);
        const bool first = seen_.insert(migration.app).second;
        if (leaves.empty() || !first) {
            Migration own = migration;
            if (!leaves.empty()) own.name = numbered_name(migration_number(migration.name) - 1, suffix_of(migration.name));
            renamed_[migration.key()] = own.key();
            result_.push_back({std::move(own), nullptr});
            return;
        }
        const auto& node = graph_.node(leaves.front());
        check(node, migration);
        Migration folded = *node.migration;
        folded.operations.insert(folded.operations.end(), migration.operations.begin(), migration.operations.end());
        folded.was.clear();
        for (const auto& key : migration.dependencies) {
            if (key != folded.key()) folded.dependencies.push_back(key);
        }
        renamed_[migration.key()] = folded.key();
        result_.push_back({std::move(folded), node.migration});
    }

    void check(const MigrationGraph::Node& node, const Migration& added) {
        const Migration& leaf = *node.migration;
        if (!leaf.replaces.empty()) return refuse(leaf, "it is a squash");
        if (!node.children.empty()) {
            std::vector<std::string> names;
            for (const NodeId child : node.children) names.push_back(graph_.node(child).migration->key().text());
            return refuse(leaf, join(names, " and ") + (names.size() == 1 ? " depends on it" : " depend on it"));
        }
        if (leaf.atomic != added.atomic) return refuse(leaf, leaf.atomic ? "it is atomic, and what changed must not be" : "it is not atomic");
        if (!is_applied(leaf.key())) return;
        std::string back = "zero";
        for (const NodeId parent : node.parents) {
            if (graph_.node(parent).migration->app == leaf.app) back = graph_.node(parent).migration->name;
        }
        errors_.push_back(refusal(leaf, "it is applied already")
                              .hint("leave out --update: the changes go into a migration of their own; or take it back first: reinhardt-db migrate " + leaf.app + " " + back));
    }

    [[nodiscard]] bool is_applied(const MigrationKey& key) {
        if (!applied_) applied_ = options_.applied ? options_.applied() : std::set<MigrationKey>();
        return applied_->contains(key);
    }

    static Error refusal(const Migration& leaf, const std::string& why) {
        return Error(ErrorCode::usage, leaf.key().text() + " cannot be updated: " + why).at(leaf.file);
    }
    void refuse(const Migration& leaf, const std::string& why) {
        errors_.push_back(refusal(leaf, why).hint("leave out --update: the changes go into a migration of their own"));
    }

    /// Dependencies by the names that the migrations have now, each once, and of one app's history the later one alone.
    void follow_names() {
        for (auto& [migration, leaf] : result_) {
            std::vector<MigrationKey> kept;
            for (auto key : migration.dependencies) {
                if (const auto found = renamed_.find(key); found != renamed_.end()) key = found->second;
                if (std::find(kept.begin(), kept.end(), key) != kept.end()) continue;
                std::erase_if(kept, [&](const MigrationKey& other) { return comes_before(other, key); });
                if (std::none_of(kept.begin(), kept.end(), [&](const MigrationKey& other) { return comes_before(key, other); })) kept.push_back(key);
            }
            migration.dependencies = std::move(kept);
        }
    }

    [[nodiscard]] bool comes_before(const MigrationKey& key, const MigrationKey& later) const {
        const auto node = graph_.find(key), target = graph_.find(later);
        if (key.app != later.app || !node || !target || node == target) return false;
        const auto plan = graph_.forwards_plan(*target);
        return std::find(plan.begin(), plan.end(), *node) != plan.end();
    }

    /// Optimizes each folded migration on the state that it starts from.
    void reduce() {
        std::map<MigrationKey, Migration> all;
        for (const auto& node : graph_.nodes()) all.emplace(node.migration->key(), *node.migration);
        std::map<MigrationKey, LeafUpdate*> folded;
        for (auto& update : result_) {
            all[update.migration.key()] = update.migration;
            if (update.leaf != nullptr) folded[update.migration.key()] = &update;
        }
        const MigrationGraph after = graph_of(all);
        ProjectState state;
        for (const NodeId id : after.full_plan()) {
            const Migration& migration = *after.node(id).migration;
            if (const auto found = folded.find(migration.key()); found != folded.end()) {
                found->second->migration.operations = reduced(migration, state);
                check_new_values(found->second->migration, state);
            }
            apply_migration(migration, state);
        }
    }

    static void check_new_values(const Migration& migration, ProjectState state) {
        NewEnumValues fresh;
        for (const auto& operation : migration.operations) {
            if (fresh.used_by(*operation, state)) {
                throw Error(ErrorCode::usage, "the changes cannot be folded into " + migration.key().text() + ": \"" + operation->describe() + "\" uses a value that an enum gets in it")
                    .hint("leave out --update: a new value can be used in the next migration");
            }
            fresh.pass(*operation);
            operation->apply(state);
        }
    }

    static MigrationGraph graph_of(const std::map<MigrationKey, Migration>& migrations) {
        try {
            return MigrationGraph(migrations, {});
        } catch (const Error& error) {
            if (error.code() != ErrorCode::cycle) throw;
            throw Error(ErrorCode::usage, "the changes cannot be folded into existing migrations: " + error.message()).hint("leave out --update: the changes go into migrations of their own");
        }
    }

    void rename() {
        renamed_.clear();
        for (auto& [migration, leaf] : result_) {
            if (leaf == nullptr) continue;
            const MigrationKey old = migration.key();
            migration.name = new_name(migration, *leaf);
            if (migration.key() == old) continue;
            if (graph_.find(migration.key())) {
                throw Error(ErrorCode::usage, "migration " + migration.key().text() + " exists already").hint("give another name with -n");
            }
            renamed_[old] = migration.key();
        }
        follow_names();
    }

    [[nodiscard]] std::string new_name(const Migration& migration, const Migration& leaf) const {
        if (!options_.name.empty()) return renamed(leaf.name, options_.name);
        const bool kept = !is_automatic(leaf) || migration.operations.empty() || suffix_of(leaf.name) == "initial";
        return kept ? leaf.name : renamed(leaf.name, automatic_migration_name(migration.operations));
    }

    const MigrationGraph& graph_;
    const LeafUpdateOptions& options_;
    std::set<std::string> seen_;
    std::optional<std::set<MigrationKey>> applied_;
    std::map<MigrationKey, MigrationKey> renamed_;
    std::vector<LeafUpdate> result_;
    std::vector<Error> errors_;
};

}  // namespace

std::vector<LeafUpdate> fold_into_leaves(const MigrationGraph& graph, const std::vector<Migration>& made, const LeafUpdateOptions& options) {
    return LeafFolding(graph, options).run(made);
}

std::set<std::string> models_of_leaf(const MigrationGraph& graph, const std::string& app) {
    std::set<std::string> labels;
    const auto leaves = graph.leaves(app);
    if (leaves.empty()) return labels;
    for (const auto& operation : graph.node(leaves.front()).migration->operations) {
        if (operation->work() != OperationWork::schema) return {};
        if (const auto* created = dynamic_cast<const CreateModel*>(operation.get())) labels.insert(created->model.label());
        const std::string now = operation->new_label();
        if (!now.empty() && labels.erase(operation->app + "." + operation->model_name()) != 0) labels.insert(now);
    }
    return labels;
}

}  // namespace reinhardt::db
