#include <boost/test/unit_test.hpp>

#include <string>
#include <tuple>
#include <vector>

#include <reinhardt/db/orm/query_cache.hpp>
#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/errors.hpp>

#include "fixture.hpp"

using namespace shelf;

BOOST_FIXTURE_TEST_SUITE(values, Shelf)

BOOST_AUTO_TEST_CASE(rows_have_the_fields_that_were_named) {
    const auto rows = Book::objects().order_by("id").values("title", "author__name").rows();
    BOOST_TEST(rows[0].size() == 2U);
    BOOST_TEST(rows[2].get<std::string>("author__name") == "Bob");
}

BOOST_AUTO_TEST_CASE(annotations_behind_values_are_of_groups) {
    const auto rows = Book::objects().order_by("pages").values("pages").annotate("n", db::Count("*")).rows();
    BOOST_REQUIRE(rows.size() == 2U);
    BOOST_TEST(rows[0].get<std::int64_t>("n") == 2);
    BOOST_TEST(rows[1].get<std::int32_t>("pages") == 250);
}

BOOST_AUTO_TEST_CASE(lists_of_values_are_tuples) {
    const std::vector<std::tuple<std::string, int>> list = Book::objects().order_by("id").values_list<std::string, int>("title", "pages");
    BOOST_TEST(std::get<0>(list[1]) == "Beta");
    BOOST_TEST(std::get<1>(list[1]) == 250);
    const auto typed = Book::objects().order_by("id").values_list(Book::field_title(), Book::field_rating());
    BOOST_TEST((std::get<1>(typed[2]) == std::optional<std::int32_t>()));
}

BOOST_AUTO_TEST_CASE(pages_by_a_text_have_every_row) {
    for (const char* name : {"a", "A", "B", "b", "a ", "c"}) Author{.name = name, .age = 5}.save();
    for (const auto& authors : {Author::objects().order_by("name"), Author::objects().order_by("-name", "age"), Author::objects().order_by("pen_name", "name")}) {
        std::vector<std::int64_t> seen;
        std::string token;
        for (int i = 0; i < 10 && (i == 0 || !token.empty()); ++i) {
            const auto page = authors.cursor_page({.size = 2, .after = token});
            for (const Author& one : page.rows) seen.push_back(one.id);
            token = page.next;
        }
        BOOST_TEST(seen.size() == 9U);
        std::sort(seen.begin(), seen.end());
        BOOST_TEST((std::unique(seen.begin(), seen.end()) == seen.end()));
    }
}

BOOST_AUTO_TEST_CASE(one_field_is_a_plain_list) {
    BOOST_TEST((Book::objects().order_by("-title").flat_list<std::string>("title") == std::vector<std::string>{"Gamma", "Beta", "Alpha"}));
    BOOST_TEST((Book::objects().order_by("id").flat_list(Book::field_pages()) == std::vector<std::int32_t>{100, 250, 100}));
}

BOOST_AUTO_TEST_CASE(rows_go_into_a_struct_of_ones_own) {
    const auto busy = Author::objects().annotate("n", db::Count("books")).filter(db::A("n") >= 2).into<AuthorStats>();
    BOOST_REQUIRE(busy.size() == 1U);
    BOOST_TEST(busy[0].name == "Ann");
    BOOST_TEST(busy[0].n == 2);
    BOOST_CHECK_EXCEPTION((void)Author::objects().into<Unknown>(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_CASE(objects_stand_beside_their_annotations) {
    const auto pairs = Author::objects().order_by("name").annotate("n", db::Count("books")).with<Counted>();
    BOOST_REQUIRE(pairs.size() == 3U);
    BOOST_TEST(pairs[0].first.name == "Ann");
    BOOST_TEST(pairs[0].second.n == 2);
    BOOST_TEST(pairs[2].second.n == 0);
}

BOOST_AUTO_TEST_CASE(objects_are_read_by_their_keys) {
    const auto found = Author::objects().in_bulk(std::vector<std::int64_t>{ann.id, cid.id, -1});
    BOOST_TEST(found.size() == 2U);
    BOOST_TEST(found.find(cid.id)->name == "Cid");
    BOOST_TEST(!found.contains(-1));
}

BOOST_AUTO_TEST_CASE(different_days_and_moments) {
    BOOST_TEST((Book::objects().dates("published", "year") == std::vector<db::Date>{day(2020, 1, 1), day(2021, 1, 1)}));
    BOOST_TEST((Book::objects().dates("published", "month", true) == std::vector<db::Date>{day(2021, 12, 1), day(2020, 5, 1), day(2020, 1, 1)}));
    BOOST_TEST((Book::objects().datetimes("sold_at", "hour").at(0) == moment(2021, 3, 4, 5, 0, 0)));
    BOOST_CHECK_THROW((void)Book::objects().dates("published", "hour"), db::Error);
}

BOOST_AUTO_TEST_CASE(the_first_and_the_last_by_a_field) {
    BOOST_TEST(Book::objects().earliest("published").title == "Gamma");
    BOOST_TEST(Book::objects().latest("published").title == "Beta");
    BOOST_CHECK_THROW((void)Book::objects().filter("title", "none").latest("published"), db::NotFound);
}

BOOST_AUTO_TEST_CASE(a_query_contains_its_rows) {
    BOOST_TEST(Book::objects().filter("pages", 100).contains(first));
    BOOST_TEST(!Book::objects().filter("pages", 100).contains(second));
    BOOST_TEST(Book::objects().none().all().empty());
}

BOOST_AUTO_TEST_CASE(rows_are_read_in_blocks_while_they_are_used) {
    std::string titles;
    for (const Book& book : Book::objects().order_by("id").iterate(2)) titles += book.title;
    BOOST_TEST(titles == "AlphaBetaGamma");
    for (const Book& book : Book::objects().iterate(1)) {
        titles = book.title;
        break;
    }
    BOOST_TEST(Book::objects().count() == 3);
}

BOOST_AUTO_TEST_CASE(fields_that_were_left_out_are_read_when_asked_for) {
    Book book = Book::objects().filter("title", "Alpha").only("title").all().at(0);
    BOOST_TEST(book.is_loaded(Book::field_title()));
    BOOST_TEST(!book.is_loaded(Book::field_pages()));
    book.fetch(Book::field_pages());
    BOOST_TEST(book.pages == 100);
    BOOST_TEST(book.is_loaded(Book::field_pages()));
}

BOOST_AUTO_TEST_CASE(queries_are_combined_in_a_chain) {
    const auto small = Book::objects().filter("pages", 100), big = Book::objects().filter("pages", 250);
    BOOST_TEST(small.union_with(big).union_with(small).all().size() == 3U);
    BOOST_TEST(small.union_with(big, true).all().size() == 3U);
}

BOOST_AUTO_TEST_CASE(managers_begin_with_a_query_of_their_own) {
    BOOST_TEST(Author::adults.count() == 2);
    BOOST_TEST(names(Author::adults.filter("name__startswith", "C").all()) == "Cid");
    BOOST_TEST(names(Author::adults.named("Ann").all()) == "Ann");
}

BOOST_AUTO_TEST_CASE(results_are_kept_until_a_table_is_written_to) {
    const auto query = Book::objects().filter("pages", 100).cache(std::chrono::hours(1));
    BOOST_TEST(query.all().size() == 2U);
    {
        const Statements statements;
        BOOST_TEST(query.all().size() == 2U);
        BOOST_TEST(statements.count() == 0U);
    }
    BOOST_TEST(db::query_cache_statistics().hits == 1U);
    BOOST_TEST(db::query_cache_statistics().misses == 1U);
    Book::objects().filter("title", "Alpha").update(Book::field_pages() = 1);
    BOOST_TEST(query.all().size() == 1U);
    ann.save();
    BOOST_TEST(query.all().size() == 1U);
    BOOST_TEST(db::query_cache_statistics().hits == 2U);
}

BOOST_AUTO_TEST_CASE(results_are_not_kept_in_a_transaction) {
    const auto query = Book::objects().filter("pages", 100).cache(std::chrono::hours(1));
    BOOST_TEST(query.all().size() == 2U);
    BOOST_CHECK_THROW(db::atomic([&] {
                          Book::objects().filter("title", "Alpha").update(Book::field_pages() = 1);
                          BOOST_TEST(query.all().size() == 1U);
                          throw std::runtime_error("undone");
                      }),
                      std::runtime_error);
    BOOST_TEST(query.all().size() == 2U);
    BOOST_TEST(db::query_cache_statistics().hits == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(pages, Shelf)

BOOST_AUTO_TEST_CASE(pages_go_forward_and_back) {
    const auto query = Book::objects().order_by("-pages");
    const auto one = query.cursor_page({.size = 2});
    BOOST_TEST(names(one.rows) == "Beta Alpha");
    BOOST_TEST(one.previous.empty());
    const auto two = query.cursor_page({.size = 2, .after = one.next});
    BOOST_TEST(names(two.rows) == "Gamma");
    BOOST_TEST(two.next.empty());
    const auto back = query.cursor_page({.size = 2, .before = two.previous});
    BOOST_TEST(names(back.rows) == "Beta Alpha");
    BOOST_TEST(back.previous.empty());
    BOOST_TEST(!back.next.empty());
}

BOOST_AUTO_TEST_CASE(a_page_stays_right_when_rows_are_inserted_before_it) {
    const auto query = Book::objects().order_by("title");
    const auto one = query.cursor_page({.size = 2});
    Book early{.title = "Aaaa", .pages = 1, .author = ann};
    early.save();
    BOOST_TEST(names(query.cursor_page({.size = 2, .after = one.next}).rows) == "Gamma");
}

BOOST_AUTO_TEST_CASE(null_has_its_place_in_pages) {
    for (const bool last : {false, true}) {
        const auto query = last ? Book::objects().order_by(Book::field_rating().asc().nulls_last()) : Book::objects().order_by(Book::field_rating().desc().nulls_first());
        std::string titles, after;
        for (int i = 0; i < 3; ++i) {
            const auto page = query.cursor_page({.size = 1, .after = after});
            titles += names(page.rows) + " ";
            after = page.next;
        }
        BOOST_TEST(after.empty());
        BOOST_TEST(titles == (last ? "Beta Alpha Gamma " : "Gamma Alpha Beta "));
    }
}

BOOST_AUTO_TEST_CASE(every_kind_of_value_stands_in_a_cursor) {
    const auto query = Book::objects().order_by("weight", "published", "sold_at", "title");
    const auto one = query.cursor_page({.size = 1});
    BOOST_TEST(names(query.cursor_page({.size = 2, .after = one.next}).rows) == "Alpha Beta");
}

BOOST_AUTO_TEST_CASE(a_cursor_of_another_order_is_refused) {
    const auto page = Book::objects().order_by("title").cursor_page({.size = 1});
    const auto is_usage = [](const db::Error& error) { return error.code() == db::ErrorCode::usage; };
    BOOST_CHECK_EXCEPTION((void)Book::objects().order_by("-title").cursor_page({.size = 1, .after = page.next}), db::Error, is_usage);
    BOOST_CHECK_EXCEPTION((void)Author::objects().order_by("name").cursor_page({.size = 1, .after = page.next}), db::Error, is_usage);
    BOOST_CHECK_EXCEPTION((void)Book::objects().cursor_page({.size = 1, .after = "nonsense!"}), db::Error, is_usage);
    BOOST_CHECK_EXCEPTION((void)Book::objects().order_by("author__name").cursor_page(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_SUITE_END()
