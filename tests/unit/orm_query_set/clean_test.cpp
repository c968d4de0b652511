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

BOOST_AUTO_TEST_CASE(a_check_that_does_not_hold_is_found) {
    const Loan good{.code = "A", .reader = "r", .days = 3, .fee = db::Decimal("1.50")};
    BOOST_TEST(good.full_clean().text() == "");
    Loan bad = good;
    bad.days = 0;
    bad.fee = db::Decimal("-1.50");
    const auto errors = bad.full_clean();
    BOOST_REQUIRE(errors["__all__"].size() == 2U);
    BOOST_TEST(errors["__all__"][0].message == "Constraint “loan_days” is violated.");
    BOOST_TEST(errors["__all__"][1].message == "Constraint “loan_fee” is violated.");
    BOOST_TEST(bad.full_clean({.database_checks = false}).empty());
}

BOOST_AUTO_TEST_CASE(a_check_of_an_excluded_field_is_passed_over) {
    const Loan bad{.code = "A", .reader = "r", .days = 0, .fee = db::Decimal("-1.50")};
    BOOST_TEST(bad.full_clean({.exclude = {"days"}})["__all__"].size() == 1U);
    BOOST_TEST(bad.full_clean({.exclude = {"days", "fee"}}).empty());
    const Loan too_long{.code = std::string(21, 'x'), .reader = "r", .days = 0, .fee = db::Decimal("1")};
    BOOST_TEST(too_long.full_clean()["__all__"].empty());
}

BOOST_AUTO_TEST_CASE(a_check_that_is_unknown_holds) {
    Loan loan{.code = "A", .reader = "r", .days = 3, .fee = db::Decimal("1"), .back = day(2019, 1, 1)};
    BOOST_TEST(loan.full_clean().has("__all__", "invalid"));
    loan.back = day(2021, 1, 1);
    BOOST_TEST(loan.full_clean().empty());
}

BOOST_AUTO_TEST_CASE(a_value_that_is_unique_under_a_condition_is_found) {
    const bool has = backend != "mysql";  // which has no such indexes
    Loan open{.code = "A", .reader = "r", .days = 10, .fee = db::Decimal("1"), .desk = 1};
    open.save();
    BOOST_TEST(open.full_clean().empty());
    Loan other{.code = "B", .reader = "r", .days = 10, .fee = db::Decimal("1"), .desk = 2};
    BOOST_TEST(other.full_clean().has("__all__", "invalid") == has);
    BOOST_TEST(other.full_clean({.exclude = {"back"}}).empty());
    other.days = 2;
    BOOST_TEST(other.full_clean().empty());
    other.days = 10;
    open.back = day(2021, 1, 1);
    open.save();
    BOOST_TEST(other.full_clean().empty());
}

BOOST_AUTO_TEST_CASE(an_expression_that_is_unique_is_found) {
    Loan one{.code = "Abc", .reader = "r", .days = 1, .fee = db::Decimal("1"), .desk = 1};
    one.save();
    BOOST_TEST(one.full_clean().empty());
    const Loan same{.code = "aBC", .reader = "s", .days = 1, .fee = db::Decimal("1"), .desk = 2};
    const auto errors = same.full_clean();
    BOOST_TEST(errors.text() == (backend == "mysql" ? "" : "__all__: Constraint “loan_code” is violated."));
}

BOOST_AUTO_TEST_CASE(a_null_is_another_where_nulls_are_not_different) {
    Loan one{.code = "A", .reader = "r", .days = 1, .fee = db::Decimal("1")};
    one.save();
    BOOST_TEST(one.full_clean().empty());
    const Loan two{.code = "B", .reader = "s", .days = 1, .fee = db::Decimal("1")};
    BOOST_TEST(two.full_clean().has("desk", "unique") == (backend == "postgresql"));
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
