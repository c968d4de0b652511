#include <boost/test/unit_test.hpp>

#include "models.hpp"

namespace lookups = db::lookups;
using db::ValueClass;
using lookups::Fault;

namespace {

struct Case {
    std::string_view path;
    ValueClass value;
    Fault fault;
};

constexpr Case cases[] = {
    {"title", ValueClass::text, Fault::none},
    {"titel", ValueClass::text, Fault::unknown_field},
    {"title__icontains", ValueClass::text, Fault::none},
    {"title__icontain", ValueClass::text, Fault::unknown_lookup},
    {"title", ValueClass::number, Fault::wrong_value},
    {"title__length__gte", ValueClass::number, Fault::none},
    {"title__length__gte", ValueClass::text, Fault::wrong_value},
    {"pk", ValueClass::number, Fault::none},
    {"author", ValueClass::number, Fault::none},
    {"author_id", ValueClass::number, Fault::none},
    {"author__name__istartswith", ValueClass::text, Fault::none},
    {"author__nam", ValueClass::text, Fault::unknown_field},
    {"author__books__tags__word", ValueClass::text, Fault::none},
    {"author__isnull", ValueClass::boolean, Fault::none},
    {"author__isnull", ValueClass::text, Fault::wrong_value},
    {"author__in", ValueClass::list, Fault::none},
    {"views__in", ValueClass::number, Fault::wrong_value},
    {"views__range", ValueClass::list, Fault::none},
    {"created_at__year", ValueClass::number, Fault::none},
    {"created_at__year__gte", ValueClass::number, Fault::none},
    {"created_at__date", ValueClass::moment, Fault::none},
    {"created_at__yeer", ValueClass::number, Fault::unknown_lookup},
    {"created_at", ValueClass::number, Fault::wrong_value},
    {"views__year", ValueClass::number, Fault::unknown_lookup},
    {"", ValueClass::number, Fault::unknown_field},
    {"title__", ValueClass::text, Fault::none},
    {"__title", ValueClass::text, Fault::unknown_field},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lookup)

BOOST_AUTO_TEST_CASE(paths_are_checked_against_the_models) {
    for (const Case& one : cases) {
        BOOST_TEST_CONTEXT(one.path) BOOST_TEST(static_cast<int>(lookups::check(db::model_of<Book>::desc, one.path, one.value)) == static_cast<int>(one.fault));
    }
}

BOOST_AUTO_TEST_CASE(the_check_is_done_by_the_compiler) {
    static_assert(lookups::check(db::model_of<Book>::desc, "author__books__sequel__title", ValueClass::text) == Fault::none);
    static_assert(lookups::check(db::model_of<Book>::desc, "author__books__sequal__title", ValueClass::text) == Fault::unknown_field);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(query_sets)

BOOST_AUTO_TEST_CASE(a_chain_leaves_what_it_came_from_alone) {
    const auto all = Book::objects();
    const auto few = all.filter("views__gt", 3);
    BOOST_TEST(all.state()->conditions.empty());
    BOOST_TEST(few.state()->conditions.size() == 1U);
    BOOST_TEST(few.filter("title", "x").state()->conditions.size() == 2U);
    BOOST_TEST(few.state()->conditions.size() == 1U);
}

BOOST_AUTO_TEST_CASE(slices_of_slices_count_from_the_slice) {
    const auto part = Book::objects().slice(10, 20).slice(2, 100);
    BOOST_TEST(part.state()->offset.value() == 12U);
    BOOST_TEST(part.state()->limit.value() == 8U);
}

BOOST_AUTO_TEST_CASE(a_slice_beyond_the_end_is_empty) {
    const auto part = Book::objects().slice(0, 5).slice(7, 9);
    BOOST_TEST(part.state()->limit.value() == 0U);
}

BOOST_AUTO_TEST_CASE(order_by_replaces_the_order_before) {
    const auto ordered = Book::objects().order_by("title", "-views").order_by("-created_at");
    BOOST_TEST(ordered.state()->ordering.size() == 1U);
    BOOST_TEST(ordered.state()->ordering.front().node().descending);
}

BOOST_AUTO_TEST_CASE(a_condition_is_built_at_run_time) {
    db::Expr any;
    for (const char* word : {"a", "b", "c"}) any |= Book::field_title().icontains(word);
    BOOST_TEST((any.node().kind == db::ExprKind::any));
    BOOST_TEST(any.node().arguments.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_negation_negated_is_two_negations) {
    const db::Expr one = Book::field_views() > 3;
    BOOST_TEST(((!!one).node().kind == db::ExprKind::negation));
    BOOST_TEST((&(!!one).node().arguments.front().node().arguments.front().node() == &one.node()));
}

BOOST_AUTO_TEST_CASE(a_lambda_serves_objects_and_queries) {
    BOOST_TEST(Author::is_adult(Author{.age = 18}));
    BOOST_TEST(!Author::is_adult(Author{.age = 17}));
    const auto query = Author::objects().filter(Author::is_adult);
    BOOST_TEST(query.state()->conditions.front().condition.node().text == "gte");
}

BOOST_AUTO_TEST_CASE(a_path_is_made_of_steps) {
    const db::Expr condition = (Book::field_author() >> Author::field_name()) == "Ursula";
    BOOST_TEST(condition.node().arguments.front().node().text == "author__name");
}

BOOST_AUTO_TEST_CASE(an_assignment_names_its_field) {
    const db::Assignment made = Book::field_views() = Book::field_views() + 1;
    BOOST_TEST(made.field == "views");
    BOOST_TEST((made.value.node().kind == db::ExprKind::combined));
}

BOOST_AUTO_TEST_CASE(an_object_in_a_condition_is_its_key) {
    const Author author{.id = 4};
    const auto query = Book::objects().filter("author", author);
    const db::ExprNode& filter = query.state()->conditions.front().condition.node();
    BOOST_TEST(filter.arguments.front().node().parameter.integer() == 4);
}

BOOST_AUTO_TEST_SUITE_END()
