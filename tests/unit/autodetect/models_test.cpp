#include <boost/test/unit_test.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(models)

BOOST_AUTO_TEST_CASE(the_same_models_make_nothing) {
    Scenario scenario("[models.Post.fields]\ntitle = \"TextField\"\n");
    BOOST_CHECK(scenario.step("[models.Post.fields]\ntitle = { type = \"TextField\", help_text = \"of the post\" }\n").empty());
}

BOOST_AUTO_TEST_CASE(a_new_model_is_created_with_all_that_belongs_to_it) {
    Scenario scenario;
    const auto operations = scenario.operations(R"(
[models.Post]
indexes = [{ fields = ["title"], name = "by_title" }]
constraints = [{ unique = ["title"], name = "one_title" }]
ordering = ["-title"]
[models.Post.fields]
title = { type = "CharField", max_length = 20, help_text = "not migrated" }
)");
    CHECK_LINES(operations, R"(
{"op":"CreateModel","name":"Post","fields":[{"name":"id","type":"BigAutoField","primary_key":true},{"name":"title","type":"CharField","max_length":20}],"ordering":["-title"],"indexes":[{"fields":["title"],"name":"by_title"}],"constraints":[{"unique":["title"],"name":"one_title"}]}
    )");
}

BOOST_AUTO_TEST_CASE(models_stand_in_order_of_declaration_moved_only_as_far_as_needed) {
    Scenario scenario;
    CHECK_LINES(scenario.step(R"(
[models.Zebra.fields]
name = "TextField"
[models.Post.fields]
author = { type = "ForeignKey", to = "Author", on_delete = "CASCADE" }
[models.Middle.fields]
name = "TextField"
[models.Author.fields]
name = "TextField"
[models.Last.fields]
name = "TextField"
)"),
                R"(
                blog.0001_initial initial
                  + Create model Zebra
                  + Create model Middle
                  + Create model Author
                  + Create model Post
                  + Create model Last
                )");
}

BOOST_AUTO_TEST_CASE(a_deleted_model_goes_before_new_ones_and_takes_its_parts_with_it) {
    Scenario scenario(R"(
[models.Old]
indexes = [{ fields = ["name"] }]
[models.Old.fields]
name = "TextField"
)");
    CHECK_LINES(scenario.step("[models.New.fields]\ncount = \"IntegerField\"\n"), R"(
                blog.0002_delete_old_new
                  - Delete model Old
                  + Create model New
                )");
}

BOOST_AUTO_TEST_CASE(a_model_is_deleted_as_soon_as_nothing_refers_to_it) {
    Scenario scenario(R"(
[models.Author.fields]
name = "TextField"
[models.Post.fields]
author = { type = "ForeignKey", to = "Author", on_delete = "CASCADE" }
title = "TextField"
)");
    CHECK_LINES(scenario.step("[models.Post.fields]\ntitle = \"TextField\"\nsubtitle = { type = \"IntegerField\", null = true }\n"), R"(
                blog.0002_remove_post_author_delete_author_post_subtitle
                  - Remove field author from Post
                  - Delete model Author
                  + Add field subtitle to Post
                )");
}

BOOST_AUTO_TEST_CASE(models_that_are_deleted_together_go_children_first) {
    Scenario scenario(R"(
[models.Author.fields]
name = "TextField"
[models.Post.fields]
author = { type = "ForeignKey", to = "Author", on_delete = "CASCADE" }
[models.Comment.fields]
post = { type = "ForeignKey", to = "Post", on_delete = "CASCADE" }
)");
    CHECK_LINES(scenario.step("== blog\n"), R"(
                blog.0002_delete_comment_delete_post_delete_author
                  - Delete model Comment
                  - Delete model Post
                  - Delete model Author
                )");
}

BOOST_AUTO_TEST_CASE(a_model_may_take_the_table_of_a_deleted_one) {
    Scenario scenario("[models.Old]\ntable = \"things\"\n[models.Old.fields]\nname = \"TextField\"\n");
    CHECK_LINES(scenario.step("[models.New]\ntable = \"things\"\n[models.New.fields]\ncount = \"IntegerField\"\n"), R"(
                blog.0002_delete_old_new
                  - Delete model Old
                  + Create model New
                )");
}

BOOST_AUTO_TEST_CASE(tables_and_options_change) {
    Scenario scenario("[models.Post]\nordering = [\"title\"]\ncomment = \"old\"\n[models.Post.fields]\ntitle = \"TextField\"\n");
    CHECK_LINES(scenario.operations("[models.Post]\ntable = \"posts\"\ncomment = \"new\"\noptions = { sqlite = { strict = true } }\n[models.Post.fields]\ntitle = \"TextField\"\n"), R"(
                {"op":"AlterModelTable","model":"Post","table":"posts"}
                {"op":"AlterModelOptions","model":"Post","options":{"comment":"new","sqlite":{"strict":true}}}
                )");
    CHECK_LINES(scenario.operations("[models.Post.fields]\ntitle = \"TextField\"\n"), R"(
                {"op":"AlterModelTable","model":"Post"}
                {"op":"AlterModelOptions","model":"Post","options":{}}
                )");
}

BOOST_AUTO_TEST_CASE(an_explicit_table_equal_to_the_default_is_no_change) {
    Scenario scenario("[models.Post.fields]\ntitle = \"TextField\"\n");
    BOOST_CHECK(scenario.step("[models.Post]\ntable = \"blog_post\"\n[models.Post.fields]\ntitle = { type = \"TextField\", column = \"title\" }\n").empty());
}

BOOST_AUTO_TEST_CASE(exchanged_tables_are_two_operations) {
    Scenario scenario("[models.A]\ntable = \"x\"\n[models.A.fields]\nn = \"TextField\"\n[models.B]\ntable = \"y\"\n[models.B.fields]\nn = \"TextField\"\n");
    CHECK_LINES(scenario.step("[models.A]\ntable = \"y\"\n[models.A.fields]\nn = \"TextField\"\n[models.B]\ntable = \"x\"\n[models.B.fields]\nn = \"TextField\"\n"), R"(
                blog.0002_alter_a_table_alter_b_table
                  ~ Rename table for A to y
                  ~ Rename table for B to x
                )");
}

BOOST_AUTO_TEST_CASE(tables_exchanged_between_apps_leave_every_name_to_one_table) {
    const std::string text = "== blog\n[models.A]\ntable = \"x\"\n[models.A.fields]\nn = \"TextField\"\n== shop\n[models.B]\ntable = \"y\"\n[models.B.fields]\nn = \"TextField\"\n";
    Scenario scenario(text);
    CHECK_LINES(scenario.step("== blog\n[models.A]\ntable = \"y\"\n[models.A.fields]\nn = \"TextField\"\n== shop\n[models.B]\ntable = \"x\"\n[models.B.fields]\nn = \"TextField\"\n"), R"(
                blog.0002_alter_a_table
                  ~ Rename table for A to y_swap
                shop.0002_alter_b_table after blog.0002_alter_a_table
                  ~ Rename table for B to x
                blog.0003_alter_a_table after shop.0002_alter_b_table
                  ~ Rename table for A to y
                )");
}

BOOST_AUTO_TEST_CASE(a_table_name_is_taken_after_the_other_app_left_it) {
    Scenario scenario("== blog\n[models.A]\ntable = \"x\"\n[models.A.fields]\nn = \"TextField\"\n== shop\n[models.B]\ntable = \"y\"\n[models.B.fields]\nn = \"TextField\"\n");
    CHECK_LINES(scenario.step("== blog\n[models.A]\ntable = \"y\"\n[models.A.fields]\nn = \"TextField\"\n== shop\n[models.B]\ntable = \"z\"\n[models.B.fields]\nn = \"TextField\"\n"), R"(
                shop.0002_alter_b_table
                  ~ Rename table for B to z
                blog.0002_alter_a_table after shop.0002_alter_b_table
                  ~ Rename table for A to y
                )");
}

BOOST_AUTO_TEST_CASE(an_empty_models_file_removes_everything) {
    Scenario scenario("[models.Post.fields]\ntitle = \"TextField\"\n");
    CHECK_LINES(scenario.step("== blog\n"), R"(
                blog.0002_delete_post
                  - Delete model Post
                )");
}

BOOST_AUTO_TEST_SUITE_END()
