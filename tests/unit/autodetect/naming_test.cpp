#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/operations/operations.hpp>

using namespace reinhardt::db;

namespace {

OperationPtr added(const std::string& model, const std::string& field) {
    auto operation = std::make_shared<AddField>();
    operation->app = "blog";
    operation->model = model;
    operation->field.name = field;
    operation->field.type = "TextField";
    return operation;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(naming)

BOOST_AUTO_TEST_CASE(numbers_are_read_from_names) {
    BOOST_CHECK_EQUAL(migration_number("0002_x"), 2);
    BOOST_CHECK_EQUAL(migration_number("0001_squashed_0004_x"), 4);
    BOOST_CHECK_EQUAL(migration_number("10000_x"), 10000);
    BOOST_CHECK_EQUAL(migration_number("0007"), 7);
    BOOST_CHECK_EQUAL(migration_number("custom"), 0);
    BOOST_CHECK_EQUAL(migration_number("2fast"), 0);
}

BOOST_AUTO_TEST_CASE(names_are_numbered_with_four_digits_or_more) {
    BOOST_CHECK_EQUAL(numbered_name(5, "x"), "0005_x");
    BOOST_CHECK_EQUAL(numbered_name(10000, "x"), "10000_x");
}

BOOST_AUTO_TEST_CASE(fragments_are_joined_up_to_52_characters) {
    BOOST_CHECK_EQUAL(automatic_migration_name({added("Post", "a"), added("Post", "b")}), "post_a_post_b");
    const std::string twenty(20, 'f');
    BOOST_CHECK_EQUAL(automatic_migration_name({added("Post", twenty), added("Post", twenty)}), "post_" + twenty + "_post_" + twenty);
    BOOST_CHECK_EQUAL(automatic_migration_name({added("Post", twenty), added("Post", twenty), added("P", "x")}), "post_" + twenty + "_post_" + twenty + "_and_more");
    const std::string sixty(60, 'f');
    BOOST_CHECK_EQUAL(automatic_migration_name({added("Post", sixty)}), "post_" + sixty);
    BOOST_CHECK_EQUAL(automatic_migration_name({added("Post", sixty), added("Post", "b")}), "post_" + sixty + "_and_more");
}

BOOST_AUTO_TEST_CASE(what_has_no_fragment_is_custom) {
    BOOST_CHECK_EQUAL(automatic_migration_name({}), "custom");
    BOOST_CHECK_EQUAL(automatic_migration_name({added("Post", "a"), std::make_shared<RunSql>()}), "custom");
}

BOOST_AUTO_TEST_CASE(characters_of_no_word_become_underscores) { BOOST_CHECK_EQUAL(automatic_migration_name({added("Post", "h\xC3\xB6he-m")}), "post_h_he_m"); }

BOOST_AUTO_TEST_SUITE_END()
