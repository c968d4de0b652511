#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/leaf_update.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_leaf_update)

namespace {

constexpr const char* two_apps = R"(
== auth
    [models.User.fields]
    name = "TextField"
== blog
    [models.Post.fields]
    title = "TextField"
)";

/// What would be written: "auth.0002_x for auth.0002_y after blog.0001" and the operations.
std::vector<std::string> folded(Scenario& scenario, const char* models, const LeafUpdateOptions& options = {}) {
    const MigrationGraph graph = scenario.graph();
    std::vector<std::string> lines;
    for (const auto& [migration, leaf] : fold_into_leaves(graph, scenario.detect(models).migrations, options)) {
        std::vector<std::string> parents;
        for (const auto& key : migration.dependencies) parents.push_back(key.text());
        lines.push_back(migration.key().text() + (leaf == nullptr ? " new" : " for " + leaf->name) + (parents.empty() ? "" : " after " + join(parents, " ")));
        for (const auto& operation : migration.operations) lines.push_back("  " + operation->describe());
    }
    return lines;
}

std::string refusal(Scenario& scenario, const char* models, const LeafUpdateOptions& options = {}) {
    try {
        (void)folded(scenario, models, options);
    } catch (const Error& error) {
        BOOST_TEST((error.code() == ErrorCode::usage));
        return error.message();
    }
    return "no error";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_app_without_migrations_gets_its_first) {
    Scenario scenario;
    CHECK_LINES(folded(scenario, "[models.Post.fields]\ntitle = \"TextField\""), R"(
        blog.0001_initial new
          Create model Post
    )");
}

BOOST_AUTO_TEST_CASE(what_cancels_out_leaves_a_migration_without_operations_and_with_its_name) {
    Scenario scenario("[models.Post.fields]\ntitle = \"TextField\"");
    (void)scenario.step("[models.Post.fields]\ntitle = \"TextField\"\nslug = { type = \"SlugField\", null = true }");
    CHECK_LINES(folded(scenario, "[models.Post.fields]\ntitle = \"TextField\""), "blog.0002_post_slug for 0002_post_slug after blog.0001_initial");
}

BOOST_AUTO_TEST_CASE(of_several_new_ones_the_first_is_folded_and_the_rest_numbered_behind_it) {
    Scenario scenario(two_apps);
    scenario.add("auth", "0002_custom", "dependencies = [\"auth.0001_initial\"]");
    // A circle of keys between the apps: auth takes part in two steps.
    CHECK_LINES(folded(scenario, R"(
== auth
        [models.User.fields]
        name = "TextField"
        [models.Team.fields]
        post = { type = "ForeignKey", to = "blog.Draft", on_delete = "CASCADE" }
== blog
        [models.Post.fields]
        title = "TextField"
        [models.Draft.fields]
        team = { type = "ForeignKey", to = "auth.Team", on_delete = "CASCADE" }
    )"),
                R"(
        auth.0002_team for 0002_custom after auth.0001_initial
          Create model Team
        blog.0001_initial for 0001_initial after auth.0002_team
          Create model Post
          Create model Draft
        auth.0003_team_post new after auth.0002_team blog.0001_initial
          Add field post to Team
    )");
}

BOOST_AUTO_TEST_CASE(folding_that_would_close_a_circle_is_refused) {
    Scenario scenario(two_apps);
    scenario.add("auth", "0002_custom", "dependencies = [\"auth.0001_initial\"]\n[[operations]]\nop = \"CreateModel\"\nname = \"Team\"\nfields = [{ name = \"id\", type = \"BigAutoField\", primary_key = true }]");
    // blog's leaf would need auth's new model, and auth's would need blog's old one.
    const std::string message = refusal(scenario, R"(
== auth
        [models.User.fields]
        name = "TextField"
        [models.Team.fields]
        [models.Club.fields]
        post = { type = "ForeignKey", to = "blog.Post", on_delete = "CASCADE" }
== blog
        [models.Post.fields]
        title = "TextField"
        [models.Draft.fields]
        club = { type = "ForeignKey", to = "auth.Club", on_delete = "CASCADE" }
    )");
    BOOST_TEST(message.starts_with("the changes cannot be folded into existing migrations: migrations depend on each other in a circle: "), message);
}

BOOST_AUTO_TEST_CASE(the_database_is_asked_only_when_a_leaf_is_to_change) {
    Scenario scenario("[models.Post.fields]\ntitle = \"TextField\"");
    int asked = 0;
    LeafUpdateOptions options;
    options.applied = [&] {
        ++asked;
        return std::set<MigrationKey>{{"blog", "0001_initial", 0}};
    };
    BOOST_TEST(folded(scenario, "[models.Post.fields]\ntitle = \"TextField\"", options).empty());
    BOOST_TEST(asked == 0);
    BOOST_TEST(refusal(scenario, "[models.Post.fields]\ntitle = { type = \"TextField\", null = true }", options) == "blog.0001_initial cannot be updated: it is applied already");
    BOOST_TEST(asked == 1);
}

BOOST_AUTO_TEST_CASE(of_two_dependencies_on_one_app_the_later_one_stays) {
    Scenario scenario(two_apps);
    scenario.add("auth", "0002_x", "dependencies = [\"auth.0001_initial\"]\n[[operations]]\nop = \"CreateModel\"\nname = \"Team\"\nfields = [{ name = \"id\", type = \"BigAutoField\", primary_key = true }]");
    scenario.add("blog", "0002_custom", "dependencies = [\"blog.0001_initial\", \"auth.0001_initial\"]");
    CHECK_LINES(folded(scenario, R"(
== auth
        [models.User.fields]
        name = "TextField"
        [models.Team.fields]
== blog
        [models.Post.fields]
        title = "TextField"
        team = { type = "ForeignKey", to = "auth.Team", on_delete = "CASCADE", null = true }
    )"),
                R"(
        blog.0002_post_team for 0002_custom after blog.0001_initial auth.0002_x
          Add field team to Post
    )");
}

BOOST_AUTO_TEST_SUITE_END()
