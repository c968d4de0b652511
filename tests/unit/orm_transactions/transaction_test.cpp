#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

using db::Transaction;
using db::TransactionState;

namespace {

struct Open : Rows {
    db::PooledConnection connection = db::databases().get().get();
    void add(int key) const { connection->execute("INSERT INTO t VALUES (" + std::to_string(key) + ")"); }
    std::size_t seen() const { return count_rows(*connection); }
};

auto usage() {
    return [](const db::Error& error) { return error.code() == db::ErrorCode::usage; };
}

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(TransactionState)
BOOST_TEST_DONT_PRINT_LOG_VALUE(db::IsolationLevel)
BOOST_FIXTURE_TEST_SUITE(transactions, Open)

BOOST_AUTO_TEST_CASE(a_transaction_goes_through_its_states) {
    Transaction committed(*connection, db::TransactionOptions{}, Transaction::Start::later);
    BOOST_TEST(committed.state() == TransactionState::not_started);
    committed.begin();
    BOOST_TEST(committed.state() == TransactionState::active);
    committed.commit();
    BOOST_TEST(committed.state() == TransactionState::committed);
    Transaction rolled_back(*connection);
    rolled_back.rollback();
    BOOST_TEST(rolled_back.state() == TransactionState::rolled_back);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_the_state_is_refused) {
    Transaction transaction(*connection, db::TransactionOptions{}, Transaction::Start::later);
    BOOST_CHECK_EXCEPTION(transaction.commit(), db::Error, usage());
    BOOST_CHECK_EXCEPTION(transaction.savepoint("a"), db::Error, usage());
    transaction.begin();
    BOOST_CHECK_EXCEPTION(transaction.begin(), db::Error, usage());
    transaction.commit();
    BOOST_CHECK_EXCEPTION(transaction.commit(), db::Error, usage());
}

BOOST_AUTO_TEST_CASE(savepoints_are_named_and_nest) {
    Transaction transaction(*connection);
    add(1);
    transaction.savepoint("a");
    add(2);
    transaction.savepoint("b");
    add(3);
    transaction.rollback_to("b");
    BOOST_TEST(seen() == 2U);
    transaction.rollback_to("a");
    BOOST_TEST(seen() == 1U);
    BOOST_CHECK_EXCEPTION(transaction.release("b"), db::Error, usage());
    transaction.release("a");
    BOOST_TEST(transaction.savepoints().empty());
    transaction.commit();
    BOOST_TEST(committed() == 1U);
}

BOOST_AUTO_TEST_CASE(a_savepoint_of_the_same_name_hides_the_older_one) {
    Transaction transaction(*connection);
    add(1);
    transaction.savepoint("a");
    add(2);
    transaction.savepoint("a");
    add(3);
    transaction.rollback_to("a");
    BOOST_TEST(seen() == 2U);
    transaction.release("a");
    transaction.rollback_to("a");
    BOOST_TEST(seen() == 1U);
    transaction.release("a");
    BOOST_CHECK_EXCEPTION(transaction.release("a"), db::Error, usage());
    transaction.commit();
    BOOST_TEST(committed() == 1U);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_a_statement_ended_is_not_called_committed) {
    if (!connection->driver().can(RDB_CAP_TRANSACTIONAL_DDL)) return;  // there changes of the schema are what ends it
    Transaction transaction(*connection);
    add(1);
    connection->execute("ROLLBACK");
    add(2);
    BOOST_CHECK_EXCEPTION(transaction.commit(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::refused; });
    BOOST_TEST((transaction.state() == db::TransactionState::rolled_back));
}

BOOST_AUTO_TEST_CASE(each_isolation_level_holds_at_least) {
    for (const auto level : {db::read_uncommitted, db::read_committed, db::repeatable_read, db::serializable}) {
        Transaction transaction(*connection, {level, false, false, true});
        BOOST_TEST((transaction.effective_isolation() >= level));
        transaction.commit();
    }
}

BOOST_AUTO_TEST_CASE(the_level_of_the_connection_is_known) {
    const Transaction transaction(*connection);
    BOOST_TEST((transaction.effective_isolation() >= db::read_committed));
}

BOOST_AUTO_TEST_CASE(sqlite_is_always_serializable) {
    if (!is_sqlite) return;
    const Transaction transaction(*connection, {db::read_uncommitted, false, false, true});
    BOOST_TEST(transaction.effective_isolation() == db::serializable);
}

BOOST_AUTO_TEST_CASE(repeatable_read_does_not_see_what_is_committed_meanwhile) {
    Transaction transaction(*connection, {db::repeatable_read, true, false, false});
    BOOST_TEST(seen() == 0U);
    if (!is_sqlite) {  // whose readers keep writers out
        insert(1);
        BOOST_TEST(committed() == 1U);
    }
    BOOST_TEST(seen() == 0U);
}

BOOST_AUTO_TEST_CASE(read_committed_sees_it_on_servers) {
    if (is_sqlite) return;
    Transaction transaction(*connection, {db::read_committed, true, false, false});
    BOOST_TEST(seen() == 0U);
    insert(1);
    BOOST_TEST(seen() == 1U);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_only_reads_does_not_write) {
    Transaction transaction(*connection, {db::IsolationLevel::automatic, true, false, false});
    BOOST_CHECK_THROW(add(1), db::DatabaseError);
}

BOOST_AUTO_TEST_CASE(the_next_transaction_writes_again) {
    { const Transaction reading(*connection, {db::serializable, true, true, false}); }
    Transaction transaction(*connection);
    add(1);
    transaction.commit();
    BOOST_TEST(committed() == 1U);
}

BOOST_AUTO_TEST_CASE(a_commit_after_a_failed_statement_tells_what_became_of_it) {
    Transaction transaction(*connection);
    add(1);
    BOOST_CHECK_THROW(add(1), db::DatabaseError);
    try {
        transaction.commit();
        BOOST_TEST(committed() == 1U);  // the statement alone was undone
    } catch (const db::DatabaseError&) {
        BOOST_TEST(transaction.state() == TransactionState::rolled_back);
        BOOST_TEST(committed() == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
