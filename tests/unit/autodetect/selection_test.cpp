#include <algorithm>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/review.hpp>
#include <reinhardt/db/support/text.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_selection)

namespace {

constexpr const char* old_models = R"(
== auth
[models.User.fields]
name = { type = "CharField", max_length = 50 }
[models.Old.fields]
user = { type = "ForeignKey", to = "User", on_delete = "CASCADE" }
== blog
[models.Post]
indexes = [{ fields = ["title"], name = "by_title" }]
[models.Post.fields]
title = { type = "CharField", max_length = 100 }
body = "TextField"
)";

constexpr const char* new_models = R"(
== auth
[models.User.fields]
name = { type = "CharField", max_length = 80 }
[models.Team.fields]
users = { type = "ManyToManyField", to = "User" }
lead = { type = "ForeignKey", to = "User", on_delete = "CASCADE" }
== blog
[models.Post]
indexes = [{ fields = ["headline", "team"], name = "by_title" }]
constraints = [{ check = "rating > 0", name = "positive" }]
[models.Post.fields]
headline = { type = "CharField", max_length = 100 }
body = { type = "TextField", null = true }
rating = { type = "IntegerField", null = true }
team = { type = "ForeignKey", to = "auth.Team", on_delete = "CASCADE", null = true }
)";

DetectOptions selecting(Selection selection) {
    DetectOptions options = renaming({{"blog.Post.headline", "title"}});
    options.selection = std::move(selection);
    return options;
}

std::vector<std::string> lines_of(const Detected& detected) {
    std::vector<std::string> lines;
    for (const auto& migration : detected.migrations) {
        std::vector<std::string> parents;
        for (const auto& key : migration.dependencies) parents.push_back(key.text());
        lines.push_back(migration.key().text() + " after " + join(parents, " "));
        for (const auto& operation : migration.operations) lines.push_back("  " + operation->describe());
    }
    for (const auto& change : detected.changes) {
        if (change.skipped()) lines.push_back("skipped " + change.key + (change.taken_along_by.empty() ? "" : " by " + change.taken_along_by));
    }
    return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_skipped_takes_along_what_needs_it_in_other_apps_too) {
    Scenario scenario(old_models);
    CHECK_LINES(lines_of(scenario.detect(new_models, selecting({{"auth: Create model Team", "blog: Alter field body on Post"}, {}}))), R"(
        auth.0002_delete_old_alter_user_name after auth.0001_initial
          Delete model Old
          Alter field name on User
        blog.0002_remove_post_by_title_rename_title_post_headline_and_more after blog.0001_initial
          Remove index by_title from Post
          Rename field title on Post to headline
          Add field rating to Post
          Create constraint positive on Post
        skipped auth: Create model Team
        skipped blog: Add field team to Post by auth: Create model Team
        skipped blog: Alter field body on Post
        skipped blog: Create index by_title on Post by blog: Add field team to Post
    )");
}

BOOST_AUTO_TEST_CASE(a_split_begins_one_more_migration_with_the_dependencies_that_it_needs) {
    Scenario scenario(old_models);
    CHECK_LINES(lines_of(scenario.detect(new_models, selecting({{}, {"blog: Add field team to Post", "auth: Delete model Old"}}))), R"(
        auth.0002_delete_old_team_alter_user_name after auth.0001_initial
          Delete model Old
          Create model Team
          Alter field name on User
        blog.0002_remove_post_by_title_rename_title_post_headline_and_more after blog.0001_initial
          Remove index by_title from Post
          Rename field title on Post to headline
          Add field rating to Post
        blog.0003_post_team_alter_post_body_post_by_title_and_more after blog.0002_remove_post_by_title_rename_title_post_headline_and_more auth.0002_delete_old_team_alter_user_name
          Add field team to Post
          Alter field body on Post
          Create index by_title on Post
          Create constraint positive on Post
    )");
}

BOOST_AUTO_TEST_CASE(whatever_is_skipped_the_rest_applies_and_the_next_run_finds_it) {
    Scenario first(old_models);
    const Detected all = first.detect(new_models, selecting({}));
    for (const auto& left_out : all.changes) {
        BOOST_TEST_CONTEXT(left_out.key) {
            Scenario scenario(old_models);
            const Detected detected = scenario.detect(new_models, selecting({{left_out.key}, {}}));
            BOOST_TEST(detected.changes.size() == all.changes.size());
            ProjectState state = scenario.state();
            for (const auto& migration : detected.migrations) {
                for (const auto& operation : migration.operations) operation->apply(state);
            }
            const auto skipped = std::count_if(detected.changes.begin(), detected.changes.end(), [](const DetectedChange& change) { return change.skipped(); });
            BOOST_TEST(skipped >= 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(questions_about_skipped_changes_are_not_open) {
    Scenario scenario("[models.Post.fields]\ntitle = \"TextField\"");
    const char* models = "[models.Post.fields]\ntitle = \"TextField\"\nslug = \"SlugField\"\n[models.Tag.fields]\n";
    BOOST_TEST(scenario.detect(models).questions.size() == 1u);
    DetectOptions options;
    options.selection.skipped = {"blog: Add field slug to Post"};
    BOOST_TEST(scenario.detect(models, options).questions.empty());
}

BOOST_AUTO_TEST_CASE(a_review_offers_renames_values_and_splits_where_they_can_be) {
    Scenario scenario(old_models);
    DetectOptions options;
    options.answers.no_renames = true;
    const Detected detected = scenario.detect(new_models, options);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < detected.changes.size(); ++i) {
        const ReviewChoices choices = review_choices(detected, scenario.state(), i);
        std::string line = detected.changes[i].key + ":";
        for (const auto& rename : choices.renames) line += " rename " + rename.subject + "=" + rename.old;
        if (!choices.backfill.empty()) line += " backfill";
        lines.push_back(line + (choices.split ? " split" : ""));
    }
    CHECK_LINES(lines, R"(
        auth: Delete model Old: rename auth.Team=Old
        auth: Create model Team: rename auth.Team=Old split
        auth: Alter field name on User: backfill split
        blog: Remove index by_title from Post:
        blog: Remove field title from Post: rename blog.Post.headline=title rename blog.Post.rating=title split
        blog: Add field headline to Post: rename blog.Post.headline=title backfill split
        blog: Add field rating to Post: rename blog.Post.rating=title backfill split
        blog: Add field team to Post: backfill split
        blog: Alter field body on Post: backfill split
        blog: Create index by_title on Post: split
        blog: Create constraint positive on Post: split
    )");
}

BOOST_AUTO_TEST_CASE(a_review_offers_moves_between_apps) {
    Scenario scenario("== blog\n[models.Article.fields]\ntitle = \"TextField\"\n== news\n");
    DetectOptions options;
    options.answers.no_renames = true;
    const char* models = "== blog\n== news\n[models.Article.fields]\ntitle = { type = \"TextField\", null = true }\n";
    const Detected detected = scenario.detect(models, options);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < detected.changes.size(); ++i) {
        for (const auto& rename : review_choices(detected, scenario.state(), i).renames) lines.push_back(rename.subject + "=" + rename.old + ", the other side " + rename.other);
    }
    CHECK_LINES(lines, R"(
        news.Article=blog.Article, the other side news.Article
        news.Article=blog.Article, the other side blog.Article
    )");
}

BOOST_AUTO_TEST_SUITE_END()
