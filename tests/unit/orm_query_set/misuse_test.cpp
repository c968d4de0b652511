#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
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

BOOST_AUTO_TEST_CASE(an_empty_condition_holds_in_a_branch_and_an_empty_expression_is_no_value) {
    BOOST_TEST(Book::objects().annotate("n", db::when(db::Expr()).then(1).otherwise(2)).filter(db::A("n") == 1).count() == 3);
    BOOST_TEST(is_refused([] { (void)Book::objects().annotate("n", db::Expr()).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().filter(db::F("title") == db::Expr()).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().filter(db::Expr().lookup("gt", {db::to_expr(1)})).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().order_by(db::Expr()).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().annotate("n", db::Coalesce(db::Expr(), db::F("title"))).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().annotate("n", db::when(db::F("id") == 1).then(db::Expr()).otherwise(1)).all(); }));
    BOOST_TEST(is_refused([] { Book::objects().update({"pages", db::Expr()}); }));
    BOOST_CHECK_THROW((void)db::Expr().desc(), db::Error);
}

BOOST_AUTO_TEST_CASE(a_list_is_no_single_value) {
    const std::vector<std::string> titles{"Alpha", "Beta"};
    for (const char* path : {"title", "title__gt", "title__contains", "title__regex", "author__name__iexact", "title__distinct_from"}) {
        BOOST_TEST(is_refused([&] { (void)Book::objects().filter(db::dyn(path), titles).all(); }), path);
        BOOST_TEST(is_refused([&] { (void)Book::objects().exclude(db::dyn(path), titles).count(); }), path);
    }
}

BOOST_AUTO_TEST_CASE(a_regular_expression_that_is_none_does_not_fit) {
    BOOST_CHECK_EXCEPTION((void)Book::objects().filter("title__regex", "(").all(), db::DatabaseError, [](const db::DatabaseError& error) { return error.driver_code() == RDB_E_DATA; });
}

BOOST_AUTO_TEST_CASE(windows_that_no_server_knows_are_refused) {
    BOOST_CHECK_THROW((void)db::Ntile(0), db::Error);
    BOOST_CHECK_THROW((void)db::NthValue("pages", 0), db::Error);
    BOOST_CHECK_THROW((void)db::Lag("pages", -1), db::Error);
    BOOST_CHECK_THROW((void)db::Lead("pages", -1, 0), db::Error);
    BOOST_TEST(is_refused([] { (void)Book::objects().annotate("n", db::Window(db::Sum("pages")).range_between(std::nullopt, 2)).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().annotate("n", db::Window(db::Sum("pages")).order_by("pages", "id").range_between(-1, 0)).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().annotate("n", db::Window(db::LastValue(db::Max("pages")))).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().order_by(db::Window(db::Rank()).order_by(db::Sum("pages")).expr()).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().annotate("n", db::Sum(db::Window(db::Rank()))).all(); }));
    BOOST_TEST(is_refused([] { (void)Book::objects().aggregate(db::Count("*", {.distinct = true, .order_by = {db::F("pages")}})); }));
}

BOOST_AUTO_TEST_CASE(a_column_that_a_cte_has_not_is_refused) {
    const auto cte = [](const auto& rows) { return Book::objects().with_cte("c", rows).from_cte("c"); };
    const auto titles = Book::objects().values("title");
    BOOST_TEST(cte(titles).values("title").order_by("title").rows().size() == 3U);
    BOOST_TEST(is_refused([&] { (void)cte(titles).values("pages").rows(); }));
    BOOST_TEST(is_refused([&] { (void)cte(titles).filter("id", 1).values("title").order_by().rows(); }));
}

BOOST_AUTO_TEST_CASE(a_time_is_no_date_and_a_text_no_number) {
    const db::Time time(std::chrono::seconds(7));
    BOOST_TEST(is_refused([&] { Book::objects().update({"sold_at", db::to_expr(time)}); }));
    BOOST_TEST(is_refused([&] { Book::objects().update({"published", db::to_expr(time)}); }));
    BOOST_TEST(is_refused([&] { (void)Book::objects().filter(db::F("sold_at") == time).all(); }));
    BOOST_CHECK_THROW(Book::objects().update({"pages", db::RawSQL("coalesce(?, 'b')", "a")}), db::Error);
    BOOST_TEST(Book::objects().get("title", "Alpha").pages == 100);
}

BOOST_AUTO_TEST_SUITE_END()
