#include <boost/test/unit_test.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(renames)

static std::string post(const std::string& fields, const std::string& name = "Post", const std::string& keys = {}) {
    return "[models." + name + "]\n" + keys + "\n[models." + name + ".fields]\n" + fields + "\n";
}

BOOST_AUTO_TEST_CASE(a_renamed_field_is_one_operation) {
    Scenario scenario(post("headline = { type = \"CharField\", max_length = 20 }"));
    CHECK_LINES(scenario.step(post("title = { type = \"CharField\", max_length = 20 }"), renaming({{"blog.Post.title", "headline"}})), R"(
                blog.0002_rename_headline_post_title
                  ~ Rename field headline on Post to title
                )");
}

BOOST_AUTO_TEST_CASE(a_rename_may_change_the_type_too) {
    Scenario scenario(post("headline = { type = \"CharField\", max_length = 20 }"));
    CHECK_LINES(scenario.step(post("title = { type = \"TextField\", renamed_from = \"headline\" }")), R"(
                blog.0002_rename_headline_post_title_alter_post_title
                  ~ Rename field headline on Post to title
                  ~ Alter field title on Post
                )");
}

BOOST_AUTO_TEST_CASE(a_rename_that_keeps_its_column_alters_it_first) {
    Scenario scenario(post("headline = { type = \"CharField\", max_length = 20 }"));
    CHECK_LINES(scenario.operations(post("title = { type = \"CharField\", max_length = 20, column = \"headline\", renamed_from = \"headline\" }")), R"(
                {"op":"AlterField","model":"Post","name":"headline","field":{"type":"CharField","max_length":20,"column":"headline"}}
                {"op":"RenameField","model":"Post","from":"headline","to":"title"}
                )");
}

BOOST_AUTO_TEST_CASE(a_hint_that_has_done_its_work_is_ignored) {
    const std::string after = post("title = { type = \"TextField\", renamed_from = \"headline\" }\nheadline = { type = \"IntegerField\", null = true }");
    Scenario scenario(post("headline = \"TextField\""));
    CHECK_LINES(scenario.step(after), R"(
                blog.0002_rename_headline_post_title_post_headline
                  ~ Rename field headline on Post to title
                  + Add field headline to Post
                )");
    BOOST_CHECK(scenario.step(after).empty());
}

BOOST_AUTO_TEST_CASE(a_chain_of_renames_goes_last_one_first) {
    Scenario scenario(post("a = \"TextField\"\nb = \"TextField\""));
    CHECK_LINES(scenario.step(post("b = { type = \"TextField\", renamed_from = \"a\" }\nc = { type = \"TextField\", renamed_from = \"b\" }")), R"(
                blog.0002_rename_b_post_c_rename_a_post_b
                  ~ Rename field b on Post to c
                  ~ Rename field a on Post to b
                )");
}

BOOST_AUTO_TEST_CASE(exchanged_fields_go_over_a_third_name) {
    Scenario scenario(post("a = { type = \"CharField\", max_length = 1 }\nb = { type = \"CharField\", max_length = 2 }", "Post", "indexes = [{ fields = [\"a\"] }]"));
    const std::string after = post("a = { type = \"CharField\", max_length = 2, renamed_from = \"b\" }\nb = { type = \"CharField\", max_length = 1, renamed_from = \"a\" }", "Post", "indexes = [{ fields = [\"b\"] }]");
    CHECK_LINES(scenario.step(after), R"(
                blog.0002_rename_a_post_a_swap_rename_b_post_a_and_more
                  ~ Rename field a on Post to a_swap
                  ~ Rename field b on Post to a
                  ~ Rename field a_swap on Post to b
                )");
    BOOST_CHECK(scenario.step(after).empty());
}

BOOST_AUTO_TEST_CASE(a_name_that_differs_in_case_alone_is_in_use) {
    Scenario scenario(post("a = \"TextField\"\nb = \"IntegerField\""));
    CHECK_LINES(scenario.step(post("B = \"TextField\"\na = \"IntegerField\""), renaming({{"blog.Post.B", "a"}, {"blog.Post.a", "b"}})), R"(
                blog.0002_rename_b_post_b_swap_rename_a_post_b_and_more
                  ~ Rename field b on Post to b_swap
                  ~ Rename field a on Post to B
                  ~ Rename field b_swap on Post to a
                )");
}

BOOST_AUTO_TEST_CASE(fields_of_one_kind_are_exchanged_by_answers) {
    const std::string both = post("a = \"TextField\"\nb = \"TextField\"");
    Scenario scenario(both);
    CHECK_LINES(scenario.step(both, renaming({{"blog.Post.a", "b"}, {"blog.Post.b", "a"}})), R"(
                blog.0002_rename_a_post_a_swap_rename_b_post_a_and_more
                  ~ Rename field a on Post to a_swap
                  ~ Rename field b on Post to a
                  ~ Rename field a_swap on Post to b
                )");
}

BOOST_AUTO_TEST_CASE(a_column_may_become_a_foreign_key_under_another_name) {
    const std::string author = "[models.Author.fields]\nname = \"TextField\"\n";
    Scenario scenario(author + post("author_id = \"BigIntegerField\""));
    CHECK_LINES(scenario.step(author + post("author = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }"), renaming({{"blog.Post.author", "author_id"}})), R"(
                blog.0002_alter_post_author_id_rename_author_id_post_author_and_more
                  ~ Alter field author_id on Post
                  ~ Rename field author_id on Post to author
                  ~ Alter field author on Post
                )");
}

BOOST_AUTO_TEST_CASE(a_renamed_model_takes_all_references_with_it) {
    const std::string before = "[models.Author.fields]\nname = \"TextField\"\nmentor = { type = \"ForeignKey\", to = \"self\", on_delete = \"CASCADE\", null = true }\n";
    const std::string after = "[models.Writer]\nrenamed_from = \"Author\"\n[models.Writer.fields]\nname = \"TextField\"\nmentor = { type = \"ForeignKey\", to = \"self\", on_delete = \"CASCADE\", null = true }\n";
    const std::string rest = "[models.Post]\nindexes = [{ fields = [\"author\"] }]\n[models.Post.fields]\nauthor = { type = \"ForeignKey\", to = \"NAME\", on_delete = \"CASCADE\" }\nlikes = { type = \"ManyToManyField\", to = \"NAME\" }\n";
    const auto with = [&](const std::string& name) {
        std::string text = rest;
        for (auto at = text.find("NAME"); at != std::string::npos; at = text.find("NAME")) text.replace(at, 4, name);
        return text;
    };
    Scenario scenario(before + with("Author"));
    CHECK_LINES(scenario.step(after + with("Writer")), R"(
                blog.0002_rename_author_writer
                  ~ Rename model Author to Writer
                )");
}

BOOST_AUTO_TEST_CASE(a_model_and_its_field_may_be_renamed_at_once) {
    Scenario scenario(post("headline = \"TextField\"", "Post", "indexes = [{ fields = [\"headline\"] }]"));
    CHECK_LINES(scenario.step("[models.Article]\nindexes = [{ fields = [\"title\"] }]\n[models.Article.fields]\ntitle = { type = \"CharField\", max_length = 9 }\n",
                              renaming({{"blog.Article", "Post"}, {"blog.Article.title", "headline"}})),
                R"(
                blog.0002_rename_post_article_rename_headline_article_title_and_more
                  ~ Rename model Post to Article
                  ~ Rename field headline on Article to title
                  ~ Alter field title on Article
                )");
}

BOOST_AUTO_TEST_CASE(a_renamed_model_may_keep_its_table) {
    Scenario scenario(post("title = \"TextField\""));
    CHECK_LINES(scenario.operations("[models.Article]\ntable = \"blog_post\"\nrenamed_from = \"Post\"\n[models.Article.fields]\ntitle = \"TextField\"\n"), R"(
                {"op":"AlterModelTable","model":"Post","table":"blog_post"}
                {"op":"RenameModel","from":"Post","to":"Article"}
                )");
}

BOOST_AUTO_TEST_CASE(the_old_name_of_a_model_may_be_a_new_one) {
    Scenario scenario(post("title = \"TextField\""));
    const std::string after = "[models.Article]\nrenamed_from = \"Post\"\n[models.Article.fields]\ntitle = \"TextField\"\n" + post("count = \"IntegerField\"");
    CHECK_LINES(scenario.step(after), R"(
                blog.0002_rename_post_article_post
                  ~ Rename model Post to Article
                  + Create model Post
                )");
}

BOOST_AUTO_TEST_CASE(exchanged_models_go_over_a_third_name) {
    const std::string before = "[models.A.fields]\na = \"TextField\"\n[models.B.fields]\nb = \"IntegerField\"\nother = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\n";
    const std::string after = "[models.A.fields]\nb = \"IntegerField\"\nother = { type = \"ForeignKey\", to = \"B\", on_delete = \"CASCADE\" }\n[models.B.fields]\na = \"TextField\"\n";
    Scenario scenario(before);
    CHECK_LINES(scenario.step(after, renaming({{"blog.A", "B"}, {"blog.B", "A"}})), R"(
                blog.0002_rename_a_a_swap_rename_b_a_rename_a_swap_b
                  ~ Rename model A to A_swap
                  ~ Rename model B to A
                  ~ Rename model A_swap to B
                )");
}

BOOST_AUTO_TEST_CASE(a_change_of_case_alone_is_a_rename) {
    Scenario scenario(post("Title = \"TextField\""));
    CHECK_LINES(scenario.step(post("title = \"TextField\""), renaming({{"blog.Post.title", "Title"}})), R"(
                blog.0002_rename_title_post_title
                  ~ Rename field Title on Post to title
                )");
}

BOOST_AUTO_TEST_CASE(a_renamed_field_takes_the_column_of_a_removed_one) {
    Scenario scenario(post("a = \"TextField\"\nb = { type = \"IntegerField\", column = \"c\" }"));
    CHECK_LINES(scenario.step(post("c = { type = \"TextField\", renamed_from = \"a\" }")), R"(
                blog.0002_remove_post_b_rename_a_post_c
                  - Remove field b from Post
                  ~ Rename field a on Post to c
                )");
}

BOOST_AUTO_TEST_SUITE_END()
