#include <boost/test/unit_test.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

constexpr const char* plain_fields = "title = { type = \"CharField\", max_length = 20 }\nslug = { type = \"SlugField\" }\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(indexes_and_constraints)

static std::string post(const std::string& keys, const std::string& fields = plain_fields) { return "[models.Post]\n" + keys + "\n[models.Post.fields]\n" + fields + "\n"; }

BOOST_AUTO_TEST_CASE(an_index_comes_changes_its_name_its_parts_and_goes) {
    Scenario scenario(post(""));
    CHECK_LINES(scenario.operations(post("indexes = [{ fields = [\"title\"] }]")), R"(
                {"op":"AddIndex","model":"Post","index":{"fields":["title"]}}
                )");
    const auto renamed = scenario.step(post("indexes = [{ fields = [\"title\"], name = \"by_title\" }]"));
    BOOST_REQUIRE_EQUAL(renamed.size(), 2U);
    BOOST_CHECK_EQUAL(renamed[1].substr(0, 33), "  ~ Rename index blog_post_title_");
    CHECK_LINES(scenario.step(post("indexes = [{ fields = [\"title\", \"-slug\"], name = \"by_title\" }]")), R"(
                blog.0004_remove_post_by_title_post_by_title
                  - Remove index by_title from Post
                  + Create index by_title on Post
                )");
    CHECK_LINES(scenario.step(post("")), R"(
                blog.0005_remove_post_by_title
                  - Remove index by_title from Post
                )");
}

BOOST_AUTO_TEST_CASE(exchanged_names_of_indexes_go_over_a_third_one) {
    Scenario scenario(post("indexes = [{ fields = [\"title\"], name = \"a\" }, { fields = [\"slug\"], name = \"b\" }]"));
    CHECK_LINES(scenario.step(post("indexes = [{ fields = [\"title\"], name = \"b\" }, { fields = [\"slug\"], name = \"a\" }]")), R"(
                blog.0002_rename_b_b_swap_rename_a_b_rename_b_swap_a
                  ~ Rename index b on Post to b_swap
                  ~ Rename index a on Post to b
                  ~ Rename index b_swap on Post to a
                )");
}

BOOST_AUTO_TEST_CASE(a_changed_constraint_of_the_same_name_is_altered) {
    Scenario scenario(post("constraints = [{ check = \"length(title) > 0\", name = \"c\" }, { unique = [\"slug\"], name = \"u\" }]"));
    CHECK_LINES(scenario.operations(post("constraints = [{ check = \"length(title) > 1\", name = \"c\" }, { unique = [\"slug\", \"title\"], name = \"u\" }]")), R"(
                {"op":"AlterConstraint","model":"Post","constraint":{"check":"length(title) > 1","name":"c"}}
                {"op":"AlterConstraint","model":"Post","constraint":{"unique":["slug","title"],"name":"u"}}
                )");
    CHECK_LINES(scenario.step(post("constraints = [{ check = \"length(title) > 1\", name = \"d\" }]")), R"(
                blog.0003_remove_post_c_remove_post_u_post_d
                  - Remove constraint c from Post
                  - Remove constraint u from Post
                  + Create constraint d on Post
                )");
}

BOOST_AUTO_TEST_CASE(indexes_and_constraints_of_a_removed_field_go_first) {
    Scenario scenario(post("indexes = [{ fields = [\"slug\"], name = \"i\" }]\nconstraints = [{ check = \"slug <> ''\", name = \"c\" }]"));
    CHECK_LINES(scenario.step(post("", "title = { type = \"CharField\", max_length = 20 }")), R"(
                blog.0002_remove_post_c_remove_post_i_remove_post_slug
                  - Remove constraint c from Post
                  - Remove index i from Post
                  - Remove field slug from Post
                )");
}

BOOST_AUTO_TEST_CASE(a_field_leaves_a_constraint_before_it_goes) {
    Scenario scenario(post("constraints = [{ unique = [\"title\", \"slug\"], name = \"u\" }]"));
    CHECK_LINES(scenario.step(post("constraints = [{ unique = [\"title\", \"lang\"], name = \"u\" }]", "title = { type = \"CharField\", max_length = 20 }\nlang = { type = \"IntegerField\", default = 1 }")), R"(
                blog.0002_post_lang_alter_post_u_remove_post_slug
                  + Add field lang to Post
                  ~ Alter constraint u on Post
                  - Remove field slug from Post
                )");
}

BOOST_AUTO_TEST_CASE(indexes_constraints_and_options_follow_a_rename) {
    Scenario scenario(post("ordering = [\"-slug\"]\nindexes = [{ fields = [\"slug\"] }, { expressions = [\"lower(slug)\"] }]\nconstraints = [{ unique = [\"slug\", \"title\"] }, { check = \"slug <> ''\" }]"));
    CHECK_LINES(scenario.step(post("ordering = [\"-path\"]\nindexes = [{ fields = [\"path\"] }, { expressions = [\"lower(path)\"] }]\nconstraints = [{ unique = [\"path\", \"title\"] }, { check = \"path <> ''\" }]",
                                   "title = { type = \"CharField\", max_length = 20 }\npath = { type = \"SlugField\", renamed_from = \"slug\" }")),
                R"(
                blog.0002_rename_slug_post_path
                  ~ Rename field slug on Post to path
                )");
}

BOOST_AUTO_TEST_CASE(they_follow_a_new_column_and_a_new_table_too) {
    Scenario scenario(post("indexes = [{ fields = [\"slug\"] }]\nconstraints = [{ check = \"slug <> ''\" }]"));
    CHECK_LINES(scenario.step(post("table = \"posts\"\nindexes = [{ fields = [\"slug\"] }]\nconstraints = [{ check = \"path <> ''\" }]",
                                   "title = { type = \"CharField\", max_length = 20 }\nslug = { type = \"SlugField\", column = \"path\" }")),
                R"(
                blog.0002_alter_post_slug_alter_post_table
                  ~ Alter field slug on Post
                  ~ Rename table for Post to posts
                )");
}

BOOST_AUTO_TEST_CASE(an_automatic_index_is_removed_by_its_old_name_before_a_rename) {
    Scenario scenario(post("indexes = [{ fields = [\"slug\"] }]"));
    const auto lines = scenario.step(post("", "title = { type = \"CharField\", max_length = 20 }\npath = { type = \"SlugField\", renamed_from = \"slug\" }"));
    BOOST_REQUIRE_EQUAL(lines.size(), 3U);
    BOOST_CHECK_EQUAL(lines[1].substr(0, 32), "  - Remove index blog_post_slug_");
    BOOST_CHECK_EQUAL(lines[2], "  ~ Rename field slug on Post to path");
}

BOOST_AUTO_TEST_CASE(a_constraint_whose_column_is_gone_is_an_error_of_the_models) {
    Scenario scenario(post("constraints = [{ check = \"slug <> ''\", name = \"c\" }]"));
    BOOST_CHECK_EXCEPTION((void)scenario.detect(post("constraints = [{ check = \"slug <> ''\", name = \"c\" }]", "title = { type = \"CharField\", max_length = 20 }")), Error,
                          [](const Error& error) { return error.code() == ErrorCode::models; });
}

BOOST_AUTO_TEST_CASE(a_constraint_whose_column_another_field_takes_over_is_made_again) {
    Scenario scenario(post("constraints = [{ check = \"slug <> ''\", name = \"c\" }]"));
    CHECK_LINES(scenario.step(post("constraints = [{ check = \"slug <> ''\", name = \"c\" }]", "title = { type = \"CharField\", max_length = 20 }\npath = { type = \"SlugField\", column = \"slug\", null = true }"), no_renames()), R"(
                blog.0002_remove_post_c_remove_post_slug_post_path_post_c
                  - Remove constraint c from Post
                  - Remove field slug from Post
                  + Add field path to Post
                  + Create constraint c on Post
                )");
}

BOOST_AUTO_TEST_CASE(an_index_moves_to_another_model) {
    const std::string other = "[models.Other]\nKEYS\n[models.Other.fields]\nname = \"TextField\"\n";
    const auto with = [&](const std::string& keys) { return std::string(other).replace(other.find("KEYS"), 4, keys); };
    Scenario scenario(with("indexes = [{ fields = [\"name\"], name = \"moving\" }]") + post(""));
    CHECK_LINES(scenario.step(with("") + post("indexes = [{ fields = [\"title\"], name = \"moving\" }]")), R"(
                blog.0002_remove_other_moving_post_moving
                  - Remove index moving from Other
                  + Create index moving on Post
                )");
}

BOOST_AUTO_TEST_SUITE_END()
