#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include <reinhardt/db/orm/errors.hpp>

#include "fixture.hpp"

namespace {

struct Oops : std::runtime_error {
    Oops() : std::runtime_error("oops") {}
};

[[noreturn]] void oops() { throw Oops(); }

auto refused() {
    return [](const db::Error& error) { return error.code() == db::ErrorCode::refused; };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(atomic_blocks, Rows)

BOOST_AUTO_TEST_CASE(a_block_that_returns_is_committed) {
    db::atomic([] { insert(1); });
    BOOST_TEST(committed() == 1U);
    BOOST_TEST(db::databases().get().statistics().in_use == 0U);
}

BOOST_AUTO_TEST_CASE(a_block_that_throws_is_rolled_back) {
    BOOST_CHECK_THROW(db::atomic([] {
                          insert(1);
                          oops();
                      }),
                      Oops);
    BOOST_TEST(committed() == 0U);
}

BOOST_AUTO_TEST_CASE(a_block_gives_what_its_function_gives) {
    BOOST_TEST(db::atomic([] { return 7; }) == 7);
    BOOST_TEST(*db::atomic([] { return std::make_unique<int>(8); }) == 8);
    int value = 9;
    db::atomic([&]() -> int& { return value; }) = 10;
    BOOST_TEST(value == 10);
}

BOOST_AUTO_TEST_CASE(sessions_inside_of_a_block_use_its_transaction) {
    db::atomic([] {
        insert(1);
        BOOST_TEST(count() == 1U);
        BOOST_TEST(db::Session().in_transaction());
        BOOST_TEST(db::in_atomic());
        BOOST_TEST((db::current_transaction()->state() == db::TransactionState::active));
    });
    BOOST_TEST(!db::in_atomic());
    BOOST_TEST(db::current_transaction() == nullptr);
}

BOOST_AUTO_TEST_CASE(an_inner_block_that_throws_undoes_itself_alone) {
    db::atomic([] {
        insert(1);
        BOOST_CHECK_THROW(db::atomic([] {
                              insert(2);
                              oops();
                          }),
                          Oops);
        BOOST_TEST(count() == 1U);
        db::atomic([] { insert(3); });
    });
    BOOST_TEST(committed() == 2U);
}

BOOST_AUTO_TEST_CASE(a_failed_statement_in_an_inner_block_leaves_the_outer_one_usable) {
    db::atomic([] {
        insert(1);
        BOOST_CHECK_THROW(db::atomic([] { insert(1); }), db::DatabaseError);
        insert(2);
    });
    BOOST_TEST(committed() == 2U);
}

BOOST_AUTO_TEST_CASE(an_inner_block_without_a_savepoint_undoes_all) {
    BOOST_CHECK_EXCEPTION(db::atomic([] {
                              insert(1);
                              BOOST_CHECK_THROW(db::atomic(oops, {.savepoint = false}), Oops);
                              BOOST_CHECK_EXCEPTION(insert(2), db::Error, refused());
                          }),
                          db::Error, refused());
    BOOST_TEST(committed() == 0U);
}

BOOST_AUTO_TEST_CASE(a_savepoint_around_it_limits_that) {
    db::atomic([] {
        insert(1);
        BOOST_CHECK_EXCEPTION(db::atomic([] {
                                  insert(2);
                                  BOOST_CHECK_THROW(db::atomic(oops, {.savepoint = false}), Oops);
                              }),
                              db::Error, refused());
        insert(3);
    });
    BOOST_TEST(committed() == 2U);
}

BOOST_AUTO_TEST_CASE(a_block_can_be_told_to_roll_back) {
    db::atomic([] {
        insert(1);
        db::set_rollback();
    });
    BOOST_TEST(committed() == 0U);
}

BOOST_AUTO_TEST_CASE(the_transaction_of_a_block_is_ended_by_the_block_alone) {
    const auto usage = [](const db::Error& error) { return error.code() == db::ErrorCode::usage; };
    db::atomic([&] {
        insert(1);
        BOOST_CHECK_EXCEPTION(db::current_transaction()->commit(), db::Error, usage);
        BOOST_CHECK_EXCEPTION(db::current_transaction()->rollback(), db::Error, usage);
        insert(2);
    });
    BOOST_TEST(committed() == 2U);
}

BOOST_AUTO_TEST_CASE(a_savepoint_inside_of_a_block_does_not_meet_those_of_blocks) {
    db::atomic([] {
        insert(1);
        db::atomic([] {
            db::current_transaction()->savepoint("rdb_1");
            insert(2);
            db::current_transaction()->rollback_to("rdb_1");
        });
        insert(3);
    });
    BOOST_TEST(committed() == 2U);
}

BOOST_AUTO_TEST_CASE(a_block_whose_transaction_a_statement_ended_is_not_called_committed) {
    bool called = false;
    BOOST_CHECK_EXCEPTION(db::atomic([&] {
                              db::on_commit([&] { called = true; });
                              insert(1);
                              db::Session().connection().execute("COMMIT");
                          }),
                          db::Error, refused());
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(a_constraint_that_is_looked_at_when_the_block_ends_is_an_integrity_error) {
    db::Session session;
    if (session.driver().name() == "mysql") return;  // has no such constraints
    session.connection().execute("CREATE TABLE later (t integer NOT NULL REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED)");
    BOOST_CHECK_THROW(db::atomic([] { db::Session().connection().execute("INSERT INTO later VALUES (1)"); }), db::IntegrityError);
    session.connection().execute("DROP TABLE later");
}

BOOST_AUTO_TEST_CASE(a_durable_block_stands_alone) {
    db::atomic([] { insert(1); }, {.durable = true});
    BOOST_CHECK_EXCEPTION(db::atomic([] { db::atomic([] {}, {.durable = true}); }), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage; });
}

BOOST_AUTO_TEST_CASE(a_block_that_only_reads_does_not_write) {
    BOOST_CHECK_EXCEPTION(db::atomic([] { insert(1); }, {.read_only = true}), db::DatabaseError, [](const db::DatabaseError& error) { return error.hint().empty(); });  // none about permissions of files
    BOOST_CHECK_THROW(db::atomic([] { db::atomic([] {}, {.read_only = true}); }), db::Error);
}

BOOST_AUTO_TEST_CASE(the_isolation_level_is_that_of_the_outermost_block) {
    db::atomic(
        [] {
            BOOST_TEST((db::current_transaction()->effective_isolation() == db::serializable));
            db::atomic([] {}, {.isolation = db::read_committed});
        },
        {.isolation = db::serializable});
}

BOOST_AUTO_TEST_CASE(calls_on_commit_come_after_the_outermost_block) {
    std::vector<int> calls;
    db::atomic([&] {
        db::on_commit([&] { calls.push_back(1); });
        db::atomic([&] {
            db::on_commit([&] {
                BOOST_TEST(!db::in_atomic());
                calls.push_back(2);
            });
        });
        BOOST_TEST(calls.empty());
    });
    BOOST_TEST(calls == (std::vector{1, 2}), boost::test_tools::per_element());
    db::on_commit([&] { calls.push_back(3); });
    BOOST_TEST(calls.size() == 3U);
}

BOOST_AUTO_TEST_CASE(calls_on_commit_are_dropped_with_their_block) {
    std::vector<int> calls;
    db::atomic([&] {
        BOOST_CHECK_THROW(db::atomic([&] {
                              db::on_commit([&] { calls.push_back(1); });
                              db::atomic([&] { db::on_commit([&] { calls.push_back(2); }); });
                              oops();
                          }),
                          Oops);
        db::on_commit([&] { calls.push_back(3); });
    });
    BOOST_CHECK_THROW(db::atomic([&] {
                          db::on_commit([&] { calls.push_back(4); });
                          oops();
                      }),
                      Oops);
    db::atomic([] {});
    BOOST_TEST(calls == (std::vector{3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_call_on_commit_throws_undoes_nothing) {
    BOOST_CHECK_THROW(db::atomic(
                          [] {
                              insert(1);
                              db::on_commit(oops);
                          },
                          {.retry = 3}),
                      Oops);
    BOOST_TEST(committed() == 1U);
}

BOOST_AUTO_TEST_CASE(threads_in_each_others_way_try_again_and_lose_nothing) {
    db::Session().connection().execute("INSERT INTO t VALUES (0)");
    constexpr int threads = 4, times = 5;
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; ++t) {
        workers.emplace_back([] {
            for (int i = 0; i < times; ++i) {
                db::atomic(
                    [] {
                        db::Connection& connection = db::Session().connection();
                        const auto value = connection.query("SELECT max(n) FROM t").rows.at(0).at(0).as_int();
                        connection.execute("UPDATE t SET n = " + std::to_string(value + 1));
                    },
                    {.isolation = db::serializable, .retry = 100});
            }
        });
    }
    for (auto& worker : workers) worker.join();
    BOOST_TEST(db::Session().connection().query("SELECT n FROM t").rows.at(0).at(0).as_int() == threads * times);
}

BOOST_AUTO_TEST_CASE(the_outermost_block_alone_tries_again) {
    int outer = 0, inner = 0;
    rdb_error conflict{};
    conflict.retryable = 1;
    db::atomic(
        [&] {
            ++outer;
            db::atomic(
                [&] {
                    if (++inner < 3) throw db::DatabaseError(RDB_E_LOCKED, conflict, "");
                },
                {.retry = 5});
        },
        {.retry = 5});
    BOOST_TEST(outer == 3);
    BOOST_TEST(inner == 3);
}

BOOST_AUTO_TEST_SUITE_END()
