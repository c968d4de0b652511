#include <boost/test/unit_test.hpp>

#include <string>

#include "fixture.hpp"

using namespace shelf;

BOOST_FIXTURE_TEST_SUITE(clean, Shelf)

BOOST_AUTO_TEST_CASE(an_object_that_is_well_has_no_errors) { BOOST_TEST(first.full_clean().text() == ""); }

BOOST_AUTO_TEST_CASE(all_errors_are_found_by_field) {
    const Book book{.title = "x", .pages = 1, .rating = 9, .author = ann};
    const auto errors = book.full_clean();
    BOOST_TEST(errors.size() == 2U);
    BOOST_TEST(errors.has("title", "min_length"));
    BOOST_TEST(errors.has("rating", "invalid_choice"));
}

BOOST_AUTO_TEST_CASE(blank_null_and_long_values_are_found) {
    const Book book{.title = "", .pages = 1};
    const auto errors = book.full_clean();
    BOOST_TEST(errors.has("title", "blank"));
    BOOST_TEST(errors.has("author", "null"));
    const Tag tag{.name = std::string(41, 'x')};
    BOOST_TEST(tag.full_clean().has("name", "max_length"));
}

BOOST_AUTO_TEST_CASE(a_unique_value_of_another_object_is_found) {
    const Tag same{.name = "red"};
    BOOST_TEST(same.full_clean()["name"].at(0).message == "Tag with this Name already exists.");
    BOOST_TEST(red.full_clean().empty());
    BOOST_TEST(same.full_clean({.exclude = {"name"}}).empty());
    BOOST_TEST(same.full_clean({.database_checks = false}).empty());
}

BOOST_AUTO_TEST_CASE(a_set_of_values_of_another_object_is_found) {
    const Book same{.title = "Alpha", .pages = 1, .author = ann};
    const auto errors = same.full_clean();
    BOOST_TEST(errors["__all__"].at(0).code == "unique_together");
    BOOST_TEST(errors["__all__"].at(0).message == "Book with this Author and Title already exists.");
}

BOOST_AUTO_TEST_CASE(a_foreign_key_to_nothing_is_found) {
    const Book book{.title = "Delta", .pages = 1, .author = std::int64_t{-5}};
    BOOST_TEST(book.full_clean()["author"].at(0).message == "Author instance with id -5 does not exist.");
}

BOOST_AUTO_TEST_CASE(choices_show_what_people_read) {
    BOOST_TEST(db::display(first, Book::field_rating()) == "Good");
    BOOST_TEST(db::display(third, Book::field_rating()) == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(hybrid, Shelf)

BOOST_AUTO_TEST_CASE(one_lambda_serves_an_object_and_the_database) {
    const auto check = [](const auto& lambda) {
        std::string of_objects;
        for (const Author& one : Author::objects().order_by("id").all()) {
            if (lambda(one)) of_objects += of_objects.empty() ? one.name : " " + one.name;
        }
        BOOST_TEST(names(Author::objects().filter(lambda).order_by("id").all()) == of_objects);
        return of_objects;
    };
    BOOST_TEST(check(Author::is_adult) == "Ann Cid");
    BOOST_TEST(check(Author::is_old_ann) == "Ann");
    BOOST_TEST(check(Author::has_pen_name) == "Ann");
}

BOOST_AUTO_TEST_CASE(a_lambda_of_a_value_is_an_annotation) {
    const auto rows = Author::objects().annotate("twice", Author::double_age(db::columns_of<Author>{})).order_by("id").rows();
    BOOST_TEST(rows[0].get<std::int64_t>("twice") == Author::double_age(ann));
}

BOOST_AUTO_TEST_CASE(the_opposite_of_a_lambda_excludes) { BOOST_TEST(names(Author::objects().exclude(Author::is_adult).all()) == "Bob"); }

BOOST_AUTO_TEST_SUITE_END()
