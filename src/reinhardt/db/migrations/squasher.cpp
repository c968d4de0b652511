#include <reinhardt/db/migrations/squasher.hpp>

#include <algorithm>
#include <set>
#include <span>

#include <reinhardt/db/migrations/optimizer.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/squash_proof.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

NodeId node_of(const MigrationGraph& graph, const History& history, const std::string& app, const std::string& name) {
    const MigrationKey key{app, name, 0};
    if (const auto node = graph.find(key)) return *node;
    const Migration* migration = history.find(key);
    if (migration == nullptr) throw Error(ErrorCode::usage, "app '" + app + "' has no migration " + name);
    for (const auto& node : graph.nodes()) {
        const auto& parts = node.migration->replaces;
        if (std::find(parts.begin(), parts.end(), key) == parts.end()) continue;
        throw Error(ErrorCode::usage, key.text() + " is already replaced by " + node.migration->key().text()).hint("name that squash instead");
    }
    throw Error(ErrorCode::usage, key.text() + " is already replaced by a squash").hint("name that squash instead");
}

/// The migrations of the range, in order.
std::vector<const Migration*> parts_of(const MigrationGraph& graph, const History& history, const SquashOptions& options, NodeId last) {
    std::vector<const Migration*> parts;
    for (const NodeId id : graph.forwards_plan(last)) {
        if (graph.node(id).migration->app == options.app) parts.push_back(graph.node(id).migration);
    }
    if (options.from.empty()) return parts;
    const Migration* first = graph.node(node_of(graph, history, options.app, options.from)).migration;
    const auto found = std::find(parts.begin(), parts.end(), first);
    if (found == parts.end()) {
        throw Error(ErrorCode::usage, first->key().text() + " does not come before " + options.app + "." + options.to).hint("the order is: squash APP FROM TO");
    }
    parts.erase(parts.begin(), found);
    return parts;
}

void check_one_kind(const std::vector<const Migration*>& parts) {
    const auto atomic = static_cast<std::size_t>(std::count_if(parts.begin(), parts.end(), [](const Migration* part) { return part->atomic; }));
    if (atomic == 0 || atomic == parts.size()) return;
    const bool odd = atomic * 2 < parts.size();  // the rarer kind is the odd one
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const Migration* part) { return part->atomic == odd; });
    throw Error(ErrorCode::squash_refused, (*found)->key().text() + " is " + (odd ? "atomic and others in the range are not" : "not atomic and others in the range are"))
        .at((*found)->file)
        .hint("squash the ranges before and after it");
}

/// Django's rules: <first>_squashed_<last>, or the first's number with a given name.
std::string name_of(const SquashOptions& options) {
    const std::string first = options.from.empty() ? "0001" : options.from;
    if (!options.name.empty()) return first.substr(0, first.find('_')) + "_" + options.name;
    return first + "_squashed_" + options.to;
}

/// An existing file comes before anything else that may be wrong: a second run with the same arguments meets it.
void check_name_is_free(const History& history, const MigrationKey& key) {
    if (const Migration* present = history.find(key)) {
        throw Error(ErrorCode::file, "migration " + key.text() + " exists already").at(present->file).hint("give the squash another name with -n");
    }
}

/// The file that stands for the parts: their operations, what the first depends on, and what any of them needs of other apps.
Migration assemble(std::span<const Migration* const> parts, const SquashOptions& options) {
    Migration squash(options.app, name_of(options));
    std::set<MigrationKey> replaced, own, foreign, run_before;
    for (const Migration* part : parts) {
        squash.replaces.push_back(part->key());
        replaced.insert(part->key());
        // Later files may name what an earlier squash in the range stood for.
        replaced.insert(part->replaces.begin(), part->replaces.end());
    }
    for (const Migration* part : parts) {
        for (const auto& wanted : part->dependencies) {
            if (wanted.app != options.app) {
                foreign.insert(wanted);
            } else if (part == parts.front() && !replaced.contains(wanted)) {
                own.insert(wanted);
            }
        }
        for (const auto& later : part->run_before) {
            if (!replaced.contains(later)) run_before.insert(later);
        }
        squash.operations.insert(squash.operations.end(), part->operations.begin(), part->operations.end());
    }
    squash.dependencies.assign(own.begin(), own.end());
    squash.dependencies.insert(squash.dependencies.end(), foreign.begin(), foreign.end());
    squash.run_before.assign(run_before.begin(), run_before.end());
    squash.atomic = parts.front()->atomic;
    if (parts.front()->is_initial()) squash.initial = true;
    return squash;
}

std::vector<const Migration*> migrations_of(const MigrationGraph& graph, const std::vector<NodeId>& plan) {
    std::vector<const Migration*> result;
    for (const NodeId id : plan) result.push_back(graph.node(id).migration);
    return result;
}

/// The apps that a message of a circle names, joined.
std::string apps_in(const Error& circle, const History& history, const std::string& own) {
    std::set<std::string> apps;
    for (const auto& [key, migration] : history.migrations) {
        if (key.app != own && circle.message().find(key.text()) != std::string::npos) apps.insert(key.app);
    }
    return join({apps.begin(), apps.end()}, " and ");
}

/// The graph of the history with the squash in it. Never a circle: that is refused with what it would be.
MigrationGraph graph_with(const History& history, const Migration& squash, const std::string& range) {
    try {
        return MigrationGraph(history.migrations, {});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::cycle) throw;
        const std::string circle = error.message().substr(error.message().find(": ") + 2);
        const std::string others = apps_in(error, history, squash.app);
        Error refused(ErrorCode::squash_refused, "a squash of " + range + " would close a circle between the migrations of " + squash.app +
                                                     (others.empty() ? std::string() : " and " + others) + ": " + circle);
        throw refused.hint("squash a shorter range, one that ends before or starts behind what the other app needs");
    }
}

/// Cuts a range into pieces, each as long as it can be without closing a circle with other apps, and assembles a squash of each. A piece of
/// one migration stays as it is.
class Pieces {
public:
    Pieces(const History& history, const std::vector<const Migration*>& parts, const SquashOptions& options) : with_(history), parts_(parts), options_(options) {}

    std::vector<Migration> run() {
        std::vector<Migration> squashes;
        for (std::size_t first = 0; first < parts_.size();) {
            const std::size_t count = longest(first);
            if (count > 1 || parts_.size() == 1) {
                Migration squash = assembled(first, count);
                check_name_is_free(with_, squash.key());
                with_.migrations.emplace(squash.key(), squash);
                squashes.push_back(std::move(squash));
            }
            first += count;
        }
        return squashes;
    }

private:
    [[nodiscard]] Migration assembled(std::size_t first, std::size_t count) const {
        SquashOptions options = options_;
        if (first > 0) options.from = parts_[first]->name;
        options.to = parts_[first + count - 1]->name;
        return assemble({parts_.data() + first, count}, options);
    }

    /// A longer range closes every circle that a shorter one closes, since what lies between is of other apps.
    [[nodiscard]] std::size_t longest(std::size_t first) const {
        std::size_t good = 1;
        std::size_t bad = parts_.size() - first + 1;
        if (!closes_circle(first, bad - 1)) return bad - 1;
        for (--bad; bad - good > 1;) {
            const std::size_t middle = good + (bad - good) / 2;
            (closes_circle(first, middle) ? bad : good) = middle;
        }
        return good;
    }

    [[nodiscard]] bool closes_circle(std::size_t first, std::size_t count) const {
        History history = with_;
        Migration squash = assembled(first, count);
        MigrationKey key = squash.key();
        history.migrations.insert_or_assign(std::move(key), std::move(squash));
        try {
            (void)MigrationGraph(history.migrations, {});
            return false;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::cycle) throw;
            return true;
        }
    }

    History with_;
    const std::vector<const Migration*>& parts_;
    const SquashOptions& options_;
};

std::string range_text(const std::vector<const Migration*>& parts) {
    return parts.size() == 1 ? parts.front()->key().text() : parts.front()->key().text() + " to " + parts.back()->key().text();
}

/// What `after` holds and `before` does not, in the order of `after`.
std::vector<const Migration*> without(const std::vector<const Migration*>& after, const std::vector<const Migration*>& before) {
    std::set<MigrationKey> keys;
    for (const Migration* migration : before) keys.insert(migration->key());
    std::vector<const Migration*> result;
    std::copy_if(after.begin(), after.end(), std::back_inserter(result), [&](const Migration* migration) { return !keys.contains(migration->key()); });
    return result;
}

/// Each squash is optimized for the state that it starts from.
void optimize_in_turn(const SquashProof& proof, const std::vector<Migration*>& squashes) {
    ProjectState before = proof.start;
    for (const Migration* migration : proof.squashed) {
        const auto found = std::find(squashes.begin(), squashes.end(), migration);
        if (found != squashes.end()) (*found)->operations = reinhardt::db::optimize((*found)->operations, proof.app, &before);
        apply_migration(*migration, before);
    }
}

}  // namespace

SquashResult Squasher::squash(const SquashOptions& options) const {
    const MigrationGraph graph(history_.migrations, {});
    if (graph.leaves(options.app).empty()) {
        throw Error(ErrorCode::usage, "app '" + options.app + "' has no migrations").hint(similar_hint("app", options.app, graph.apps()));
    }
    check_single_heads(graph, {options.app});
    check_name_is_free(history_, {options.app, name_of(options), 0});
    const NodeId last = node_of(graph, history_, options.app, options.to);
    const auto parts = parts_of(graph, history_, options, last);
    check_one_kind(parts);
    const auto squashes = Pieces(history_, parts, options).run();
    History with = history_;
    if (squashes.empty()) {
        const Migration whole = assemble(parts, options);
        with.migrations.emplace(whole.key(), whole);
        (void)graph_with(with, whole, range_text(parts));  // says which circle leaves nothing to squash
    }
    SquashResult result;
    std::vector<Migration*> made;
    for (const Migration& squash : squashes) {
        result.operations_before += squash.operations.size();
        made.push_back(&with.migrations.emplace(squash.key(), squash).first->second);
    }
    const MigrationGraph squashed(with.migrations, {});
    const bool to_end = made.back()->replaces.back() == parts.back()->key();
    const auto plan = migrations_of(graph, graph.forwards_plan(last));
    const auto new_plan = migrations_of(squashed, squashed.forwards_plan(*squashed.find(to_end ? made.back()->key() : parts.back()->key())));

    // Both histories start from what comes before the range; other apps' migrations may stand between its parts.
    SquashProof proof;
    proof.app = options.app;
    proof.range = range_text(parts);
    const auto first = std::find(plan.begin(), plan.end(), parts.front());
    const std::vector<const Migration*> base(plan.begin(), first);
    for (const Migration* migration : base) apply_migration(*migration, proof.start);
    proof.originals.assign(first, plan.end());
    proof.squashed = without(new_plan, base);
    if (options.optimize) optimize_in_turn(proof, made);
    result.proof = prove(proof, options);
    for (Migration* squash : made) {
        result.operations_after += squash->operations.size();
        result.migrations.push_back(*squash);
    }
    return result;
}

SquashResult Squasher::optimize(const MigrationKey& key, const SquashOptions& options) const {
    const Migration* present = history_.find(key);
    if (present == nullptr) throw Error(ErrorCode::usage, "app '" + key.app + "' has no migration " + key.name);
    MigrationGraph graph(history_.migrations, {});
    if (!graph.find(key)) graph = MigrationGraph(history_.migrations, {}, {false});
    const NodeId node = node_of(graph, history_, key.app, key.name);
    auto plan = migrations_of(graph, graph.forwards_plan(node));
    plan.pop_back();
    SquashProof proof;
    proof.app = key.app;
    proof.range = key.text();
    for (const Migration* migration : plan) apply_migration(*migration, proof.start);
    Migration optimized = *present;
    optimized.operations = reinhardt::db::optimize(present->operations, key.app, &proof.start);
    proof.originals = {present};
    proof.squashed = {&optimized};
    SquashResult result;
    result.operations_before = present->operations.size();
    result.operations_after = optimized.operations.size();
    result.proof = prove(proof, options);
    if (const std::string old = present->checksum(); optimized.checksum() != old) {
        if (std::find(optimized.was.begin(), optimized.was.end(), old) == optimized.was.end()) optimized.was.push_back(old);
    }
    result.migrations.push_back(std::move(optimized));
    return result;
}

}  // namespace reinhardt::db
