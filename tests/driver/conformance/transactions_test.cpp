#include <boost/test/unit_test.hpp>

#include <string>

#include "scratch.hpp"

using namespace conformance;

namespace {

struct Counted : Scratch {
    Counted() { create({table("t", {column("n", R"({"type":"IntegerField"})")})}); }
    std::size_t count(db::Connection& in) { return in.query("SELECT " + quoted("n") + " FROM " + quoted("t")).rows.size(); }
    std::string insert_one() const { return "INSERT INTO " + quoted("t") + " (" + quoted("n") + ") VALUES (1)"; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transactions, Counted)

BOOST_AUTO_TEST_CASE(a_commit_keeps_and_a_rollback_forgets) {
    const auto other = open_another();
    connection->begin();
    BOOST_TEST(connection->in_transaction());
    connection->execute(insert_one());
    BOOST_TEST(count(*other) == 0U);
    connection->commit();
    BOOST_TEST(!connection->in_transaction());
    BOOST_TEST(count(*other) == 1U);
    connection->begin();
    connection->execute(insert_one());
    connection->rollback();
    BOOST_TEST(!connection->in_transaction());
    BOOST_TEST(count(*other) == 1U);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_goes_out_of_scope_is_rolled_back) {
    {
        db::Transaction transaction(*connection);
        connection->execute(insert_one());
    }
    BOOST_TEST(count(*connection) == 0U);
}

BOOST_AUTO_TEST_CASE(a_connection_that_closes_rolls_back) {
    auto other = open_another();
    other->begin();
    other->execute(insert_one());
    other.reset();
    BOOST_TEST(count(*connection) == 0U);
}

BOOST_AUTO_TEST_CASE(schema_changes_roll_back_where_the_driver_says_so) {
    if (!driver->can(RDB_CAP_TRANSACTIONAL_DDL)) return;
    {
        db::Transaction transaction(*connection);
        connection->execute("CREATE TABLE " + quoted("u") + " (" + quoted("n") + " integer)");
        connection->execute("DROP TABLE " + quoted("t"));
    }
    const db::Schema schema = connection->introspect();
    BOOST_TEST(schema.table("t") != nullptr);
    BOOST_TEST(schema.table("u") == nullptr);
}

BOOST_AUTO_TEST_CASE(savepoints_nest) {
    BOOST_TEST_REQUIRE(driver->can(RDB_CAP_SAVEPOINTS));
    connection->begin();
    connection->execute(insert_one());
    connection->savepoint("outer; \"x");
    connection->execute(insert_one());
    connection->savepoint("inner");
    connection->execute(insert_one());
    BOOST_TEST(count(*connection) == 3U);
    connection->rollback_to("inner");
    BOOST_TEST(count(*connection) == 2U);
    connection->release("inner");
    connection->rollback_to("outer; \"x");
    connection->rollback_to("outer; \"x");
    BOOST_TEST(count(*connection) == 1U);
    connection->release("outer; \"x");
    connection->commit();
    BOOST_TEST(count(*connection) == 1U);
}

BOOST_AUTO_TEST_CASE(an_error_inside_a_savepoint_leaves_the_transaction_usable) {
    connection->begin();
    connection->execute(insert_one());
    connection->savepoint("s");
    BOOST_CHECK_THROW(connection->execute("INSERT INTO " + quoted("absent") + " VALUES (1)"), db::DatabaseError);
    connection->rollback_to("s");
    connection->release("s");
    connection->commit();
    BOOST_TEST(count(*connection) == 1U);
}

BOOST_AUTO_TEST_CASE(the_write_lock_excludes_every_other_writer_and_says_locked) {
    if (!driver->can(RDB_CAP_WRITE_LOCK)) return;
    const auto other = open_another();
    connection->begin(db::Connection::Begin::write);
    BOOST_CHECK_EXCEPTION(other->begin(db::Connection::Begin::write), db::DatabaseError,
                          [](const db::DatabaseError& error) { return error.driver_code() == RDB_E_LOCKED && error.retryable(); });
    BOOST_TEST(!other->in_transaction());
    BOOST_TEST(count(*other) == 0U);
    connection->execute(insert_one());
    connection->commit();
    other->begin(db::Connection::Begin::write);
    other->execute(insert_one());
    other->commit();
    BOOST_TEST(count(*connection) == 2U);
}

BOOST_AUTO_TEST_CASE(a_lock_is_waited_for_as_long_as_the_limit_says_and_the_transaction_can_be_tried_again) {
    if (!driver->can(RDB_CAP_LOCK_TIMEOUT) || !driver->can(RDB_CAP_WRITE_LOCK)) return;
    const auto other = open_another();
    other->limit({std::chrono::milliseconds(50), std::nullopt});
    connection->begin(db::Connection::Begin::write);
    for (int times = 0; times < 2; ++times) {
        BOOST_CHECK_EXCEPTION(other->begin(db::Connection::Begin::write), db::DatabaseError, [](const db::DatabaseError& error) {
            return error.driver_code() == RDB_E_LOCK_TIMEOUT && error.code() == db::ErrorCode::lock_timeout && error.retryable() &&
                   error.message().find("no lock within 50ms") == 0;
        });
        BOOST_TEST(!other->in_transaction());
    }
    other->limit({});
    BOOST_CHECK_EXCEPTION(other->begin(db::Connection::Begin::write), db::DatabaseError,
                          [](const db::DatabaseError& error) { return error.driver_code() == RDB_E_LOCKED; });
    connection->commit();
    other->limit({std::chrono::milliseconds(0), std::nullopt});
    other->begin(db::Connection::Begin::write);
    other->execute(insert_one());
    other->commit();
    BOOST_TEST(count(*connection) == 1U);
}

BOOST_AUTO_TEST_CASE(a_locked_row_is_waited_for_as_long_as_the_limit_says) {
    if (!driver->can(RDB_CAP_LOCK_TIMEOUT) || driver->can(RDB_CAP_WRITE_LOCK)) return;
    connection->execute(insert_one());
    const auto other = open_another();
    other->limit({std::chrono::milliseconds(50), std::nullopt});
    const db::Transaction held(*connection);
    const std::string change = "UPDATE " + quoted("t") + " SET " + quoted("n") + " = 2";
    connection->execute(change);
    BOOST_CHECK_EXCEPTION(other->execute(change), db::DatabaseError, [](const db::DatabaseError& error) {
        return error.driver_code() == RDB_E_LOCK_TIMEOUT && error.code() == db::ErrorCode::lock_timeout && error.retryable();
    });
}

BOOST_AUTO_TEST_CASE(the_session_lock_is_held_by_one_connection_at_a_time) {
    if (!driver->can(RDB_CAP_SESSION_LOCK)) return;
    auto other = open_another();
    BOOST_TEST(connection->try_lock("conformance").taken);
    BOOST_TEST(!other->try_lock("conformance").taken);
    BOOST_TEST(other->try_lock("another").taken);
    connection->unlock("conformance");
    BOOST_TEST(other->try_lock("conformance").taken);
    other.reset();
    BOOST_TEST(connection->try_lock("conformance").taken);
}

BOOST_AUTO_TEST_CASE(a_session_has_a_name_of_its_own_by_which_others_see_it) {
    const std::string mine = connection->session();
    auto other = open_another();
    if (mine.empty()) {
        BOOST_TEST((other->session_state("1") == RDB_SESSION_UNKNOWN));
        return;
    }
    BOOST_TEST(mine.size() <= 64U);
    BOOST_TEST(mine == connection->session());
    const std::string others = other->session();
    BOOST_TEST(others != mine);
    // A server may answer a moment before it counts a statement as over.
    const auto becomes_idle = [&] {
        for (int tries = 0; tries < 100'000; ++tries) {
            if (connection->session_state(others) == RDB_SESSION_IDLE) return true;
        }
        return false;
    };
    BOOST_TEST(becomes_idle());
    other.reset();
    BOOST_TEST(becomes_idle());
    // It asks about itself, which is a statement.
    BOOST_TEST((connection->session_state(mine) == RDB_SESSION_BUSY));
}

BOOST_AUTO_TEST_CASE(read_only_connections_do_not_write) {
    db::Connection::Options options;
    options.read_only = true;
    db::Connection reader(driver, url(quirks().url), ".", options);
    BOOST_TEST(count(reader) == 0U);
    BOOST_CHECK_THROW(reader.execute(insert_one()), db::DatabaseError);
    BOOST_TEST(count(*connection) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
