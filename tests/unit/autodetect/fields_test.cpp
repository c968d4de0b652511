#include <boost/test/unit_test.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(fields)

static std::string post(const std::string& fields, const std::string& keys = {}) { return "[models.Post]\n" + keys + "\n[models.Post.fields]\n" + fields + "\n"; }

BOOST_AUTO_TEST_CASE(changes_of_fields_come_in_django_s_phases) {
    Scenario scenario(post("a = { type = \"CharField\", max_length = 10 }\nb = { type = \"IntegerField\", null = true }\nc = \"TextField\""));
    CHECK_LINES(scenario.step(post("a = { type = \"CharField\", max_length = 20 }\nd = { type = \"BooleanField\", default = false }\nc = { type = \"TextField\", null = true }")), R"(
                blog.0002_remove_post_b_post_d_alter_post_a_alter_post_c
                  - Remove field b from Post
                  + Add field d to Post
                  ~ Alter field a on Post
                  ~ Alter field c on Post
                )");
}

BOOST_AUTO_TEST_CASE(the_order_of_fields_is_no_change) {
    Scenario scenario(post("a = \"TextField\"\nb = \"TextField\""));
    BOOST_CHECK(scenario.step(post("b = \"TextField\"\na = \"TextField\"")).empty());
}

BOOST_AUTO_TEST_CASE(an_altered_field_is_written_completely) {
    Scenario scenario(post("a = { type = \"CharField\", max_length = 10 }"));
    CHECK_LINES(scenario.operations(post("a = { type = \"CharField\", max_length = 20, default = \"x\" }")), R"(
                {"op":"AlterField","model":"Post","name":"a","field":{"type":"CharField","max_length":20,"default":"x"}}
                )");
}

BOOST_AUTO_TEST_CASE(a_column_that_becomes_many_to_many_is_removed_and_added) {
    const std::string tag = "[models.Tag.fields]\nword = \"TextField\"\n";
    Scenario scenario(tag + post("tags = \"TextField\""));
    CHECK_LINES(scenario.step(tag + post("tags = { type = \"ManyToManyField\", to = \"Tag\" }")), R"(
                blog.0002_remove_post_tags_post_tags
                  - Remove field tags from Post
                  + Add field tags to Post
                )");
    CHECK_LINES(scenario.step(tag + post("tags = { type = \"TextField\", default = \"\" }")), R"(
                blog.0003_remove_post_tags_post_tags
                  - Remove field tags from Post
                  + Add field tags to Post
                )");
}

BOOST_AUTO_TEST_CASE(a_many_to_many_with_another_target_or_through_is_removed_and_added) {
    const std::string rest = "[models.Tag.fields]\nword = \"TextField\"\n[models.Topic.fields]\nname = \"TextField\"\n";
    const std::string link = "[models.Link.fields]\npost = { type = \"ForeignKey\", to = \"Post\", on_delete = \"CASCADE\" }\ntopic = { type = \"ForeignKey\", to = \"Topic\", on_delete = \"CASCADE\" }\n";
    Scenario scenario(rest + post("tags = { type = \"ManyToManyField\", to = \"Tag\" }"));
    CHECK_LINES(scenario.step(rest + post("tags = { type = \"ManyToManyField\", to = \"Topic\" }")), R"(
                blog.0002_remove_post_tags_post_tags
                  - Remove field tags from Post
                  + Add field tags to Post
                )");
    CHECK_LINES(scenario.step(rest + post("tags = { type = \"ManyToManyField\", to = \"Topic\", through = \"Link\" }") + link), R"(
                blog.0003_link_remove_post_tags_post_tags
                  + Create model Link
                  - Remove field tags from Post
                  + Add field tags to Post
                )");
}

BOOST_AUTO_TEST_CASE(a_foreign_key_to_another_model_is_altered_before_the_old_target_goes) {
    Scenario scenario("[models.A.fields]\nn = \"TextField\"\n[models.P.fields]\nref = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\n");
    CHECK_LINES(scenario.step("[models.B.fields]\nm = \"IntegerField\"\n[models.P.fields]\nref = { type = \"ForeignKey\", to = \"B\", on_delete = \"CASCADE\" }\n"), R"(
                blog.0002_b_alter_p_ref_delete_a
                  + Create model B
                  ~ Alter field ref on P
                  - Delete model A
                )");
}

BOOST_AUTO_TEST_CASE(a_generated_field_comes_after_and_goes_before_what_it_reads) {
    Scenario scenario(post("a = { type = \"IntegerField\", default = 0 }"));
    const std::string sum = "sum = { type = \"GeneratedField\", expression = \"a + b\", output = \"IntegerField\", stored = true }\n";
    CHECK_LINES(scenario.step(post(sum + "a = { type = \"BigIntegerField\", default = 0 }\nb = { type = \"IntegerField\", default = 0 }")), R"(
                blog.0002_post_b_alter_post_a_post_sum
                  + Add field b to Post
                  ~ Alter field a on Post
                  + Add field sum to Post
                )");
    CHECK_LINES(scenario.step(post("a = { type = \"BigIntegerField\", default = 0 }")), R"(
                blog.0003_remove_post_sum_remove_post_b
                  - Remove field sum from Post
                  - Remove field b from Post
                )");
}

BOOST_AUTO_TEST_CASE(a_generated_field_follows_a_renamed_column_by_itself) {
    const std::string sum = "sum = { type = \"GeneratedField\", expression = \"EXPR + 1\", output = \"IntegerField\", stored = true }\n";
    const auto with = [&](const std::string& expression) { return std::string(sum).replace(sum.find("EXPR"), 4, expression); };
    Scenario scenario(post("a = { type = \"IntegerField\", default = 0 }\n" + with("a")));
    CHECK_LINES(scenario.step(post("a = { type = \"IntegerField\", default = 0, column = \"aa\" }\n" + with("aa"))), R"(
                blog.0002_alter_post_a
                  ~ Alter field a on Post
                )");
    CHECK_LINES(scenario.step(post("c = { type = \"IntegerField\", default = 0, column = \"aa\", renamed_from = \"a\" }\n" + with("aa"))), R"(
                blog.0003_rename_a_post_c
                  ~ Rename field a on Post to c
                )");
}

BOOST_AUTO_TEST_CASE(a_generated_field_that_reads_a_removed_one_is_an_error_of_the_models) {
    const std::string twice = "twice = { type = \"GeneratedField\", expression = \"a * 2\", output = \"IntegerField\", stored = true }\n";
    Scenario scenario(post("a = \"IntegerField\"\n" + twice));
    BOOST_CHECK_EXCEPTION((void)scenario.detect(post(twice)), Error, [](const Error& error) { return error.code() == ErrorCode::models; });
}

BOOST_AUTO_TEST_CASE(primary_keys_change_as_details_2_9_says) {
    const std::string two = "a = \"IntegerField\"\nb = \"IntegerField\"";
    Scenario scenario(post(two));
    CHECK_LINES(scenario.step(post(two, "primary_key = [\"a\", \"b\"]")), R"(
                blog.0002_alter_post_primary_key_remove_post_id
                  ~ Alter primary key of Post to a, b
                  - Remove field id from Post
                )");
    CHECK_LINES(scenario.step(post(two)), R"(
                blog.0003_post_id_alter_post_primary_key
                  + Add field id to Post
                  ~ Alter primary key of Post to id
                )");
    CHECK_LINES(scenario.step(post("a = { type = \"IntegerField\", primary_key = true }\nb = \"IntegerField\"")), R"(
                blog.0004_alter_post_a_remove_post_id
                  ~ Alter field a on Post
                  - Remove field id from Post
                )");
    CHECK_LINES(scenario.step(post(two)), R"(
                blog.0005_post_id_alter_post_a
                  + Add field id to Post
                  ~ Alter field a on Post
                )");
}

BOOST_AUTO_TEST_CASE(a_single_key_that_joins_a_composite_one_is_one_operation) {
    Scenario scenario(post("a = { type = \"IntegerField\", primary_key = true }\nb = \"IntegerField\""));
    CHECK_LINES(scenario.operations(post("a = \"IntegerField\"\nb = \"IntegerField\"", "primary_key = [\"b\", \"a\"]")), R"(
                {"op":"AlterPrimaryKey","model":"Post","fields":["b","a"]}
                )");
    CHECK_LINES(scenario.operations(post("a = { type = \"IntegerField\", primary_key = true }\nb = \"IntegerField\"")), R"(
                {"op":"AlterPrimaryKey","model":"Post","fields":["a"]}
                )");
}

BOOST_AUTO_TEST_CASE(a_new_key_of_one_field_takes_over_from_another_one) {
    Scenario scenario(post("a = { type = \"IntegerField\", primary_key = true }\nb = \"IntegerField\""));
    CHECK_LINES(scenario.step(post("a = \"IntegerField\"\nb = { type = \"IntegerField\", primary_key = true }")), R"(
                blog.0002_alter_post_b_alter_post_a
                  ~ Alter field b on Post
                  ~ Alter field a on Post
                )");
}

BOOST_AUTO_TEST_CASE(a_key_that_others_hold_changes_at_one_stroke) {
    const auto models = [](const std::string& author) {
        return "[models.Author.fields]\n" + author + "\n[models.Post.fields]\nauthor = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\n"
               "fans = { type = \"ManyToManyField\", to = \"Author\" }\n";
    };
    Scenario scenario(models("name = \"TextField\""));
    DetectOptions options = no_renames();
    options.answers.no_backfills.insert("blog.Author.code");
    CHECK_LINES(scenario.step(models("code = { type = \"CharField\", max_length = 5, primary_key = true }\nname = \"TextField\""), options), R"(
                blog.0002_author_code_alter_author_primary_key_and_more
                  + Add field code to Author
                  ~ Alter primary key of Author to code
                  - Remove field id from Author
                )");
    CHECK_LINES(scenario.step(models("code = { type = \"CharField\", max_length = 5, unique = true }\nname = \"TextField\"")), R"(
                blog.0003_author_id_alter_author_primary_key_alter_author_code
                  + Add field id to Author
                  ~ Alter primary key of Author to id
                  ~ Alter field code on Author
                )");
    CHECK_LINES(scenario.operations(models("code = { type = \"CharField\", max_length = 5, primary_key = true }\nname = \"TextField\"")), R"(
                {"op":"AlterField","model":"Author","name":"code","field":{"type":"CharField","max_length":5}}
                {"op":"AlterPrimaryKey","model":"Author","fields":["code"]}
                {"op":"RemoveField","model":"Author","name":"id"}
                )");
}

BOOST_AUTO_TEST_CASE(a_new_key_takes_over_the_column_of_the_old_one) {
    Scenario scenario(post("a = { type = \"IntegerField\", primary_key = true, column = \"key\" }\nb = \"IntegerField\""));
    CHECK_LINES(scenario.operations(post("a = \"IntegerField\"\nb = { type = \"IntegerField\", primary_key = true, column = \"key\" }")), R"(
                {"op":"AlterField","model":"Post","name":"a","field":{"type":"IntegerField","primary_key":true,"column":"key_swap"}}
                {"op":"AlterField","model":"Post","name":"b","field":{"type":"IntegerField","primary_key":true,"column":"key"}}
                {"op":"AlterField","model":"Post","name":"a","field":{"type":"IntegerField"}}
                )");
    DetectOptions options = no_renames();
    options.answers.no_backfills.insert("blog.Post.c");
    CHECK_LINES(scenario.operations(post("c = { type = \"IntegerField\", primary_key = true, column = \"key\" }"), options), R"(
                {"op":"RemoveField","model":"Post","name":"a"}
                {"op":"AlterField","model":"Post","name":"b","field":{"type":"IntegerField","primary_key":true,"column":"key_swap"}}
                {"op":"AddField","model":"Post","name":"c","field":{"type":"IntegerField","primary_key":true,"column":"key"}}
                {"op":"RemoveField","model":"Post","name":"b"}
                )");
}

BOOST_AUTO_TEST_CASE(a_field_that_others_refer_to_goes_after_them) {
    const std::string author = "[models.Author.fields]\nname = \"TextField\"\n";
    Scenario scenario(author + "email = { type = \"CharField\", max_length = 9, unique = true }\n" + post("author = { type = \"ForeignKey\", to = \"Author\", to_field = \"email\", on_delete = \"CASCADE\" }"));
    CHECK_LINES(scenario.step(author + post("author = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }")), R"(
                blog.0002_alter_post_author_remove_author_email
                  ~ Alter field author on Post
                  - Remove field email from Author
                )");
}

BOOST_AUTO_TEST_CASE(a_column_passes_from_one_field_to_another) {
    Scenario scenario(post("a = { type = \"TextField\", null = true, column = \"x\" }\nb = { type = \"IntegerField\", null = true }"));
    CHECK_LINES(scenario.step(post("a = { type = \"TextField\", null = true }\nb = { type = \"IntegerField\", null = true, column = \"x\" }")), R"(
                blog.0002_alter_post_a_alter_post_b
                  ~ Alter field a on Post
                  ~ Alter field b on Post
                )");
    CHECK_LINES(scenario.step(post("c = { type = \"BooleanField\", null = true, column = \"x\" }\nb = { type = \"IntegerField\", null = true }\na = { type = \"TextField\", null = true }")), R"(
                blog.0003_alter_post_b_post_c
                  ~ Alter field b on Post
                  + Add field c to Post
                )");
}

BOOST_AUTO_TEST_SUITE_END()
