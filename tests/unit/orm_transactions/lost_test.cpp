// What is said of a transaction whose connection breaks, and what became of it. On servers: SQLite has no connection that could.

#include <boost/test/unit_test.hpp>

#include <optional>
#include <stdexcept>

#include <reinhardt/db/backends/batch.hpp>
#include <reinhardt/db/orm/submit.hpp>

#include "../../support/cutting_proxy.hpp"
#include "fixture.hpp"

using db::TransactionLost;
using Outcome = TransactionLost::Outcome;
using Moment = CuttingProxy::Moment;

namespace {

/// The connection as the program has it goes through a proxy; `apart` does not.
struct Breakable : Rows {
    Breakable() {
        if (is_sqlite) return;
        proxy.emplace(url);
        db::connect(proxy->url());
        db::databases().add("apart", url);
        is_postgresql = db::Session().driver().name() == std::string("postgresql");
    }
    [[nodiscard]] std::size_t stored() const { return count("apart"); }
    [[nodiscard]] std::string session_of_thread() const {
        return std::to_string(db::Session().connection().query(is_postgresql ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()").rows.at(0).at(0).as_int());
    }
    /// Lets the server end the session that the thread has.
    void kill() const { kill(session_of_thread()); }
    void kill(const std::string& session) const {
        const db::Session apart("apart");
        static_cast<void>(apart.connection().query(is_postgresql ? "SELECT pg_terminate_backend(" + session + ", 5000)" : "KILL CONNECTION " + session));
    }
    std::optional<CuttingProxy> proxy;
    bool is_postgresql = false;
};

auto lost(Outcome outcome) {
    return [outcome](const TransactionLost& error) { return error.outcome() == outcome; };
}
bool is_lost(const db::DatabaseError& error) { return error.connection_lost(); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lost_connections, Breakable, *boost::unit_test::precondition(on_a_server))

BOOST_AUTO_TEST_CASE(a_block_that_loses_its_connection_has_committed_nothing) {
    int runs = 0, calls = 0;
    BOOST_CHECK_EXCEPTION(db::atomic(
                              [&] {
                                  ++runs;
                                  db::on_commit([&] { ++calls; });
                                  insert(1);
                                  kill();
                                  insert(2);
                              },
                              {.retry = 3}),
                          TransactionLost, lost(Outcome::nothing_committed));
    BOOST_TEST(runs == 1);
    BOOST_TEST(calls == 0);
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_block_that_hides_the_loss_is_told_of_it_all_the_same) {
    int calls = 0;
    BOOST_CHECK_EXCEPTION(db::atomic([&] {
                              db::on_commit([&] { ++calls; });
                              insert(1);
                              kill();
                              BOOST_CHECK_EXCEPTION(insert(2), db::DatabaseError, is_lost);
                          }),
                          TransactionLost, lost(Outcome::nothing_committed));
    BOOST_TEST(calls == 0);
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_loss_in_an_inner_block_is_one_of_the_outer_block) {
    int calls = 0;
    BOOST_CHECK_EXCEPTION(db::atomic([&] {
                              insert(1);
                              db::atomic([&] {
                                  db::on_commit([&] { ++calls; });
                                  insert(2);
                                  kill();
                                  insert(3);
                              });
                          }),
                          TransactionLost, lost(Outcome::nothing_committed));
    BOOST_TEST(calls == 0);
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_loss_in_an_inner_block_cannot_be_passed_over) {
    BOOST_CHECK_EXCEPTION(db::atomic([&] {
                              insert(1);
                              BOOST_CHECK_EXCEPTION(db::atomic([&] {
                                                        kill();
                                                        insert(2);
                                                    }),
                                                    db::DatabaseError, is_lost);
                              BOOST_CHECK_EXCEPTION(insert(3), TransactionLost, lost(Outcome::nothing_committed));
                          }),
                          TransactionLost, lost(Outcome::nothing_committed));
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_block_comes_out_though_its_connection_is_gone) {
    BOOST_CHECK_THROW(db::atomic([&] {
                          insert(1);
                          kill();
                          throw std::runtime_error("mine");
                      }),
                      std::runtime_error);
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_session_that_ended_before_commit_committed_nothing) {
    BOOST_CHECK_THROW(db::atomic([&] {
                          insert(1);
                          kill();
                      }),
                      TransactionLost);
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_commit_without_an_answer_may_have_happened) {
    int runs = 0, calls = 0;
    proxy->cut_at("COMMIT", Moment::after);
    BOOST_CHECK_EXCEPTION(db::atomic(
                              [&] {
                                  ++runs;
                                  db::on_commit([&] { ++calls; });
                                  insert(1);
                              },
                              {.retry = 3}),
                          TransactionLost, lost(Outcome::unknown));
    BOOST_TEST(runs == 1);
    BOOST_TEST(calls == 0);
    BOOST_TEST(stored() == 1U);
}

BOOST_AUTO_TEST_CASE(a_commit_that_did_not_arrive_looks_the_same) {
    proxy->cut_at("COMMIT", Moment::before);
    BOOST_CHECK_EXCEPTION(db::atomic([&] { db::atomic([] { insert(1); }); }), TransactionLost, lost(Outcome::unknown));
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_savepoint_that_cannot_be_released_is_a_loss) {
    proxy->cut_at("RELEASE SAVEPOINT", Moment::after);
    BOOST_CHECK_EXCEPTION(db::atomic([&] {
                              insert(1);
                              db::atomic([] { insert(2); });
                          }),
                          TransactionLost, lost(Outcome::nothing_committed));
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_transaction_is_not_committed_over_a_connection_that_is_gone) {
    const db::Session session;
    db::Transaction transaction(session.connection());
    insert(1);
    transaction.savepoint("a");
    kill();
    BOOST_CHECK_EXCEPTION(insert(2), db::DatabaseError, is_lost);
    BOOST_CHECK_EXCEPTION(transaction.rollback_to("a"), db::DatabaseError, is_lost);
    BOOST_CHECK_EXCEPTION(transaction.commit(), TransactionLost, lost(Outcome::nothing_committed));
    BOOST_TEST((transaction.state() == db::TransactionState::rolled_back));
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_transaction_over_a_connection_that_is_gone_is_rolled_back) {
    const db::Session session;
    db::Transaction transaction(session.connection());
    insert(1);
    kill();
    BOOST_CHECK_EXCEPTION(insert(2), db::DatabaseError, is_lost);
    transaction.rollback();
    BOOST_TEST((transaction.state() == db::TransactionState::rolled_back));
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(a_transaction_tells_of_a_commit_without_an_answer) {
    const db::Session session;
    db::Transaction transaction(session.connection());
    insert(1);
    proxy->cut_at("COMMIT", Moment::after);
    BOOST_CHECK_EXCEPTION(transaction.commit(), TransactionLost, lost(Outcome::unknown));
    BOOST_TEST(stored() == 1U);
}

BOOST_AUTO_TEST_CASE(the_loss_of_another_database_is_not_that_of_the_block) {
    db::databases().add("other", proxy->url());
    bool is_told = false;
    try {
        db::atomic(
            [&] {
                const db::Session other("other");
                proxy->cut_at("SELECT 7", Moment::before);
                static_cast<void>(other.connection().query("SELECT 7"));
            },
            {.database = "apart"});
    } catch (const TransactionLost&) {
        is_told = true;
    } catch (const db::DatabaseError& error) {
        BOOST_TEST(error.connection_lost());
    }
    BOOST_TEST(!is_told);
}

BOOST_AUTO_TEST_CASE(what_is_submitted_tells_of_its_loss) {
    auto result = db::submit([&] {
        db::atomic([&] {
            insert(1);
            kill();
            insert(2);
        });
    });
    BOOST_CHECK_EXCEPTION(result.get(), TransactionLost, lost(Outcome::nothing_committed));
    BOOST_TEST(db::submit([] { return count(); }).get() == 0U);
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_cut_off_did_nothing) {
    const db::Session session;
    db::Batch batch(session.connection(), session.statements());
    batch.add("INSERT INTO t VALUES (1)", nullptr, 0);
    batch.add("INSERT INTO t VALUES (2)", nullptr, 0);
    batch.add("DELETE FROM t WHERE n = 77", nullptr, 0);
    kill();
    BOOST_CHECK_EXCEPTION(batch.run(), db::DatabaseError, is_lost);
    BOOST_TEST(stored() == 0U);
}

BOOST_AUTO_TEST_CASE(rows_that_are_streamed_do_not_end_early) {
    const db::Session session;
    const std::string mine = session_of_thread();
    db::Statement rows(session.connection(), is_postgresql ? "SELECT n, repeat('x', 100) FROM generate_series(1, 1000000) n" : "SELECT seq, repeat('x', 100) FROM seq_1_to_1000000");
    rows.bind(nullptr, 0, db::Statement::Run::stream);
    std::vector<rdb_cell> cells(2);
    BOOST_TEST_REQUIRE(rows.fetch(cells.data(), 1) == 1U);
    kill(mine);
    const auto read = [&] {
        while (rows.fetch(cells.data(), 1) == 1U) {
        }
    };
    BOOST_CHECK_EXCEPTION(read(), db::DatabaseError, is_lost);
    BOOST_TEST(session.connection().is_lost());
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_gone_is_never_given_out_again) {
    const std::uint64_t closed = db::databases().get().statistics().closed;
    for (int times = 0; times < 3; ++times) {
        BOOST_CHECK_THROW(db::atomic([&] {
                              kill();
                              insert(1);
                          }),
                          TransactionLost);
        BOOST_TEST(count() == 0U);
    }
    BOOST_TEST(db::databases().get().statistics().closed - closed == 3U);
}

BOOST_AUTO_TEST_CASE(a_block_on_a_connection_that_broke_while_it_was_idle_begins_on_another) {
    kill();
    db::atomic([] { insert(1); });
    BOOST_TEST(stored() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
