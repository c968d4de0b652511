#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

/// The value of an expression beside one book.
template <class T>
T value(const db::Expr& expr, const char* title = "Alpha") {
    return Book::objects().filter(Book::field_title() == title).annotate("v", expr).rows().at(0).get<T>("v");
}
std::string text(const db::Expr& expr) { return value<std::string>(expr); }
std::int64_t number(const db::Expr& expr) { return value<std::int64_t>(expr); }
double real(const db::Expr& expr) { return value<double>(expr); }

bool is_unsupported(const db::Error& error) { return error.code() == db::ErrorCode::unsupported; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(expressions, Shelf)

BOOST_AUTO_TEST_CASE(builders_of_expressions_stand_wherever_an_expression_does) {
    const auto place = db::Window(db::RowNumber()).partition_by("author").order_by("-pages");
    const auto light = db::when(Book::field_pages() < 200).then(1).otherwise(2);
    const auto branches = db::Case(db::When(Book::field_title() == "Gamma", 1), db::When(Book::field_pages() > 200, 2));
    const auto of_author = Author::objects().filter("id", db::OuterRef("author"));
    BOOST_TEST(names(Book::objects().order_by(place, "title").all()) == "Beta Gamma Alpha");
    BOOST_TEST(names(Book::objects().order_by(place.desc(), "title").all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(Book::objects().order_by(light, "-title").all()) == "Gamma Alpha Beta");
    BOOST_TEST(names(Book::objects().order_by(branches, "title").all()) == "Alpha Gamma Beta");
    BOOST_TEST(names(Book::objects().order_by(branches.desc().nulls_last(), "title").all()) == "Beta Gamma Alpha");
    BOOST_TEST(names(Book::objects().order_by(db::Lower("title").desc()).all()) == "Gamma Beta Alpha");
    BOOST_TEST(names(Book::objects().order_by(db::F("pages") * -1, Book::field_title().desc()).all()) == "Beta Gamma Alpha");
    BOOST_TEST(names(Book::objects().order_by(Book::field_author() >> Author::field_name(), Book::field_title()).all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(Book::objects().order_by(db::Subquery(of_author, "age"), "title").all()) == "Gamma Alpha Beta");
    BOOST_TEST(names(Book::objects().order_by(db::Exists(of_author.filter("age", 17)), "title").all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(Book::objects().order_by(db::RawSQL("pages * ?", -1), "title").all()) == "Beta Alpha Gamma");
    BOOST_TEST(names(Book::objects().annotate("n", db::Count("author")).order_by(db::F("n"), "title").all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(Book::objects().filter(branches == 2).all()) == "Beta");
    BOOST_TEST(names(Book::objects().filter("pages", light * 100).order_by("title").all()) == "Alpha Gamma");
    BOOST_TEST(names(Book::objects().filter(place == 2).all()) == "Alpha");
    BOOST_TEST(Book::objects().annotate("place", place, "light", light, "branch", branches).order_by("title").rows().at(1).get<std::int64_t>("place") == 1);
    BOOST_TEST(Book::objects().aggregate("n", db::Sum(light)).get<std::int64_t>("n") == 4);
    BOOST_TEST(Book::objects().aggregate(db::Count("id", {.filter = branches == 1})) == 1);
    Book::objects().filter("title", "Alpha").update(Book::field_pages() = light);
    BOOST_TEST(Book::objects().get("title", "Alpha").pages == 1);
}

BOOST_AUTO_TEST_CASE(aggregates_have_the_types_of_their_functions) {
    const std::optional<double> mean = Book::objects().aggregate(db::Avg(Book::field_pages()));
    BOOST_TEST(*mean == 150.0);
    const std::int64_t count = Book::objects().aggregate(db::Count("*"));
    BOOST_TEST(count == 3);
    const std::optional<std::int64_t> sum = Book::objects().aggregate(db::Sum(Book::field_pages()));
    BOOST_TEST(*sum == 450);
    const std::optional<std::int32_t> most = Book::objects().aggregate(db::Max(Book::field_pages()));
    BOOST_TEST(*most == 250);
    const std::optional<std::string> least = Book::objects().aggregate(db::Min(Book::field_title()));
    BOOST_TEST(*least == "Alpha");
    const std::optional<double> weight = Book::objects().aggregate(db::Sum<double>("weight"));
    BOOST_TEST(*weight == 4.25);
}

BOOST_AUTO_TEST_CASE(aggregates_of_no_rows_are_nothing) {
    BOOST_TEST(!Book::objects().filter("title", "none").aggregate(db::Avg(Book::field_pages())).has_value());
    BOOST_TEST(Book::objects().filter("title", "none").aggregate(db::Count("*")) == 0);
}

BOOST_AUTO_TEST_CASE(counts_are_distinct_or_filtered) {
    BOOST_TEST(Book::objects().aggregate(db::Count("pages", {.distinct = true})) == 2);
    BOOST_TEST(Book::objects().aggregate(db::Count("*", {.filter = Book::field_pages() == 100})) == 2);
    BOOST_TEST(Book::objects().aggregate(db::Count("rating")) == 2);
}

BOOST_AUTO_TEST_CASE(deviation_and_variance_are_of_all_or_of_a_sample) {
    BOOST_TEST(*Book::objects().aggregate(db::StdDev("pages")) == 70.710678118, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(*Book::objects().aggregate(db::StdDev("pages", true)) == 86.602540378, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(*Book::objects().aggregate(db::Variance("pages")) == 5000.0, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(*Book::objects().aggregate(db::Variance("pages", true)) == 7500.0, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(texts_booleans_and_bits_are_aggregated) {
    const std::string joined = *Book::objects().filter("title", "Alpha").aggregate(db::StringAgg("title", "; "));
    BOOST_TEST(joined == "Alpha");
    BOOST_TEST(Book::objects().aggregate(db::StringAgg("title", "; "))->size() == 18U);
    BOOST_TEST(*Book::objects().aggregate(db::BitAnd("pages")) == (100 & 250));
    BOOST_TEST(*Book::objects().aggregate(db::BitOr("pages")) == (100 | 250));
    BOOST_TEST(*Book::objects().aggregate(db::BitXor("pages")) == 250);
    BOOST_TEST(!Book::objects().filter("title", "none").aggregate(db::BitOr("pages")).has_value());
}

BOOST_AUTO_TEST_CASE(aggregates_along_relations_count_for_each_object) {
    const auto rows = Author::objects().annotate("n", db::Count("books"), "last", db::Max("books__title")).order_by("name").rows();
    BOOST_TEST(rows[0].get<std::int64_t>("n") == 2);
    BOOST_TEST(rows[0].get<std::string>("last") == "Beta");
    BOOST_TEST(rows[2].get<std::int64_t>("n") == 0);
    BOOST_TEST(rows[2].is_null("last"));
}

BOOST_AUTO_TEST_CASE(branches_give_the_first_that_holds) {
    const db::Expr size = db::when(Book::field_pages() > 200).then("big").when(Book::field_pages() > 50).then("middle").otherwise("small");
    BOOST_TEST(text(size) == "middle");
    BOOST_TEST(value<std::string>(size, "Beta") == "big");
    BOOST_TEST(value<std::string>(db::Case(db::When(Book::field_title() == "x", 1), db::When(Book::field_title() == "Alpha", 2))) == "2");
    BOOST_TEST(!value<std::optional<std::string>>(db::when(Book::field_title() == "x").then("y")).has_value());
}

BOOST_AUTO_TEST_CASE(an_update_takes_branches_and_functions) {
    Book::objects().update(Book::field_pages() = db::when(Book::field_pages() > 200).then(1).otherwise(Book::field_pages() + 1), Book::field_title() = db::Concat("title", db::Value("!")));
    BOOST_TEST(Book::objects().get("title", "Alpha!").pages == 101);
    BOOST_TEST(Book::objects().get("title", "Beta!").pages == 1);
}

BOOST_AUTO_TEST_CASE(an_update_takes_the_branches_of_a_case) {
    const auto pages = db::Case(db::When(Book::field_title() == "Alpha", 1), db::When(Book::field_pages() > 200, db::F("pages") * 2)).otherwise(db::F("pages"));
    BOOST_TEST(Book::objects().filter("pages__gte", 100).update(Book::field_pages() = pages) == 3);
    BOOST_TEST(Book::objects().get("title", "Alpha").pages == 1);
    BOOST_TEST(Book::objects().get("title", "Beta").pages == 500);
    BOOST_TEST(Book::objects().get("title", "Gamma").pages == 100);
}

BOOST_AUTO_TEST_CASE(an_update_takes_a_subquery_that_names_its_row) {
    const auto longest = Book::objects().filter(Book::field_author() == db::OuterRef("id")).order_by("-pages").limit(1);
    BOOST_TEST(Author::objects().update(Author::field_age() = db::Coalesce(db::Subquery(longest, "pages"), -1), Author::field_pen_name() = db::Subquery(longest, "title")) == 3);
    BOOST_TEST(Author::objects().get("name", "Ann").age == 250);
    BOOST_TEST(*Author::objects().get("name", "Bob").pen_name == "Gamma");
    BOOST_TEST(Author::objects().get("name", "Cid").age == -1);
    BOOST_TEST(!Author::objects().get("name", "Cid").pen_name.has_value());
    const auto read = Book::objects().filter(Book::field_author() == db::OuterRef("id"));
    BOOST_TEST(Author::objects().filter(!db::Exists(read)).update(Author::field_age() = 5) == 1);
}

BOOST_AUTO_TEST_CASE(subqueries_name_the_query_around_them) {
    const auto longest = Book::objects().filter(Book::field_author() == db::OuterRef("id")).order_by("-pages").limit(1);
    const auto rows = Author::objects().annotate("longest", db::Subquery(longest, "title")).order_by("name").rows();
    BOOST_TEST(rows[0].get<std::string>("longest") == "Beta");
    BOOST_TEST(rows[1].get<std::string>("longest") == "Gamma");
    BOOST_TEST(rows[2].is_null("longest"));
}

BOOST_AUTO_TEST_CASE(exists_and_its_opposite_filter) {
    const auto books = Book::objects().filter(Book::field_author() == db::OuterRef("id"));
    BOOST_TEST(names(Author::objects().filter(db::Exists(books)).order_by("name").all()) == "Ann Bob");
    BOOST_TEST(names(Author::objects().filter(!db::Exists(books)).all()) == "Cid");
}

BOOST_AUTO_TEST_CASE(windows_number_and_rank_rows) {
    const auto rows = Book::objects()
                          .annotate("number", db::Window(db::RowNumber()).partition_by("author").order_by("-pages"), "rank", db::Window(db::Rank()).order_by("pages"), "dense",
                                    db::Window(db::DenseRank()).order_by("pages"), "before", db::Window(db::Lag("title")).order_by("id"), "behind", db::Window(db::Lead("title")).order_by("id"))
                          .order_by("id")
                          .rows();
    BOOST_TEST(rows[0].get<std::int64_t>("number") == 2);
    BOOST_TEST(rows[1].get<std::int64_t>("number") == 1);
    BOOST_TEST(rows[1].get<std::int64_t>("rank") == 3);
    BOOST_TEST(rows[1].get<std::int64_t>("dense") == 2);
    BOOST_TEST(rows[0].is_null("before"));
    BOOST_TEST(rows[1].get<std::string>("before") == "Alpha");
    BOOST_TEST(rows[1].get<std::string>("behind") == "Gamma");
}

BOOST_AUTO_TEST_CASE(windows_have_frames) {
    const auto rows = Book::objects()
                          .annotate("sum", db::Window(db::Sum("pages")).order_by("id").rows_between({}, 0), "first", db::Window(db::FirstValue("title")).order_by("id"), "second",
                                    db::Window(db::NthValue("title", 2)).order_by("id").rows_between({}, {}), "last", db::Window(db::LastValue("title")).order_by("id").rows_between({}, {}), "half",
                                    db::Window(db::Ntile(2)).order_by("id"))
                          .order_by("id")
                          .rows();
    BOOST_TEST(rows[1].get<std::int64_t>("sum") == 350);
    BOOST_TEST(rows[2].get<std::string>("first") == "Alpha");
    BOOST_TEST(rows[0].get<std::string>("second") == "Beta");
    BOOST_TEST(rows[0].get<std::string>("last") == "Gamma");
    BOOST_TEST(rows[2].get<std::int64_t>("half") == 2);
    BOOST_CHECK_THROW((void)db::Window(db::Sum("pages")).rows_between(1, 0), db::Error);
}

BOOST_AUTO_TEST_CASE(shares_of_ranks) {
    const auto rows = Book::objects().annotate("percent", db::Window(db::PercentRank()).order_by("pages"), "share", db::Window(db::CumeDist()).order_by("pages")).order_by("id").rows();
    BOOST_TEST(rows[1].get<double>("percent") == 1.0);
    BOOST_TEST(rows[0].get<double>("share") == 2.0 / 3, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(functions_compare_and_convert) {
    BOOST_TEST(value<std::int64_t>(db::Coalesce("rating", 9), "Gamma") == 9);
    BOOST_TEST(!value<std::optional<std::int64_t>>(db::NullIf("pages", 100)).has_value());
    BOOST_TEST(number(db::Greatest("pages", 120)) == 120);
    BOOST_TEST(number(db::Least("pages", 120)) == 100);
    BOOST_TEST(!value<std::optional<std::int64_t>>(db::Greatest("pages", "rating"), "Gamma").has_value());
    BOOST_TEST(text(db::Cast<std::string>("pages")) == "100");
    BOOST_TEST(number(db::Cast(db::Value("12"), "IntegerField")) == 12);
}

BOOST_AUTO_TEST_CASE(functions_of_texts) {
    BOOST_TEST(text(db::Concat("title", db::Value(" by "), "author__name")) == "Alpha by Ann");
    BOOST_TEST(text(db::Concat("title", "author__pen_name")) == "AlphaNym");
    BOOST_TEST(value<std::string>(db::Concat("title", "author__pen_name"), "Gamma") == "Gamma");
    BOOST_TEST(text(db::Lower("title")) == "alpha");
    BOOST_TEST(text(db::Upper("title")) == "ALPHA");
    BOOST_TEST(number(db::Length("title")) == 5);
    BOOST_TEST(text(db::Left("title", 2)) == "Al");
    BOOST_TEST(text(db::Right("title", 2)) == "ha");
    BOOST_TEST(text(db::Right("title", 0)) == "");
    BOOST_TEST(text(db::Substr("title", 3)) == "pha");
    BOOST_TEST(text(db::Substr("title", 2, 3)) == "lph");
    BOOST_TEST(text(db::Trim(db::Value("  x "))) == "x");
    BOOST_TEST(text(db::LTrim(db::Value("  x "))) == "x ");
    BOOST_TEST(text(db::RTrim(db::Value("  x "))) == "  x");
    BOOST_TEST(text(db::LPad("title", 8, "ab")) == "abaAlpha");
    BOOST_TEST(text(db::RPad("title", 8, "ab")) == "Alphaaba");
    BOOST_TEST(text(db::LPad("title", 2)) == "Al");
    BOOST_TEST(text(db::Repeat("title", 2)) == "AlphaAlpha");
    BOOST_TEST(text(db::Replace("title", db::Value("ph"), db::Value("f"))) == "Alfa");
    BOOST_TEST(text(db::ReverseText(db::Value("Grüße"))) == "eßürG");
    BOOST_TEST(number(db::StrIndex("title", db::Value("p"))) == 3);
    BOOST_TEST(number(db::StrIndex("title", db::Value("P"))) == 0);
    BOOST_TEST(text(db::Chr(8364)) == "€");
    BOOST_TEST(number(db::Ord(db::Value("€uro"))) == 8364);
}

BOOST_AUTO_TEST_CASE(digests_of_texts) {
    BOOST_TEST(text(db::SHA256(db::Value("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(text(db::MD5(db::Value("abc"))) == "900150983cd24fb0d6963f7d28e17f72");
    BOOST_TEST(text(db::SHA512("title")).size() == 128U);
}

BOOST_AUTO_TEST_CASE(parts_of_moments) {
    BOOST_TEST(number(db::ExtractYear("published")) == 2020);
    BOOST_TEST(number(db::ExtractQuarter("published")) == 2);
    BOOST_TEST(number(db::ExtractMonth("published")) == 5);
    BOOST_TEST(number(db::ExtractDay("published")) == 17);
    BOOST_TEST(number(db::ExtractWeek("published")) == 20);
    BOOST_TEST(number(db::ExtractWeekDay("published")) == 1);
    BOOST_TEST(number(db::ExtractIsoWeekDay("published")) == 7);
    BOOST_TEST(value<std::int64_t>(db::ExtractIsoYear("published"), "Gamma") == 2020);
    BOOST_TEST(number(db::ExtractHour("sold_at")) == 5);
    BOOST_TEST(number(db::ExtractMinute("sold_at")) == 6);
    BOOST_TEST(number(db::Extract("sold_at", "second")) == 7);
    BOOST_CHECK_THROW((void)db::Extract("sold_at", "eon"), db::Error);
}

BOOST_AUTO_TEST_CASE(moments_are_cut) {
    BOOST_TEST((value<db::Date>(db::TruncYear("published")) == day(2020, 1, 1)));
    BOOST_TEST((value<db::Date>(db::TruncQuarter("published")) == day(2020, 4, 1)));
    BOOST_TEST((value<db::Date>(db::TruncMonth("published")) == day(2020, 5, 1)));
    BOOST_TEST((value<db::Date>(db::TruncWeek("published")) == day(2020, 5, 11)));
    BOOST_TEST((value<db::DateTime>(db::TruncYear("sold_at")) == moment(2021, 1, 1, 0, 0, 0)));
    BOOST_TEST((value<db::DateTime>(db::TruncQuarter("sold_at")) == moment(2021, 1, 1, 0, 0, 0)));
    BOOST_TEST((value<db::DateTime>(db::TruncMonth("sold_at")) == moment(2021, 3, 1, 0, 0, 0)));
    BOOST_TEST((value<db::DateTime>(db::TruncWeek("sold_at")) == moment(2021, 3, 1, 0, 0, 0)));
    BOOST_TEST((value<db::DateTime>(db::TruncDay("sold_at")) == moment(2021, 3, 4, 0, 0, 0)));
    BOOST_TEST((value<db::DateTime>(db::TruncHour("sold_at")) == moment(2021, 3, 4, 5, 0, 0)));
    BOOST_TEST((value<db::DateTime>(db::TruncMinute("sold_at")) == moment(2021, 3, 4, 5, 6, 0)));
    BOOST_TEST((value<db::Date>(db::TruncDate("sold_at")) == day(2021, 3, 4)));
    BOOST_TEST((value<db::Time>(db::TruncTime("sold_at")) == db::Time(5, 6, 7)));
}

BOOST_AUTO_TEST_CASE(functions_of_numbers) {
    BOOST_TEST(number(db::Abs(db::Value(-5))) == 5);
    BOOST_TEST(real(db::Ceil("weight")) == 2.0);
    BOOST_TEST(real(db::Floor("weight")) == 1.0);
    BOOST_TEST(real(db::Round("weight")) == 2.0);
    BOOST_TEST(value<double>(db::Round("weight"), "Gamma") == 1.0);
    BOOST_TEST(value<double>(db::Round("weight", 1), "Beta") == 2.3, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(real(db::Sqrt("pages")) == 10.0);
    BOOST_TEST(real(db::Power("pages", 2)) == 10000.0);
    BOOST_TEST(number(db::Mod("pages", 7)) == 2);
    BOOST_TEST(number(db::Sign(db::Value(-3))) == -1);
    BOOST_TEST(real(db::Exp(0)) == 1.0);
    BOOST_TEST(real(db::Ln(1)) == 0.0);
    BOOST_TEST(real(db::Log(10, "pages")) == 2.0, boost::test_tools::tolerance(1e-12));
    const auto near = boost::test_tools::tolerance(1e-12);
    BOOST_TEST(real(db::Pi()) == 3.14159265358979, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(real(db::Sin(db::Value(0.5))) == 0.479425538604203, near);
    BOOST_TEST(real(db::Cos(db::Value(0.5))) == 0.877582561890373, near);
    BOOST_TEST(real(db::Tan(db::Value(0.5))) == 0.54630248984379, near);
    BOOST_TEST(real(db::Cot(db::Value(0.5))) == 1.830487721712452, near);
    BOOST_TEST(real(db::ASin(db::Value(0.5))) == 0.523598775598299, near);
    BOOST_TEST(real(db::ACos(db::Value(0.5))) == 1.0471975511966, near);
    BOOST_TEST(real(db::ATan(db::Value(0.5))) == 0.463647609000806, near);
    BOOST_TEST(real(db::ATan2(1, 2)) == 0.463647609000806, near);
    BOOST_TEST(real(db::Degrees(db::Value(0.5))) == 28.64788975654116, near);
    BOOST_TEST(real(db::Radians(180)) == 3.141592653589793, near);
    const double chance = real(db::Random());
    BOOST_TEST((chance >= 0 && chance < 1));
}

BOOST_AUTO_TEST_CASE(bits_are_combined) {
    BOOST_TEST(number(db::bit_and(Book::field_pages(), 6)) == (100 & 6));
    BOOST_TEST(number(db::bit_or(Book::field_pages(), 3)) == (100 | 3));
    BOOST_TEST(number(db::bit_xor(Book::field_pages(), 5)) == (100 ^ 5));
    BOOST_TEST(number(db::bit_shift_left(Book::field_pages(), 2)) == 400);
    BOOST_TEST(number(db::bit_shift_right(Book::field_pages(), 2)) == 25);
}

BOOST_AUTO_TEST_CASE(json_is_made) {
    const db::Json object = value<db::Json>(db::JSONObject({{"title", "title"}, {"pages", db::F("pages") + 1}}));
    BOOST_TEST(object["title"].as_text() == "Alpha");
    BOOST_TEST(object["pages"].as_int() == 101);
    const db::Json list = value<db::Json>(db::JSONArray("title", 5));
    BOOST_TEST(list[std::size_t{1}].as_int() == 5);
}

BOOST_AUTO_TEST_CASE(a_collation_is_a_name_alone) {
    BOOST_CHECK_THROW((void)db::Collate("title", "x\" --"), db::Error);
    const char* collation = backend == "sqlite" ? "NOCASE" : backend == "postgresql" ? "C" : "utf8mb4_bin";
    BOOST_TEST(text(db::Collate("title", collation)) == "Alpha");
}

BOOST_AUTO_TEST_CASE(raw_sql_has_bound_values) {
    BOOST_TEST(number(db::raw_sql("40 + ?", {db::to_expr(2)}, db::FieldKind::int64)) == 42);
    BOOST_TEST(text(db::RawSQL("'x'")) == "x");
}

BOOST_AUTO_TEST_CASE(full_text_search_is_of_postgresql) {
    const db::Expr vector = db::SearchVector(db::SearchText("title", "author__name"), "simple");
    const db::Expr query = db::SearchQuery("ann & alpha", "raw", "simple");
    if (backend == "postgresql") {
        BOOST_TEST(names(Book::objects().filter(db::SearchMatch(vector, query)).all()) == "Alpha");
        BOOST_TEST(real(db::SearchRank(vector, query)) > 0.0);
    } else {
        BOOST_CHECK_EXCEPTION((void)Book::objects().filter(db::SearchMatch(vector, query)).all(), db::Error, is_unsupported);
    }
}

BOOST_AUTO_TEST_CASE(expressions_stand_on_both_sides_of_a_comparison) {
    BOOST_TEST(names(Book::objects().filter(db::Length("title") == db::F("rating") + 2).all()) == "Alpha");
    BOOST_TEST(names(Book::objects().filter(Book::field_title() == db::Concat("title", db::Value(""))).order_by("id").all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(Book::objects().filter(db::F("pages") != Book::field_pages()).all()).empty());
}

BOOST_AUTO_TEST_CASE(a_text_put_together_is_not_cut) {
    const auto text = Author::objects().filter("name__in", {"Ann", "Bob"}).aggregate("all", db::StringAgg(db::Repeat("name", 400'000), ",")).get<std::string>("all");
    BOOST_TEST(text.size() == 2'400'001U);
}

BOOST_AUTO_TEST_CASE(regular_expressions_are_of_characters) {
    Author{.name = "\xC3\xA9"}.save();
    BOOST_TEST(Author::objects().filter("name__regex", "^.$").count() == 1);
    BOOST_TEST(Author::objects().filter("name__regex", "^..$").count() == 0);
    BOOST_TEST(Author::objects().filter("name__iregex", "^A.n$").count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
