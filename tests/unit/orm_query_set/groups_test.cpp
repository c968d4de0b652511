#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

/// The texts of a row's columns, "Ann 2".
std::vector<std::string> texts(const std::vector<db::Row>& rows) {
    std::vector<std::string> list;
    for (const db::Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::string cell = "NULL";
            if (!row[i].is_null()) db::to_text_slow(row[i].cell(), cell);
            line += (line.empty() ? "" : " ") + cell;
        }
        list.push_back(line);
    }
    std::sort(list.begin(), list.end());
    return list;
}

using Texts = std::vector<std::string>;

/// A second Ann, who has no books.
struct TwoAnns : Shelf {
    TwoAnns() {
        other = {.name = "Ann", .age = 20};
        other.save();
    }
    Author other;
};

auto counted() { return Author::objects().annotate("n", db::Count("books")); }
auto by_author() { return Book::objects().order_by().values("author__name").annotate("n", db::Count("id")); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(groups, TwoAnns)

BOOST_AUTO_TEST_CASE(what_is_annotated_in_front_of_values_is_of_each_object) {
    std::vector<std::int64_t> list = counted().flat_list<std::int64_t>(db::dyn("n"));
    std::sort(list.begin(), list.end());
    BOOST_TEST((list == std::vector<std::int64_t>{0, 0, 1, 2}));
    BOOST_TEST(texts(counted().values("name", db::dyn("n")).rows()) == (Texts{"Ann 0", "Ann 2", "Bob 1", "Cid 0"}), boost::test_tools::per_element());
    BOOST_TEST(texts(counted().values("name").rows()) == (Texts{"Ann", "Ann", "Bob", "Cid"}), boost::test_tools::per_element());
    BOOST_TEST(counted().values("name").count() == 4);
    BOOST_TEST(texts(counted().values("name", db::dyn("n")).distinct().rows()) == (Texts{"Ann 0", "Ann 2", "Bob 1", "Cid 0"}), boost::test_tools::per_element());
    BOOST_TEST(*counted().values("name", db::dyn("n")).aggregate("m", db::Count("*")).get<std::optional<std::int64_t>>("m") == 4);
}

BOOST_AUTO_TEST_CASE(a_filter_on_an_aggregate_chooses_objects_whatever_values_are_read) {
    const auto idle = counted().filter(db::A("n") == 0);
    BOOST_TEST(texts(idle.values("name").rows()) == (Texts{"Ann", "Cid"}), boost::test_tools::per_element());
    BOOST_TEST(idle.values("name").count() == 2);
    BOOST_TEST((idle.order_by("name").flat_list<std::string>("name") == Texts{"Ann", "Cid"}));
    BOOST_TEST(texts(Author::objects().alias("n", db::Count("books")).filter(db::A("n") == 0).values("name").rows()) == (Texts{"Ann", "Cid"}), boost::test_tools::per_element());
    BOOST_TEST(texts(Author::objects().filter(db::Count("books") == 0).values("name").rows()) == (Texts{"Ann", "Cid"}), boost::test_tools::per_element());
    BOOST_TEST(Author::objects().filter("name__in", idle.values("name")).count() == 3);
    first.tags.add(red, blue);
    BOOST_TEST((Book::objects().annotate("n", db::Count("tags")).filter(db::A("n") == 0).dates("published", "year") == std::vector<db::Date>{day(2020, 1, 1), day(2021, 1, 1)}));
}

BOOST_AUTO_TEST_CASE(groups_stay_when_other_values_are_read) {
    BOOST_TEST(texts(by_author().values(db::dyn("n")).rows()) == (Texts{"1", "2"}), boost::test_tools::per_element());
    BOOST_TEST(texts(by_author().values("author__name").rows()) == (Texts{"Ann", "Bob"}), boost::test_tools::per_element());
    BOOST_TEST(by_author().values(db::dyn("n")).count() == 2);
    BOOST_TEST(*by_author().values(db::dyn("n")).aggregate("m", db::Max("n")).get<std::optional<std::int64_t>>("m") == 2);
    BOOST_TEST(texts(counted().values("name").annotate("k", db::Count("id")).rows()) == (Texts{"Ann 3", "Bob 1", "Cid 1"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_subquery_counts_the_rows_of_each_outer_row) {
    const auto books = Book::objects().order_by().filter("author", db::OuterRef("id")).values("author").annotate("n", db::Count("id")).values(db::dyn("n"));
    BOOST_TEST(texts(Author::objects().annotate("n", db::Subquery(books)).values("age", db::dyn("n")).rows()) == (Texts{"17 1", "20 NULL", "30 NULL", "70 2"}), boost::test_tools::per_element());
    const auto most = by_author().order_by(db::dyn("-n")).values(db::dyn("n")).limit(1);
    BOOST_TEST(Author::objects().filter("id", bob.id).annotate("n", db::Subquery(most)).rows()[0].get<std::int64_t>("n") == 2);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_annotated_again_takes_the_place_of_the_first) {
    const auto twice = Book::objects().filter("title", "Beta").annotate("n", db::F("pages")).annotate("n", db::F("n") + 1);
    const auto rows = twice.rows();
    BOOST_TEST(rows[0].get<std::int64_t>("n") == 251);
    BOOST_TEST(std::count(rows[0].columns().begin(), rows[0].columns().end(), "n") == 1);
    BOOST_TEST(twice.filter(db::A("n") == 251).count() == 1);
    BOOST_TEST(Book::objects().annotate("n", db::F("pages")).filter(db::A("n") == 250).annotate("n", db::Value(1)).rows()[0].get<std::int64_t>("n") == 1);
}

BOOST_AUTO_TEST_CASE(the_last_only_counts) {
    const Book book = Book::objects().only("title").only("pages").first().value();
    BOOST_TEST(book.is_loaded(Book::field_pages()));
    BOOST_TEST(!book.is_loaded(Book::field_title()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(kept_statements, Shelf)

BOOST_AUTO_TEST_CASE(a_value_at_two_places_does_not_bind_the_values_of_others) {
    const db::Expr value = db::to_expr(100);
    const auto of = [](const db::Expr& pages, const db::Expr& rating) { return names(Book::objects().filter(Book::field_pages() == pages || Book::field_rating() == rating).order_by("id").all()); };
    BOOST_TEST(of(value, value) == "Alpha Gamma");
    BOOST_TEST(of(db::to_expr(250), db::to_expr(3)) == "Alpha Beta");
    BOOST_TEST(of(db::to_expr(1), db::to_expr(3)) == "Alpha");
    BOOST_TEST(of(value, value) == "Alpha Gamma");
}

BOOST_AUTO_TEST_CASE(a_condition_at_two_places_does_not_bind_the_values_of_others) {
    const auto of = [](const db::Expr& a, const db::Expr& b) {
        const auto rows = Author::objects().filter("name", "Ann").annotate("n", db::Count("books", {.filter = a}), "pages", db::Sum("books__pages", {.filter = b})).rows();
        return std::to_string(rows[0].get<std::int64_t>("n")) + " " + std::to_string(rows[0].get<std::int64_t>("pages"));
    };
    const db::Expr both = db::F("books__pages") > 0;
    BOOST_TEST(of(both, both) == "2 350");
    BOOST_TEST(of(db::F("books__pages") > 100, db::F("books__pages") > 1) == "1 350");
}

BOOST_AUTO_TEST_CASE(a_negation_of_a_negation_asks_of_each_row_apart) {
    first.tags.add(red);
    first.tags.add(blue);
    const auto both = db::Q<Book>("tags__name", "red") && db::Q<Book>("tags__name", "blue");
    BOOST_TEST(names(Book::objects().filter(both).all()) == "");
    BOOST_TEST(names(Book::objects().filter(!!both).all()) == "Alpha");
}

BOOST_AUTO_TEST_SUITE_END()
