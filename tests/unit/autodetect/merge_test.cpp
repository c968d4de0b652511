#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/merge.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_merge)

namespace {

struct Case {
    std::string name, left, right;
    std::string clash;  ///< what both touch; "" = they can be merged
};

std::string add(const std::string& field, const std::string& type = "type = \"IntegerField\", null = true") {
    return "op = \"AddField\"\nmodel = \"Post\"\nname = \"" + field + "\"\nfield = { " + type + " }\n";
}
std::string alter(const std::string& field, int length) {
    return "op = \"AlterField\"\nmodel = \"Post\"\nname = \"" + field + "\"\nfield = { type = \"CharField\", max_length = " + std::to_string(length) + " }\n";
}
std::string remove(const std::string& field) { return "op = \"RemoveField\"\nmodel = \"Post\"\nname = \"" + field + "\"\n"; }
std::string rename_field(const std::string& from, const std::string& to) { return "op = \"RenameField\"\nmodel = \"Post\"\nfrom = \"" + from + "\"\nto = \"" + to + "\"\n"; }
std::string index(const std::string& field) { return "op = \"AddIndex\"\nmodel = \"Post\"\nindex = { fields = [\"" + field + "\"], name = \"by_" + field + "\" }\n"; }
std::string create(const std::string& model) {
    return "op = \"CreateModel\"\nname = \"" + model + "\"\nfields = [{ name = \"id\", type = \"BigAutoField\", primary_key = true }]\n";
}
std::string rename_model(const std::string& to) { return "op = \"RenameModel\"\nfrom = \"Post\"\nto = \"" + to + "\"\n"; }

void fork(Scenario& scenario, const std::vector<std::string>& left, const std::vector<std::string>& right) {
    const auto text = [](const std::vector<std::string>& operations) {
        std::string toml = "dependencies = [\"blog.0001_initial\"]\n";
        for (const auto& operation : operations) toml += "[[operations]]\n" + operation;
        return toml;
    };
    scenario.add("blog", "0002_left", text(left));
    scenario.add("blog", "0002_right", text(right));
}

constexpr const char* models = "[models.Post.fields]\ntitle = { type = \"CharField\", max_length = 100 }\nbody = { type = \"CharField\", max_length = 9 }\n";

Error refusal(const Scenario& scenario) {
    try {
        (void)merge_heads(scenario.graph(), {}, {});
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::internal, "no error");
}

}  // namespace

BOOST_AUTO_TEST_CASE(branches_merge_when_each_operation_of_one_commutes_with_each_of_the_other) {
    const std::vector<Case> cases = {
        {"two new fields", add("a"), add("b"), ""},
        {"the same new field", add("a"), add("a"), "blog.Post.a"},
        {"two fields altered", alter("title", 200), alter("body", 20), ""},
        {"one field altered to two things", alter("title", 200), alter("title", 300), "blog.Post.title"},
        {"one field altered to the same thing", alter("title", 200), alter("title", 200), ""},
        {"a field altered and removed", alter("title", 200), remove("title"), "blog.Post.title"},
        {"a field removed twice", remove("title"), remove("title"), "blog.Post.title"},
        {"a field renamed and altered", rename_field("title", "headline"), alter("title", 200), "blog.Post.title"},
        {"a field renamed to another that is added", rename_field("title", "a"), add("a"), "blog.Post.a"},
        {"an index on a field that is renamed", index("title"), rename_field("title", "headline"), "blog.Post"},
        {"indexes on two fields", index("title"), index("body"), ""},
        {"new models", create("Tag"), create("Label"), ""},
        {"the same new model", create("Tag"), create("Tag"), "blog.Tag"},
        {"a new field and a new model", add("a"), create("Tag"), ""},
        {"a model renamed and a field added", rename_model("Article"), add("a"), "blog.Post"},
        {"a model renamed twice", rename_model("Article"), rename_model("Essay"), "blog.Post"},
    };
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(one.name) {
            Scenario scenario(models);
            fork(scenario, {one.left}, {one.right});
            if (one.clash.empty()) {
                BOOST_TEST(merge_heads(scenario.graph(), {}, {}).migrations.size() == 1u);
                continue;
            }
            const Error error = refusal(scenario);
            BOOST_TEST((error.code() == ErrorCode::conflict));
            BOOST_TEST(error.message().starts_with("the heads blog.0002_left and blog.0002_right cannot be merged: both touch " + one.clash), error.message());
            BOOST_TEST(error.notes().size() == 4u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_detour_that_ends_alike_is_still_a_clash) {
    Scenario scenario(models);
    fork(scenario, {alter("title", 200)}, {alter("title", 300), alter("title", 200)});
    const Error error = refusal(scenario);
    BOOST_TEST(error.message() == "the heads blog.0002_left and blog.0002_right cannot be merged: both touch blog.Post.title");
    BOOST_TEST(join(error.notes(), "\n") ==
               "\"Alter field title on Post\" of blog.0002_left (0002_left:2)\n\"Alter field title on Post\" of blog.0002_right (0002_right:2)\n"
               "which of them comes first decides on the definition of blog.Post.title\n"
               "the fork:\nblog.0001_initial\n├─ 0002_left\n└─ 0002_right");
}

BOOST_AUTO_TEST_CASE(long_branches_are_told_by_the_two_operations_that_clash) {
    Scenario scenario(models);
    fork(scenario, {add("a"), add("b"), alter("title", 200), add("c")}, {add("d"), create("Tag"), remove("title"), add("e")});
    const Error error = refusal(scenario);
    BOOST_TEST(error.notes().at(0).starts_with("\"Alter field title on Post\" of blog.0002_left"), error.notes().at(0));
    BOOST_TEST(error.notes().at(1).starts_with("\"Remove field title from Post\" of blog.0002_right"), error.notes().at(1));
}

BOOST_AUTO_TEST_CASE(three_heads_become_one_and_another_app_may_depend_on_one_of_them) {
    Scenario scenario(models);
    fork(scenario, {add("a")}, {add("b")});
    scenario.add("blog", "0002_third", "dependencies = [\"blog.0001_initial\"]\n[[operations]]\n" + add("c"));
    scenario.add("shop", "0001_initial", "dependencies = [\"blog.0002_left\"]\n");
    const auto made = merge_heads(scenario.graph(), {}, {}).migrations;
    BOOST_TEST_REQUIRE(made.size() == 1u);
    BOOST_TEST(made.front().name == "0003_merge_0002_left_0002_right_0002_third");
    BOOST_TEST(made.front().dependencies.size() == 3u);
    BOOST_TEST(merge_heads(scenario.graph(), {"shop"}, {}).migrations.empty());
    BOOST_TEST(merge_heads(scenario.graph(), {"blog"}, "together").migrations.front().name == "0003_together");
}

BOOST_AUTO_TEST_CASE(sql_beside_another_branch_is_told_as_unproven) {
    Scenario scenario(models);
    fork(scenario, {add("a")}, {"op = \"RunSQL\"\nsql = \"UPDATE blog_post SET title = 'x'\"\n"});
    const auto unproven = merge_heads(scenario.graph(), {}, {}).unproven;
    BOOST_TEST_REQUIRE(unproven.size() == 1u);
    BOOST_TEST(unproven.front() == "\"Raw SQL operation\" of blog.0002_right (0002_right:2)");
}

BOOST_AUTO_TEST_SUITE_END()
