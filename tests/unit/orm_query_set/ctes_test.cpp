#include <boost/test/unit_test.hpp>

#include <string>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

/// World > Europe > Norway > Oslo, World > Asia; and Mars.
struct Places : Tables {
    Places() {
        place("World", nullptr);
        place("Europe", "World");
        place("Norway", "Europe");
        place("Oslo", "Norway");
        place("Asia", "World");
        place("Mars", nullptr);
    }
    static void place(const char* name, const char* within) {
        Region made{.name = name};
        if (within != nullptr) made.within = Region::objects().get("name", within);
        made.save();
    }
    /// All below World, and how deep.
    static db::QuerySet<Region> tree() {
        const auto roots = Region::objects().filter("name", "World").annotate("depth", db::Value(0));
        const auto below = Region::objects().join_cte("tree", "within", "id").annotate("depth", db::F("tree__depth") + 1);
        return Region::objects().with_recursive("tree", roots, below).from_cte("tree");
    }
};

bool is_query_error(const db::Error& error) { return error.code() == db::ErrorCode::query; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctes, Places)

BOOST_AUTO_TEST_CASE(a_tree_is_read_by_one_query) {
    const Statements statements;
    BOOST_TEST(names(tree().order_by(db::dyn("depth"), "name").all()) == "World Asia Europe Norway Oslo");
    BOOST_TEST(statements.count() == 1U);
    BOOST_TEST(tree().count() == 5);
    BOOST_TEST(tree().filter("name", "Oslo").exists());
    BOOST_TEST(!tree().filter("name", "Mars").exists());
}

BOOST_AUTO_TEST_CASE(annotations_of_a_cte_are_read_filtered_and_ordered_by_name) {
    const auto rows = tree().order_by(db::dyn("-depth"), "name").rows();
    BOOST_REQUIRE(rows.size() == 5U);
    BOOST_TEST(rows[0].get<std::int64_t>("depth") == 3);
    BOOST_TEST(names(tree().filter(db::F("depth") <= 1).order_by("name").all()) == "Asia Europe World");
    BOOST_TEST(names(tree().filter(db::F("depth") == 2).all()) == "Norway");
    BOOST_TEST(*tree().aggregate(db::Max<std::int64_t>("depth")) == 3);
    BOOST_TEST(tree().annotate("twice", db::F("depth") * 2).order_by("name").rows()[3].get<std::int64_t>("twice") == 6);
    BOOST_TEST(tree().values("name", db::dyn("depth")).order_by("name").rows()[1].get<std::int64_t>("depth") == 1);
}

BOOST_AUTO_TEST_CASE(relations_go_on_from_rows_of_a_cte) {
    const auto places = tree().filter("within__name", "Europe").select_related("within").all();
    BOOST_REQUIRE(names(places) == "Norway");
    BOOST_TEST(places[0].within->name == "Europe");
}

BOOST_AUTO_TEST_CASE(a_circle_ends_where_rows_are_distinct) {
    Region world = Region::objects().get("name", "World");
    world.within = Region::objects().get("name", "Oslo");
    world.save();
    const auto below = Region::objects().join_cte("tree", "within", "id");
    BOOST_TEST(Region::objects().with_recursive("tree", Region::objects().filter("name", "World"), below, true).from_cte("tree").count() == 5);
}

BOOST_AUTO_TEST_CASE(groups_stand_beside_rows_as_a_cte) {
    const auto counted = Region::objects().filter("within__isnull", false).values("within").annotate("n", db::Count("id"));
    const auto rows = Region::objects().with_cte("counted", counted).join_cte("counted", "id", "within").annotate("n", db::F("counted__n")).order_by("name").rows();
    BOOST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[2].get<std::int64_t>("n") == 2);
    const auto all = Region::objects().with_cte("counted", counted).join_cte("counted", "id", "within", true).annotate("n", db::Coalesce(db::F("counted__n"), 0)).order_by("name").rows();
    BOOST_REQUIRE(all.size() == 6U);
    BOOST_TEST(all[0].get<std::int64_t>("n") == 0);
    BOOST_TEST(names(Region::objects().with_cte("counted", counted).join_cte("counted", "id", "within").filter(db::F("counted__n") > 1).all()) == "World");
    BOOST_TEST(*Region::objects().with_cte("counted", counted).from_cte("counted").values(db::dyn("n")).aggregate(db::Sum<std::int64_t>("n")) == 4);
}

BOOST_AUTO_TEST_CASE(a_cte_stands_in_a_subquery) {
    BOOST_TEST(names(Region::objects().exclude("id__in", tree()).all()) == "Mars");
    BOOST_TEST(Region::objects().filter("id__in", tree()).update(Region::field_name() = db::Concat("name", db::Value("!"))) == 5);
    BOOST_TEST(Region::objects().filter("name__endswith", "!").count() == 5);
}

BOOST_AUTO_TEST_CASE(a_window_chooses_from_a_cte) {
    const auto first = tree().alias("number", db::Window(db::RowNumber()).partition_by(db::F("depth")).order_by("name")).filter(db::A("number") == 1);
    BOOST_TEST(names(first.order_by(db::dyn("depth")).all()) == "World Asia Norway Oslo");
}

BOOST_AUTO_TEST_CASE(names_that_no_cte_has_are_errors) {
    BOOST_CHECK_EXCEPTION((void)Region::objects().from_cte("tree").sql(), db::Error, is_query_error);
    BOOST_CHECK_EXCEPTION((void)tree().filter(db::F("deep") == 1).sql(), db::Error, is_query_error);
    BOOST_CHECK_EXCEPTION((void)Tag::objects().with_cte("t", Region::objects()).from_cte("t").sql(), db::Error, is_query_error);
    BOOST_CHECK_EXCEPTION((void)Region::objects().with_cte("t", Tag::objects()).join_cte("t", "id", "nothing").sql(), db::Error, is_query_error);
    BOOST_CHECK_EXCEPTION((void)Region::objects().with_cte("t", Tag::objects()).join_cte("t", "id", "id").filter(db::F("t__nothing") == 1).sql(), db::Error, is_query_error);
}

BOOST_AUTO_TEST_SUITE_END()
