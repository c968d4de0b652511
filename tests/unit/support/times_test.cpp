#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/times.hpp>

namespace db = reinhardt::db;

BOOST_AUTO_TEST_SUITE(times)

BOOST_AUTO_TEST_CASE(days_are_dates) {
    BOOST_TEST(db::date_text(0) == "1970-01-01");
    BOOST_TEST(db::date_text(19'782) == "2024-02-29");
    BOOST_TEST(db::date_text(-719'528) == "0000-01-01");
    BOOST_TEST(db::date_text(2'932'897) == "10000-01-01");
    BOOST_TEST(db::date_text(-719'529) == "-001-12-31");
    BOOST_TEST(db::date_text(-4'000'000) == "-8982-05-17");
}

BOOST_AUTO_TEST_CASE(fractions_of_a_second_are_as_long_as_need_be) {
    BOOST_TEST(db::time_text(0) == "00:00:00");
    BOOST_TEST(db::time_text(3'661'500'000) == "01:01:01.5");
    BOOST_TEST(db::time_text(86'399'999'999) == "23:59:59.999999");
    BOOST_TEST(db::time_text(10) == "00:00:00.00001");
    BOOST_TEST(db::time_text(-1'000'000) == "-00:00:01");
    BOOST_TEST(db::time_text(838LL * 3'600'000'000 + 59'000'000) == "838:00:59");
}

BOOST_AUTO_TEST_CASE(moments_before_1970_count_backwards) {
    BOOST_TEST(db::timestamp_text(-1) == "1969-12-31 23:59:59.999999");
    BOOST_TEST(db::timestamp_text(1'700'000'000'000'001) == "2023-11-14 22:13:20.000001");
}

BOOST_AUTO_TEST_SUITE_END()
