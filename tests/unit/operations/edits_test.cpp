#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/operation_edits.hpp>

#include "history.hpp"
#include "plain_typer.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_operation_edits)

namespace {

/// Each edit as "kind table detail".
std::vector<std::string> edits_of_change(std::string_view toml) {
    ProjectState state = state_of(blog);
    PlainTyper typer;
    std::vector<std::string> texts;
    for (const auto& operation : operations_of(toml)) {
        for (const auto& edit : apply_with_edits(*operation, state, typer).edits) {
            std::string text = std::string(edit_kind_name(edit.kind)) + " " + edit.table;
            if (!edit.from.empty()) text += " " + edit.from + ">" + edit.to;
            if (edit.column) text += " " + edit.column->name;
            if (edit.has_backfill) text += " filled";
            if (edit.needs_value) text += " needs value";
            if (edit.narrows) text += " narrows";
            texts.push_back(text);
        }
    }
    return texts;
}

void check(std::string_view toml, const std::vector<std::string>& expected) { BOOST_TEST(edits_of_change(toml) == expected, boost::test_tools::per_element()); }

}  // namespace

BOOST_AUTO_TEST_CASE(an_added_field_is_a_column) {
    check("[[operations]]\nop = \"AddField\"\nmodel = \"Tag\"\nname = \"note\"\nfield = { type = \"TextField\", null = true }", {"add_column blog_tag note"});
}

BOOST_AUTO_TEST_CASE(an_added_not_null_field_without_value_needs_an_empty_table) {
    check("[[operations]]\nop = \"AddField\"\nmodel = \"Tag\"\nname = \"note\"\nfield = \"TextField\"", {"add_column blog_tag note needs value"});
    check("[[operations]]\nop = \"AddField\"\nmodel = \"Tag\"\nname = \"note\"\nfield = \"TextField\"\nbackfill = \"\"", {"add_column blog_tag note filled"});
    check("[[operations]]\nop = \"AddField\"\nmodel = \"Tag\"\nname = \"at\"\nfield = { type = \"DateTimeField\", auto_now = true }", {"add_column blog_tag at filled"});
}

BOOST_AUTO_TEST_CASE(a_shorter_text_narrows_and_a_longer_one_does_not) {
    check("[[operations]]\nop = \"AlterField\"\nmodel = \"Tag\"\nname = \"word\"\nfield = { type = \"CharField\", max_length = 10 }", {"alter_column blog_tag word narrows"});
    check("[[operations]]\nop = \"AlterField\"\nmodel = \"Tag\"\nname = \"word\"\nfield = { type = \"CharField\", max_length = 30 }", {"alter_column blog_tag word"});
}

BOOST_AUTO_TEST_CASE(a_renamed_model_takes_its_tables_columns_and_automatic_indexes_along) {
    const auto edits = edits_of_change("[[operations]]\nop = \"RenameModel\"\nfrom = \"Post\"\nto = \"Article\"");
    BOOST_TEST(edits.at(0) == "rename_table blog_post blog_post>blog_article");
    const auto has = [&](const std::string& start) {
        return std::any_of(edits.begin(), edits.end(), [&](const std::string& edit) { return edit.rfind(start, 0) == 0; });
    };
    BOOST_TEST(has("rename_table blog_post_tags blog_post_tags>blog_article_tags"));
    BOOST_TEST(has("rename_column blog_article_tags post_id>article_id"));
    BOOST_TEST(has("rename_index blog_article blog_post_author_id_title_"));
    BOOST_TEST(!has("drop"));
    BOOST_TEST(!has("add"));
}

BOOST_AUTO_TEST_CASE(a_renamed_field_is_one_renamed_column_and_its_automatic_index) {
    const auto edits = edits_of_change("[[operations]]\nop = \"RenameField\"\nmodel = \"Post\"\nfrom = \"rating\"\nto = \"stars\"");
    BOOST_TEST(edits == std::vector<std::string>{"rename_column blog_post rating>stars"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keys_that_point_at_a_retyped_key_are_retyped_too) {
    check("[[operations]]\nop = \"AlterField\"\nmodel = \"Author\"\nname = \"id\"\nfield = { type = \"UUIDField\", primary_key = true }",
          {"alter_column blog_author id narrows", "alter_column blog_post author_id narrows"});
}

BOOST_AUTO_TEST_CASE(a_many_to_many_field_is_a_table_of_its_own) {
    check("[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"tags\"", {"drop_table blog_post_tags"});
    check("[[operations]]\nop = \"AddField\"\nmodel = \"Author\"\nname = \"friends\"\nfield = { type = \"ManyToManyField\", to = \"self\" }",
          {"create_table blog_author_friends"});
}

BOOST_AUTO_TEST_CASE(separated_operations_act_on_the_database_alone) {
    check(R"([[operations]]
op = "SeparateDatabaseAndState"
database_operations = [{ op = "RemoveField", model = "Post", name = "rating" }])",
          {"drop_check blog_post", "drop_column blog_post rating"});
    check(R"([[operations]]
op = "SeparateDatabaseAndState"
state_operations = [{ op = "RemoveField", model = "Post", name = "rating" }])",
          {});
}

BOOST_AUTO_TEST_CASE(an_operation_for_another_backend_leaves_the_database_alone) {
    check("[[operations]]\nop = \"AddField\"\nmodel = \"Tag\"\nname = \"note\"\nfield = { type = \"TextField\", null = true }\nonly = [\"postgresql\"]", {});
}

BOOST_AUTO_TEST_CASE(long_names_are_cut_to_the_backends_limit_with_a_hash) {
    PlainTyper typer;
    typer.limit = 30;
    const ProjectState state = state_of(blog);
    for (const auto& table : to_schema(state, typer).tables) {
        for (const auto& index : table.indexes) BOOST_TEST(index.name.size() <= 30U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
