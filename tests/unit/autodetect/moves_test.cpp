#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/error.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

const std::string article = "[models.Article.fields]\ntitle = \"TextField\"\n";
const std::string before = "== blog\n" + article + "[models.Comment.fields]\narticle = { type = \"ForeignKey\", to = \"Article\", on_delete = \"CASCADE\" }\n== news\n";
const std::string comment = "[models.Comment.fields]\narticle = { type = \"ForeignKey\", to = \"news.Article\", on_delete = \"CASCADE\" }\n";

std::string refusal(Scenario& scenario, const std::string& models, const DetectOptions& options) {
    try {
        (void)scenario.detect(models, options);
    } catch (const Error& error) {
        return error.message();
    }
    return "nothing was refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(moves)

BOOST_AUTO_TEST_CASE(a_moved_model_is_one_operation_of_the_app_that_it_leaves) {
    Scenario scenario(before);
    CHECK_LINES(scenario.step("== blog\n" + comment + "== news\n" + article, renaming({{"news.Article", "blog.Article"}})), R"(
                blog.0002_move_article_to_news
                  ~ Move model Article to app news
                )");
}

BOOST_AUTO_TEST_CASE(a_relation_to_a_model_that_came_from_another_app_stands_behind_its_move) {
    Scenario scenario("== blog\n" + article + "== news\n[models.Note.fields]\nbody = \"TextField\"\n");
    scenario.step("== blog\n== news\n" + article + "[models.Note.fields]\nbody = \"TextField\"\n", renaming({{"news.Article", "blog.Article"}}));
    CHECK_LINES(scenario.step("== blog\n== news\n" + article + "[models.Note.fields]\nbody = \"TextField\"\narticle = { type = \"ForeignKey\", to = \"Article\", on_delete = \"CASCADE\", null = true }\n"),
                R"(
                news.0002_note_article after blog.0002_move_article_to_news
                  + Add field article to Note
                )");
}

BOOST_AUTO_TEST_CASE(a_hint_with_an_app_moves_a_model) {
    Scenario scenario(before);
    const std::string after = "== blog\n" + comment + "== news\n[models.Article]\nrenamed_from = \"blog.Article\"\n" + article;
    CHECK_LINES(scenario.step(after), R"(
                blog.0002_move_article_to_news
                  ~ Move model Article to app news
                )");
    BOOST_CHECK(scenario.step(after).empty());
}

BOOST_AUTO_TEST_CASE(a_model_that_moves_under_another_name_is_renamed_first) {
    Scenario scenario("== blog\n" + article + "== news\n");
    CHECK_LINES(scenario.step("== blog\n== news\n[models.Story.fields]\ntitle = \"TextField\"\n", renaming({{"news.Story", "blog.Article"}})), R"(
                blog.0002_rename_article_story_move_story_to_news
                  ~ Rename model Article to Story
                  ~ Move model Story to app news
                )");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_in_use_in_the_old_app_is_taken_in_the_new_one) {
    Scenario scenario("== blog\n" + article + "[models.Story.fields]\nbody = \"TextField\"\n== news\n");
    const std::string after = "== blog\n[models.Story.fields]\nbody = \"TextField\"\n== news\n[models.Story.fields]\ntitle = \"TextField\"\n";
    CHECK_LINES(scenario.step(after, renaming({{"news.Story", "blog.Article"}})), R"(
                blog.0002_move_article_to_news
                  ~ Move model Article to app news
                news.0001_initial initial after blog.0002_move_article_to_news
                  ~ Rename model Article to Story
                )");
}

BOOST_AUTO_TEST_CASE(a_table_that_stays_is_named_before_the_move) {
    Scenario scenario("== blog\n" + article + "== news\n");
    CHECK_LINES(scenario.operations("== blog\n== news\n[models.Article]\ntable = \"blog_article\"\n" + article, renaming({{"news.Article", "blog.Article"}})), R"(
                {"op":"AlterModelTable","model":"Article","table":"blog_article"}
                {"op":"MoveModel","name":"Article","to_app":"news"}
                )");
}

BOOST_AUTO_TEST_CASE(what_changes_too_stands_in_the_new_app_behind_the_move) {
    Scenario scenario(before);
    const std::string after = "== blog\n" + comment + "== news\n[models.Article.fields]\ntitle = \"TextField\"\nbody = { type = \"TextField\", default = \"\" }\n";
    CHECK_LINES(scenario.step(after, renaming({{"news.Article", "blog.Article"}})), R"(
                blog.0002_move_article_to_news
                  ~ Move model Article to app news
                news.0001_initial initial after blog.0002_move_article_to_news
                  + Add field body to Article
                )");
}

BOOST_AUTO_TEST_CASE(later_changes_depend_on_the_move) {
    Scenario scenario("== blog\n" + article + "== news\n== shop\n");
    const std::string moved = "== blog\n== news\n" + article + "== shop\n";
    (void)scenario.step(moved, renaming({{"news.Article", "blog.Article"}}));
    CHECK_LINES(scenario.step("== blog\n== news\n" + article + "== shop\n[models.Item.fields]\narticle = { type = \"ForeignKey\", to = \"news.Article\", on_delete = \"CASCADE\" }\n"), R"(
                shop.0001_initial initial after blog.0002_move_article_to_news
                  + Create model Item
                )");
}

BOOST_AUTO_TEST_CASE(a_move_comes_behind_whoever_referred_to_the_model) {
    Scenario scenario("== blog\n" + article + "== news\n== shop\n[models.Item.fields]\narticle = { type = \"ForeignKey\", to = \"blog.Article\", on_delete = \"CASCADE\" }\n");
    const std::string after = "== blog\n== news\n" + article + "== shop\n[models.Item.fields]\narticle = { type = \"ForeignKey\", to = \"news.Article\", on_delete = \"CASCADE\" }\n";
    CHECK_LINES(scenario.step(after, renaming({{"news.Article", "blog.Article"}})), R"(
                blog.0002_move_article_to_news after shop.0001_initial
                  ~ Move model Article to app news
                )");
}

BOOST_AUTO_TEST_CASE(a_name_that_a_move_frees_may_be_taken_at_once) {
    Scenario scenario("== blog\n" + article + "[models.Entry.fields]\nbody = \"TextField\"\n== news\n");
    const std::string after = "== blog\n[models.Article.fields]\nbody = \"TextField\"\n== news\n" + article;
    CHECK_LINES(scenario.step(after, renaming({{"news.Article", "blog.Article"}, {"blog.Article", "Entry"}})), R"(
                blog.0002_move_article_to_news_rename_entry_article
                  ~ Move model Article to app news
                  ~ Rename model Entry to Article
                )");
}

BOOST_AUTO_TEST_CASE(a_move_that_cannot_be_is_refused) {
    Scenario scenario("== blog\n" + article + "== news\n[models.Story.fields]\nbody = \"TextField\"\n");
    const std::string after = "== blog\n== news\n[models.Story.fields]\nbody = \"TextField\"\n[models.Article.fields]\ntitle = \"TextField\"\n";
    BOOST_CHECK_EQUAL(refusal(scenario, after, renaming({{"news.Story", "blog.Article"}})), "--rename news.Story=blog.Article: the migrations have a model news.Story already");
    BOOST_CHECK_EQUAL(refusal(scenario, after, renaming({{"news.Article", "blog.Atricle"}})), "--rename news.Article=blog.Atricle: the migrations have no model blog.Atricle");
}

BOOST_AUTO_TEST_SUITE_END()
