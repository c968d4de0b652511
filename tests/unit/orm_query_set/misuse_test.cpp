#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

/// Whether Error(query) comes before anything is sent.
bool is_refused(const std::function<void()>& use) {
    const Statements statements;
    try {
        use();
    } catch (const db::Error& error) {
        BOOST_TEST_MESSAGE(error.what());
        return error.code() == db::ErrorCode::query && statements.count() == 0;
    }
    return false;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(misuse, Shelf)

BOOST_AUTO_TEST_CASE(raw_sql_is_read_and_counted_as_it_is) {
    const auto raw = Book::objects().raw("SELECT * FROM book WHERE pages = ? ORDER BY id DESC", 100);
    BOOST_TEST(names(raw.all()) == "Gamma Alpha");
    BOOST_TEST(raw.first()->title == "Gamma");
    BOOST_TEST(raw.count() == 2);
    BOOST_TEST(raw.exists());
    BOOST_TEST(!Book::objects().raw("SELECT * FROM book WHERE pages = ?", 1).exists());
    BOOST_TEST(raw.prefetch_related("author").all()[0].author->name == "Bob");
    BOOST_TEST(raw.none().all().empty());
    BOOST_TEST(Book::objects().raw("SELECT count(*) AS n FROM book").rows()[0].get<std::int64_t>("n") == 3);
    BOOST_CHECK_THROW((void)Book::objects().raw("SELECT title FROM book").all(), db::Error);
}

BOOST_AUTO_TEST_CASE(what_stands_beside_raw_sql_is_refused) {
    const auto books = Book::objects();
    const auto raw = books.raw("SELECT * FROM book");
    BOOST_TEST(is_refused([&] { (void)raw.filter("id", 1).all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.exclude("id", 1).count(); }));
    BOOST_TEST(is_refused([&] { (void)raw.get("id", 1); }));
    BOOST_TEST(is_refused([&] { (void)raw.order_by("-id").all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.reverse().all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.last(); }));
    BOOST_TEST(is_refused([&] { (void)raw.limit(1).all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.distinct().all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.values("id").rows(); }));
    BOOST_TEST(is_refused([&] { (void)raw.annotate("n", db::Count("tags")).all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.aggregate(db::Sum(Book::field_pages())); }));
    BOOST_TEST(is_refused([&] { (void)raw.select_related("author").all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.only("title").all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.cursor_page({.size = 2}); }));
    BOOST_TEST(is_refused([&] { (void)raw.select_for_update().all(); }));
    BOOST_TEST(is_refused([&] { (void)raw.union_with(books); }));
    BOOST_TEST(is_refused([&] { (void)books.intersection(raw); }));
    BOOST_TEST(is_refused([&] { (void)books.filter("id__in", raw).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.filter(db::Exists(raw)).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.with_cte("all", raw).all(); }));
}

BOOST_AUTO_TEST_CASE(rows_of_values_are_no_objects) {
    const auto titles = Book::objects().values("title");
    BOOST_TEST(is_refused([&] { (void)titles.all(); }));
    BOOST_TEST(is_refused([&] { (void)titles.first(); }));
    BOOST_TEST(is_refused([&] { (void)titles.get("title", "Alpha"); }));
    BOOST_TEST(is_refused([&] { for (const Book& book : titles.iterate()) (void)book; }));
    BOOST_TEST(is_refused([&] { (void)titles.union_with(titles).all(); }));
    BOOST_TEST(titles.order_by("title").rows().front().get<std::string>("title") == "Alpha");
}

BOOST_AUTO_TEST_CASE(a_slice_takes_neither_conditions_nor_an_order) {
    const auto two = Book::objects().order_by("id").limit(2);
    for (const auto& part : {two, Book::objects().order_by("id").offset(1)}) {
        BOOST_TEST(is_refused([&] { (void)part.filter("pages", 100); }));
        BOOST_TEST(is_refused([&] { (void)part.exclude("pages", 100); }));
        BOOST_TEST(is_refused([&] { (void)part.get("pages", 100); }));
        BOOST_TEST(is_refused([&] { (void)part.order_by("-id"); }));
        BOOST_TEST(is_refused([&] { (void)part.reverse(); }));
        BOOST_TEST(is_refused([&] { (void)part.distinct(); }));
        BOOST_TEST(is_refused([&] { (void)part.last(); }));
        BOOST_TEST(is_refused([&] { (void)part.latest("id"); }));
        BOOST_TEST(is_refused([&] { (void)part.contains(third); }));
        BOOST_TEST(is_refused([&] { (void)part.in_bulk(std::vector<std::int64_t>{third.id}); }));
        BOOST_TEST(is_refused([&] { (void)part.dates("published", "year"); }));
    }
    BOOST_TEST(names(two.slice(1, 5).all()) == "Beta");
    BOOST_TEST(two.first()->title == "Alpha");
    BOOST_TEST(names(Book::objects().offset(0).order_by("-id").all()) == "Gamma Beta Alpha");
    BOOST_TEST(names(Book::objects().order_by("id").filter("id__in", two).all()) == "Alpha Beta");
}

BOOST_AUTO_TEST_CASE(objects_of_another_model_and_unsaved_ones_are_refused) {
    tag();
    const auto books = Book::objects();
    BOOST_TEST(is_refused([&] { (void)books.filter("author", Author{.name = "new"}).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.filter("author__in", std::vector<Author>{ann, Author{.name = "new"}}).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.filter("author", red).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.filter("author__in", std::vector<Tag>{red}).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.filter("author__in", Tag::objects()).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.filter("tags", ann).all(); }));
    BOOST_TEST(is_refused([&] { (void)Tag::objects().exclude("books__in", Author::objects()).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.filter(db::Q<Book>("author", red)).all(); }));
    BOOST_TEST(is_refused([&] { (void)books.contains(Book{.title = "new"}); }));
    BOOST_TEST(names(books.filter("author", ann).all()) == "Alpha Beta");
    BOOST_TEST(names(books.filter("author_id", bob).all()) == "Gamma");
    BOOST_TEST(names(books.filter("author__in", Author::objects().filter("name", "Bob")).all()) == "Gamma");
    BOOST_TEST(names(books.filter("author__in", books.filter("id", third.id).values("author")).all()) == "Gamma");
    BOOST_TEST(names(Tag::objects().filter("books", second).all()) == "red");
    BOOST_TEST(books.contains(first));
}

BOOST_AUTO_TEST_SUITE_END()
