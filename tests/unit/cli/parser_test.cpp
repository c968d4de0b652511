#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

#include "cli/arguments.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::cli;

namespace {

Arguments parse(const std::string& line) {
    Arguments arguments;
    std::vector<std::string> words;
    for (const std::string& word : split(line, ' '))
        if (!word.empty()) words.push_back(word);
    return parse_arguments(words, arguments);
}

struct Wrong {
    std::string line, message, hint;
};

}  // namespace

BOOST_AUTO_TEST_CASE(global_options_stand_before_or_after_the_command) {
    for (const char* line : {"-C dir --format json migrate blog -q", "migrate blog -q -C dir --format=json", "--format json migrate -C dir -q blog"}) {
        const Arguments arguments = parse(line);
        BOOST_TEST_CONTEXT(line) {
            BOOST_REQUIRE(arguments.command != nullptr);
            BOOST_TEST(arguments.command->name == "migrate");
            BOOST_TEST(arguments.value("directory") == "dir");
            BOOST_TEST(arguments.value("format") == "json");
            BOOST_TEST(arguments.has("quiet"));
            BOOST_TEST(arguments.positional(0) == "blog");
        }
    }
}

BOOST_AUTO_TEST_CASE(options_repeat_where_they_may) {
    const Arguments arguments = parse("makemigrations --rename a.B.c=d --rename a.E=F -vv -v blog auth");
    BOOST_TEST(arguments.values("rename").size() == 2U);
    BOOST_TEST(arguments.count("verbose") == 3U);
    BOOST_TEST(arguments.positionals.size() == 2U);
    BOOST_CHECK_EXCEPTION(parse("migrate --wait 1 --wait 2"), Error, [](const Error& error) { return error.message() == "--wait is given 2 times"; });
}

BOOST_AUTO_TEST_CASE(values_are_taken_as_they_are) {
    BOOST_TEST(parse("makemigrations --backfill blog.Post.n=-1").value("backfill") == "blog.Post.n=-1");
    BOOST_TEST(parse("makemigrations --backfill=blog.Post.n=[1,2]").value("backfill") == "blog.Post.n=[1,2]");
    BOOST_TEST(parse("migrate -d sqlite:x.db").value("database") == "sqlite:x.db");
    BOOST_TEST(parse("makemigrations -n slug").value("name") == "slug");
    BOOST_TEST(parse("migrate -- blog").positional(0) == "blog");
}

BOOST_AUTO_TEST_CASE(wrong_usage_names_the_nearest_word) {
    const std::vector<Wrong> cases = {
        {"migrat", "unknown command 'migrat'", "'migrate'"},
        {"migrate --fak", "unknown option '--fak' of reinhardt-db migrate", "'--fake'"},
        {"migrate --fak=1", "unknown option '--fak'", "'--fake'"},
        {"showplan --format jsno", "'jsno' is no value of --format", "'json'"},
        {"--colour always migrate", "unknown option '--colour'", "'--color'"},
        {"migrate blog 0001 more", "unexpected argument 'more'", "--help"},
        {"migrate --wait", "--wait needs a value", "--help"},
        {"migrate --format toml", "'toml' is no value of --format", "text, json"},
    };
    for (const Wrong& wrong : cases) {
        BOOST_TEST_CONTEXT(wrong.line) {
            try {
                static_cast<void>(parse(wrong.line));
                BOOST_ERROR("no error");
            } catch (const Error& error) {
                BOOST_TEST((error.code() == ErrorCode::usage));
                BOOST_TEST(error.message().find(wrong.message) != std::string::npos, error.message());
                BOOST_TEST(error.hint().find(wrong.hint) != std::string::npos, error.hint());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_the_error_report_needs_is_known_even_when_the_rest_is_wrong) {
    Arguments partial;
    BOOST_CHECK_THROW(static_cast<void>(parse_arguments({"migrate", "--format", "json", "--bogus"}, partial)), Error);
    BOOST_TEST(partial.value("format") == "json");
    BOOST_TEST(partial.command->name == "migrate");
}
