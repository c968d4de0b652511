#include <boost/test/unit_test.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

std::string required_fk(const std::string& to) { return "{ type = \"ForeignKey\", to = \"" + to + "\", on_delete = \"CASCADE\" }"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(circles)

BOOST_AUTO_TEST_CASE(a_circle_inside_an_app_is_opened_at_the_model_declared_first) {
    Scenario scenario;
    CHECK_LINES(scenario.step("[models.B]\nconstraints = [{ unique = [\"a\", \"n\"], name = \"u\" }]\nindexes = [{ fields = [\"n\"], name = \"i\" }, { fields = [\"a\"], name = \"j\" }]\n[models.B.fields]\nn = \"IntegerField\"\na = " + required_fk("A") +
                              "\n[models.A.fields]\nb = " + required_fk("B") + "\n"),
                R"(
                blog.0001_initial initial
                  + Create model B
                  + Create model A
                  + Add field a to B
                  + Create index j on B
                  + Create constraint u on B
                )");
}

BOOST_AUTO_TEST_CASE(a_model_may_refer_to_itself) {
    Scenario scenario;
    CHECK_LINES(scenario.step("[models.A.fields]\nparent = " + fk("self") + "\n"), R"(
                blog.0001_initial initial
                  + Create model A
                )");
}

BOOST_AUTO_TEST_CASE(a_circle_through_a_many_to_many_is_opened_too) {
    Scenario scenario;
    CHECK_LINES(scenario.step("[models.Group.fields]\nmembers = { type = \"ManyToManyField\", to = \"Person\", through = \"Membership\" }\n[models.Person.fields]\nname = \"TextField\"\n[models.Membership.fields]\ngroup = " +
                              required_fk("Group") + "\nperson = " + required_fk("Person") + "\n"),
                R"(
                blog.0001_initial initial
                  + Create model Group
                  + Create model Person
                  + Create model Membership
                  + Add field members to Group
                )");
}

BOOST_AUTO_TEST_CASE(a_circle_between_apps_makes_a_second_migration_in_the_first_app) {
    Scenario scenario;
    CHECK_LINES(scenario.step("== auth\n[models.User.fields]\nfavourite = " + fk("blog.Post") + "\n== blog\n[models.Post.fields]\nauthor = " + fk("auth.User") + "\n"), R"(
                auth.0001_initial initial
                  + Create model User
                blog.0001_initial initial after auth.0001_initial
                  + Create model Post
                auth.0002_initial initial after blog.0001_initial
                  + Add field favourite to User
                )");
}

BOOST_AUTO_TEST_CASE(where_only_the_apps_form_a_circle_the_first_app_waits) {
    Scenario scenario;
    CHECK_LINES(scenario.step("== auth\n[models.User.fields]\nname = \"TextField\"\n[models.Profile.fields]\nfavourite = " + required_fk("blog.Post") + "\n== blog\n[models.Post.fields]\nauthor = " +
                              required_fk("auth.User") + "\n"),
                R"(
                auth.0001_initial initial
                  + Create model User
                  + Create model Profile
                blog.0001_initial initial after auth.0001_initial
                  + Create model Post
                auth.0002_initial initial after blog.0001_initial
                  + Add field favourite to Profile
                )");
}

BOOST_AUTO_TEST_CASE(a_circle_of_three_apps_takes_four_migrations) {
    Scenario scenario;
    CHECK_LINES(scenario.step("== a\n[models.A.fields]\nb = " + fk("b.B") + "\n== b\n[models.B.fields]\nc = " + fk("c.C") + "\n== c\n[models.C.fields]\na = " + fk("a.A") + "\n"), R"(
                a.0001_initial initial
                  + Create model A
                c.0001_initial initial after a.0001_initial
                  + Create model C
                b.0001_initial initial after c.0001_initial
                  + Create model B
                a.0002_initial initial after b.0001_initial
                  + Add field b to A
                )");
}

BOOST_AUTO_TEST_CASE(a_key_that_is_the_primary_key_stays_in_its_model) {
    Scenario scenario;
    CHECK_LINES(scenario.step("[models.A.fields]\nb = { type = \"OneToOneField\", to = \"B\", on_delete = \"CASCADE\", primary_key = true }\n[models.B.fields]\na = " + fk("A") + "\n"), R"(
                blog.0001_initial initial
                  + Create model B
                  + Create model A
                  + Add field a to B
                )");
}

BOOST_AUTO_TEST_CASE(a_circle_of_deletions_is_opened_by_removing_a_key) {
    Scenario scenario("[models.A]\nconstraints = [{ unique = [\"b\"], name = \"u\" }]\n[models.A.fields]\nb = " + fk("B") + "\n[models.B.fields]\na = " + fk("A") + "\n");
    CHECK_LINES(scenario.step("== blog\n"), R"(
                blog.0002_remove_a_u_remove_a_b_delete_b_delete_a
                  - Remove constraint u from A
                  - Remove field b from A
                  - Delete model B
                  - Delete model A
                )");
}

BOOST_AUTO_TEST_CASE(a_circle_of_deletions_between_apps_takes_three_migrations) {
    Scenario scenario("== a\n[models.A.fields]\nb = " + fk("b.B") + "\n== b\n[models.B.fields]\na = " + fk("a.A") + "\n");
    CHECK_LINES(scenario.step("== a\n== b\n"), R"(
                a.0003_remove_a_b
                  - Remove field b from A
                b.0002_delete_b after a.0003_remove_a_b
                  - Delete model B
                a.0004_delete_a after b.0002_delete_b
                  - Delete model A
                )");
}

BOOST_AUTO_TEST_CASE(apps_that_need_each_other_later_on_are_split_as_little_as_possible) {
    Scenario scenario("== a\n[models.Old.fields]\nn = \"TextField\"\n== b\n[models.Old.fields]\nn = \"TextField\"\n");
    CHECK_LINES(scenario.step("== a\n[models.Old.fields]\nn = \"TextField\"\nref = " + fk("b.New") + "\n[models.New.fields]\nn = \"IntegerField\"\n== b\n[models.Old.fields]\nn = \"TextField\"\nref = " + fk("a.New") +
                              "\n[models.New.fields]\nn = \"IntegerField\"\n"),
                R"(
                a.0002_new
                  + Create model New
                b.0002_new_old_ref after a.0002_new
                  + Create model New
                  + Add field ref to Old
                a.0003_old_ref after b.0002_new_old_ref
                  + Add field ref to Old
                )");
}

BOOST_AUTO_TEST_CASE(a_relation_to_a_model_whose_key_was_composite_waits_for_its_single_key) {
    const std::string before = "== a\n[models.Old.fields]\nn = \"TextField\"\n== c\n[models.One]\nprimary_key = [\"f\", \"g\"]\n[models.One.fields]\nf = \"IntegerField\"\ng = \"IntegerField\"\n[models.Two.fields]\nn = \"TextField\"\n";
    const std::string after = "== a\n[models.Old.fields]\nn = \"TextField\"\n[models.New.fields]\nr = " + required_fk("c.One") +
                              "\n== c\n[models.One.fields]\nf = \"IntegerField\"\ng = { type = \"IntegerField\", primary_key = true }\n[models.Two.fields]\nn = \"TextField\"\nr = ";
    Scenario circle(before);
    CHECK_LINES(circle.step(after + fk("a.New") + "\n"), R"(
                a.0002_new
                  + Create model New
                c.0002_two_r_alter_one_primary_key after a.0002_new
                  + Add field r to Two
                  ~ Alter primary key of One to g
                a.0003_new_r after c.0002_two_r_alter_one_primary_key
                  + Add field r to New
                )");
    Scenario line(before);
    CHECK_LINES(line.step(after + fk("One") + "\n"), R"(
                c.0002_alter_one_primary_key_two_r
                  ~ Alter primary key of One to g
                  + Add field r to Two
                a.0002_new after c.0002_alter_one_primary_key_two_r
                  + Create model New
                )");
}

BOOST_AUTO_TEST_CASE(a_new_model_waits_for_the_key_that_refers_back_to_it) {
    const std::string with_key = "[models.Old.fields]\nnew = { type = \"OneToOneField\", to = \"New\", on_delete = \"CASCADE\", primary_key = true }\nf = \"IntegerField\"\ng = \"IntegerField\"\n";
    const std::string made = "[models.New.fields]\nold = " + required_fk("Old") + "\n";
    Scenario from_composite("[models.Old]\nprimary_key = [\"f\", \"g\"]\n[models.Old.fields]\nf = \"IntegerField\"\ng = \"IntegerField\"\n");
    CHECK_LINES(from_composite.step(made + with_key, filling("blog.Old.new", Value(1))), R"(
                blog.0002_new_old_new_alter_old_primary_key_new_old
                  + Create model New
                  + Add field new to Old
                  ~ Alter primary key of Old to new
                  + Add field old to New
                )");
    Scenario from_single("[models.Old.fields]\nf = \"IntegerField\"\ng = \"IntegerField\"\n");
    CHECK_LINES(from_single.step(with_key + made, filling("blog.Old.new", Value(1))), R"(
                blog.0002_new_old_new_remove_old_id_new_old
                  + Create model New
                  + Add field new to Old
                  - Remove field id from Old
                  + Add field old to New
                )");
}

BOOST_AUTO_TEST_CASE(a_new_model_waits_for_the_unique_field_that_refers_back_to_it) {
    Scenario scenario("[models.Old.fields]\nf = \"IntegerField\"\n");
    CHECK_LINES(scenario.step("[models.New.fields]\nold = { type = \"ForeignKey\", to = \"Old\", to_field = \"new\", on_delete = \"CASCADE\" }\n"
                              "[models.Old.fields]\nf = \"IntegerField\"\nnew = { type = \"OneToOneField\", to = \"New\", on_delete = \"CASCADE\", null = true }\n"),
                R"(
                blog.0002_new_old_new_new_old
                  + Create model New
                  + Add field new to Old
                  + Add field old to New
                )");
}

BOOST_AUTO_TEST_CASE(a_new_relation_comes_when_its_target_has_one_key_again) {
    Scenario scenario("[models.Old.fields]\nf = \"IntegerField\"\n");
    CHECK_LINES(scenario.step("[models.New.fields]\nold = " + required_fk("Old") + "\n[models.Old.fields]\nf = { type = \"IntegerField\", primary_key = true }\n"), R"(
                blog.0002_alter_old_f_remove_old_id_new
                  ~ Alter field f on Old
                  - Remove field id from Old
                  + Create model New
                )");
}

BOOST_AUTO_TEST_SUITE_END()
