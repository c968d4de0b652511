#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

/// Each book numbered among those of its author, the longest first: Beta 1, Alpha 2, Gamma 1.
db::QuerySet<Book> numbered() { return Book::objects().annotate("number", db::Window(db::RowNumber()).partition_by("author").order_by("-pages")); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(window_filters, Shelf)

BOOST_AUTO_TEST_CASE(a_filter_on_a_window_chooses_from_rows_that_were_numbered) {
    BOOST_TEST(names(numbered().filter(db::A("number") == 1).order_by("title").all()) == "Beta Gamma");
    BOOST_TEST(names(numbered().filter(db::A("number") > 1).all()) == "Alpha");
    BOOST_TEST(names(numbered().exclude(db::A("number") == 1).all()) == "Alpha");
    BOOST_TEST(names(numbered().filter(db::A("number").lookup("in", {db::expressions::make_list({db::to_expr(2), db::to_expr(3)})})).all()) == "Alpha");
}

BOOST_AUTO_TEST_CASE(other_conditions_hold_before_rows_are_numbered) {
    BOOST_TEST(names(numbered().filter(db::A("number") == 1).filter("pages__lt", 200).order_by("title").all()) == "Alpha Gamma");
    BOOST_TEST(names(numbered().filter(db::A("number") == 1 && Book::field_pages() < 200).order_by("title").all()) == "Alpha Gamma");
    BOOST_TEST(names(numbered().filter(db::A("number") == 2 || Book::field_title() == "Gamma").order_by("title").all()) == "Alpha Gamma");
    BOOST_TEST(names(numbered().filter(!(db::A("number") == 1 || Book::field_pages() > 200)).all()) == "");
    BOOST_TEST(names(numbered().filter(!(db::A("number") == 1 && Book::field_pages() > 200)).order_by("title").all()) == "Alpha Gamma");
}

BOOST_AUTO_TEST_CASE(a_window_that_is_null_is_asked_for) {
    const auto before = Book::objects().annotate("before", db::Window(db::Lag("title")).order_by("id"));
    BOOST_TEST(names(before.filter(db::A("before").is_null()).all()) == "Alpha");
    BOOST_TEST(names(before.filter(db::A("before") == "Alpha").all()) == "Beta");
    BOOST_TEST(names(before.exclude(db::A("before") == "Alpha").order_by("id").all()) == "Alpha Gamma");
}

BOOST_AUTO_TEST_CASE(windows_are_compared_with_columns_and_with_each_other) {
    const auto query = Book::objects().annotate("most", db::Window(db::Max("pages")).partition_by("author"), "least", db::Window(db::Min("pages")).partition_by("author"));
    BOOST_TEST(names(query.filter(db::A("most") == db::F("pages")).order_by("id").all()) == "Beta Gamma");
    BOOST_TEST(names(query.filter(db::A("most") == db::A("least")).all()) == "Gamma");
}

BOOST_AUTO_TEST_CASE(rows_that_a_window_chose_are_counted_cut_and_looked_for) {
    const auto best = numbered().filter(db::A("number") == 1);
    BOOST_TEST(best.count() == 2);
    BOOST_TEST(best.exists());
    BOOST_TEST(!numbered().filter(db::A("number") == 5).exists());
    BOOST_TEST(best.order_by("-title").first()->title == "Gamma");
    BOOST_TEST(names(best.order_by("title").slice(1, 2).all()) == "Gamma");
    BOOST_TEST(*best.aggregate(db::Sum(Book::field_pages())) == 350);
    BOOST_TEST(names(Book::objects().filter("id__in", best).order_by("title").all()) == "Beta Gamma");
    BOOST_TEST(best.order_by("title").rows()[0].get<std::int64_t>("number") == 1);
    BOOST_TEST(best.order_by("title").values_list<std::string>("title").size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_alias_filters_as_an_annotation_does) {
    const auto query = Book::objects().alias("number", db::Window(db::RowNumber()).partition_by("author").order_by("-pages")).filter(db::A("number") == 1);
    BOOST_TEST(names(query.order_by("title").all()) == "Beta Gamma");
    BOOST_TEST(query.count() == 2);
    BOOST_TEST(*query.aggregate(db::Max(Book::field_pages())) == 250);
}

BOOST_AUTO_TEST_CASE(related_objects_come_with_rows_that_a_window_chose) {
    const auto books = numbered().filter(db::A("number") == 1).select_related("author").order_by("author__name", "title").all();
    BOOST_REQUIRE(books.size() == 2U);
    BOOST_TEST(books[0].author.is_loaded());
    BOOST_TEST(books[0].author->name == "Ann");
    BOOST_TEST(books[1].author->name == "Bob");
}

BOOST_AUTO_TEST_CASE(a_window_over_groups_is_filtered) {
    const auto ranked = Book::objects().values("author").annotate("n", db::Count("id")).annotate("rank", db::Window(db::Rank()).order_by(db::A("n").desc()));
    const auto rows = ranked.filter(db::A("rank") == 1).rows();
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].get<std::int64_t>("author") == ann.id);
    BOOST_TEST(rows[0].get<std::int64_t>("n") == 2);
}

BOOST_AUTO_TEST_CASE(rows_that_a_window_chose_are_updated_and_removed) {
    BOOST_TEST(numbered().filter(db::A("number") == 1).update(Book::field_pages() = 7) == 2);
    BOOST_TEST(Book::objects().filter("pages", 7).count() == 2);
    BOOST_TEST(numbered().filter(db::A("number") == 2).remove().total == 1);
    BOOST_TEST(Book::objects().count() == 2);
}

BOOST_AUTO_TEST_CASE(pages_of_rows_with_windows_keep_their_numbers) {
    const auto query = Book::objects().annotate("number", db::Window(db::RowNumber()).order_by("title")).filter(db::A("number") >= 2).order_by("title");
    const auto page = query.cursor_page({.size = 1});
    BOOST_TEST(names(page.rows) == "Beta");
    BOOST_TEST(names(query.cursor_page({.size = 1, .after = page.next}).rows) == "Gamma");
}

BOOST_AUTO_TEST_CASE(rows_that_a_window_chose_cannot_be_locked) {
    BOOST_CHECK_EXCEPTION((void)numbered().filter(db::A("number") == 1).select_for_update().sql(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::unsupported; });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(different_rows, Shelf)

BOOST_AUTO_TEST_CASE(distinct_is_left_out_where_no_rows_can_be_equal) {
    const auto has = [](const auto& query) { return query.sql().find("DISTINCT") != std::string::npos; };
    BOOST_TEST(!has(Book::objects().distinct()));
    BOOST_TEST(!has(Book::objects().filter("author__name", "Ann").select_related("author").distinct()));
    BOOST_TEST(has(Book::objects().filter("tags__name", "red").distinct()));
    tag();
    BOOST_TEST(names(Book::objects().filter("tags__name__gte", "a").distinct().order_by("title").all()) == "Alpha Beta");
    BOOST_TEST(Book::objects().values("pages").distinct().order_by("pages").rows().size() == 2U);
    BOOST_TEST(Tag::objects().values("name").distinct().rows().size() == 2U);
    BOOST_TEST(Book::objects().distinct().count() == 3);
}

BOOST_AUTO_TEST_CASE(different_objects_are_counted_by_their_keys) {
    tag();
    const auto tagged = Book::objects().filter("tags__name__in", {"red", "blue"});
    BOOST_TEST(tagged.count() == 3);
    BOOST_TEST(tagged.distinct().count() == 2);
    BOOST_TEST(tagged.distinct().all().size() == 2U);
    BOOST_TEST(tagged.distinct().order_by("tags__name").all().size() == 3U);
    BOOST_TEST(tagged.distinct().exists());
    BOOST_TEST(Book::objects().filter("id__in", tagged.distinct()).count() == 2);
    BOOST_TEST(tagged.distinct().slice(0, 1).count() == 1);
    BOOST_TEST(*tagged.distinct().aggregate(db::Sum(Book::field_pages())) == 350);
    BOOST_TEST(tagged.alias("number", db::Window(db::RowNumber()).order_by("id", "tags__name")).filter(db::A("number") > 1).distinct().count() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(ordered_aggregates, Shelf)

BOOST_AUTO_TEST_CASE(texts_are_put_together_in_an_order) {
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", "; ", {.order_by = {db::F("title").desc()}})) == "Gamma; Beta; Alpha");
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", "", {.order_by = {db::F("pages"), db::F("title").desc()}})) == "GammaAlphaBeta");
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", "-", {.order_by = {db::F("rating")}})) == "Gamma-Beta-Alpha");
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", "-", {.order_by = {db::F("rating").asc().nulls_last()}})) == "Beta-Alpha-Gamma");
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", "-", {.order_by = {db::F("rating").desc().nulls_first()}})) == "Gamma-Alpha-Beta");
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", "-", {.filter = Book::field_pages() == 100, .order_by = {db::F("title").desc()}})) == "Gamma-Alpha");
    BOOST_TEST(!Book::objects().filter("title", "none").aggregate(db::StringAgg("title", "-", {.order_by = {db::F("title")}})).has_value());
    const auto rows = Author::objects().annotate("titles", db::StringAgg("books__title", ", ", {.order_by = {db::F("books__title").desc()}})).order_by("id").rows();
    BOOST_TEST(rows[0].get<std::string>("titles") == "Beta, Alpha");
    BOOST_TEST(rows[2].is_null("titles"));
}

BOOST_AUTO_TEST_CASE(texts_are_put_together_whatever_is_in_them) {
    const std::string odd = "\x1f|\x1e" "2\x1e\x1e" "1";
    Book::objects().filter("title", "Beta").update(Book::field_title() = odd);
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", "\x1e" "2", {.order_by = {db::F("pages").desc(), db::F("title")}})) == odd + "\x1e" "2Alpha\x1e" "2Gamma");
    BOOST_TEST(*Book::objects().filter("title", odd).aggregate(db::StringAgg("title", ",", {.distinct = true})) == odd);
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("title", ",", {.distinct = true, .order_by = {db::F("title").desc()}})) == "Gamma,Alpha," + odd);
}

BOOST_AUTO_TEST_CASE(different_values_are_put_together_in_their_own_order) {
    BOOST_TEST(*Book::objects().aggregate(db::StringAgg("pages", ",", {.distinct = true, .order_by = {db::F("pages").desc()}})) == "250,100");
    BOOST_TEST(Book::objects().aggregate(db::StringAgg("pages", ",", {.distinct = true}))->size() == 7U);
    BOOST_CHECK_EXCEPTION((void)Book::objects().aggregate(db::StringAgg("title", ",", {.distinct = true, .order_by = {db::F("pages")}})), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_CASE(arrays_and_documents_are_put_together_in_an_order) {
    const auto document = [](const db::Expr& expr) { return Book::objects().aggregate("v", expr).get<db::Json>("v").dump(); };
    const auto compact = [](std::string text) {
        std::erase(text, ' ');
        return text;
    };
    BOOST_TEST(compact(document(db::JSONAgg("pages", {.order_by = {db::F("title").desc()}}))) == "[100,250,100]");
    BOOST_TEST(compact(document(db::JSONAgg("rating", {.order_by = {db::F("id")}}))) == "[3,1,null]");
    BOOST_TEST(compact(document(db::JSONAgg("pages", {.distinct = true, .order_by = {db::F("pages").desc()}}))) == "[250,100]");
    BOOST_TEST(Book::objects().filter("title", "none").aggregate("v", db::JSONAgg("pages")).is_null("v"));
    if (backend == "postgresql") {
        const auto row = Book::objects().aggregate("v", db::ArrayAgg("title", {.order_by = {db::F("title").desc()}}));
        BOOST_TEST((row.get<db::Array<std::string>>("v") == db::Array<std::string>{"Gamma", "Beta", "Alpha"}));
    }
}

BOOST_AUTO_TEST_CASE(an_aggregate_without_an_order_refuses_one) {
    const auto is_unsupported = [](const db::Error& error) { return error.code() == db::ErrorCode::unsupported; };
    BOOST_CHECK_EXCEPTION((void)Book::objects().aggregate("v", db::Sum("pages", {.order_by = {db::F("id")}})), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)Book::objects().annotate("v", db::Window(db::StringAgg("title", ",", {.order_by = {db::F("id")}}))).rows(), db::Error, is_unsupported);
    BOOST_CHECK_EXCEPTION((void)Book::objects().annotate("v", db::Window(db::Count("pages", {.distinct = true}))).rows(), db::Error, is_unsupported);
}

BOOST_AUTO_TEST_SUITE_END()
