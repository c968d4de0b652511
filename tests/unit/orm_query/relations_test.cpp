#include "fixture.hpp"

#include <algorithm>

using namespace query_test;

BOOST_FIXTURE_TEST_SUITE(relations, WithShop)

BOOST_AUTO_TEST_CASE(forward) {
    BOOST_TEST(set(Book::objects().filter("author", 1)) == "1 3");
    BOOST_TEST(set(Book::objects().filter("author_id", 1)) == "1 3");
    BOOST_TEST(set(Book::objects().filter("author__name", "Ursula")) == "1 3");
    BOOST_TEST(set(Book::objects().filter("author__name__icontains", "AN")) == "2 4 5");
    BOOST_TEST(set(Book::objects().filter("editor__isnull", true)) == "2 4");
    BOOST_TEST(set(Book::objects().filter("editor__email__isnull", true)) == "2 3 4");
    BOOST_TEST(set(Book::objects().exclude("editor__name", "anna")) == "2 3 4 5");
    BOOST_TEST(set(Book::objects().filter(db::Q<Book>("editor__age", 40) | db::Q<Book>("pages", 200))) == "2 5");
    BOOST_TEST(set(Book::objects().filter((Book::field_author() >> Author::field_age()) > 45)) == "2 4");
    BOOST_TEST(set(Book::objects().filter((Book::field_author() >> Author::field_age()) > db::F("editor__age"))) == "1");
}

BOOST_AUTO_TEST_CASE(reverse_and_many) {
    BOOST_TEST(ids(Author::objects().filter(db::dyn("books__pages__gt"), 250).order_by("id")) == "1 2");
    BOOST_TEST(ids(Author::objects().filter(db::dyn("books__isnull"), true)) == "4");
    BOOST_TEST(set(Author::objects().exclude(db::dyn("books__isnull"), true)) == "1 2 3");
    BOOST_TEST(set(Author::objects().exclude(db::dyn("books__title"), "Solaris")) == "1 3 4");
    BOOST_TEST(set(Book::objects().filter("tags__word", "classic")) == "1 4 5");
    BOOST_TEST(set(Book::objects().filter("tags", 2)) == "1 4 5");
    BOOST_TEST(set(Book::objects().exclude("tags__word", "scifi")) == "3 5");
    BOOST_TEST(set(Book::objects().exclude("tags", 1)) == "3 5");
    BOOST_TEST(set(Book::objects().filter("tags__isnull", true)) == "3");
    BOOST_TEST(set(Book::objects().filter("tags", 1).filter("tags", 2)) == "1 4");
    BOOST_TEST(set(Book::objects().filter(db::Q<Book>("tags", 1) && db::Q<Book>("tags", 2))) == "");
    BOOST_TEST(set(Tag::objects().filter(db::dyn("books__author__name"), "anna")) == "2");
    BOOST_TEST(set(Author::objects().filter(db::dyn("books__tags__word"), "classic").distinct()) == "1 2 3");
    BOOST_TEST(set(Author::objects().exclude(db::dyn("books__tags__word"), "scifi")) == "3 4");
}

BOOST_AUTO_TEST_CASE(related_objects_come_along) {
    const auto books = Book::objects().select_related("author", "editor").order_by("id").all();
    BOOST_TEST(books[0].author.is_loaded());
    BOOST_TEST(books[0].author->name == "Ursula");
    BOOST_TEST(books[0].editor->name == "anna");
    BOOST_TEST(books[1].editor.is_null());
    BOOST_TEST(!books[1].editor.is_loaded());
    BOOST_TEST(books[1].author->email.has_value() == false);
}

BOOST_AUTO_TEST_CASE(orders) {
    BOOST_TEST(ids(Book::objects().order_by("-pages")) == "1 4 2 3 5");
    BOOST_TEST(ids(Book::objects().order_by("stock", "id")) == "2 5 3 4 1");
    BOOST_TEST(ids(Book::objects().order_by(db::F("stock").asc().nulls_last(), "id")) == "3 4 1 2 5");
    BOOST_TEST(ids(Book::objects().order_by("-stock", "id")) == "1 4 3 2 5");
    BOOST_TEST(ids(Book::objects().order_by("author__age", "-id")) == "5 3 1 4 2");
    BOOST_TEST(ids(Book::objects().order_by("pages").reverse()) == "1 4 2 3 5");
    BOOST_TEST(ids(Book::objects().order_by("id").slice(1, 3)) == "2 3");
    BOOST_TEST(ids(Book::objects().order_by("id").offset(3)) == "4 5");
    BOOST_TEST(Book::objects().order_by("?").all().size() == 5U);
    BOOST_TEST(Book::objects().first()->id == 1);
    BOOST_TEST(Book::objects().last()->id == 5);
    BOOST_TEST(Book::objects().order_by("-pages").last()->id == 5);
    BOOST_TEST(Book::objects().filter("author__name", "Ursula").order_by("author", "id").first()->id == 1);
}

BOOST_AUTO_TEST_CASE(one_row) {
    BOOST_TEST(Book::objects().get("pk", 2).title == "Solaris");
    BOOST_CHECK_EXCEPTION(static_cast<void>(Book::objects().get("pk", 77)), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::not_found; });
    BOOST_CHECK_EXCEPTION(static_cast<void>(Book::objects().get("author", 1)), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
    BOOST_TEST(Book::objects().filter("author", 1).count() == 2);
    BOOST_TEST(Book::objects().filter("author", 1).exists());
    BOOST_TEST(!Book::objects().filter("author", 9).exists());
    BOOST_TEST(Book::objects().filter("tags__id__in", {1, 2}).count() == 6);
    BOOST_TEST(Book::objects().filter("tags__id__in", {1, 2}).distinct().count() == 4);
    BOOST_TEST(Book::objects().slice(1, 3).count() == 2);
    BOOST_TEST(Book::objects().none().count() == 0);
}

BOOST_AUTO_TEST_CASE(parts_of_objects) {
    const auto book = *Book::objects().only("title").order_by("id").first();
    BOOST_TEST(book.title == "The Dispossessed");
    BOOST_TEST(book.rdb_state_.is_deferred(4));
    BOOST_TEST(!book.rdb_state_.is_deferred(0));
    BOOST_TEST(*book.rdb_state_.database == "default");
    BOOST_TEST(Book::objects().defer("extra").order_by("id").first()->rdb_state_.is_deferred(10));
}

BOOST_AUTO_TEST_CASE(raw_rows) {
    const auto books = Book::objects().raw("SELECT id, title, 'a?' AS more FROM book WHERE pages > ? ORDER BY id", 250).all();
    BOOST_TEST(books.size() == 2U);
    BOOST_TEST(books[1].title == "Cyberiad");
    BOOST_TEST(books[1].rdb_state_.is_deferred(4));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_there) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(Book::objects().filter(db::dyn("autor__name"), 1).count()), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query && error.hint().find("author") != std::string::npos; });
    BOOST_CHECK_THROW(static_cast<void>(Book::objects().filter(db::dyn("title__foo"), 1).count()), db::Error);
    BOOST_CHECK_THROW(static_cast<void>(Book::objects().order_by(db::dyn("x\"; DROP TABLE book; --")).all()), db::Error);
}

BOOST_AUTO_TEST_CASE(a_wrong_name_at_run_time_says_what_may_be_meant) {
    const auto says = [](const char* name, const char* message, const char* hint) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(Book::objects().filter(db::dyn(name), 1).count()), db::Error, [&](const db::Error& error) {
            return error.code() == db::ErrorCode::query && std::string(error.what()).find(message) != std::string::npos && error.hint().find(hint) != std::string::npos;
        });
    };
    says("author__nme__gt", "Author has no field 'nme'", "did you mean 'name'?");
    says("pages__gtt", "'gtt' is no lookup or transform of field 'pages'", "did you mean 'gt'?");
    says("title__lenght", "'lenght' is no lookup or transform of field 'title'", "did you mean 'length'?");
}

BOOST_AUTO_TEST_CASE(a_value_of_another_kind_is_refused_before_any_server_sees_it) {
    const auto refused = [](const auto& query, const char* message) {
        BOOST_CHECK_EXCEPTION(query(), db::Error, [&](const db::Error& error) { return error.code() == db::ErrorCode::query && std::string(error.what()) == message; });
    };
    refused([] { static_cast<void>(Book::objects().filter(db::dyn("pages__gt"), "many").count()); }, "field 'pages' takes a number, and the value is a text");
    refused([] { static_cast<void>(Book::objects().filter(db::dyn("in_print"), "yes").count()); }, "field 'in_print' takes a boolean, and the value is a text");
}

BOOST_AUTO_TEST_SUITE_END()
