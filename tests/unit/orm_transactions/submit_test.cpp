#include <boost/test/unit_test.hpp>

#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include <reinhardt/db/backends/batch.hpp>
#include <reinhardt/db/orm/deadline.hpp>
#include <reinhardt/db/orm/submit.hpp>

#include "fixture.hpp"

using namespace std::chrono_literals;

namespace {

/// Runs for minutes unless it is cancelled.
void run_long() {
    const db::Session session;
    const std::string name = session.driver().name();
    static_cast<void>(session.connection().query(name == "sqlite"       ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
                                                 : name == "postgresql" ? "SELECT pg_sleep(600)"
                                                                        : "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c"));
}

auto too_late() {
    return [](const db::Error& error) { return error.code() == db::ErrorCode::statement_timeout; };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(elsewhere, Rows)

BOOST_AUTO_TEST_CASE(what_is_submitted_runs_on_another_thread_and_gives_its_result) {
    auto there = db::submit([] {
        insert(1);
        return std::this_thread::get_id();
    });
    BOOST_TEST((there.get() != std::this_thread::get_id()));
    BOOST_TEST(committed() == 1U);
}

BOOST_AUTO_TEST_CASE(what_it_throws_comes_out_of_the_future) {
    auto result = db::submit([]() -> int { throw std::runtime_error("no"); });
    BOOST_CHECK_THROW(result.get(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(many_are_done_by_no_more_threads_than_connections) {
    std::vector<std::future<std::size_t>> results;
    for (int i = 0; i < 50; ++i) results.push_back(db::submit([] { return count(); }));
    for (auto& result : results) BOOST_TEST(result.get() == 0U);
    BOOST_TEST(db::databases().get().statistics().connections <= db::databases().get().options().max_connections);
}

BOOST_AUTO_TEST_CASE(what_is_submitted_in_a_block_is_no_part_of_it) {
    db::atomic([] { BOOST_TEST(!db::submit([] { return db::in_atomic(); }).get()); });
}

BOOST_AUTO_TEST_CASE(what_runs_beyond_its_deadline_is_cancelled) {
    BOOST_CHECK_EXCEPTION(db::with_deadline(30ms, run_long), db::Error, too_late());
    BOOST_TEST(count() == 0U);
}

BOOST_AUTO_TEST_CASE(a_block_beyond_its_deadline_is_rolled_back) {
    BOOST_CHECK_EXCEPTION(db::with_deadline(100ms,
                                            [] {
                                                db::atomic([] {
                                                    insert(1);
                                                    run_long();
                                                });
                                            }),
                          db::Error, too_late());
    BOOST_TEST(committed() == 0U);
}

BOOST_AUTO_TEST_CASE(a_block_of_short_statements_ends_at_its_deadline) {
    const auto endless = [] {
        db::atomic([] {
            for (int key = 1;; ++key) insert(key);
        });
    };
    BOOST_CHECK_EXCEPTION(db::with_deadline(30ms, endless), db::Error, too_late());
    BOOST_TEST(committed() == 0U);
}

BOOST_AUTO_TEST_CASE(the_longest_time_is_no_deadline) { BOOST_TEST(db::with_deadline(std::chrono::milliseconds::max(), [] { return count(); }) == 0U); }

BOOST_AUTO_TEST_CASE(a_session_under_way_is_cancelled_as_well) {
    const db::Session session;
    BOOST_CHECK_EXCEPTION(db::with_deadline(30ms, run_long), db::Error, too_late());
}

BOOST_AUTO_TEST_CASE(after_the_deadline_nothing_begins) {
    BOOST_CHECK_EXCEPTION(db::with_deadline(0ms, [] { return count(); }), db::Error, too_late());
}

BOOST_AUTO_TEST_CASE(what_is_done_in_time_is_not_disturbed) {
    BOOST_TEST(db::with_deadline(60s, [] { return count(); }) == 0U);
}

BOOST_AUTO_TEST_CASE(a_batch_runs_statements_of_the_cache) {
    const db::Session session;
    db::Batch batch(session.connection(), session.statements());
    std::vector<rdb_cell> keys(3);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        keys[i].tag = RDB_INT;
        keys[i].u.i = static_cast<std::int64_t>(i);
        batch.add("INSERT INTO t VALUES (" + placeholder + ")", &keys[i], 1);
    }
    const std::size_t all = batch.add("SELECT n FROM t ORDER BY n", nullptr, 0);
    batch.run();
    BOOST_TEST(batch.rows(all) == 3U);
    BOOST_TEST(batch.row(all, 2)[0].u.i == 2);
    BOOST_TEST(session.statements().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
