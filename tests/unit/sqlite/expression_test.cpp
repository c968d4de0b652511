#include "expression.hpp"

#include <boost/test/unit_test.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(expression)

BOOST_AUTO_TEST_CASE(placeholders_are_quoted_outside_of_strings) {
    BOOST_TEST(sqlite::quote_placeholders("{a} > 0 AND {b \"c} <> '{d}' -- {e}") == "\"a\" > 0 AND \"b \"\"c\" <> '{d}' -- {e}");
}

BOOST_AUTO_TEST_CASE(a_renamed_column_is_renamed_where_it_is_a_column) {
    struct {
        const char* text;
        const char* renamed;
    } const cases[] = {
        {"title > 0", "\"headline\" > 0"},
        {"\"Title\" > 0 AND [title] IS NULL", "\"headline\" > 0 AND \"headline\" IS NULL"},
        {"title(1) + subtitle", "title(1) + subtitle"},
        {"'title' || title", "'title' || \"headline\""},
        {"CAST(a AS title) COLLATE title", "CAST(a AS title) COLLATE title"},
        {"t.title = 1", "t.\"headline\" = 1"},
    };
    for (const auto& item : cases) BOOST_TEST(sqlite::rename_column(item.text, "title", "headline") == item.renamed);
}

BOOST_AUTO_TEST_CASE(expressions_that_mean_the_same_normalise_to_one_text) {
    struct {
        const char* a;
        const char* b;
    } const cases[] = {
        {"length(title) > 0", "LENGTH( \"Title\" )>0"},
        {"(a > 0)", "a > 0"},
        {"((a)) > (0)", "a>0"},
        {"a <> b", "a != b"},
        {"a == b", "{a} = [b]"},
        {"a IN ('x', 'Y')", "a in ('x','Y')"},
        {"a /* c */ > 0", "a > 0 -- c"},
        {"lower((a))", "lower(a)"},
    };
    for (const auto& item : cases) BOOST_TEST(sqlite::normalize(item.a) == sqlite::normalize(item.b));
}

BOOST_AUTO_TEST_CASE(expressions_that_differ_stay_apart) {
    struct {
        const char* a;
        const char* b;
    } const cases[] = {
        {"a = 'x'", "a = 'X'"}, {"(a + b) * c", "a + b * c"}, {"a IN (1)", "a = 1"}, {"f(a)", "f a"}, {"\"and\" = 1", "and = 1"}, {"\"a b\"", "a b"},
    };
    for (const auto& item : cases) BOOST_TEST(sqlite::normalize(item.a) != sqlite::normalize(item.b));
}

BOOST_AUTO_TEST_CASE(mentions_sees_identifiers_alone) {
    BOOST_TEST(sqlite::mentions("a + \"B\"", "b"));
    BOOST_TEST(!sqlite::mentions("'b' || b()", "b"));
    BOOST_TEST(sqlite::mentions_only("length(a) > 0 AND a <> 'b'", {"a"}));
    BOOST_TEST(!sqlite::mentions_only("a > b", {"a"}));
}

BOOST_AUTO_TEST_SUITE_END()
