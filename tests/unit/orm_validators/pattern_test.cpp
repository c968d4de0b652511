#include <string>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm/validators/pattern.hpp>
#include <reinhardt/db/support/error.hpp>

namespace db = reinhardt::db;

BOOST_AUTO_TEST_SUITE(patterns)

BOOST_AUTO_TEST_CASE(patterns_find_what_they_say) {
    const struct {
        const char *pattern, *text;
        bool found;
    } cases[] = {
        {"", "", true}, {"", "x", true}, {"x", "axb", true}, {"x", "y", false}, {"^x", "ax", false}, {"x$", "ax", true}, {"x$", "ax\n", true}, {"x\\Z", "ax\n", false}, {"^$", "", true}, {"a.c", "abc", true}, {"a.c", "a\nc", false},
        {"[0-9]+", "xxxx", false}, {"[0-9]+", "1234", true}, {"^[^0-9]+$", "ab1", false}, {"^[]a]+$", "]a", true}, {"^[a-]+$", "-a", true}, {"^(ab|cd)*$", "abcdab", true}, {"^(ab|cd)*$", "abc", false}, {"^a{2,3}$", "a", false},
        {"^a{2,3}$", "aaa", true}, {"^a{2,3}$", "aaaa", false}, {"^a{2}$", "aa", true}, {"^a{2,}$", "aaaaaa", true}, {"^a{,2}$", "", true}, {"^a{,2}$", "aaa", false}, {"^a{x}$", "a{x}", true}, {"^\\d{3}-\\d{4}$", "555-1234", true},
        {"^\\w+\\s\\w+$", "two words", true}, {"^\\S+$", "a b", false}, {"^[\\w.]+$", "a.b_c", true}, {"\\bcat\\b", "a cat!", true}, {"\\bcat\\b", "concat", false}, {"\\Bcat", "concat", true}, {"(?i)abc", "xABCx", true},
        {"(?i)^[a-f]+$", "AbF", true}, {"abc", "ABC", false}, {"^a+?b??$", "aab", true}, {"^(?:a|b)c$", "bc", true}, {"a|", "", true}, {"^\\x41\\u00e4$", "A\xC3\xA4", true}, {"^.$", "\xF0\x9F\x98\x80", true}, {"^\\w$", "\xE4\xBD\xA0", true},
        {"^\\.\\*$", ".*", true}, {"^[\\]\\\\]+$", "]\\", true}, {"^((a)|(b))+$", "abba", true}, {"x*", "", true}, {"^x*y", "xxxy", true}, {"(a*)*b", "aaaa", false}, {"^(a?){3}$", "aaa", true}, {"a\nb", "a\nb", true}, {"^[^\\d]$", "5", false},
        {"(?i)^\xC3\x84$", "\xC3\xA4", true}, {"\\AA", "A", true}, {"b^", "ab", false},
    };
    for (const auto& one : cases) BOOST_TEST(db::Pattern(one.pattern).search(one.text) == one.found, "'" << one.pattern << "' in '" << one.text << "'");
}

BOOST_AUTO_TEST_CASE(a_whole_match_leaves_nothing_out) {
    BOOST_TEST(db::Pattern("a|ab").matches("ab"));
    BOOST_TEST(!db::Pattern("a").matches("ab"));
    BOOST_TEST(!db::Pattern("b").matches("ab"));
    BOOST_TEST(db::Pattern("").matches(""));
}

BOOST_AUTO_TEST_CASE(a_pattern_that_is_none_is_refused) {
    for (const char* pattern : {"(", ")", "a)", "[", "[a", "*", "a**", "+a", "a{3,2}", "a{5000}", "\\", "(?=a)", "(?<n>a)", "(a)\\1", "[z-a]", "\\q", "\\x4", "\\uZZZZ", "((((a{900}){900}){900}))"}) {
        BOOST_CHECK_THROW(db::Pattern{pattern}, db::Error);
    }
    BOOST_CHECK_THROW(db::Pattern{std::string(10'000, '(')}, db::Error);
}

BOOST_AUTO_TEST_CASE(no_text_makes_a_pattern_slow) {
    // Backtracking would take 2^100000 steps and as deep a stack.
    BOOST_TEST(!db::Pattern("^(a+)+$").matches(std::string(100'000, 'a') + "b"));
    BOOST_TEST(!db::Pattern("(x+x+)+y").search(std::string(100'000, 'x')));
}

BOOST_AUTO_TEST_SUITE_END()
