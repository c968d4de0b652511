#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "fixture.hpp"

using namespace shelf;
using db::F;
using namespace std::chrono_literals;

namespace {

struct Moments : Tables {
    Moments() {
        Sample{.name = "last", .day = day(2021, 1, 3), .clock = db::Time(23, 59, 59, 999'999), .at = moment(2021, 1, 3, 23, 59, 59) + 999'999us}.save();
        Sample{.name = "for ever", .at = moment(9999, 12, 31, 23, 59, 59) + 999'999us}.save();
    }
    template <class T>
    T first(const db::Expr& value) {
        return Sample::objects().order_by("id").annotate("x", value).values(db::dyn("x")).rows().front().get<T>("x");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(moments, Moments)

BOOST_AUTO_TEST_CASE(the_end_of_a_second_is_of_its_day) {
    const auto samples = Sample::objects();
    BOOST_TEST(found(samples.filter("at__week_day", 1)) == "last");
    BOOST_TEST(found(samples.filter("at__iso_week_day", 7)) == "last");
    BOOST_TEST(found(samples.filter("at__week", 53)) == "last");
    BOOST_TEST(found(samples.filter("at__iso_year", 2020)) == "last");
    BOOST_TEST(found(samples.filter("at__hour", 23)) == "last for ever");
    BOOST_TEST(found(samples.filter("at__second", 59)) == "last for ever");
    BOOST_TEST(found(samples.filter("at__date", day(2021, 1, 3))) == "last");
    BOOST_TEST(found(samples.filter("clock__hour", 23)) == "last");
    BOOST_TEST((first<db::DateTime>(db::TruncWeek("at")) == moment(2020, 12, 28, 0, 0, 0)));
    BOOST_TEST((first<db::Time>(db::TruncHour("clock")) == db::Time(23, 0)));
    BOOST_TEST(first<std::int64_t>(db::ExtractMinute("clock")) == 59);
}

BOOST_AUTO_TEST_CASE(the_last_moment_has_its_parts) {
    const auto samples = Sample::objects();
    BOOST_TEST(found(samples.filter("at__year", 9999)) == "for ever");
    BOOST_TEST(found(samples.filter("at__quarter", 4).filter("at__month", 12).filter("at__day", 31)) == "for ever");
    BOOST_TEST(found(samples.filter("at__week", 52)) == "for ever");
    BOOST_TEST((samples.dates("at", "quarter") == std::vector<db::Date>{day(2021, 1, 1), day(9999, 10, 1)}));
    BOOST_TEST(samples.datetimes("at", "second").size() == 2U);
}

BOOST_AUTO_TEST_CASE(times_and_casts_keep_their_microseconds) {
    BOOST_TEST((first<db::Time>(db::TruncTime("clock")) == db::Time(23, 59, 59, 999'999)));
    BOOST_TEST((first<db::DateTime>(db::Cast<db::DateTime>(db::Value("2020-02-29 10:00:00.5"))) == moment(2020, 2, 29, 10, 0, 0) + 500ms));
    BOOST_TEST((first<db::Time>(db::Cast<db::Time>(F("clock"))) == db::Time(23, 59, 59, 999'999)));
}

BOOST_AUTO_TEST_CASE(a_day_is_its_first_moment) {
    Sample{.name = "midnight", .day = day(2021, 1, 4), .at = moment(2021, 1, 4, 0, 0, 0)}.save();
    BOOST_TEST(found(Sample::objects().filter("day__lt", F("at"))) == "last");
    BOOST_TEST(found(Sample::objects().filter("day", F("at"))) == "midnight");
}

BOOST_AUTO_TEST_SUITE_END()
