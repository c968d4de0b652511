// Arrays, ranges and maps, which PostgreSQL has; elsewhere their lookups are errors before anything is sent.

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

struct Parcel {
    REINHARDT_MODEL(Parcel, "shelf", "parcel",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(20)),
        (db::Array<std::string>, tags, db::max_length(20)),
        (db::Array<std::int32_t>, sizes),
        (db::Range<std::int32_t>, weeks),
        (db::Range<db::Date>, open),
        (db::HStore, marks))
};

bool is_unsupported(const db::Error& error) { return error.code() == db::ErrorCode::unsupported; }

/// Parcels a, b and c.
struct Parcels : Tables {
    Parcels() {
        if (!here()) return;
        const db::Session session;
        session.connection().execute("DROP TABLE IF EXISTS parcel");
        session.connection().execute("CREATE EXTENSION IF NOT EXISTS hstore");
        orm_schema::create_tables(session.connection(), {&db::model_of<Parcel>::desc});
        add("a", {"red", "blue", "green"}, {3, 1, 2}, {1, 10}, {day(2024, 1, 1), day(2024, 2, 1)}, {{"colour", "red"}, {"size", "big"}});
        add("b", {"red"}, {7}, {10, 20}, {day(2024, 3, 1), std::nullopt}, {{"colour", std::nullopt}});
        add("c", {}, {}, db::Range<std::int32_t>::empty(), {}, {});
    }
    [[nodiscard]] bool here() const { return backend == "postgresql"; }
    static void add(const char* name, db::Array<std::string> tags, db::Array<std::int32_t> sizes, db::Range<std::int32_t> weeks, db::Range<db::Date> open, db::HStore marks) {
        Parcel{.name = name, .tags = std::move(tags), .sizes = std::move(sizes), .weeks = std::move(weeks), .open = std::move(open), .marks = std::move(marks)}.save();
    }
    template <class V>
    static std::string found(const char* path, V&& value) {
        return names(Parcel::objects().filter(db::dyn(path), std::forward<V>(value)).order_by("name").all());
    }
    using Texts = std::vector<std::string>;
    using Numbers = std::vector<std::int32_t>;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(postgresql, Parcels)

BOOST_AUTO_TEST_CASE(arrays_are_compared_as_sets_and_as_lists) {
    if (!here()) return;
    BOOST_TEST(found("tags__contains", Texts{"red"}) == "a b");
    BOOST_TEST(found("tags__contains", Texts{"blue", "green"}) == "a");
    BOOST_TEST(found("tags__contains", db::Array<std::string>{"blue"}) == "a");
    BOOST_TEST(found("tags__contained_by", Texts{"red", "x"}) == "b c");
    BOOST_TEST(found("tags__overlap", Texts{"green", "x"}) == "a");
    BOOST_TEST(found("tags", Texts{"red"}) == "b");
    BOOST_TEST(found("tags", Texts{"x"}) == "");
    BOOST_TEST(found("sizes__overlap", Numbers{7, 8}) == "b");
    BOOST_TEST(found("sizes__contains", Numbers{1, 2}) == "a");
    BOOST_TEST(names(Parcel::objects().filter("tags__contains", Texts{"red"}).exclude("sizes__contains", Numbers{7}).all()) == "a");
}

BOOST_AUTO_TEST_CASE(elements_lengths_and_slices_of_arrays_are_compared) {
    if (!here()) return;
    BOOST_TEST(found("tags__0", "red") == "a b");
    BOOST_TEST(found("tags__1__startswith", "bl") == "a");
    BOOST_TEST(found("sizes__0__gt", 3) == "b");
    BOOST_TEST(found("tags__len", 0) == "c");
    BOOST_TEST(found("tags__len__gte", 1) == "a b");
    BOOST_TEST(found("tags__0_2", Texts{"red", "blue"}) == "a");
    BOOST_TEST(found("tags__1_3__contains", Texts{"red"}) == "");
    BOOST_TEST(names(Parcel::objects().filter("sizes__1_3__overlap", Numbers{1}).all()) == "a");
    BOOST_TEST(Parcel::objects().annotate("first", db::F("tags__0")).order_by("name").rows()[0].get<std::string>("first") == "red");
}

BOOST_AUTO_TEST_CASE(ranges_are_compared_by_where_they_lie) {
    if (!here()) return;
    using Weeks = db::Range<std::int32_t>;
    BOOST_TEST(found("weeks__contains", 9) == "a");
    BOOST_TEST(found("weeks__contains", Weeks(12, 14)) == "b");
    BOOST_TEST(found("weeks__contained_by", Weeks(0, 11)) == "a c");
    BOOST_TEST(found("weeks__overlap", Weeks(8, 12)) == "a b");
    BOOST_TEST(found("weeks__fully_lt", Weeks(10, 12)) == "a");
    BOOST_TEST(found("weeks__fully_gt", Weeks(2, 9)) == "b");
    BOOST_TEST(found("weeks__not_lt", Weeks(5, 6)) == "b");
    BOOST_TEST(found("weeks__not_gt", Weeks(5, 12)) == "a");
    BOOST_TEST(found("weeks__adjacent_to", Weeks(20, 30)) == "b");
    BOOST_TEST(found("weeks", Weeks(1, 10)) == "a");
    BOOST_TEST(found("open__contains", day(2024, 1, 31)) == "a c");
    BOOST_TEST(found("open__contains", day(2030, 1, 1)) == "b c");
}

BOOST_AUTO_TEST_CASE(ends_of_ranges_are_compared) {
    if (!here()) return;
    BOOST_TEST(found("weeks__startswith", 10) == "b");
    BOOST_TEST(found("weeks__endswith__lte", 10) == "a");
    BOOST_TEST(found("open__startswith__year", 2024) == "a b");
    BOOST_TEST(found("weeks__isempty", true) == "c");
    BOOST_TEST(found("open__upper_inf", true) == "b c");
    BOOST_TEST(found("open__lower_inf", false) == "a b");
    BOOST_TEST(found("weeks__lower_inc", true) == "a b");
    BOOST_TEST(found("weeks__upper_inc", true) == "");
}

BOOST_AUTO_TEST_CASE(maps_are_asked_for_keys_and_values) {
    if (!here()) return;
    BOOST_TEST(found("marks__colour", "red") == "a");
    BOOST_TEST(found("marks__colour__istartswith", "R") == "a");
    BOOST_TEST(found("marks__colour__isnull", true) == "b c");
    BOOST_TEST(found("marks__has_key", "colour") == "a b");
    BOOST_TEST(found("marks__has_keys", Texts{"colour", "size"}) == "a");
    BOOST_TEST(found("marks__has_any_keys", Texts{"x", "size"}) == "a");
    BOOST_TEST(found("marks__contains", db::HStore{{"size", "big"}}) == "a");
    BOOST_TEST(found("marks__contained_by", db::HStore{{"colour", std::nullopt}, {"x", "y"}}) == "b c");
    BOOST_TEST(found("marks__keys__contains", Texts{"size"}) == "a");
    BOOST_TEST(found("marks__values__overlap", Texts{"red", "x"}) == "a");
    BOOST_TEST(found("marks__keys__len", 0) == "c");
}

BOOST_AUTO_TEST_CASE(other_servers_say_that_they_have_no_such_lookups) {
    if (here()) return;
    const auto sql = [](const char* path, auto value) { return Parcel::objects().filter(db::dyn(path), value).sql(); };
    BOOST_CHECK_EXCEPTION((void)sql("tags__overlap", Texts{"red"}), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)sql("tags__0", "red"), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)sql("tags__0_1", Texts{"red"}), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)sql("weeks__fully_lt", db::Range<std::int32_t>(1, 2)), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)sql("weeks__startswith", 1), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)sql("marks__has_key", "a"), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)sql("marks__keys__contains", Texts{"a"}), db::Error, is_unsupported);
}

BOOST_AUTO_TEST_SUITE_END()
