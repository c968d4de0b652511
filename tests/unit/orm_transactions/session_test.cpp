#include <boost/test/unit_test.hpp>

#include <thread>

#include "fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(sessions, Rows)

BOOST_AUTO_TEST_CASE(an_alias_that_is_not_there_is_named_with_those_that_are) {
    BOOST_CHECK_EXCEPTION(db::Session("elsewhere"), db::PoolError, [](const db::PoolError& error) {
        return error.kind() == db::PoolError::Kind::not_found && error.message() == "no database is called 'elsewhere'" && error.hint() == "there are 'default'";
    });
}

BOOST_AUTO_TEST_CASE(sessions_of_a_thread_share_a_connection) {
    const db::Session outer;
    const db::Session inner;
    BOOST_TEST(&outer.connection() == &inner.connection());
    BOOST_TEST(db::databases().get().statistics().in_use == 1U);
}

BOOST_AUTO_TEST_CASE(a_session_apart_has_a_connection_of_its_own) {
    const db::Session outer;
    const db::Session apart("default", db::Session::Sharing::apart);
    BOOST_TEST(&outer.connection() != &apart.connection());
}

BOOST_AUTO_TEST_CASE(sessions_of_threads_have_connections_of_their_own) {
    const db::Session mine;
    std::thread([&] { BOOST_TEST(&db::Session().connection() != &mine.connection()); }).join();
}

BOOST_AUTO_TEST_CASE(the_connection_goes_back_with_the_last_session) {
    { const db::Session session; }
    BOOST_TEST(db::databases().get().statistics().in_use == 0U);
}

BOOST_AUTO_TEST_CASE(a_name_given_again_is_the_new_database) {
    insert(1);
    db::databases().add("default", "sqlite::memory:");
    db::Session().connection().execute("CREATE TABLE t (n integer)");
    BOOST_TEST(count() == 0U);
}

BOOST_AUTO_TEST_CASE(databases_are_told_apart_by_their_names) {
    db::databases().add("other", "sqlite::memory:");
    db::Session("other").connection().execute("CREATE TABLE t (n integer)");
    insert(1);
    BOOST_TEST(count() == 1U);
    BOOST_TEST(count("other") == 0U);
    BOOST_TEST(db::databases().aliases() == (std::vector<std::string>{"default", "other"}), boost::test_tools::per_element());
    db::databases().remove("other");
    BOOST_CHECK_THROW(count("other"), db::PoolError);
}

BOOST_AUTO_TEST_SUITE_END()
