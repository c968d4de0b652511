#include <boost/test/unit_test.hpp>

#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

BOOST_FIXTURE_TEST_SUITE(relations, Shelf)

BOOST_AUTO_TEST_CASE(a_foreign_key_reads_its_object_once_and_only_when_asked) {
    const Book book = Book::objects().get("title", "Alpha");
    const Statements statements;
    BOOST_TEST(book.author.id.value() == ann.id);
    BOOST_TEST(statements.count() == 0U);
    BOOST_TEST(book.author->name == "Ann");
    BOOST_TEST(book.author->age == 70);
    BOOST_TEST(statements.count() == 1U);
}

BOOST_AUTO_TEST_CASE(select_related_reads_the_other_side_of_a_one_to_one_field) {
    const Statements statements;
    const std::vector<Author> authors = Author::objects().order_by("name").select_related("profile").all();
    BOOST_REQUIRE(authors[0].profile.one() != nullptr);
    BOOST_TEST(authors[0].profile.one()->text == "Writes.");
    BOOST_TEST((authors[0].profile.one()->author.id == ann.id));
    BOOST_TEST((authors[1].profile.one() == nullptr));
    BOOST_TEST(statements.count() == 1U);
    BOOST_TEST(names(Author::objects().select_related("profile").filter("profile__text", "Writes.").all()) == "Ann");
}

BOOST_AUTO_TEST_CASE(select_related_goes_on_behind_a_one_to_one_field) {
    Avatar avatar{.profile = profile, .name = "owl", .painted_in = city};
    avatar.save();
    const Statements statements;
    const std::vector<Author> authors = Author::objects().order_by("name").select_related("profile__avatar__painted_in").all();
    const Avatar* found = authors[0].profile.one()->avatar.one();
    BOOST_REQUIRE(found != nullptr);
    BOOST_TEST(found->name == "owl");
    BOOST_TEST(found->painted_in->name == "Oslo");
    BOOST_TEST((authors[1].profile.one() == nullptr));
    BOOST_TEST(statements.count() == 1U);
    const Author some = Author::objects().select_related("profile__avatar").only("name", "profile__avatar__name").get("name", "Ann");
    BOOST_TEST(some.profile.one()->avatar.one()->name == "owl");
    BOOST_TEST(some.profile.one()->avatar.one()->painted_in->name == "Oslo");
    BOOST_TEST(Book::objects().select_related("author__profile").get("title", "Gamma").author->profile.is_loaded());
}

BOOST_AUTO_TEST_CASE(select_related_of_a_relation_to_many_is_refused) {
    BOOST_CHECK_EXCEPTION((void)Author::objects().select_related("books").all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
    BOOST_CHECK_EXCEPTION((void)Book::objects().select_related("tags").all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_CASE(select_related_leaves_nothing_to_read) {
    const std::vector<Book> books = Book::objects().select_related("author__city").all();
    const Statements statements;
    BOOST_TEST(books[0].author->city->name == "Oslo");
    BOOST_TEST(books[2].author->city.is_null());
    BOOST_TEST(statements.count() == 0U);
}

BOOST_AUTO_TEST_CASE(a_foreign_key_to_nothing_says_so) {
    BOOST_CHECK_EXCEPTION((void)bob.city.get(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage; });
}

BOOST_AUTO_TEST_CASE(the_other_side_of_a_foreign_key_is_read_once) {
    const Author author = Author::objects().get("name", "Ann");
    const Statements statements;
    BOOST_TEST(names(author.books.all()) == "Alpha Beta");
    BOOST_TEST(author.books.count() == 2);
    BOOST_TEST(author.books.exists());
    BOOST_TEST(statements.count() == 1U);
}

BOOST_AUTO_TEST_CASE(the_other_side_of_a_foreign_key_is_filtered_in_the_database) {
    BOOST_TEST(names(ann.books.filter("pages__gt", 200).all()) == "Beta");
    BOOST_TEST(names(ann.books.filter(Book::field_title() == "Gamma").all()).empty());
    BOOST_TEST(ann.books.query().count() == 2);
}

BOOST_AUTO_TEST_CASE(an_object_that_was_not_saved_has_no_relations) {
    Author author{.name = "New"};
    BOOST_CHECK_THROW((void)author.books.all(), db::Error);
}

BOOST_AUTO_TEST_CASE(a_one_to_one_relation_is_seen_from_both_sides) {
    BOOST_TEST(Profile::objects().first()->author->name == "Ann");
    BOOST_REQUIRE(Author::objects().get("name", "Ann").profile.one() != nullptr);
    BOOST_TEST(Author::objects().get("name", "Ann").profile.one()->text == "Writes.");
    BOOST_TEST((Author::objects().get("name", "Bob").profile.one() == nullptr));
}

BOOST_AUTO_TEST_CASE(objects_are_added_to_the_other_side_of_a_foreign_key) {
    cid.books.add(third);
    BOOST_TEST(third.author.id.value() == cid.id);
    BOOST_TEST(names(cid.books.all()) == "Gamma");
    BOOST_TEST(bob.books.count() == 0);
}

BOOST_AUTO_TEST_CASE(objects_whose_foreign_key_may_not_be_null_are_not_taken_out) {
    BOOST_CHECK_EXCEPTION(ann.books.remove(first), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage; });
    BOOST_CHECK_THROW(ann.books.clear(), db::Error);
    BOOST_TEST(ann.books.count() == 2);
}

BOOST_AUTO_TEST_CASE(an_object_is_made_on_the_other_side_of_a_foreign_key) {
    const Book made = cid.books.create({.title = "Delta", .pages = 1});
    BOOST_TEST(made.author.id.value() == cid.id);
    BOOST_TEST(names(cid.books.all()) == "Delta");
}

BOOST_AUTO_TEST_CASE(an_object_is_got_or_made_on_the_other_side_of_a_foreign_key) {
    BOOST_TEST(!ann.books.get_or_create({Book::field_title() = "Alpha"}).second);
    const auto made = cid.books.get_or_create({Book::field_title() = "Alpha"}, {Book::field_pages() = 7});
    BOOST_TEST(made.second);
    BOOST_TEST(made.first.pages == 7);
    BOOST_TEST(made.first.author.id.value() == cid.id);
}

BOOST_AUTO_TEST_CASE(many_to_many_objects_are_added_once) {
    tag();
    first.tags.add(red);
    BOOST_TEST(first.tags.count() == 2);
    BOOST_TEST(names(first.tags.query().order_by("name").all()) == "blue red");
    BOOST_TEST(names(Tag::objects().get("name", "red").books.query().order_by("title").all()) == "Alpha Beta");
}

BOOST_AUTO_TEST_CASE(many_to_many_objects_are_added_from_the_other_side) {
    red.books.add(first, third);
    BOOST_TEST(names(third.tags.all()) == "red");
    BOOST_TEST(red.books.count() == 2);
}

BOOST_AUTO_TEST_CASE(many_to_many_objects_are_taken_out_set_and_cleared) {
    tag();
    first.tags.remove(red);
    BOOST_TEST(names(first.tags.all()) == "blue");
    first.tags.set({red});
    BOOST_TEST(names(first.tags.all()) == "red");
    first.tags.clear();
    BOOST_TEST(!first.tags.exists());
    BOOST_TEST(names(second.tags.all()) == "red");
}

BOOST_AUTO_TEST_CASE(setting_what_is_there_writes_nothing) {
    tag();
    int changes = 0;
    const auto listening = db::m2m_changed<Book>.connect([&](Book&, const db::RelationChange&) { ++changes; });
    first.tags.set({blue, red});
    BOOST_TEST(changes == 0);
}

BOOST_AUTO_TEST_CASE(a_many_to_many_object_is_made_and_added) {
    const Tag made = first.tags.create({.name = "new"});
    BOOST_TEST(made.id != 0);
    BOOST_TEST(names(first.tags.all()) == "new");
}

BOOST_AUTO_TEST_CASE(listeners_hear_of_many_to_many_changes_from_both_sides) {
    std::string heard;
    const auto listening = db::m2m_changed<Book>.connect([&](Book& book, const db::RelationChange& change) {
        heard += std::to_string(static_cast<int>(change.action)) + (change.reverse ? "r" : "f") + (book.id == first.id ? "1" : "?") + std::to_string(change.keys.size()) + " ";
    });
    first.tags.add(red, blue);
    red.books.remove(first);
    first.tags.clear();
    BOOST_TEST(heard == "0f12 1f12 2r11 3r11 4f10 5f10 ");
}

BOOST_AUTO_TEST_CASE(a_through_model_with_columns_of_its_own_is_written_by_its_objects) {
    Club club{.name = "Chess"};
    club.save();
    BOOST_CHECK_EXCEPTION(club.members.add(ann), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage; });
    Membership membership{.club = club, .author = ann, .role = "head"};
    membership.save();
    BOOST_TEST(names(club.members.all()) == "Ann");
    club.members.remove(ann);
    BOOST_TEST(Membership::objects().count() == 0);
}

BOOST_AUTO_TEST_CASE(a_thousand_objects_are_added_in_few_statements) {
    std::vector<Tag> many(1000);
    for (std::size_t i = 0; i < many.size(); ++i) many[i].name = "tag " + std::to_string(i);
    Tag::objects().bulk_create(many, {.returning_pk = true});
    const Statements statements;
    first.tags.add(many);
    BOOST_TEST(statements.count() <= 4U);
    BOOST_TEST(first.tags.count() == 1000);
}

BOOST_AUTO_TEST_CASE(a_guard_fails_at_the_read_that_is_one_too_many) {
    const std::vector<Book> books = Book::objects().all();
    const db::NPlusOne guard("list view", {.threshold = 2, .mode = db::NPlusOne::fail});
    BOOST_TEST(books[0].author->name == "Ann");
    BOOST_TEST(books[1].author->name == "Ann");
    BOOST_CHECK_EXCEPTION((void)books[2].author.get(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::refused; });
}

BOOST_AUTO_TEST_CASE(a_guard_counts_without_failing) {
    const std::vector<Author> authors = Author::objects().all();
    const db::NPlusOne guard("list view", {.threshold = 1, .mode = db::NPlusOne::count});
    for (const Author& author : authors) BOOST_TEST(author.books.all().size() <= 2U);
    BOOST_REQUIRE(guard.repeated().size() == 1U);
    BOOST_TEST(guard.repeated()[0].relation == "shelf.Author.books");
    BOOST_TEST(guard.repeated()[0].reads == 3U);
}

BOOST_AUTO_TEST_CASE(a_field_is_compared_with_an_object_and_given_one) {
    BOOST_TEST(names(Book::objects().order_by("id").filter(Book::field_author() == ann).all()) == "Alpha Beta");
    BOOST_TEST(names(Book::objects().filter(Book::field_author() != ann && Book::field_pages() > 1).all()) == "Gamma");
    Book::objects().filter("id", third.id).update(Book::field_author() = ann);
    BOOST_TEST(Book::objects().filter("author", ann).count() == 3);
    Town town{.code = "osl", .name = "Oslo"};
    town.save();
    Stop{.name = "Quay"}.save();
    Stop::objects().update(Stop::field_town() = town);
    BOOST_TEST(Stop::objects().filter(Stop::field_town() == town).count() == 1);
}

BOOST_AUTO_TEST_CASE(a_filter_of_a_relations_rows_is_of_the_same_relation) {
    tag();
    BOOST_TEST(names(first.tags.query().filter("books__pages__gt", 200).all()) == "");
    BOOST_TEST(names(second.tags.query().filter("books__pages__gt", 200).all()) == "red");
    BOOST_TEST(names(first.tags.query().order_by("name").filter("books__pages", 100).all()) == "blue red");
    // A further one is of any book.
    BOOST_TEST(names(first.tags.query().filter("name__in", {"red", "blue"}).filter("books__pages__gt", 200).all()) == "red");
    BOOST_TEST(names(first.tags.query().exclude("books__pages__gt", 200).all()) == "blue");
}

BOOST_AUTO_TEST_SUITE_END()
