#include <boost/test/unit_test.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(history)

BOOST_AUTO_TEST_CASE(a_key_to_another_app_depends_on_the_latest_migration_that_touches_its_model) {
    const std::string user = "[models.User.fields]\nname = \"TextField\"\n";
    const std::string group = "[models.Group.fields]\nname = \"TextField\"\n";
    Scenario scenario("== auth\n" + user + group + "== blog\n[models.Post.fields]\ntitle = \"TextField\"\n");
    const std::string wide = "== auth\n" + user + "[models.Group.fields]\nname = \"TextField\"\nsize = { type = \"IntegerField\", null = true }\n";
    (void)scenario.step(wide + "== blog\n[models.Post.fields]\ntitle = \"TextField\"\n");
    CHECK_LINES(scenario.step(wide + "== blog\n[models.Post.fields]\ntitle = \"TextField\"\nauthor = " + fk("auth.User") + "\n"), R"(
                blog.0002_post_author after auth.0001_initial
                  + Add field author to Post
                )");
    CHECK_LINES(scenario.step(wide + "== blog\n[models.Post.fields]\ntitle = \"TextField\"\nauthor = " + fk("auth.User") + "\ngroup = " + fk("auth.Group") + "\n"), R"(
                blog.0003_post_group after auth.0002_group_size
                  + Add field group to Post
                )");
}

BOOST_AUTO_TEST_CASE(a_new_key_waits_for_the_new_model_and_its_other_changes_do_not) {
    Scenario scenario("== auth\n[models.Group.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\ntitle = \"TextField\"\n");
    CHECK_LINES(scenario.step("== auth\n[models.Group.fields]\nname = \"TextField\"\n[models.User.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\ntitle = \"TextField\"\nauthor = " + fk("auth.User") + "\n"), R"(
                auth.0002_user
                  + Create model User
                blog.0002_post_author after auth.0002_user
                  + Add field author to Post
                )");
}

BOOST_AUTO_TEST_CASE(a_renamed_model_waits_for_all_that_referred_to_it) {
    Scenario scenario("== auth\n[models.User.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\nauthor = " + fk("auth.User") + "\n");
    CHECK_LINES(scenario.step("== auth\n[models.Person]\nrenamed_from = \"User\"\n[models.Person.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\nauthor = " + fk("auth.Person") + "\n"), R"(
                auth.0002_rename_user_person after blog.0001_initial
                  ~ Rename model User to Person
                )");
}

BOOST_AUTO_TEST_CASE(a_renamed_model_waits_for_changes_of_fields_that_go_on_referring_to_it) {
    const std::string user = "== auth\n[models.User.fields]\nname = \"TextField\"\n";
    Scenario scenario(user + "== blog\n[models.Post.fields]\nauthor = " + fk("auth.User") + "\n");
    const std::string plain = "{ type = \"ForeignKey\", on_delete = \"CASCADE\", to = ";
    (void)scenario.step(user + "== blog\n[models.Post.fields]\nauthor = " + plain + "\"auth.User\", null = true, index = false }\n");
    CHECK_LINES(scenario.step("== auth\n[models.Person]\nrenamed_from = \"User\"\n[models.Person.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\nauthor = " + plain + "\"auth.Person\", null = true, index = false }\n"), R"(
                auth.0002_rename_user_person after blog.0002_alter_post_author
                  ~ Rename model User to Person
                )");
}

BOOST_AUTO_TEST_CASE(a_deleted_model_waits_for_past_and_present_removals_of_keys_to_it) {
    const std::string user = "[models.User.fields]\nname = \"TextField\"\n";
    Scenario scenario("== auth\n" + user + "== blog\n[models.Post.fields]\ntitle = \"TextField\"\nauthor = " + fk("auth.User") + "\n== shop\n[models.Order.fields]\nn = \"TextField\"\nbuyer = " + fk("auth.User") + "\n");
    (void)scenario.step("== auth\n" + user + "== blog\n[models.Post.fields]\ntitle = \"TextField\"\n== shop\n[models.Order.fields]\nn = \"TextField\"\nbuyer = " + fk("auth.User") + "\n");
    CHECK_LINES(scenario.step("== auth\n== blog\n[models.Post.fields]\ntitle = \"TextField\"\n== shop\n[models.Order.fields]\nn = \"TextField\"\n"), R"(
                shop.0002_remove_order_buyer
                  - Remove field buyer from Order
                auth.0002_delete_user after blog.0002_remove_post_author shop.0002_remove_order_buyer
                  - Delete model User
                )");
}

BOOST_AUTO_TEST_CASE(where_renames_of_a_field_and_a_model_touch_the_field_s_app_comes_first) {
    Scenario scenario("== auth\n[models.User.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\nauthor = " + fk("auth.User") + "\n");
    CHECK_LINES(scenario.step("== auth\n[models.Person]\nrenamed_from = \"User\"\n[models.Person.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\nwriter = { renamed_from = \"author\", type = \"ForeignKey\", to = \"auth.Person\", on_delete = \"CASCADE\", null = true }\n"),
                R"(
                blog.0002_rename_author_post_writer
                  ~ Rename field author on Post to writer
                auth.0002_rename_user_person after blog.0002_rename_author_post_writer
                  ~ Rename model User to Person
                )");
}

BOOST_AUTO_TEST_CASE(named_apps_get_what_they_need_and_nothing_else) {
    Scenario scenario("== auth\n[models.Group.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\ntitle = \"TextField\"\n== shop\n[models.Order.fields]\nn = \"TextField\"\n");
    DetectOptions options;
    options.apps = {"blog"};
    const std::string models = "== auth\n[models.Group.fields]\nname = \"TextField\"\nsize = \"IntegerField\"\n[models.User.fields]\nname = \"TextField\"\n== blog\n[models.Post.fields]\ntitle = \"TextField\"\nauthor = " + fk("auth.User") +
                               "\n== shop\n[models.Order.fields]\nn = \"IntegerField\"\n";
    CHECK_LINES(scenario.step(models, options), R"(
                auth.0002_user
                  + Create model User
                blog.0002_post_author after auth.0002_user
                  + Add field author to Post
                )");
    const auto rest = scenario.detect(models);
    BOOST_REQUIRE_EQUAL(rest.questions.size(), 1U);
    BOOST_CHECK_EQUAL(rest.questions[0].subject, "auth.Group.size");
}

BOOST_AUTO_TEST_CASE(a_hand_written_history_is_taken_as_it_is) {
    Scenario scenario;
    scenario.add("blog", "0007_start-of_things", R"(
[[operations]]
op = "CreateModel"
name = "Post"
fields = [{ name = "id", type = "BigAutoField", primary_key = true }, { name = "title", type = "TextField", column = "title" }]
)");
    CHECK_LINES(scenario.step("[models.Post.fields]\ntitle = \"TextField\"\nsize = { type = \"IntegerField\", null = true }\n"), R"(
                blog.0008_post_size
                  + Add field size to Post
                )");
}

BOOST_AUTO_TEST_SUITE_END()
