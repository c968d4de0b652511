#include "fixture.hpp"

#include <algorithm>

using namespace query_test;

BOOST_FIXTURE_TEST_SUITE(values, WithShop)

BOOST_AUTO_TEST_CASE(arithmetic) {
    BOOST_TEST(set(Book::objects().filter(db::F("pages") / 100 == 3)) == "1 4");
    BOOST_TEST(set(Book::objects().filter(db::F("pages") % 100 == 0)) == "2 4 5");
    BOOST_TEST(set(Book::objects().filter(db::F("pages") / db::F("stock") == 68)) == "1");
    BOOST_TEST(set(Book::objects().filter(db::F("stock") * 2 + 1 > 4)) == "1 4");
    BOOST_TEST(set(Book::objects().filter(db::F("price") * 2 > 15)) == "1 4");
    BOOST_TEST(set(Book::objects().filter(db::F("published") + db::Duration(1'000'000) == *db::parse_date_time("1972-01-01"))) == "3");
    BOOST_TEST(set(Book::objects().annotate("age", db::F("published") - *db::parse_date_time("1961-06-01 08:00:00")).filter(db::A("age") < db::Duration(1))) == "2");
}

BOOST_AUTO_TEST_CASE(aggregates) {
    BOOST_TEST(Book::objects().aggregate(db::Count("*")) == 5);
    BOOST_TEST(*Book::objects().aggregate(db::Sum(Book::field_pages())) == 1120);
    BOOST_TEST(*Book::objects().aggregate(db::Avg(Book::field_pages())) == 224.0);
    BOOST_TEST(Book::objects().filter("pk", 99).aggregate(db::Max(Book::field_pages())).has_value() == false);
    BOOST_TEST(Book::objects().none().aggregate(db::Count("*")) == 0);
    BOOST_TEST(set(Author::objects().annotate("n", db::Count("books")).filter(db::A("n") >= 2)) == "1 2");
    BOOST_TEST(ids(Author::objects().annotate("n", db::Count("books")).order_by(db::A("n").desc(), "id")) == "1 2 3 4");
    BOOST_TEST(set(Author::objects().annotate("n", db::Count("books")).exclude(db::A("n") == 0)) == "1 2 3");
    BOOST_TEST(set(Author::objects().annotate("n", db::Count("books", {.filter = db::F("books__pages") >= 200})).filter(db::A("n") == 1)) == "1");
    BOOST_TEST(Author::objects().annotate("n", db::Count("books")).filter(db::A("n") >= 1).count() == 3);
    BOOST_TEST(Author::objects().annotate("n", db::Count("books")).count() == 4);
    BOOST_TEST(*Author::objects().annotate("n", db::Count("books")).aggregate(db::Max<std::int64_t>("n")) == 2);
    BOOST_TEST(*Book::objects().order_by("id").slice(0, 2).aggregate(db::Sum(Book::field_pages())) == 540);
    BOOST_TEST(set(Author::objects().filter(db::dyn("books__pages__gt"), 190).annotate("n", db::Count("books")).filter(db::A("n") == 1)) == "1");
    const double deviation = *Book::objects().aggregate(db::StdDev(Book::field_pages()));
    BOOST_TEST(deviation == 86.1626369, boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(groups) {
    const auto rows = Book::objects().values("author").annotate("n", db::Count("*"), "most", db::Max("pages")).order_by("author_id").rows();
    BOOST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[0].template get<std::int64_t>("author") == 1);
    BOOST_TEST(rows[0].template get<std::int64_t>("n") == 2);
    BOOST_TEST(rows[1].template get<std::int32_t>("most") == 300);
    BOOST_TEST(Book::objects().values("author").annotate("n", db::Count("*")).count() == 3);
}

BOOST_AUTO_TEST_CASE(subqueries) {
    const auto own = Book::objects().filter(db::F("author") == db::OuterRef("pk"));
    BOOST_TEST(set(Author::objects().filter(db::Exists(own))) == "1 2 3");
    BOOST_TEST(set(Author::objects().filter(!db::Exists(own))) == "4");
    BOOST_TEST(set(Author::objects().annotate("top", db::Subquery(own.order_by("-pages").limit(1), "pages")).filter(db::A("top") > 250)) == "1 2");
    BOOST_TEST(set(Book::objects().filter("author__in", Author::objects().filter("age__gte", 40))) == "1 2 3 4");
    BOOST_TEST(set(Book::objects().exclude("editor__in", Author::objects().filter("age__gte", 40))) == "1 2 4");
    BOOST_TEST(set(Book::objects().filter("author__in", Author::objects().order_by("age").limit(2))) == "5");
}

BOOST_AUTO_TEST_CASE(booleans_and_documents_stay_what_they_are_in_a_document) {
    const auto books = Book::objects().filter("id__lte", 3);
    const auto whole = books.aggregate("v", db::JSONAgg("in_print", {.order_by = {db::F("id")}}));
    BOOST_TEST(whole.template get<db::Json>("v").dump() == "[true,true,false]");
    const auto rows = books.filter("id", 3).annotate("v", db::JSONObject({{"p", "in_print"}})).annotate("w", db::JSONArray(db::JSONObject({{"e", "extra"}}), "extra", "in_print")).rows();
    BOOST_TEST(rows[0].template get<db::Json>("v").dump() == R"({"p":false})");
    BOOST_TEST(rows[0].template get<db::Json>("w").dump() == R"([{"e":{"genre":null}},{"genre":null},false])");
    const auto documents = books.filter("id", 3).aggregate("v", db::JSONAgg("extra"));
    BOOST_TEST(documents.template get<db::Json>("v").dump() == R"([{"genre":null}])");
}

BOOST_AUTO_TEST_CASE(branches_and_windows) {
    const auto size = db::when(db::F("pages") >= 300).then(2).when(db::F("pages") >= 200).then(1).otherwise(0);
    BOOST_TEST(set(Book::objects().annotate("size", size).filter(db::A("size") == 2)) == "1 4");
    const auto rows = Book::objects().annotate("place", db::Window(db::RowNumber()).partition_by("author").order_by("-pages")).order_by("id").rows();
    BOOST_REQUIRE(rows.size() == 5U);
    BOOST_TEST(rows[0].template get<std::int64_t>("place") == 1);
    BOOST_TEST(rows[2].template get<std::int64_t>("place") == 2);
}

BOOST_AUTO_TEST_CASE(sets) {
    const auto a = Book::objects().filter("pages__gte", 200), b = Book::objects().filter("in_print", true).filter("pages__lte", 300);
    BOOST_TEST(set(a.union_with(b)) == "1 2 4");
    BOOST_TEST(a.union_with(b, true).count() == 5);
    BOOST_TEST(set(a.intersection(b)) == "2 4");
    BOOST_TEST(set(a.difference(b)) == "1");
    BOOST_TEST(ids(a.union_with(Book::objects().order_by("id").limit(3)).order_by("-id").limit(2)) == "4 3");
}

BOOST_AUTO_TEST_SUITE_END()
