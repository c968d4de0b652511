#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/error.hpp>

#include "scenario.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

std::string mood(const std::string& choices, const std::string& more = {}) { return "mood = { type = \"EnumField\", native = \"mood\", choices = [" + choices + "]" + more + " }\n"; }
std::string person(const std::string& fields) { return "[models.Person.fields]\nname = \"TextField\"\n" + fields; }

}  // namespace

BOOST_AUTO_TEST_SUITE(enums)

BOOST_AUTO_TEST_CASE(an_enum_comes_before_its_first_use_and_goes_behind_its_last) {
    Scenario scenario(person(""));
    CHECK_LINES(scenario.operations(person(mood(R"("sad", "ok")", ", default = \"ok\""))), R"(
                {"op":"CreateEnum","name":"mood","values":["sad","ok"],"only":["postgresql"]}
                {"op":"AddField","model":"Person","name":"mood","field":{"type":"EnumField","native":"mood","default":"ok","choices":["sad","ok"]}}
                )");
    CHECK_LINES(scenario.step(person("")), R"(
                blog.0003_remove_person_mood_drop_enum_mood
                  - Remove field mood from Person
                  - Drop enum mood
                )");
}

BOOST_AUTO_TEST_CASE(an_enum_without_native_is_no_type_of_its_own) {
    Scenario scenario(person(""));
    CHECK_LINES(scenario.step(person("mood = { type = \"EnumField\", choices = [\"a\"], default = \"a\" }")), R"(
                blog.0002_person_mood
                  + Add field mood to Person
                )");
}

BOOST_AUTO_TEST_CASE(new_values_are_put_next_to_those_that_are_there) {
    Scenario scenario(person(mood(R"("b", "d")")));
    CHECK_LINES(scenario.operations(person(mood(R"("a", "b", "c", "d", "e", "f")"))), R"(
                {"op":"AlterEnum","name":"mood","add":[{"value":"a","before":"b"},{"value":"c","after":"b"},{"value":"e"},{"value":"f"}],"only":["postgresql"]}
                {"op":"AlterField","model":"Person","name":"mood","field":{"type":"EnumField","native":"mood","choices":["a","b","c","d","e","f"]}}
                )");
}

BOOST_AUTO_TEST_CASE(a_new_value_that_is_used_goes_into_the_next_migration) {
    Scenario scenario(person(mood(R"("a")", ", default = \"a\"")));
    CHECK_LINES(scenario.step(person(mood(R"("a", "b")", ", default = \"b\""))), R"(
                blog.0002_alter_enum_mood
                  ~ Alter enum mood (add b)
                blog.0003_alter_person_mood
                  ~ Alter field mood on Person
                )");
}

BOOST_AUTO_TEST_CASE(a_condition_uses_a_new_value_too) {
    Scenario scenario(person(mood(R"("a")")));
    CHECK_LINES(scenario.step("[models.Person]\nindexes = [{ fields = [\"name\"], where = \"mood = 'b'\", name = \"of_b\" }]\n" + person(mood(R"("a", "b")"))), R"(
                blog.0002_alter_enum_mood_alter_person_mood
                  ~ Alter enum mood (add b)
                  ~ Alter field mood on Person
                blog.0003_person_of_b
                  + Create index of_b on Person
                )");
}

BOOST_AUTO_TEST_CASE(values_of_an_enum_made_in_the_same_run_are_free_to_use) {
    Scenario scenario(person(""));
    BOOST_CHECK_EQUAL(scenario.detect(person(mood(R"("a")", ", default = \"a\""))).migrations.size(), 1U);
}

BOOST_AUTO_TEST_CASE(a_value_that_goes_goes_behind_the_fields_that_had_it_as_default) {
    Scenario scenario(person(mood(R"("a", "b")", ", default = \"b\"")));
    CHECK_LINES(scenario.step(person(mood(R"("a", "c")", ", default = \"a\""))), R"(
                blog.0002_alter_enum_mood_alter_person_mood_alter_enum_mood
                  ~ Alter enum mood (add c)
                  ~ Alter field mood on Person
                  ~ Alter enum mood (remove b)
                )");
}

BOOST_AUTO_TEST_CASE(another_order_of_values_names_them_all) {
    Scenario scenario(person(mood(R"("a", "b")")));
    CHECK_LINES(scenario.step(person(mood(R"("b", "a")"))), R"(
                blog.0002_alter_person_mood_alter_enum_mood
                  ~ Alter field mood on Person
                  ~ Alter enum mood (values b, a)
                )");
}

BOOST_AUTO_TEST_CASE(a_field_may_change_to_an_enum_and_to_another) {
    Scenario scenario(person("mood = { type = \"CharField\", max_length = 9 }"));
    CHECK_LINES(scenario.step(person(mood(R"("a")"))), R"(
                blog.0002_create_enum_mood_alter_person_mood
                  + Create enum mood
                  ~ Alter field mood on Person
                )");
    CHECK_LINES(scenario.step(person("mood = { type = \"EnumField\", native = \"feeling\", choices = [\"a\"] }")), R"(
                blog.0003_create_enum_feeling_alter_person_mood_drop_enum_mood
                  + Create enum feeling
                  ~ Alter field mood on Person
                  - Drop enum mood
                )");
}

BOOST_AUTO_TEST_CASE(an_enum_in_an_array_is_one_too) {
    Scenario scenario(person(""));
    CHECK_LINES(scenario.step(person("moods = { type = \"ArrayField\", of = { type = \"EnumField\", native = \"mood\", choices = [\"a\"] }, null = true }")), R"(
                blog.0002_create_enum_mood_person_moods
                  + Create enum mood
                  + Add field moods to Person
                )");
}

BOOST_AUTO_TEST_CASE(apps_that_share_an_enum_depend_on_the_one_that_makes_it) {
    const std::string auth = "== auth\n[models.User.fields]\n" + mood(R"("a")");
    Scenario scenario(auth);
    CHECK_LINES(scenario.step(auth + "== blog\n" + person(mood(R"("a")"))), R"(
                blog.0001_initial initial after auth.0001_initial
                  + Create model Person
                )");
    CHECK_LINES(scenario.step("== auth\n[models.User.fields]\n== blog\n" + person(mood(R"("a")"))), R"(
                auth.0002_remove_user_mood
                  - Remove field mood from User
                )");
    CHECK_LINES(scenario.step("== auth\n[models.User.fields]\n== blog\n" + person(mood(R"("a", "b")"))), R"(
                blog.0002_alter_enum_mood_alter_person_mood after auth.0001_initial
                  ~ Alter enum mood (add b)
                  ~ Alter field mood on Person
                )");
}

BOOST_AUTO_TEST_CASE(an_enum_that_no_field_was_of_is_left_alone) {
    Scenario scenario(person(""));
    scenario.add("blog", "0002_enum", "[[operations]]\nop = \"CreateEnum\"\nname = \"hand\"\nvalues = [\"x\"]\n[[operations]]\nop = \"CreateExtension\"\nname = \"hstore\"\n");
    BOOST_CHECK(scenario.detect(person("")).migrations.empty());
    BOOST_CHECK_EQUAL(scenario.detect(person("age = { type = \"IntegerField\", null = true }")).migrations.at(0).operations.size(), 1U);
}

BOOST_AUTO_TEST_CASE(two_fields_that_give_one_enum_different_values_are_an_error_of_the_models) {
    Scenario scenario;
    BOOST_CHECK_EXCEPTION(scenario.detect(person(mood(R"("a")") + "other = { type = \"EnumField\", native = \"mood\", choices = [\"b\"] }\n")), Error, [](const Error& error) {
        return error.code() == ErrorCode::models && error.message() == "blog.Person.other and blog.Person.mood are both of the enum type mood and give it different values";
    });
}

BOOST_AUTO_TEST_SUITE_END()
