#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/text.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_text)

namespace {

struct Pair {
    const char* from;
    const char* to;
};

}  // namespace

BOOST_AUTO_TEST_CASE(names_become_snake_case) {
    for (const auto& [from, to] : std::vector<Pair>{{"Post", "post"},
                                                    {"BlogPost", "blog_post"},
                                                    {"HTTPServer", "http_server"},
                                                    {"MyHTTP", "my_http"},
                                                    {"UserV2Profile", "user_v2_profile"},
                                                    {"already_snake", "already_snake"},
                                                    {"Mixed_Case", "mixed_case"},
                                                    {"", ""}}) {
        BOOST_TEST_CONTEXT(from) { BOOST_TEST(snake_case(from) == to); }
    }
}

BOOST_AUTO_TEST_CASE(texts_are_split_joined_and_trimmed) {
    BOOST_TEST(split("a.b..c", '.') == (std::vector<std::string>{"a", "b", "", "c"}), boost::test_tools::per_element());
    BOOST_TEST(split("", '.').size() == 1U);
    BOOST_TEST(join({"a", "b", "c"}, ", ") == "a, b, c");
    BOOST_TEST(join({}, ", ").empty());
    BOOST_TEST(trim(" \t x y\n") == "x y");
    BOOST_TEST(trim(" \n").empty());
    BOOST_TEST(replace_all("aXbXX", "X", "yX") == "ayXbyXyX");
    BOOST_TEST(replace_all("abc", "", "x") == "abc");
    BOOST_TEST(lower("AbÄ") == "abÄ");
}

BOOST_AUTO_TEST_CASE(distance_counts_steps_and_exchanges) {
    struct Row {
        const char *a, *b;
        std::size_t distance;
    };
    for (const auto& [a, b, distance] : std::vector<Row>{
             {"", "", 0}, {"", "abc", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"ca", "abc", 3}, {"A", "a", 1}}) {
        BOOST_TEST_CONTEXT(a << " / " << b) {
            BOOST_TEST(edit_distance(a, b) == distance);
            BOOST_TEST(edit_distance(b, a) == distance);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_nearest_word_is_suggested_only_when_it_is_near) {
    const std::vector<std::string> commands = {"makemigrations", "migrate", "squash", "showplan", "inspect"};
    BOOST_TEST(nearest("migrat", commands).value_or("") == "migrate");
    BOOST_TEST(nearest("MIGRATE", commands).value_or("") == "migrate");
    BOOST_TEST(nearest("shwoplan", commands).value_or("") == "showplan");
    BOOST_TEST(!nearest("frobnicate", commands).has_value());
    BOOST_TEST(!nearest("x", commands).has_value());
    BOOST_TEST(nearest("ab", {"abc", "abd"}).value_or("") == "abc");
    BOOST_TEST(similar_hint("command", "sqash", commands) == "a similar command exists: 'squash'");
    BOOST_TEST(similar_hint("command", "zzz", commands).empty());
}

BOOST_AUTO_TEST_CASE(plain_names_hold_letters_digits_and_underscores) {
    for (const char* name : {"a", "A_9", "0001_initial"}) BOOST_TEST(is_plain_name(name), name);
    for (const char* name : {"", "a-b", "a b", "ä", "a.b", "../x"}) BOOST_TEST(!is_plain_name(name), name);
}

BOOST_AUTO_TEST_CASE(counts_agree_with_their_noun) {
    BOOST_TEST(count_of(0, "migration") == "0 migrations");
    BOOST_TEST(count_of(1, "migration") == "1 migration");
    BOOST_TEST(count_of(2, "migration") == "2 migrations");
    BOOST_TEST(count_of(2, "index") == "2 indexes");
}

BOOST_AUTO_TEST_SUITE_END()
