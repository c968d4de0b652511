#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/support/duration.hpp>

using namespace reinhardt::db;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(test_duration)

BOOST_AUTO_TEST_CASE(a_duration_has_a_unit_or_counts_seconds) {
    const std::vector<std::pair<std::string, std::int64_t>> cases{{"500ms", 500},      {"5s", 5'000},  {"2min", 120'000}, {"1h", 3'600'000}, {"7", 7'000},
                                                                  {"1.5s", 1'500}, {"0.25", 250}, {"1ms", 1},        {"24h", 86'400'000}};
    for (const auto& [text, ms] : cases) {
        BOOST_TEST_CONTEXT(text) {
            const auto duration = parse_duration(text);
            BOOST_TEST_REQUIRE(duration.has_value());
            BOOST_TEST(duration->count() == ms);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_of_at_least_a_millisecond_is_none) {
    for (const char* text : {"", "s", "5 s", "5sec", "-1s", "0", "0ms", "0.4ms", "inf", "nan", "1e3s", "5s ", " 5s", "1,5s", "577h", "99999999999999999999h"})
        BOOST_TEST(!parse_duration(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_duration_is_said_in_the_largest_unit_that_says_it_whole) {
    const std::vector<std::pair<std::int64_t, std::string>> cases{{0, "0ms"}, {500, "500ms"}, {1'000, "1s"}, {1'500, "1500ms"}, {90'000, "90s"}, {120'000, "2min"}, {3'600'000, "1h"}};
    for (const auto& [ms, text] : cases) BOOST_TEST(exact_duration(milliseconds(ms)) == text);
}

BOOST_AUTO_TEST_SUITE_END()
