#include <boost/test/unit_test.hpp>

#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

BOOST_FIXTURE_TEST_SUITE(prefetch, Shelf)

BOOST_AUTO_TEST_CASE(the_other_side_of_a_foreign_key_takes_one_query) {
    const Statements statements;
    const std::vector<Author> authors = Author::objects().order_by("name").prefetch_related("books").all();
    BOOST_TEST(statements.count() == 2U);
    BOOST_TEST(names(authors[0].books.all()) == "Alpha Beta");
    BOOST_TEST(names(authors[1].books.all()) == "Gamma");
    BOOST_TEST(authors[2].books.all().empty());
    BOOST_TEST(statements.count() == 2U);
}

BOOST_AUTO_TEST_CASE(a_foreign_key_takes_one_query) {
    const Statements statements;
    const std::vector<Book> books = Book::objects().prefetch_related("author").all();
    BOOST_TEST(books[0].author->name == "Ann");
    BOOST_TEST(books[1].author->name == "Ann");
    BOOST_TEST(books[2].author->name == "Bob");
    BOOST_TEST(statements.count() == 2U);
}

BOOST_AUTO_TEST_CASE(many_to_many_takes_one_query_from_either_side) {
    tag();
    const Statements statements;
    const std::vector<Book> books = Book::objects().prefetch_related("tags").all();
    BOOST_TEST(books[0].tags.all().size() == 2U);
    BOOST_TEST(names(books[1].tags.all()) == "red");
    BOOST_TEST(books[2].tags.all().empty());
    BOOST_TEST(statements.count() == 2U);
    const std::vector<Tag> tags = Tag::objects().order_by("name").prefetch_related("books").all();
    BOOST_TEST(names(tags[0].books.all()) == "Alpha");
    BOOST_TEST(names(tags[1].books.all()) == "Alpha Beta");
    BOOST_TEST(statements.count() == 4U);
}

BOOST_AUTO_TEST_CASE(a_one_to_one_relation_takes_one_query_from_either_side) {
    const Statements statements;
    const std::vector<Author> authors = Author::objects().order_by("name").prefetch_related("profile").all();
    BOOST_REQUIRE(authors[0].profile.one() != nullptr);
    BOOST_TEST(authors[0].profile.one()->text == "Writes.");
    BOOST_TEST((authors[1].profile.one() == nullptr));
    BOOST_TEST(Profile::objects().prefetch_related("author").all()[0].author->name == "Ann");
    BOOST_TEST(statements.count() == 4U);
}

BOOST_AUTO_TEST_CASE(a_path_takes_one_query_for_each_step) {
    tag();
    const Statements statements;
    const std::vector<City> cities = City::objects().all();
    const std::vector<Author> authors = Author::objects().order_by("name").prefetch_related("books__tags", "books", "city").all();
    BOOST_TEST(statements.count() == 5U);
    BOOST_TEST(authors[0].books.all()[0].tags.all().size() == 2U);
    BOOST_TEST(authors[0].city->name == "Oslo");
    BOOST_TEST(statements.count() == 5U);
}

BOOST_AUTO_TEST_CASE(a_query_of_its_own_chooses_and_orders) {
    const std::vector<Author> authors = Author::objects().order_by("name").prefetch_related(db::Prefetch("books", Book::objects().filter("pages__gte", 100).order_by("-pages"))).all();
    BOOST_TEST(names(authors[0].books.all()) == "Beta Alpha");
}

BOOST_AUTO_TEST_CASE(a_slice_is_one_of_each_objects_rows) {
    const auto books_of = [&](const db::QuerySet<Book>& books) {
        const Statements statements;
        const std::vector<Author> authors = Author::objects().order_by("name").prefetch_related(db::Prefetch("books", books)).all();
        BOOST_TEST(statements.count() == 2U);
        return names(authors[0].books.all()) + "|" + names(authors[1].books.all()) + "|" + names(authors[2].books.all());
    };
    BOOST_TEST(books_of(Book::objects().order_by("-pages").limit(1)) == "Beta|Gamma|");
    BOOST_TEST(books_of(Book::objects().limit(1)) == "Alpha|Gamma|");
    BOOST_TEST(books_of(Book::objects().reverse().limit(1)) == "Beta|Gamma|");
    BOOST_TEST(books_of(Book::objects().order_by("title").slice(1, 5)) == "Beta||");
    BOOST_TEST(books_of(Book::objects().order_by("title").offset(1)) == "Beta||");
    BOOST_TEST(books_of(Book::objects().limit(0)) == "||");
    BOOST_TEST(books_of(Book::objects().filter("pages", 100).limit(1)) == "Alpha|Gamma|");
    BOOST_TEST(books_of(Book::objects().order_by("author", "-title").select_related("author").only("title").limit(1)) == "Beta|Gamma|");
    // A value in the order, and rows that come several times.
    tag();
    BOOST_TEST(books_of(Book::objects().annotate("far", db::F("pages") * 2 + 1).order_by(db::F("far").desc()).limit(1)) == "Beta|Gamma|");
    BOOST_TEST(books_of(Book::objects().annotate("n", db::Count("tags")).order_by(db::F("n")).limit(1)) == "Beta|Gamma|");
    BOOST_TEST(books_of(Book::objects().filter("tags__name__in", {"red", "blue"}).distinct().order_by("title").limit(2)) == "Alpha Beta||");
}

BOOST_AUTO_TEST_CASE(a_slice_is_one_of_each_objects_rows_of_many_to_many) {
    tag();
    const std::vector<Book> books = Book::objects().prefetch_related(db::Prefetch("tags", Tag::objects().order_by("-name").limit(1))).all();
    BOOST_TEST(names(books[0].tags.all()) == "red");
    BOOST_TEST(names(books[1].tags.all()) == "red");
    BOOST_TEST(books[2].tags.all().empty());
    const std::vector<Tag> tags = Tag::objects().order_by("name").prefetch_related(db::Prefetch("books", Book::objects().filter("tags__name", "red").order_by("-title").slice(0, 1))).all();
    BOOST_TEST(names(tags[0].books.all()) == "Alpha");
    BOOST_TEST(names(tags[1].books.all()) == "Beta");
}

BOOST_AUTO_TEST_CASE(a_slice_along_a_foreign_key_is_refused) {
    BOOST_CHECK_EXCEPTION((void)Book::objects().prefetch_related(db::Prefetch("author", Author::objects().limit(1))).all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_CASE(many_objects_are_read_in_blocks_of_keys) {
    std::vector<Author> many(1500);
    for (std::size_t i = 0; i < many.size(); ++i) many[i].name = "author " + std::to_string(i);
    Author::objects().bulk_create(many, {.returning_pk = true});
    const Statements statements;
    const std::vector<Author> authors = Author::objects().prefetch_related("books").all();
    BOOST_TEST(authors.size() == 1503U);
    BOOST_TEST(statements.count() == 4U);
}

BOOST_AUTO_TEST_CASE(what_a_step_starts_from_is_read_though_only_and_defer_leave_it_out) {
    tag();
    for (const auto& books : {Book::objects().only("title"), Book::objects().defer("author")}) {
        const Statements statements;
        const std::vector<Author> authors = Author::objects().order_by("name").prefetch_related(db::Prefetch("books", books)).prefetch_related("books__tags").all();
        BOOST_TEST(names(authors[0].books.all()) == "Alpha Beta");
        BOOST_TEST(authors[0].books.all()[0].tags.all().size() == 2U);
        BOOST_TEST(statements.count() == 3U);
        BOOST_TEST(names(std::vector<Author>{*books.prefetch_related("author").all()[2].author}) == "Bob");
        BOOST_TEST(books.prefetch_related("author").first()->author->name == "Ann");
        const auto nested = Author::objects().order_by("name").prefetch_related(db::Prefetch("books", books)).prefetch_related("books__author").all();
        BOOST_TEST(nested[0].books.all()[0].author.is_loaded());
    }
    Town(Town{.code = "osl", .name = "Oslo"}).save();
    Stop stop{.name = "Quay"};
    stop.town = Town::objects().get();
    stop.save();
    BOOST_TEST(Town::objects().only("name").prefetch_related("stops").get().stops.all().size() == 1U);
    BOOST_TEST(Stop::objects().prefetch_related(db::Prefetch("town", Town::objects().only("name"))).get().town->name == "Oslo");
    const auto towns = Stop::objects().select_related("town").only("name", "town__name").prefetch_related("town__stops").all();
    BOOST_TEST(towns[0].town->stops.all().size() == 1U);
}

BOOST_AUTO_TEST_CASE(many_to_many_of_owners_whose_key_is_a_uuid) {
    Crate crate{.id = db::Uuid("00000000-0000-4000-8000-00000000000a"), .name = "crate"};
    crate.save();
    crate.tags.add(red);
    const auto crates = Crate::objects().prefetch_related("tags").all();
    BOOST_TEST(names(crates[0].tags.all()) == "red");
}

BOOST_AUTO_TEST_CASE(what_was_not_read_and_rows_of_another_model_are_refused) {
    const auto refused = [](const db::Error& error) { return error.code() == db::ErrorCode::query; };
    BOOST_CHECK_EXCEPTION((void)Book::objects().raw("SELECT id, title FROM book").prefetch_related("author").all(), db::Error, refused);
    BOOST_CHECK_EXCEPTION((void)Author::objects().prefetch_related(db::Prefetch("books", Tag::objects())).all(), db::Error, refused);
}

BOOST_AUTO_TEST_CASE(a_field_that_is_no_relation_is_refused) {
    BOOST_CHECK_EXCEPTION((void)Author::objects().prefetch_related("age").all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_SUITE_END()
