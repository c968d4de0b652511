#include <algorithm>

#include <reinhardt/db/state/to_schema.hpp>
#include <reinhardt/db/support/files.hpp>

#include "checker.hpp"

namespace property {

namespace {

/// Both branches' changes; each model is changed by one of them at most.
ProjectTree united(const ProjectTree& base, const ProjectTree& left, const ProjectTree& right) {
    ProjectTree result = left;
    for (const auto& model : right.models)
        if (const auto* before = base.model(model.id); before && !(*before == model)) *result.model(model.id) = model;
    return result;
}

}  // namespace

/// Writes the branch from the last version to `tree` and takes its files away again.
Checker::Files Checker::make_branch(const ProjectTree& tree, const std::string& name) {
    const auto before = migration_files();
    tree.write(root_);
    db::MakeMigrationsOptions options;
    options.name = name;
    options.answers = answers(history_.versions.back(), tree);
    (void)make(options);
    auto made = migration_files();
    std::erase_if(made, [&](const auto& file) { return before.contains(file.first); });
    remove(made);
    return made;
}

void Checker::check_branches() {
    property_ = "settled";
    const auto& base = history_.versions.back();
    const auto base_schema = schema(base);
    base_files_ = migration_files();
    const auto left = make_branch(history_.left, "left"), right = make_branch(history_.right, "right");
    property_ = "merge";
    write(left);
    write(right);
    db::MakeMigrationsOptions options;
    options.merge = true;
    try {
        if (!db::MigrationGraph(files().migrations, {}).conflicts().empty()) (void)make(options);
    } catch (const db::Error& error) {
        const bool clash = error.code() == db::ErrorCode::conflict || error.code() == db::ErrorCode::migration_file;
        if (history_.apart || !clash) throw;
        return;
    }
    const auto history = files();
    std::vector<db::NodeId> before, of_left, of_right, after;
    const db::MigrationGraph graph(history.migrations, {});
    for (const auto node : graph.full_plan()) {
        const auto key = graph.node(node).migration->key();
        const auto path = root_ / "migrations" / key.app / (key.name + ".toml");
        (left.contains(path) ? of_left : right.contains(path) ? of_right : base_files_.contains(path) ? before : after).push_back(node);
    }
    auto one = before, other = before;
    for (const auto* part : {&of_left, &of_right, &after}) one.insert(one.end(), part->begin(), part->end());
    for (const auto* part : {&of_right, &of_left, &after}) other.insert(other.end(), part->begin(), part->end());
    const auto state = db::replay(graph, one);
    require(state.equivalent(db::replay(graph, other)), "the branches lead to different states in one order and the other");
    try {
        const auto first = open(), second = open();
        for (const auto& [connection, order] : {std::pair{first.get(), &one}, {second.get(), &other}}) {
            run(*connection, history, before);
            fill_tables(*connection, base_schema);
            run(*connection, history, {order->begin() + static_cast<std::ptrdiff_t>(before.size()), order->end()});
        }
        const auto wanted = db::to_schema(state, *driver_);
        check_schema(*first, wanted, "left before right");
        check_schema(*second, wanted, "right before left");
        require(snapshot(*first, wanted) == snapshot(*second, wanted), "rows depend on the order of the branches");
    } catch (const db::Error& error) {
        if (!is_of_rows(error)) throw;
    }
    if (history_.apart) {
        check_settled(united(base, history_.left, history_.right));
        check_clash();
    }
}

/// Two branches that name a model differently: whoever merges them must decide.
void Checker::check_clash() {
    property_ = "clash";
    const auto& base = history_.versions.back();
    const auto models = std::count_if(base.models.begin(), base.models.end(), [](const auto& model) { return !model.abstract(); });
    if (models == 0) return;
    const auto made = migration_files();
    Files branches;
    for (const std::string name : {"first", "second"}) {
        auto tree = base;
        auto chosen = static_cast<int>(seed_ % static_cast<std::uint64_t>(models));
        for (auto& model : tree.models)
            if (!model.abstract() && chosen-- == 0) model.name = "Other" + name;
        remove(made);
        write(base_files_);
        branches.merge(make_branch(tree, name));
    }
    write(branches);
    db::MakeMigrationsOptions options;
    options.merge = true;
    try {
        (void)make(options);
    } catch (const db::Error& error) {
        if (error.code() != db::ErrorCode::conflict) throw;
        return;
    }
    require(false, "branches that rename a model differently were merged");
}

/// As everybody goes who works on one migration before it is applied: changes are folded into it, and the schema is that of the models.
void Checker::check_update() {
    make_version(ProjectTree{}, history_.versions.front());
    for (std::size_t i = 1; i < history_.versions.size(); ++i) {
        const auto& after = history_.versions[i];
        property_ = "update";
        after.write(root_);
        db::MakeMigrationsOptions options;
        options.answers = answers(history_.versions[i - 1], after);
        options.update = true;
        try {
            (void)make(options);
        } catch (const db::Error& error) {
            if (error.code() != db::ErrorCode::usage) throw;  // a leaf that others depend on: it may not change
            options.update = false;
            (void)make(options);
        }
        check_settled(after);
        property_ = "update";
        const auto fresh = open();
        migrate(*fresh);
        check_schema(*fresh, schema(after), "folded");
    }
}

}  // namespace property
