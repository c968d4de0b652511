#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

db::QuerySet<Book> titled(std::string_view title) { return Book::objects().filter("title", std::string(title)); }
db::QuerySet<Book> united() { return titled("Alpha").union_with(titled("Beta")).union_with(titled("Gamma")); }

template <class F>
void refuses(F read, db::ErrorCode code = db::ErrorCode::query) {
    const Statements statements;
    BOOST_CHECK_EXCEPTION(read(), db::Error, [&](const db::Error& error) { return error.code() == code; });
    BOOST_TEST(statements.count() == 0U);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(combined, Shelf)

BOOST_AUTO_TEST_CASE(null_stands_where_it_does_elsewhere) {
    BOOST_TEST(names(united().order_by("rating").all()) == "Gamma Beta Alpha");
    BOOST_TEST(names(united().order_by("-rating").all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(united().order_by(Book::field_rating().asc().nulls_last()).all()) == "Beta Alpha Gamma");
    BOOST_TEST(names(united().order_by(Book::field_rating().desc().nulls_first()).all()) == "Gamma Alpha Beta");
    BOOST_TEST(names(united().order_by(Book::field_rating().asc().nulls_last()).reverse().limit(2).all()) == "Gamma Alpha");
    const auto values = titled("Alpha").values("rating").union_with(titled("Gamma").values("rating"));
    BOOST_TEST((values.order_by("rating").rows().at(0)[0].is_null()));
    BOOST_TEST((values.order_by(Book::field_rating().asc().nulls_last()).rows().at(1)[0].is_null()));
}

BOOST_AUTO_TEST_CASE(null_of_an_expression_with_values_stands_where_it_does_elsewhere) {
    const auto query = Book::objects().annotate("n", db::NullIf("pages", db::Value(250)));
    BOOST_TEST(names(query.order_by(db::dyn("n"), "id").all()) == "Beta Alpha Gamma");
    BOOST_TEST(names(query.order_by(db::dyn("-n"), "id").all()) == "Alpha Gamma Beta");
}

BOOST_AUTO_TEST_CASE(values_of_a_combination_are_those_of_its_queries) {
    BOOST_TEST((united().order_by("-title").flat_list<std::string>("title") == std::vector<std::string>{"Gamma", "Beta", "Alpha"}));
    BOOST_TEST((united().order_by("-id").flat_list<std::string>("title") == std::vector<std::string>{"Gamma", "Beta", "Alpha"}));
    BOOST_TEST((united().order_by(Book::field_rating().asc().nulls_last()).flat_list<std::string>("title") == std::vector<std::string>{"Beta", "Alpha", "Gamma"}));
    BOOST_TEST(united().order_by("-id").values("title").rows().at(0).size() == 1U);
    BOOST_TEST(united().values("pages").rows().size() == 2U);
    BOOST_TEST(united().order_by("id").rows().at(1).get<std::string>("title") == "Beta");
    BOOST_TEST(united().values("pages").count() == 2);
}

BOOST_AUTO_TEST_CASE(the_first_query_names_the_columns_of_a_combination) {
    const auto both = titled("Alpha").values("title", "pages").union_with(titled("Beta").values("title", "pages")).order_by("title");
    BOOST_TEST(both.values("pages").rows().at(1).get<std::int32_t>("pages") == 250);
    BOOST_TEST(both.values("pages").rows().at(0).size() == 1U);
    BOOST_TEST((both.values_list<std::int32_t, std::string>("pages", "title").at(1) == std::tuple(250, std::string("Beta"))));
    BOOST_TEST(names(Book::objects().filter("pages__in", both.values("pages")).order_by("id").all()) == "Alpha Beta Gamma");
    const auto mixed = titled("Alpha").values("title").union_with(titled("Gamma"));
    BOOST_TEST((mixed.order_by("title").flat_list<std::string>("title") == std::vector<std::string>{"Alpha", "Gamma"}));
    BOOST_TEST(mixed.count() == 2);
    const auto other = titled("Alpha").values("pages").union_with(titled("Beta").values("rating"));
    BOOST_TEST((other.order_by("pages").flat_list<std::int32_t>("pages") == std::vector<std::int32_t>{1, 100}));
    const auto counted = Book::objects().values("author").annotate("n", db::Count("id"));
    BOOST_TEST(counted.filter("author", ann.id).union_with(counted.filter("author", bob.id)).order_by(db::F("n")).rows().at(1).get<std::int64_t>("n") == 2);
}

BOOST_AUTO_TEST_CASE(combined_queries_of_other_columns_are_told_before_anything_is_read) {
    const auto names_both = [](const auto& read, std::string_view one, std::string_view other) {
        BOOST_CHECK_EXCEPTION(read(), db::Error, [&](const db::Error& error) {
            const std::string text = error.what();
            return error.code() == db::ErrorCode::query && text.find(one) != std::string::npos && text.find(other) != std::string::npos;
        });
    };
    names_both([] { (void)titled("Alpha").values("title", "pages").union_with(titled("Beta").values("rating")).rows(); }, "title, pages", "rating");
    names_both([] { (void)titled("Alpha").values("title").union_with(titled("Beta").values("title")).values("pages").rows(); }, "'pages'", "title");
    names_both([] { (void)titled("Alpha").union_with(titled("Beta").values("title")).all(); }, "objects of model shelf.Book", "title");
}

BOOST_AUTO_TEST_CASE(objects_are_looked_for_in_a_combination) {
    const auto two = titled("Alpha").union_with(titled("Beta"));
    BOOST_TEST(names(Book::objects().filter("id__in", two).all()) == "Alpha Beta");
    BOOST_TEST(names(Book::objects().exclude("id__in", two).all()) == "Gamma");
    BOOST_TEST(names(Book::objects().filter("id__in", two.order_by("-id").limit(1)).all()) == "Beta");
    BOOST_TEST(names(Book::objects().filter("id__in", two.order_by("-title").limit(1)).all()) == "Beta");
    BOOST_TEST(names(Book::objects().filter("id__in", two.order_by("-title")).all()) == "Alpha Beta");
    BOOST_TEST(Author::objects().annotate("t", db::Subquery(two.order_by("-pages"), "title")).rows().at(0).get<std::string>("t") == "Beta");
    BOOST_TEST(names(Book::objects().filter("id__in", two.union_with(titled("Gamma")).limit(9)).all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(Author::objects().filter("id__in", titled("Alpha").values("author").union_with(titled("Gamma").values("author"))).order_by("id").all()) == "Ann Bob");
    BOOST_TEST(names(Author::objects().exclude("id__in", titled("Alpha").values("author").union_with(titled("Gamma").values("author"))).all()) == "Cid");
    BOOST_TEST(Book::objects().filter(db::Exists(titled("none").union_with(titled("Beta")))).count() == 3);
    BOOST_TEST(Book::objects().filter(db::Exists(two.none())).count() == 0);
}

BOOST_AUTO_TEST_CASE(what_a_combination_cannot_do_is_told_before_anything_is_read) {
    refuses([] { (void)united().distinct().all(); });
    refuses([] { (void)united().annotate("n", db::Value(1)).all(); });
    refuses([] { (void)united().select_related("author").all(); });
    refuses([] { (void)united().only("title").all(); });
    refuses([] { (void)united().defer("title").all(); });
    refuses([] { db::atomic([] { (void)united().select_for_update().count(); }); });
    refuses([] { (void)united().filter("title", "Beta").all(); });
}

BOOST_AUTO_TEST_CASE(ctes_of_combined_queries_stand_in_front) {
    const auto light = Book::objects().with_cte("light", Book::objects().filter("pages", 100)).from_cte("light");
    BOOST_TEST(names(titled("Beta").union_with(light).order_by("id").all()) == "Alpha Beta Gamma");
    BOOST_TEST(names(light.union_with(light).order_by("id").all()) == "Alpha Gamma");
    const auto other = Book::objects().with_cte("light", Book::objects().filter("pages", 250)).from_cte("light");
    refuses([&] { (void)light.union_with(other).all(); });
}

BOOST_AUTO_TEST_CASE(a_cte_may_have_no_rows_for_certain) {
    const auto none = Book::objects().filter("id__in", std::vector<std::int64_t>{});
    BOOST_TEST(Book::objects().with_cte("x", none).from_cte("x").all().empty());
    BOOST_TEST(Book::objects().with_cte("x", none.union_with(none)).from_cte("x").count() == 0);
    BOOST_TEST(Book::objects().with_cte("x", Book::objects().none()).join_cte("x", "id", "id", true).count() == 3);
    const auto deeper = Region::objects().join_cte("r", "within", "id").annotate("d", db::F("r__d") + 1);
    BOOST_TEST(Region::objects().with_recursive("r", Region::objects().none().annotate("d", db::Value(0)), deeper).from_cte("r").rows().empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(subqueries, Shelf)

BOOST_AUTO_TEST_CASE(a_subquery_is_its_first_row) {
    const auto of_author = Book::objects().filter("author", db::OuterRef("id"));
    const auto title = [](const db::QuerySet<Book>& books) { return Author::objects().filter("name", "Ann").annotate("t", db::Subquery(books, "title")).rows().at(0).get<std::string>("t"); };
    BOOST_TEST(title(of_author.order_by("-pages")) == "Beta");
    BOOST_TEST(title(of_author.order_by("pages")) == "Alpha");
    BOOST_TEST(title(of_author.order_by("pages").offset(1)) == "Beta");
    BOOST_TEST(title(of_author.order_by("-pages").distinct()) == "Beta");
    BOOST_TEST(title(of_author) == "Alpha");
}

BOOST_AUTO_TEST_CASE(slices_and_unions_may_name_the_row_around_them) {
    const auto of_author = Book::objects().filter("author", db::OuterRef("id"));
    const auto found = [](const db::QuerySet<Book>& books) { return names(Author::objects().filter(db::Exists(books)).order_by("id").all()); };
    BOOST_TEST(found(of_author.limit(1)) == "Ann Bob");
    BOOST_TEST(found(of_author.order_by("id").slice(1, 5)) == "Ann");
    BOOST_TEST(found(of_author.filter("pages", 250).union_with(of_author.filter("title", "Gamma"))) == "Ann Bob");
}

BOOST_AUTO_TEST_CASE(windows_of_a_subquery_name_the_row_around_them_or_say_that_they_cannot) {
    const auto second_ones = Book::objects().filter("author", db::OuterRef("id")).annotate("n", db::Window(db::RowNumber()).order_by("id")).filter(db::A("n") == 2);
    const auto read = [&] { return names(Author::objects().filter(db::Exists(second_ones)).all()); };
    if (db::Session().connection().server().find("MariaDB") == std::string::npos) BOOST_TEST(read() == "Ann");
    else refuses(read, db::ErrorCode::unsupported);
}

BOOST_AUTO_TEST_CASE(objects_are_compared_by_what_the_relation_refers_to) {
    Town town{.code = "osl", .name = "Oslo"}, other{.code = "brg", .name = "Bergen"};
    town.save();
    other.save();
    Stop a{.name = "Central", .town = town}, b{.name = "Quay", .town = other};
    a.save();
    b.save();
    BOOST_TEST(names(Stop::objects().filter("town__in", Town::objects().filter("name", "Oslo")).all()) == "Central");
    BOOST_TEST(names(Stop::objects().exclude("town__in", Town::objects().filter("name", "Oslo")).all()) == "Quay");
    const auto both = Town::objects().filter("name", "Oslo").union_with(Town::objects().filter("name", "Bergen"));
    BOOST_TEST(Stop::objects().filter("town__in", both).count() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(aggregates, Shelf)

BOOST_AUTO_TEST_CASE(aggregates_stand_beside_columns_of_other_tables) {
    const auto query = Book::objects().annotate("n", db::Count("tags"));
    tag();
    BOOST_TEST(names(query.filter(db::A("n") > 1 || (db::Q<Book>("author__name", "Bob") && db::Q<Book>("author__city__name__isnull", true))).order_by("id").all()) == "Alpha Gamma");
    BOOST_TEST(query.filter(db::A("n") > 0 || (db::Q<Book>("author__name", "Ann") && db::Q<Book>("author__city__name", "Oslo"))).count() == 2);
    BOOST_TEST(names(query.filter(db::A("n") == 0 || db::F("pages") > 200).order_by("id").all()) == "Beta Gamma");
    BOOST_TEST(query.filter(db::A("n") > 1 || db::Q<Book>("tags__isnull", true)).exists());
}

BOOST_AUTO_TEST_CASE(rows_are_not_ordered_by_an_aggregate_that_they_do_not_have) {
    refuses([] { (void)Author::objects().order_by(db::Count("books").desc()).all(); });
    BOOST_TEST(names(Author::objects().annotate("n", db::Count("books")).order_by(db::Count("books").desc(), "name").all()) == "Ann Bob Cid");
}

BOOST_AUTO_TEST_CASE(aggregates_of_no_rows_are_those_of_an_empty_table) {
    for (const auto& query : {Book::objects().none(), Book::objects().filter("id__in", std::vector<std::int64_t>{}), Book::objects().filter("id", -1)}) {
        const db::Row row = query.aggregate("sum", db::Coalesce(db::Sum("pages"), db::Value(7)), "n", db::Count("id") + 1, "plain", db::Sum("pages"));
        BOOST_TEST(row.get<std::int64_t>("sum") == 7);
        BOOST_TEST(row.get<std::int64_t>("n") == 1);
        BOOST_TEST(row["plain"].is_null());
    }
    const Statements statements;
    BOOST_TEST(Book::objects().none().aggregate("n", db::Count("id")).get<std::int64_t>("n") == 0);
    BOOST_TEST(statements.count() == 0U);
}

BOOST_AUTO_TEST_CASE(what_an_aggregate_names_is_read_of_values) {
    const db::Row row = Book::objects().order_by().values("author").distinct().aggregate("most", db::Max("pages"), "names", db::Max("author__name"));
    BOOST_TEST(row.get<std::int32_t>("most") == 250);
    BOOST_TEST(row.get<std::string>("names") == "Bob");
    BOOST_TEST(Book::objects().distinct().aggregate("n", db::Count("id", {.filter = db::F("author__name") == "Ann"})).get<std::int64_t>("n") == 2);
}

BOOST_AUTO_TEST_CASE(a_question_mark_in_quotes_is_a_part_of_raw_sql) {
    BOOST_TEST(Book::objects().annotate("t", db::raw_sql("'a?%s' || ?", {db::to_expr("b")}, db::FieldKind::text)).sql().find("'a?%s'") != std::string::npos);
    BOOST_TEST(Book::objects().annotate("t", db::raw_sql("'a?'", {}, db::FieldKind::text)).rows().at(0).get<std::string>("t") == "a?");
}

BOOST_AUTO_TEST_CASE(groups_with_windows_keep_their_order) {
    const auto rows = Book::objects().order_by("author").values("author").annotate("n", db::Count("id"), "r", db::Window(db::Rank()).order_by("n")).rows();
    BOOST_REQUIRE(rows.size() == 2U);
    BOOST_TEST(rows.at(0).get<std::int64_t>("author") == ann.id);
    BOOST_TEST(rows.at(0).get<std::int64_t>("r") == 2);
}

BOOST_AUTO_TEST_CASE(a_negated_condition_on_many_sees_the_annotation_of_its_time) {
    const auto twice = Author::objects().annotate("n", db::Value(100)).exclude(db::F("books__pages") == db::F("n")).annotate("n", db::Value(250));
    BOOST_TEST(names(twice.order_by("name").all()) == "Cid");
    BOOST_TEST(names(twice.exclude(db::F("books__pages") == db::F("n")).order_by("name").all()) == "Cid");
    BOOST_TEST(names(Author::objects().annotate("n", db::Value(100)).annotate("n", db::Value(250)).exclude(db::F("books__pages") == db::F("n")).order_by("name").all()) == "Bob Cid");
}

BOOST_AUTO_TEST_CASE(aggregates_over_windows_work_or_say_that_they_cannot) {
    const std::vector<db::Expr> all = {db::StdDev("pages"), db::Variance("pages"), db::StdDev("pages", true), db::BitAnd("pages"), db::BitOr("pages"), db::BitXor("pages"), db::BoolAnd(db::F("pages") > 100), db::StringAgg("title", ","), db::JSONAgg("title"), db::Avg("pages")};
    for (const db::Expr& one : all) {
        try {
            BOOST_TEST(Book::objects().annotate("x", db::Window(one).partition_by("author")).rows().size() == 3U);
        } catch (const db::Error& error) {
            BOOST_TEST((error.code() == db::ErrorCode::unsupported), error.what());
        }
    }
    const auto rows = Book::objects().order_by("id").annotate("x", db::Window(db::BoolAnd(db::F("pages") > 100)).partition_by("author"), "y", db::Window(db::BoolOr(db::F("pages") > 100)).partition_by("author")).rows();
    BOOST_TEST(!rows.at(0).get<bool>("x"));
    BOOST_TEST(rows.at(0).get<bool>("y"));
    refuses([] { (void)Book::objects().annotate("x", db::RowNumber()).all(); });
    refuses([] { (void)Book::objects().annotate("x", db::Window(db::Lower("title"))).all(); });
}

BOOST_AUTO_TEST_SUITE_END()
