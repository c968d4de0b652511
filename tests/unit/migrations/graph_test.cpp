#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_graph)

namespace {

/// A file in short: names as "app.name", dependencies in lines 10, 11, …
struct File {
    std::string name;
    std::vector<std::string> dependencies;
    std::vector<std::string> replaces = {};
    std::vector<std::string> run_before = {};
};

MigrationKey key(const std::string& text, std::uint32_t line = 0) {
    const auto dot = text.find('.');
    return {text.substr(0, dot), text.substr(dot + 1), line};
}

History history_of(const std::vector<File>& files) {
    History history;
    for (const auto& file : files) {
        const MigrationKey own = key(file.name);
        Migration migration(own.app, own.name);
        migration.file = own.app + "/" + own.name + ".toml";
        std::uint32_t line = 10;
        for (const auto& name : file.dependencies) migration.dependencies.push_back(key(name, line++));
        for (const auto& name : file.replaces) migration.replaces.push_back(key(name, line++));
        for (const auto& name : file.run_before) migration.run_before.push_back(key(name, line++));
        history.migrations.emplace(own, std::move(migration));
    }
    return history;
}

std::set<MigrationKey> applied_of(const std::vector<std::string>& names) {
    std::set<MigrationKey> keys;
    for (const auto& name : names) keys.insert(key(name));
    return keys;
}

std::string names(const MigrationGraph& graph, const std::vector<NodeId>& nodes) {
    std::vector<std::string> texts;
    for (const NodeId id : nodes) texts.push_back(graph.node(id).migration->key().text());
    return join(texts, " ");
}

std::string forwards(const MigrationGraph& graph, const std::string& name) { return names(graph, graph.forwards_plan(graph.find(key(name)).value())); }
std::string backwards(const MigrationGraph& graph, const std::string& name) { return names(graph, graph.backwards_plan(graph.find(key(name)).value())); }

std::string plan_text(const MigrationGraph& graph, const History& history, const Target& target) {
    std::vector<std::string> texts;
    for (const auto& step : make_plan(graph, history, target).steps) {
        texts.push_back((step.direction == Direction::forward ? "+" : "-") + graph.node(step.node).migration->key().text());
    }
    return join(texts, " ");
}

Error error_of(const std::vector<File>& files, const std::vector<std::string>& applied = {}) {
    const History history = history_of(files);
    try {
        const MigrationGraph graph(history.migrations, applied_of(applied));
        check_consistent(graph);
        check_single_heads(graph);
    } catch (const Error& error) {
        return error;
    }
    BOOST_FAIL("no error");
    return Error(ErrorCode::internal, "");
}

const std::vector<File> simple = {{"a.0001", {}}, {"a.0002", {"a.0001"}}, {"a.0003", {"a.0002", "b.0002"}}, {"a.0004", {"a.0003"}}, {"b.0001", {}}, {"b.0002", {"b.0001"}}};

const std::vector<File> crossed = {{"a.0001", {}},           {"a.0002", {"a.0001"}}, {"a.0003", {"a.0002", "b.0002"}}, {"a.0004", {"a.0003", "c.0002"}},
                                   {"b.0001", {}},           {"b.0002", {"b.0001"}}, {"c.0001", {"b.0001"}},           {"c.0002", {"c.0001", "a.0002"}}};

const std::vector<File> squashed = {{"a.0001", {}},
                                    {"a.0002", {"a.0001"}},
                                    {"a.0003", {"a.0002", "b.0001"}},
                                    {"a.0001_squashed_0003", {"b.0001"}, {"a.0001", "a.0002", "a.0003"}},
                                    {"a.0004", {"a.0003"}},
                                    {"b.0001", {}},
                                    {"c.0001", {"a.0002"}}};

}  // namespace

BOOST_AUTO_TEST_CASE(plans_have_the_order_of_a_search_in_depth_that_walks_the_last_parent_first) {
    const History history = history_of(simple);
    const MigrationGraph graph(history.migrations, {});
    BOOST_TEST(forwards(graph, "b.0002") == "b.0001 b.0002");
    BOOST_TEST(forwards(graph, "a.0004") == "b.0001 b.0002 a.0001 a.0002 a.0003 a.0004");
    BOOST_TEST(backwards(graph, "b.0002") == "a.0004 a.0003 b.0002");
    BOOST_TEST(names(graph, graph.roots("a")) == "a.0001");
    BOOST_TEST(names(graph, graph.leaves("a")) == "a.0004");
    BOOST_TEST(names(graph, graph.full_plan()) == "b.0001 b.0002 a.0001 a.0002 a.0003 a.0004");
}

BOOST_AUTO_TEST_CASE(plans_over_apps_that_cross_have_that_order_too) {
    const History history = history_of(crossed);
    const MigrationGraph graph(history.migrations, {});
    BOOST_TEST(forwards(graph, "c.0002") == "b.0001 c.0001 a.0001 a.0002 c.0002");
    BOOST_TEST(forwards(graph, "a.0004") == "b.0001 c.0001 a.0001 a.0002 c.0002 b.0002 a.0003 a.0004");
    BOOST_TEST(backwards(graph, "b.0001") == "a.0004 c.0002 c.0001 a.0003 b.0002 b.0001");
}

BOOST_AUTO_TEST_CASE(a_chain_of_many_thousands_is_walked_without_recursion) {
    std::vector<File> files;
    for (int i = 0; i < 20'000; ++i) {
        const std::string number = std::to_string(100'000 + i);
        files.push_back({"a." + number, i == 0 ? std::vector<std::string>{} : std::vector<std::string>{"a." + std::to_string(99'999 + i)}});
    }
    const History history = history_of(files);
    const MigrationGraph graph(history.migrations, {});
    BOOST_TEST(graph.full_plan().size() == files.size());
    BOOST_TEST(graph.backwards_plan(0).size() == files.size());
}

BOOST_AUTO_TEST_CASE(run_before_is_a_dependency_of_the_other) {
    const History history = history_of({{"a.0001", {}, {}, {"b.0001"}}, {"b.0001", {}}});
    const MigrationGraph graph(history.migrations, {});
    BOOST_TEST(forwards(graph, "b.0001") == "a.0001 b.0001");
}

BOOST_AUTO_TEST_CASE(first_and_latest_stand_for_root_and_leaf_and_are_passed_over_in_the_own_app) {
    const History history = history_of({{"a.0001", {}}, {"a.0002", {"a.0001"}}, {"b.0001", {"a.__first__"}}, {"c.0001", {"a.__latest__"}}, {"d.0001", {"d.__first__"}}});
    const MigrationGraph graph(history.migrations, {});
    BOOST_TEST(forwards(graph, "b.0001") == "a.0001 b.0001");
    BOOST_TEST(forwards(graph, "c.0001") == "a.0001 a.0002 c.0001");
    BOOST_TEST(forwards(graph, "d.0001") == "d.0001");
}

BOOST_AUTO_TEST_CASE(a_missing_dependency_names_file_line_and_the_nearest_name) {
    const Error error = error_of({{"a.0001_initial", {}}, {"b.0001", {"a.0001_initail"}}, {"b.0002", {"c.0001"}}});
    BOOST_TEST((error.code() == ErrorCode::missing_dependency));
    BOOST_TEST(error.message() == "b.0001 depends on a.0001_initail, which does not exist");
    BOOST_TEST(error.hint() == "a similar migration exists: 'a.0001_initial'");
    BOOST_TEST(error.file() == "b/0001.toml");
    BOOST_TEST(error.line() == 10u);
    BOOST_TEST_REQUIRE(error.others().size() == 1u);
    BOOST_TEST(error.others().front().message() == "b.0002 depends on c.0001, which does not exist");
}

BOOST_AUTO_TEST_CASE(a_circle_is_told_by_its_own_nodes_alone) {
    const Error error = error_of({{"a.0001", {"b.0002"}}, {"a.0002", {"a.0001"}}, {"a.0003", {"a.0002"}}, {"b.0001", {"a.0002"}}, {"b.0002", {"b.0001"}}, {"c.0001", {"a.0001"}}, {"d.0001", {}}});
    BOOST_TEST((error.code() == ErrorCode::cycle));
    BOOST_TEST(error.message() == "migrations depend on each other in a circle: a.0001 -> b.0002 -> b.0001 -> a.0002 -> a.0001");
    BOOST_TEST(error.file() == "a/0001.toml");
    BOOST_TEST(error.line() == 10u);
}

BOOST_AUTO_TEST_CASE(a_migration_that_depends_on_itself_is_a_circle_of_one) {
    BOOST_TEST(error_of({{"a.0001", {"a.0001"}}}).message() == "migrations depend on each other in a circle: a.0001 -> a.0001");
}

BOOST_AUTO_TEST_CASE(two_heads_are_drawn_as_a_fork_even_when_another_app_depends_on_one) {
    const Error error = error_of({{"a.0001", {}}, {"a.0002_x", {"a.0001"}}, {"a.0003_x", {"a.0002_x"}}, {"a.0002_y", {"a.0001"}}, {"b.0001", {"a.0003_x"}}});
    BOOST_TEST((error.code() == ErrorCode::conflict));
    BOOST_TEST(error.message() == "app a has 2 heads: a.0002_y, a.0003_x");
    BOOST_TEST_REQUIRE(error.notes().size() == 1u);
    BOOST_TEST(error.notes().front() == "the fork:\na.0001\n├─ 0002_y\n└─ 0002_x\n   0003_x");
}

BOOST_AUTO_TEST_CASE(a_squash_stands_for_its_parts_when_none_or_all_are_applied) {
    const History history = history_of(squashed);
    for (const auto& applied : {std::vector<std::string>{}, {"a.0001", "a.0002", "a.0003", "b.0001"}}) {
        const MigrationGraph graph(history.migrations, applied_of(applied));
        BOOST_TEST(!graph.find(key("a.0002")));
        BOOST_TEST(forwards(graph, "a.0004") == "b.0001 a.0001_squashed_0003 a.0004");
        BOOST_TEST(forwards(graph, "c.0001") == "b.0001 a.0001_squashed_0003 c.0001");
        BOOST_TEST(graph.applied(graph.find(key("a.0001_squashed_0003")).value()) == !applied.empty());
        BOOST_TEST(graph.adoptable().size() == (applied.empty() ? 0u : 1u));
    }
}

BOOST_AUTO_TEST_CASE(parts_that_are_applied_in_part_go_on_without_the_squash) {
    const History history = history_of(squashed);
    const MigrationGraph graph(history.migrations, applied_of({"a.0001"}));
    BOOST_TEST(!graph.find(key("a.0001_squashed_0003")));
    BOOST_TEST(forwards(graph, "a.0004") == "b.0001 a.0001 a.0002 a.0003 a.0004");
    BOOST_TEST(plan_text(graph, history, {"a", ""}) == "+b.0001 +a.0002 +a.0003 +a.0004");
}

BOOST_AUTO_TEST_CASE(what_depends_on_a_squash_that_is_left_out_depends_on_its_last_parts) {
    const History history = history_of({{"a.0001", {}}, {"a.0002", {"a.0001"}}, {"a.0001_s", {}, {"a.0001", "a.0002"}}, {"a.0003", {"a.0001_s"}}});
    BOOST_TEST(forwards(MigrationGraph(history.migrations, applied_of({"a.0001"})), "a.0003") == "a.0001 a.0002 a.0003");
    BOOST_TEST(forwards(MigrationGraph(history.migrations, {}, {false}), "a.0003") == "a.0001 a.0002 a.0003");
    BOOST_TEST(forwards(MigrationGraph(history.migrations, {}), "a.0003") == "a.0001_s a.0003");
}

BOOST_AUTO_TEST_CASE(a_name_that_only_a_squash_holds_resolves_to_the_squash) {
    const History history = history_of({{"a.0001_s", {}, {"a.0001", "a.0002"}}, {"a.0003", {"a.0002"}}, {"b.0001", {"a.0001"}}});
    const MigrationGraph graph(history.migrations, {});
    BOOST_TEST(forwards(graph, "a.0003") == "a.0001_s a.0003");
    BOOST_TEST(forwards(graph, "b.0001") == "a.0001_s b.0001");
}

BOOST_AUTO_TEST_CASE(parts_partly_recorded_whose_files_are_gone_are_a_broken_history) {
    const Error error = error_of({{"a.0002", {}}, {"a.0001_s", {}, {"a.0001", "a.0002"}}}, {"a.0001"});
    BOOST_TEST((error.code() == ErrorCode::inconsistent_history));
    BOOST_TEST(error.message() == "squash a.0001_s is recorded in part only, and the files of a.0001 are gone");
}

BOOST_AUTO_TEST_CASE(a_squash_of_a_squash_takes_the_inner_ones_parts_along) {
    const std::vector<File> files = {{"a.0001", {}},
                                     {"a.0002", {"a.0001"}},
                                     {"a.0003", {"a.0002"}},
                                     {"a.0001_inner", {}, {"a.0001", "a.0002"}},
                                     {"a.0001_outer", {}, {"a.0001_inner", "a.0003"}},
                                     {"a.0004", {"a.0002", "a.0003"}}};
    const History history = history_of(files);
    struct Case {
        std::vector<std::string> applied;
        std::string plan;
    };
    const std::vector<Case> cases = {{{}, "a.0001_outer a.0004"},
                                     {{"a.0001", "a.0002", "a.0003"}, "a.0001_outer a.0004"},
                                     {{"a.0001", "a.0002"}, "a.0001_inner a.0003 a.0004"},
                                     {{"a.0001"}, "a.0001 a.0002 a.0003 a.0004"}};
    for (const auto& one : cases) BOOST_TEST(forwards(MigrationGraph(history.migrations, applied_of(one.applied)), "a.0004") == one.plan);
}

BOOST_AUTO_TEST_CASE(squashes_that_replace_each_other_are_a_circle) {
    BOOST_TEST((error_of({{"a.0001", {}, {"a.0002"}}, {"a.0002", {}, {"a.0001"}}}).code() == ErrorCode::cycle));
}

BOOST_AUTO_TEST_CASE(two_squashes_of_one_part_are_an_error_unless_one_holds_the_other) {
    const std::vector<File> parts = {{"a.0001", {}}, {"a.0002", {"a.0001"}}, {"a.0003", {"a.0002"}}};
    auto overlapping = parts;
    overlapping.push_back({"a.0001_s", {}, {"a.0001", "a.0002"}});
    overlapping.push_back({"a.0002_s", {}, {"a.0002", "a.0003"}});
    BOOST_TEST((error_of(overlapping).code() == ErrorCode::migration_file));
    auto held = parts;
    held.push_back({"a.0001_s", {}, {"a.0001", "a.0002"}});
    held.push_back({"a.0001_t", {}, {"a.0001", "a.0002", "a.0003"}});
    const History history = history_of(held);
    BOOST_TEST(names(MigrationGraph(history.migrations, {}), MigrationGraph(history.migrations, {}).full_plan()) == "a.0001_t");
}

BOOST_AUTO_TEST_CASE(going_back_takes_no_more_than_the_next_ones_of_the_app_and_their_dependents) {
    const History history = history_of({{"a.0001", {}}, {"a.0002", {"a.0001"}}, {"b.0001", {"a.0001"}}, {"b.0002", {"b.0001", "a.0002"}}});
    const MigrationGraph graph(history.migrations, applied_of({"a.0001", "a.0002", "b.0001", "b.0002"}));
    BOOST_TEST(plan_text(graph, history, {"a", "0001"}) == "-b.0002 -a.0002");
    BOOST_TEST(plan_text(graph, history, {"a", "zero"}) == "-b.0002 -b.0001 -a.0002 -a.0001");
    BOOST_TEST(plan_text(graph, history, {"a", "0002"}).empty());
    BOOST_TEST(plan_text(graph, history, {}).empty());
}

BOOST_AUTO_TEST_CASE(a_replaced_migration_as_target_needs_the_originals) {
    const History history = history_of(squashed);
    const MigrationGraph graph(history.migrations, {});
    BOOST_TEST(needs_originals(graph, history, {"a", "0002"}));
    BOOST_TEST(!needs_originals(graph, history, {"a", "0004"}));
    const MigrationGraph originals(history.migrations, {}, {false});
    BOOST_TEST(plan_text(originals, history, {"a", "0002"}) == "+a.0001 +a.0002");
}

BOOST_AUTO_TEST_CASE(applied_before_what_it_depends_on_is_named_with_its_place) {
    const Error error = error_of(simple, {"a.0001", "a.0002", "a.0003"});
    BOOST_TEST((error.code() == ErrorCode::inconsistent_history));
    BOOST_TEST(error.message() == "a.0003 is applied, but b.0002, which it depends on, is not");
    BOOST_TEST(error.line() == 11u);
}

BOOST_AUTO_TEST_SUITE_END()
