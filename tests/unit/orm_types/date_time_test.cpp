#include "cells.hpp"

using namespace orm_types;
using std::chrono::days;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(date_time)

namespace {

db::DateTime moment(int year, unsigned month, unsigned day, db::Duration rest) {
    return db::DateTime(db::Date(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))) + rest;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_form_of_a_moment_that_a_server_answers_is_read) {
    const db::DateTime expected = moment(2024, 1, 2, 3h + 4min + 5s + 678'901us);
    for (const char* text : {"2024-01-02 03:04:05.678901", "2024-01-02T03:04:05.678901", "2024-01-02T03:04:05.678901Z", "2024-01-02 03:04:05.678901+00", "2024-01-02 05:04:05.678901+02",
                             "2024-01-01 21:34:05.678901-05:30", "2024-01-02T08:49:05.678901+0545", "2024-01-02 03:04:05.678901999", "2024-01-02t03:04:05,678901z", "2024-01-02 03:23:37.678901+00:19:32"}) {
        BOOST_TEST(db::to_text(decoded<db::DateTime>(text)) == db::to_text(expected), text);
    }
    BOOST_TEST((decoded<db::DateTime>("2024-01-02") == moment(2024, 1, 2, 0us)));
    BOOST_TEST((decoded<db::DateTime>("2024-01-02 03:04") == moment(2024, 1, 2, 3h + 4min)));
    BOOST_TEST((decoded<db::DateTime>("2024-01-02 03:04:05") == moment(2024, 1, 2, 3h + 4min + 5s)));
    BOOST_TEST((decoded<db::DateTime>("2024-01-02 03:04:05.5") == moment(2024, 1, 2, 3h + 4min + 5500ms)));
    BOOST_TEST((decoded<db::DateTime>(number_cell(19'724, RDB_DATE)) == moment(2024, 1, 2, 0us)));
    BOOST_TEST((decoded<db::DateTime>(number_cell(1'704'164'645'678'901, RDB_TIMESTAMP)) == expected));
}

BOOST_AUTO_TEST_CASE(years_far_away_are_read_as_postgresql_writes_them) {
    BOOST_TEST(db::to_text(*db::parse_date("0044-03-15 BC")) == "-043-03-15");
    BOOST_TEST((*db::parse_date("0001-01-01 BC") == db::Date(std::chrono::year(0) / 1 / 1)));
    BOOST_TEST(db::to_text(*db::parse_date("12024-02-29")) == "12024-02-29");
    BOOST_TEST(db::to_text(*db::parse_date_time("12024-02-29 01:02:03.5+00")) == "12024-02-29T01:02:03.5Z");
    BOOST_TEST((*db::parse_date_time("0044-03-15 00:00:00+00 BC") == db::DateTime(*db::parse_date("0044-03-15 BC"))));
    BOOST_TEST(!db::parse_date("999999-01-01").has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_moment_is_refused) {
    for (const char* text : {"", "2024", "2024-1-2", "2024-00-01 00:00:00", "0000-00-00 00:00:00", "2024-13-01 00:00:00", "2023-02-29 00:00:00", "2024-01-32", "2024-01-02 24:00:00", "2024-01-02 03:60:00",
                             "2024-01-02 03:04:60", "2024-01-02 03:04:05.", "2024-01-02 03:04:05 ", "2024-01-02 03:04:05+", "2024-01-02 03:04:05+24:00", "2024-01-02X03:04:05", "infinity", "2024-01-02 0a:04:05",
                             "2024-01-02 03:04:05.67x", "12/31/2024", "2024-01-02 03:04:05.678901 BCE", "2024-01-02 "}) {
        BOOST_TEST(refused<db::DateTime>(text), "'" << text << "' is taken for a moment");
    }
    BOOST_TEST(refused<db::DateTime>(number_cell(5)));
    BOOST_TEST(refused<db::DateTime>(rdb_cell{}));
    BOOST_TEST(refused<db::DateTime>(std::string_view("2024-01-02\0 03:04:05", 20)));
}

BOOST_AUTO_TEST_CASE(every_day_of_four_hundred_years_reads_back) {
    for (db::Date day = std::chrono::year(1900) / 1 / 1; day < db::Date(std::chrono::year(2300) / 1 / 1); day += days(1)) {
        const std::string text = db::to_text(day);
        if (db::parse_date(text) != day || db::parse_date_time(text + " 23:59:59.999999") != db::DateTime(day) + 86'399'999'999us) BOOST_ERROR(text << " reads as another day");
    }
}

BOOST_AUTO_TEST_CASE(moments_at_the_ends_read_back) {
    for (const db::DateTime value : {moment(1, 1, 1, 0us), moment(1, 1, 1, 1us), moment(1969, 12, 31, 86'399'999'999us), moment(1970, 1, 1, 0us), moment(9999, 12, 31, 86'399'999'999us)}) {
        BOOST_TEST((db::parse_date_time(db::to_text(value)) == value), db::to_text(value));
        BOOST_TEST((again(value) == value));
    }
    BOOST_TEST(db::to_text(moment(1969, 12, 31, 86'399'999'999us)) == "1969-12-31T23:59:59.999999Z");
}

BOOST_AUTO_TEST_CASE(a_date_is_read_of_a_midnight_and_of_nothing_else) {
    const db::Date day = std::chrono::year(2024) / 5 / 6;
    BOOST_TEST((decoded<db::Date>("2024-05-06") == day));
    BOOST_TEST((decoded<db::Date>("2024-05-06 00:00:00") == day));
    BOOST_TEST((decoded<db::Date>(number_cell(day.time_since_epoch().count(), RDB_DATE)) == day));
    BOOST_TEST((decoded<db::Date>(number_cell(day.time_since_epoch().count() * 86'400'000'000, RDB_TIMESTAMP)) == day));
    for (const char* text : {"", "2024-05", "2024-05-06 00:00:01", "2024-06-31", "24-05-06", "2024/05/06", "2024-05-06x"}) BOOST_TEST(refused<db::Date>(text), text);
    BOOST_TEST(refused<db::Date>(number_cell(std::int64_t{1} << 40, RDB_DATE)));
}

BOOST_AUTO_TEST_CASE(a_time_knows_its_parts_and_its_order) {
    const db::Time time(23, 59, 58, 7);
    BOOST_TEST(time.hour() == 23);
    BOOST_TEST(time.minute() == 59);
    BOOST_TEST(time.second() == 58);
    BOOST_TEST(time.microsecond() == 7);
    BOOST_TEST((db::Time(1, 0) < db::Time(1, 0, 0, 1)));
    BOOST_TEST(db::to_text(time) == "23:59:58.000007");
    for (const db::Time value : {db::Time(), db::Time(23, 59, 59, 999'999), time}) BOOST_TEST((again(value) == value && decoded<db::Time>(db::to_text(value)) == value));
    BOOST_TEST((decoded<db::Time>("07:08") == db::Time(7, 8)));
    for (const char* text : {"", "7:08", "24:00:00", "12:60", "12:00:60", "-01:00:00", "838:59:59", "12:00:00 AM"}) BOOST_TEST(refused<db::Time>(text), text);
    BOOST_TEST(refused<db::Time>(number_cell(86'400'000'000, RDB_TIME)));
    BOOST_CHECK_THROW(db::Time(24, 0), db::Error);
    BOOST_CHECK_THROW(db::Time(db::Duration(-1)), db::Error);
}

BOOST_AUTO_TEST_CASE(every_form_of_a_duration_is_read) {
    const struct {
        const char* text;
        db::Duration expected;
    } forms[] = {{"02:03:04.5", 2h + 3min + 4500ms}, {"-02:03:04.5", -(2h + 3min + 4500ms)}, {"1 day 02:03:04", days(1) + 2h + 3min + 4s}, {"-1 days +02:03:04", -days(1) + 2h + 3min + 4s},
                 {"1 year 2 mons 3 days", days(365 + 60 + 3)}, {"-3 days", -days(3)}, {"00:00:00", 0us}, {"2562047788:00:54.775807", db::Duration::max()}, {"3 04:05:06.7", days(3) + 4h + 5min + 6700ms},
                 {"3 days, 04:05:06", days(3) + 4h + 5min + 6s}, {"P1DT2H3M4.5S", days(1) + 2h + 3min + 4500ms}, {"PT0S", 0us}, {"-PT0.000001S", -1us}, {"P2W", days(14)}, {"P1Y2M", days(425)}, {"PT1.5H", 90min},
                 {"P-1DT+2H", -days(1) + 2h}, {"1 mon -1 days", days(29)}};
    for (const auto& form : forms) BOOST_TEST(decoded<db::Duration>(form.text).count() == form.expected.count(), form.text);
    BOOST_TEST(decoded<db::Duration>(number_cell(-7)).count() == -7);
    BOOST_TEST(decoded<db::Duration>("1234").count() == 1234);
    BOOST_TEST((decoded<db::Duration>(number_cell(24 * 3'600'000'000, RDB_TIME)) == 24h));
    for (const char* text : {"", "P", "PT", "1 fortnight", "1 day 25", "PT1D", "1:2:3:4", "01:60:00", "99999999999999999 days", "P99999999999W", "1 day  2 days", "x"}) BOOST_TEST(refused<db::Duration>(text), text);
}

BOOST_AUTO_TEST_CASE(durations_are_written_in_iso_8601_and_read_back) {
    BOOST_TEST(db::to_text(days(1) + 2h + 3min + 4500ms) == "P1DT2H3M4.5S");
    BOOST_TEST(db::to_text(db::Duration(-500'000)) == "-PT0.5S");
    BOOST_TEST(db::to_text(db::Duration(0)) == "PT0S");
    BOOST_TEST(db::to_text(db::Duration(days(2))) == "P2D");
    BOOST_TEST(db::to_text(db::Duration(1h)) == "PT1H");
    for (const db::Duration value : {db::Duration::max(), db::Duration::min() + 1us, db::Duration(1), db::Duration(-1)}) BOOST_TEST((db::parse_duration_text(db::to_text(value)) == value), db::to_text(value));
}

BOOST_AUTO_TEST_SUITE_END()
