#include "fixture.hpp"

// One list of cases for all databases: the same rows everywhere.

BOOST_FIXTURE_TEST_SUITE(lookups, Library)

#define FINDS(expected, ...) BOOST_TEST_CONTEXT(#__VA_ARGS__) BOOST_TEST(titles(Book::objects().filter(__VA_ARGS__).order_by("id")) == expected)
#define LEAVES(expected, ...) BOOST_TEST_CONTEXT(#__VA_ARGS__) BOOST_TEST(titles(Book::objects().exclude(__VA_ARGS__).order_by("id")) == expected)

BOOST_AUTO_TEST_CASE(numbers_are_compared) {
    FINDS("Aleph ", "views", 20);
    FINDS("Earthsea ", "views__gt", 20);
    FINDS("Earthsea Aleph ", "views__gte", 20);
    FINDS("Dispossessed 100%_sure ", "views__lt", 20);
    FINDS("Dispossessed Aleph 100%_sure ", "views__lte", 20);
    FINDS("Dispossessed Aleph ", "views__range", std::vector<int>{10, 20});
    FINDS("Dispossessed 100%_sure ", "views__in", {0, 10, 11});
    FINDS("", "views__in", std::vector<int>{});
}

BOOST_AUTO_TEST_CASE(texts_are_compared_with_regard_to_case_and_without) {
    FINDS("Aleph ", "title", "Aleph");
    FINDS("", "title", "aleph");
    FINDS("Aleph ", "title__iexact", "ALEPH");
    FINDS("Aleph ", "title__contains", "lep");
    FINDS("", "title__contains", "LEP");
    FINDS("Aleph ", "title__icontains", "LEP");
    FINDS("Earthsea ", "title__startswith", "Ea");
    FINDS("", "title__startswith", "ea");
    FINDS("Earthsea ", "title__istartswith", "eA");
    FINDS("Dispossessed ", "title__endswith", "sed");
    FINDS("Dispossessed ", "title__iendswith", "SED");
    FINDS("Dispossessed Earthsea ", "title__regex", "s(s|e)");
    FINDS("Aleph ", "title__iregex", "^AL.*H$");
}

BOOST_AUTO_TEST_CASE(the_signs_of_patterns_are_texts) {
    FINDS("100%_sure ", "title__contains", "%_");
    FINDS("100%_sure ", "title__icontains", "0%");
    FINDS("", "title__contains", "a%h");
    FINDS("", "title__startswith", "Al_");
    FINDS("", "title__contains", "*");
    FINDS("", "title__contains", "[A]");
    FINDS("", "title__contains", "\\");
    FINDS("", "title", "' OR 1=1 --");
}

BOOST_AUTO_TEST_CASE(moments_are_compared_and_taken_apart) {
    using namespace std::chrono;
    FINDS("Dispossessed Earthsea 100%_sure ", "created_at__gte", db::DateTime(sys_days(year(2024) / 1 / 1)));
    FINDS("Dispossessed Earthsea ", "created_at__year", 2024);
    FINDS("100%_sure ", "created_at__year__gt", 2024);
    FINDS("Earthsea ", "created_at__month", 2);
    FINDS("Dispossessed Aleph ", "created_at__day", 31);
    FINDS("Earthsea ", "created_at__hour", 12);
    FINDS("Aleph ", "created_at__quarter", 4);
    FINDS("Dispossessed ", "created_at__date", db::Date(sys_days(year(2024) / 1 / 31)));
}

BOOST_AUTO_TEST_CASE(relations_are_followed) {
    FINDS("Dispossessed Earthsea ", "author", 1);
    FINDS("Dispossessed Earthsea ", "author__name", "Le Guin");
    FINDS("Earthsea ", "sequel__author__name__startswith", "Le");
    FINDS("Earthsea Aleph ", "tags__word", "fantasy");
    FINDS("Earthsea ", "editor__isnull", true);
    FINDS("Dispossessed Aleph 100%_sure ", "editor__isnull", false);
    BOOST_TEST(names(Author::objects().filter("books__title", "Aleph")) == "Borges ");
    BOOST_TEST(names(Author::objects().filter(db::dyn("edited__title"), "Aleph")) == "Le Guin ");
    BOOST_TEST(names(Author::objects().filter("books__tags__word", "utopia")) == "Le Guin ");
}

BOOST_AUTO_TEST_CASE(exclude_is_the_complement_of_filter) {
    LEAVES("Dispossessed Earthsea 100%_sure ", "title", "Aleph");
    LEAVES("Dispossessed 100%_sure ", "tags__word", "fantasy");
    LEAVES("Dispossessed Earthsea Aleph ", "author__name", "Young");
    BOOST_TEST(names(Author::objects().exclude("age__gt", 50)) == "Nobody Young ");
    BOOST_TEST(names(Author::objects().exclude("books__views__gt", 25)) == "Borges Nobody Young ");
}

BOOST_AUTO_TEST_CASE(conditions_are_joined) {
    FINDS("Earthsea 100%_sure ", (Book::field_views() > 20) || (Book::field_title().contains("%")));
    FINDS("Earthsea ", Book::field_views() > 15 && !(Book::field_title() == "Aleph"));
    FINDS("Dispossessed Earthsea ", db::Q<Book>("author__name", "Le Guin") & ~db::Q<Book>("views", 20));
    FINDS("Dispossessed Earthsea Aleph ", Book::field_views() + 5 >= 15);
    FINDS("Dispossessed ", db::F("views") * 2 == 20);
}

BOOST_AUTO_TEST_CASE(one_filter_means_one_related_row_and_two_filters_any_two) {
    BOOST_TEST(names(Author::objects().filter(db::Q<Author>("books__views", 10) & db::Q<Author>("books__title", "Earthsea"))) == "");
    BOOST_TEST(names(Author::objects().filter("books__views", 10).filter("books__title", "Earthsea")) == "Le Guin ");
}

BOOST_AUTO_TEST_CASE(a_query_is_the_right_side_of_in) {
    const auto old = Author::objects().filter("age__gt", 80);
    FINDS("Dispossessed Earthsea Aleph ", "author__in", old);
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_an_error_before_anything_is_sent) {
    BOOST_CHECK_EXCEPTION(Book::objects().filter(db::dyn("titel"), "x").all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query && error.hint().find("title") != std::string::npos; });
    BOOST_CHECK_EXCEPTION(Book::objects().filter(db::dyn("title__icontain"), "x").all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
    BOOST_CHECK_EXCEPTION(Book::objects().order_by(db::dyn("title; DROP TABLE books")).all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(combinations, Library)

BOOST_AUTO_TEST_CASE(queries_are_joined_and_taken_from_each_other) {
    const auto le_guin = Book::objects().filter("author", 1);
    const auto seen = Book::objects().filter("views__gte", 20);
    BOOST_TEST(le_guin.union_with(seen).count() == 3);
    BOOST_TEST(le_guin.union_with(seen, true).count() == 4);
    BOOST_TEST(titles(le_guin.intersection(seen)) == "Earthsea ");
    BOOST_TEST(titles(le_guin.difference(seen)) == "Dispossessed ");
    BOOST_TEST(titles(le_guin.union_with(seen).order_by("-views").limit(2)) == "Earthsea Aleph ");
}

BOOST_AUTO_TEST_SUITE_END()
