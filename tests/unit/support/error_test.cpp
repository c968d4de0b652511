#include <set>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_error)

BOOST_AUTO_TEST_CASE(every_code_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    const auto last = static_cast<unsigned>(ErrorCode::internal);
    for (unsigned code = 0; code <= last; ++code) names.insert(error_code_name(static_cast<ErrorCode>(code)));
    BOOST_TEST(names.size() == last + 1);
    BOOST_TEST(error_code_name(ErrorCode::database) == "database");
    BOOST_TEST(error_code_name(ErrorCode::migration_file) == "migration_file");
    BOOST_TEST(error_code_name(ErrorCode::inconsistent_history) == "inconsistent_history");
    BOOST_TEST(error_code_name(ErrorCode::lock_held) == "lock_held");
    BOOST_TEST(error_code_name(ErrorCode::internal) == "internal");
}

BOOST_AUTO_TEST_CASE(an_error_tells_what_where_and_what_next) {
    Error error(ErrorCode::models, "it broke");
    error.at("models/blog.toml", 3).hint("mend it").note("first").note("second").operation("operation 1 of 2").statement("SELECT 1").sqlstate("23505");
    BOOST_TEST(std::string(error.what()) == "it broke");
    BOOST_TEST(error.file() == "models/blog.toml");
    BOOST_TEST(error.line() == 3U);
    BOOST_TEST(error.hint() == "mend it");
    BOOST_TEST(error.notes().size() == 2U);
    BOOST_TEST(error.operation() == "operation 1 of 2");
    BOOST_TEST(error.statement() == "SELECT 1");
    BOOST_TEST(error.sqlstate() == "23505");
}

BOOST_AUTO_TEST_CASE(throwing_no_errors_does_nothing) { BOOST_CHECK_NO_THROW(throw_all({})); }

BOOST_AUTO_TEST_CASE(throwing_several_errors_keeps_them_all_in_order) {
    std::vector<Error> errors = {Error(ErrorCode::models, "a"), Error(ErrorCode::config, "b"), Error(ErrorCode::file, "c")};
    try {
        throw_all(errors);
        BOOST_FAIL("nothing was thrown");
    } catch (const Error& error) {
        BOOST_TEST(error.message() == "a");
        BOOST_REQUIRE(error.others().size() == 2U);
        BOOST_TEST(error.others()[0].message() == "b");
        BOOST_TEST(error.others()[1].message() == "c");
    }
}

BOOST_AUTO_TEST_SUITE_END()
