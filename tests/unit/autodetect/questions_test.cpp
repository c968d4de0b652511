#include <boost/test/unit_test.hpp>

#include "scenario.hpp"

#include <reinhardt/db/support/text.hpp>

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

/// "kind subject candidate,candidate" for each open question.
std::vector<std::string> asked(Scenario& scenario, const std::string& models, DetectOptions options = {}) {
    std::vector<std::string> lines;
    for (const auto& question : scenario.detect(models, std::move(options)).questions) {
        constexpr const char* kinds[] = {"rename_field", "rename_model", "move_model", "backfill"};
        std::string line = std::string(kinds[static_cast<std::size_t>(question.kind)]) + " " + question.subject;
        if (!question.candidates.empty()) line += " " + join(question.candidates, ",");
        lines.push_back(line);
    }
    return lines;
}

struct RenameCase {
    const char* name;
    const char* before;
    const char* after;
    bool asks;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(questions)

static std::string post(const std::string& fields) { return "[models.Post.fields]\nkept = \"TextField\"\n" + fields + "\n"; }

BOOST_AUTO_TEST_CASE(a_rename_of_a_field_is_asked_where_nothing_would_be_lost) {
    const RenameCase cases[] = {
        {"same definition", "a = \"TextField\"", "b = { type = \"TextField\", default = \"\" }", true},
        {"another column", "a = \"TextField\"", "b = { type = \"TextField\", column = \"a\", default = \"\" }", true},
        {"a wider type", "a = { type = \"CharField\", max_length = 5 }", "b = { type = \"TextField\", default = \"\" }", true},
        {"a wider integer", "a = \"IntegerField\"", "b = { type = \"BigIntegerField\", default = 0 }", true},
        {"a narrower type", "a = \"TextField\"", "b = { type = \"CharField\", max_length = 5, default = \"\" }", false},
        {"another family", "a = \"TextField\"", "b = { type = \"IntegerField\", default = 0 }", false},
        {"a column and a relation", "a = \"BigIntegerField\"", "b = { type = \"ForeignKey\", to = \"Post\", on_delete = \"CASCADE\", null = true }", false},
        {"a relation to the same model", "a = { type = \"ForeignKey\", to = \"Post\", on_delete = \"CASCADE\", null = true }",
         "b = { type = \"ForeignKey\", to = \"Post\", on_delete = \"SET_NULL\", null = true }", true},
    };
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(one.name) {
            Scenario scenario(post(one.before));
            BOOST_CHECK_EQUAL(joined(asked(scenario, post(one.after))), one.asks ? "rename_field blog.Post.b a" : "");
        }
    }
}

BOOST_AUTO_TEST_CASE(several_candidates_are_listed_and_no_renames_answers_all) {
    Scenario scenario(post("a = \"TextField\"\nb = \"TextField\""));
    const std::string after = post("c = { type = \"TextField\", null = true }\nd = { type = \"TextField\", null = true }");
    BOOST_CHECK_EQUAL(joined(asked(scenario, after)), "rename_field blog.Post.c a,b\nrename_field blog.Post.d a,b");
    BOOST_CHECK_EQUAL(joined(asked(scenario, after, renaming({{"blog.Post.c", "a"}}))), "rename_field blog.Post.d b");
    DetectOptions options = renaming({{"blog.Post.c", "a"}});
    options.answers.no_renames = true;
    CHECK_LINES(scenario.step(after, options), R"(
                blog.0002_rename_a_post_c_remove_post_b_post_d_alter_post_c
                  ~ Rename field a on Post to c
                  - Remove field b from Post
                  + Add field d to Post
                  ~ Alter field c on Post
                )");
}

BOOST_AUTO_TEST_CASE(an_answer_may_say_that_a_field_is_new) {
    Scenario scenario(post("a = \"TextField\""));
    CHECK_LINES(scenario.step(post("b = { type = \"TextField\", null = true }"), renaming({{"blog.Post.b", ""}})), R"(
                blog.0002_remove_post_a_post_b
                  - Remove field a from Post
                  + Add field b to Post
                )");
}

BOOST_AUTO_TEST_CASE(one_field_is_asked_about_once) {
    Scenario scenario(post("a = \"TextField\""));
    const auto detected = scenario.detect(post("b = \"TextField\""));
    BOOST_REQUIRE_EQUAL(detected.questions.size(), 1U);
    BOOST_CHECK_EQUAL(join(detected.questions[0].options, "; "),
                      "--rename blog.Post.b=a; --no-renames with --backfill blog.Post.b=VALUE or --no-backfill blog.Post.b");
    BOOST_CHECK_EQUAL(joined(asked(scenario, post("b = \"TextField\""), no_renames())), "backfill blog.Post.b");
}

BOOST_AUTO_TEST_CASE(a_rename_of_a_model_is_asked_for_the_same_fields_in_any_order) {
    Scenario scenario("[models.Post.fields]\na = \"TextField\"\nb = \"IntegerField\"\nself_ref = { type = \"ForeignKey\", to = \"self\", on_delete = \"CASCADE\", null = true }\n");
    const std::string after = "[models.Article.fields]\nb = \"IntegerField\"\nself_ref = { type = \"ForeignKey\", to = \"self\", on_delete = \"CASCADE\", null = true }\na = \"TextField\"\n";
    BOOST_CHECK_EQUAL(joined(asked(scenario, after)), "rename_model blog.Article Post");
    CHECK_LINES(scenario.step(after, no_renames()), R"(
                blog.0002_delete_post_article
                  - Delete model Post
                  + Create model Article
                )");
}

BOOST_AUTO_TEST_CASE(a_renamed_model_and_renamed_relations_to_it_are_asked_about_in_one_go) {
    Scenario scenario("[models.Author.fields]\nname = \"TextField\"\n[models.Post.fields]\nauthor = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\n"
                      "readers = { type = \"ManyToManyField\", to = \"Author\" }\n");
    const std::string after = "[models.Writer.fields]\nname = \"TextField\"\n[models.Post.fields]\nwriter = { type = \"ForeignKey\", to = \"Writer\", on_delete = \"CASCADE\" }\n"
                              "fans = { type = \"ManyToManyField\", to = \"Writer\" }\n";
    BOOST_CHECK_EQUAL(joined(asked(scenario, after)), "rename_model blog.Writer Author\nrename_field blog.Post.writer author\nrename_field blog.Post.fans readers");
    DetectOptions new_model;
    new_model.answers.renames["blog.Writer"] = "";
    BOOST_CHECK_EQUAL(joined(asked(scenario, after, new_model)), "backfill blog.Post.writer");
}

BOOST_AUTO_TEST_CASE(a_move_to_another_app_is_asked) {
    Scenario scenario("== blog\n[models.Post.fields]\na = \"TextField\"\n== news\n");
    const std::string after = "== blog\n== news\n[models.Post.fields]\na = \"TextField\"\n";
    BOOST_CHECK_EQUAL(joined(asked(scenario, after)), "move_model news.Post blog.Post");
    CHECK_LINES(scenario.step(after, no_renames()), R"(
                blog.0002_delete_post
                  - Delete model Post
                news.0001_initial initial
                  + Create model Post
                )");
}

BOOST_AUTO_TEST_CASE(a_value_is_asked_for_where_rows_would_have_none) {
    struct Case {
        const char* field;
        bool asks;
    };
    const Case cases[] = {
        {"\"TextField\"", true},
        {"{ type = \"TextField\", null = true }", false},
        {"{ type = \"TextField\", default = \"\" }", false},
        {"{ type = \"TextField\", db_default = \"'x'\" }", false},
        {"{ type = \"DateTimeField\", auto_now = true }", false},
        {"{ type = \"DateTimeField\", auto_now_add = true }", true},
        {"{ type = \"ManyToManyField\", to = \"Post\" }", false},
        {"{ type = \"ForeignKey\", to = \"Post\", on_delete = \"CASCADE\" }", true},
        {"{ type = \"GeneratedField\", expression = \"kept\", output = \"TextField\" }", false},
    };
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(one.field) {
            Scenario scenario(post(""));
            BOOST_CHECK_EQUAL(joined(asked(scenario, post(std::string("added = ") + one.field))), one.asks ? "backfill blog.Post.added" : "");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_value_is_asked_for_when_null_is_no_longer_allowed) {
    Scenario scenario(post("a = { type = \"TextField\", null = true }"));
    BOOST_CHECK_EQUAL(joined(asked(scenario, post("a = \"TextField\""))), "backfill blog.Post.a");
    BOOST_CHECK_EQUAL(joined(asked(scenario, post("a = { type = \"TextField\", default = \"\" }"))), "");
    BOOST_CHECK_EQUAL(joined(asked(scenario, post("a = { type = \"TextField\", db_default = \"'x'\" }"))), "");
    CHECK_LINES(scenario.operations(post("a = \"TextField\""), filling("blog.Post.a", "none")), R"(
                {"op":"AlterField","model":"Post","name":"a","field":{"type":"TextField"},"backfill":"none"}
                )");
}

BOOST_AUTO_TEST_CASE(answers_become_backfills) {
    Scenario scenario(post(""));
    CHECK_LINES(scenario.operations(post("a = \"IntegerField\""), filling("blog.Post.a", 7)), R"(
                {"op":"AddField","model":"Post","name":"a","field":{"type":"IntegerField"},"backfill":7}
                )");
    DetectOptions none;
    none.answers.no_backfills.insert("blog.Post.b");
    CHECK_LINES(scenario.operations(post("a = \"IntegerField\"\nb = \"IntegerField\""), none), R"(
                {"op":"AddField","model":"Post","name":"b","field":{"type":"IntegerField"}}
                )");
    CHECK_LINES(scenario.operations(post("a = \"IntegerField\"\nb = \"IntegerField\"\nc = { type = \"DateTimeField\", auto_now = true }")), R"(
                {"op":"AddField","model":"Post","name":"c","field":{"type":"DateTimeField","auto_now":true}}
                )");
    CHECK_LINES(scenario.operations(post("a = \"IntegerField\"\nb = \"IntegerField\"\nc = { type = \"DateTimeField\", auto_now = true }\nd = { type = \"IntegerField\", default = 1 }"),
                                    filling("blog.Post.d", 2)),
                R"(
                {"op":"AddField","model":"Post","name":"d","field":{"type":"IntegerField","default":1},"backfill":2}
                )");
}

BOOST_AUTO_TEST_CASE(fields_of_a_new_model_are_not_asked_about) {
    Scenario scenario(post(""));
    CHECK_LINES(scenario.step(post("") + "[models.Other.fields]\na = \"IntegerField\"\n"), R"(
                blog.0002_other
                  + Create model Other
                )");
}

BOOST_AUTO_TEST_CASE(answers_that_name_nothing_are_wrong_usage) {
    Scenario scenario(post("a = \"TextField\"") + "[models.Tag.fields]\nword = \"TextField\"\n");
    const std::string after = post("b = \"TextField\"\nm = { type = \"ManyToManyField\", to = \"Tag\" }") + "[models.Label.fields]\nword = \"TextField\"\n[models.Tag.fields]\nword = \"TextField\"\n";
    const std::map<std::string, std::string> wrong[] = {
        {{"blog.Post.x", "a"}}, {{"blog.Post.b", "x"}}, {{"blog.Pots.b", "a"}}, {{"blog.Label", "Tga"}}, {{"blog.Post", "Tag"}},
        {{"blog.Label.word", "w"}}, {{"blog", "a"}}, {{"blog.Post.m", "a"}}, {{"blog.Post.b", "a"}, {"blog.Post.kept", "a"}},
    };
    for (const auto& renames : wrong) {
        BOOST_TEST_CONTEXT(renames.begin()->first + "=" + renames.begin()->second) {
            BOOST_CHECK_EXCEPTION((void)scenario.detect(after, renaming(renames)), Error, [](const Error& error) { return error.code() == ErrorCode::usage; });
        }
    }
    BOOST_CHECK_EXCEPTION((void)scenario.detect(after, filling("blog.Post.x", 1)), Error, [](const Error& error) { return error.code() == ErrorCode::usage; });
    DetectOptions null_value = renaming({{"blog.Post.b", ""}});
    null_value.answers.backfills["blog.Post.b"] = Value();
    BOOST_CHECK_EXCEPTION((void)scenario.detect(after, null_value), Error, [](const Error& error) { return error.code() == ErrorCode::usage; });
}

BOOST_AUTO_TEST_SUITE_END()
