#include "fixture.hpp"

#include <algorithm>

using namespace query_test;

BOOST_FIXTURE_TEST_SUITE(lookups, WithShop)

BOOST_AUTO_TEST_CASE(own_fields) {
    BOOST_TEST(set(Book::objects()) == "1 2 3 4 5");
    BOOST_TEST(set(Book::objects().filter("pages__gte", 200)) == "1 2 4");
    BOOST_TEST(set(Book::objects().filter("pages__lt", 200.5)) == "2 3 5");
    BOOST_TEST(set(Book::objects().filter("pages__in", {100, 200, 7})) == "2 5");
    BOOST_TEST(set(Book::objects().filter("pages__in", std::vector<int>{})) == "");
    BOOST_TEST(set(Book::objects().exclude("pages__in", std::vector<int>{})) == "1 2 3 4 5");
    BOOST_TEST(set(Book::objects().filter("pages__range", {180, 300})) == "2 3 4");
    BOOST_TEST(set(Book::objects().filter("in_print", true)) == "1 2 4");
    BOOST_TEST(set(Book::objects().filter("price", db::Decimal("9.50"))) == "1");
    BOOST_TEST(set(Book::objects().filter("price__gt", 7)) == "1 2 4");
    BOOST_TEST(set(Book::objects().filter("pk", 3)) == "3");
    BOOST_TEST(set(Book::objects().filter("title", "Solaris")) == "2");
    BOOST_TEST(set(Book::objects().filter("title", "solaris")) == "");
    BOOST_TEST(set(Book::objects().filter("title__in", {"Diary", "solaris"})) == "5");
}

BOOST_AUTO_TEST_CASE(texts) {
    BOOST_TEST(set(Book::objects().filter("title__contains", "The")) == "1 3");
    BOOST_TEST(set(Book::objects().filter("title__contains", "the")) == "3");
    BOOST_TEST(set(Book::objects().filter("title__icontains", "THE")) == "1 3");
    BOOST_TEST(set(Book::objects().filter("title__startswith", "The D")) == "1");
    BOOST_TEST(set(Book::objects().filter("title__istartswith", "the")) == "1 3");
    BOOST_TEST(set(Book::objects().filter("title__endswith", "ris")) == "2");
    BOOST_TEST(set(Book::objects().filter("title__iendswith", "HEAVEN")) == "3");
    BOOST_TEST(set(Book::objects().filter("title__iexact", "DIARY")) == "5");
    BOOST_TEST(set(Book::objects().filter("title__regex", "^[SC].*s$")) == "2");
    BOOST_TEST(set(Book::objects().filter("title__iregex", "^THE ")) == "1 3");
    BOOST_TEST(set(Author::objects().filter("email__contains", "_")) == "3");
    BOOST_TEST(set(Author::objects().filter("email__contains", "%")) == "3");
    BOOST_TEST(set(Author::objects().filter("email__contains", "*")) == "");
    BOOST_TEST(set(Author::objects().filter("email__icontains", "!")) == "");
    BOOST_TEST(set(Book::objects().filter("pages__contains", "0")) == "1 2 3 4 5");
    BOOST_TEST(set(Book::objects().filter("title__length", 5)) == "5");
    BOOST_TEST(set(Book::objects().filter("title__upper__startswith", "SOL")) == "2");
}

BOOST_AUTO_TEST_CASE(nothing_and_something) {
    BOOST_TEST(set(Author::objects().filter("email__isnull", true)) == "2 4");
    BOOST_TEST(set(Author::objects().filter("email__isnull", false)) == "1 3");
    BOOST_TEST(set(Author::objects().filter("email", nullptr)) == "2 4");
    BOOST_TEST(set(Author::objects().exclude("email", "u@x.org")) == "2 3 4");
    BOOST_TEST(set(Book::objects().exclude("stock__gt", 1)) == "2 3 5");
    BOOST_TEST(set(Book::objects().exclude("stock", nullptr)) == "1 3 4");
    BOOST_TEST(set(Book::objects().filter(!(Book::field_stock() > 1 && Book::field_pages() > 100))) == "2 3 5");
    BOOST_TEST(set(Book::objects().filter("stock__distinct_from", nullptr)) == "1 3 4");
}

BOOST_AUTO_TEST_CASE(moments) {
    BOOST_TEST(set(Book::objects().filter("published__year", 1974)) == "1");
    BOOST_TEST(set(Book::objects().filter("published__year__gte", 1971)) == "1 3 5");
    BOOST_TEST(set(Book::objects().filter("day__month", 12)) == "3");
    BOOST_TEST(set(Book::objects().filter("day__quarter", 2)) == "1 2");
    BOOST_TEST(set(Book::objects().filter("published__week_day", 4)) == "1");   // a Wednesday
    BOOST_TEST(set(Book::objects().filter("published__iso_week_day", 3)) == "1");
    BOOST_TEST(set(Book::objects().filter("day__week", 53)) == "4");
    BOOST_TEST(set(Book::objects().filter("day__iso_year", 1964)) == "4");
    BOOST_TEST(set(Book::objects().filter("published__hour", 12)) == "1");
    BOOST_TEST(set(Book::objects().filter("published__second", 15)) == "1");
    BOOST_TEST(set(Book::objects().filter("published__date", *db::parse_date("1961-06-01"))) == "2");
    BOOST_TEST(set(Book::objects().filter("published__time__gte", db::Time(12, 0))) == "1 3");
    BOOST_TEST(set(Book::objects().filter("published", *db::parse_date_time("1974-05-01 12:30:15.25"))) == "1");
    BOOST_TEST(set(Book::objects().filter("published__lt", "1965-01-01T00:00:00.5Z")) == "2 4");
    BOOST_TEST(set(Book::objects().filter("day__gt", *db::parse_date("1974-05-01"))) == "5");
}

BOOST_AUTO_TEST_CASE(documents) {
    BOOST_TEST(set(Book::objects().filter("extra__genre", "utopia")) == "1 5");
    BOOST_TEST(set(Book::objects().filter("extra__n__gt", 5)) == "2");
    BOOST_TEST(set(Book::objects().filter("extra__n", 5)) == "1");
    BOOST_TEST(set(Book::objects().filter("extra__scores__1", 2)) == "1");
    BOOST_TEST(set(Book::objects().filter("extra__has_key", "genre")) == "1 2 3 5");
    BOOST_TEST(set(Book::objects().filter("extra__genre__icontains", "TOP")) == "1 5");
    BOOST_TEST(set(Book::objects().filter("extra__genre__isnull", true)) == "4");
}

BOOST_AUTO_TEST_CASE(an_index_into_a_document_that_is_no_list_is_nothing) {
    BOOST_TEST(set(Book::objects().filter("extra__0__isnull", true)) == "1 2 3 4 5");
    BOOST_TEST(set(Book::objects().filter("extra__genre__0", "utopia")) == "");
    BOOST_TEST(set(Book::objects().filter("extra__scores__0__0", 1)) == "");
    BOOST_TEST(set(Book::objects().filter("extra__n__0__gt", 1)) == "");
    BOOST_TEST(set(Book::objects().filter("extra__0__has_key", "genre")) == "");
    BOOST_TEST(set(Book::objects().exclude("extra__0__has_key", "genre")) == "1 2 3 4 5");
}

BOOST_AUTO_TEST_SUITE_END()
