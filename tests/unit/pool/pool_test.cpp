#include <boost/test/unit_test.hpp>

#include <malloc.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <reinhardt/db/pool/pool.hpp>

#include "test_database.hpp"

using namespace reinhardt::db;
using namespace std::chrono_literals;

namespace {

auto of_kind(PoolError::Kind kind) {
    return [kind](const PoolError& error) { return error.kind() == kind; };
}

/// Waits until the pool has so many waiters.
void await_waiters(const Pool& pool, std::uint32_t count) {
    while (pool.statistics().waiters != count) std::this_thread::yield();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pools, TestDatabase)

BOOST_AUTO_TEST_CASE(a_connection_comes_out_of_the_pool_and_goes_back) {
    const Pool pool = Pool::builder(url).max_connections(2).build();
    {
        const PooledConnection connection = pool.get();
        BOOST_TEST(count_rows(*connection) == 0U);
        BOOST_TEST(pool.statistics().in_use == 1U);
    }
    BOOST_TEST(pool.statistics().in_use == 0U);
    BOOST_TEST(pool.statistics().idle == 1U);
}

BOOST_AUTO_TEST_CASE(a_connection_is_used_again) {
    const Pool pool = Pool::builder(url).build();
    for (int times = 0; times < 5; ++times) static_cast<void>(count_rows(*pool.get()));
    BOOST_TEST(pool.statistics().created == 1U);
}

BOOST_AUTO_TEST_CASE(connections_are_made_when_they_are_needed_and_no_more_than_may_be) {
    const Pool pool = Pool::builder(url).max_connections(3).build();
    std::vector<PooledConnection> out;
    for (int i = 0; i < 3; ++i) out.push_back(pool.get());
    BOOST_TEST(pool.statistics().connections == 3U);
    BOOST_TEST(!pool.try_get());
    BOOST_CHECK_EXCEPTION(static_cast<void>(pool.get(1ms)), PoolError, of_kind(PoolError::Kind::timeout));
    BOOST_TEST(pool.statistics().timeouts == 1U);
    out.pop_back();
    BOOST_TEST(static_cast<bool>(pool.try_get()));
}

BOOST_AUTO_TEST_CASE(the_least_number_is_made_at_the_start) {
    const Pool pool = Pool::builder(url).max_connections(4).min_idle(2).build();
    BOOST_TEST(pool.statistics().idle == 2U);
}

BOOST_AUTO_TEST_CASE(who_waits_for_longest_is_served_first) {
    const Pool pool = Pool::builder(url).max_connections(1).acquire_timeout(30s).build();
    PooledConnection held = pool.get();
    std::vector<int> order;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            const PooledConnection mine = pool.get();
            order.push_back(i);
        });
        await_waiters(pool, static_cast<std::uint32_t>(i) + 1);
    }
    held.give_back();
    for (auto& thread : threads) thread.join();
    BOOST_TEST(order == (std::vector{0, 1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(more_waiters_than_allowed_are_refused) {
    const Pool pool = Pool::builder(url).max_connections(1).max_waiters(1).acquire_timeout(30s).build();
    PooledConnection held = pool.get();
    std::thread waiter([&] { static_cast<void>(pool.get()); });
    await_waiters(pool, 1);
    BOOST_CHECK_EXCEPTION(static_cast<void>(pool.get()), PoolError, of_kind(PoolError::Kind::exhausted));
    held.give_back();
    waiter.join();
}

BOOST_AUTO_TEST_CASE(what_was_left_open_is_rolled_back) {
    const Pool pool = Pool::builder(url).max_connections(1).build();
    {
        const PooledConnection connection = pool.get();
        connection->begin();
        connection->execute("INSERT INTO t VALUES (1)");
    }
    const PooledConnection connection = pool.get();
    BOOST_TEST(!connection->in_transaction());
    BOOST_TEST(count_rows(*connection) == 0U);
}

BOOST_AUTO_TEST_CASE(rows_left_unread_are_given_up) {
    const Pool pool = Pool::builder(url).max_connections(1).build();
    pool.get()->execute("INSERT INTO t VALUES (1), (2)");
    {
        const PooledConnection connection = pool.get();
        Statement& select = connection.statements().get("SELECT n FROM t");
        rdb_cell cell;
        BOOST_TEST(select.fetch(&cell, 1) == 1U);
        BOOST_TEST(select.is_open());
    }
    const PooledConnection connection = pool.get();
    BOOST_TEST(!connection.statements().get("SELECT n FROM t").fetch(nullptr, 0));
    BOOST_TEST(connection->execute("DELETE FROM t") == 2);
}

BOOST_AUTO_TEST_CASE(an_invalidated_connection_is_closed_and_another_takes_its_place) {
    const Pool pool = Pool::builder(url).max_connections(1).build();
    PooledConnection connection = pool.get();
    connection.invalidate();
    BOOST_CHECK_EXCEPTION(static_cast<void>(connection.get()), PoolError, of_kind(PoolError::Kind::invalid_connection));
    BOOST_TEST(pool.statistics().connections == 0U);
    BOOST_TEST(pool.statistics().closed == 1U);
    BOOST_TEST(count_rows(*pool.get()) == 0U);
    BOOST_TEST(pool.statistics().created == 2U);
}

BOOST_AUTO_TEST_CASE(the_place_of_an_invalidated_connection_goes_to_a_waiter) {
    const Pool pool = Pool::builder(url).max_connections(1).acquire_timeout(30s).build();
    PooledConnection held = pool.get();
    std::thread waiter([&] { BOOST_TEST(count_rows(*pool.get()) == 0U); });
    await_waiters(pool, 1);
    held.invalidate();
    waiter.join();
    BOOST_TEST(pool.statistics().created == 2U);
}

BOOST_AUTO_TEST_CASE(a_connection_beyond_its_lifetime_is_replaced) {
    const Pool pool = Pool::builder(url).max_connections(1).max_lifetime(0ms).build();
    static_cast<void>(pool.get());
    static_cast<void>(pool.get());
    BOOST_TEST(pool.statistics().created == 2U);
}

BOOST_AUTO_TEST_CASE(a_connection_unused_for_too_long_is_replaced) {
    const Pool pool = Pool::builder(url).max_connections(1).idle_timeout(0ms).build();
    static_cast<void>(pool.get());
    static_cast<void>(pool.get());
    BOOST_TEST(pool.statistics().created == 2U);
}

BOOST_AUTO_TEST_CASE(a_closed_pool_gives_nothing_and_closes_what_comes_back) {
    const Pool pool = Pool::builder(url).max_connections(2).build();
    PooledConnection out = pool.get();
    static_cast<void>(pool.get());
    pool.close();
    BOOST_TEST(pool.is_closed());
    BOOST_CHECK_EXCEPTION(static_cast<void>(pool.get()), PoolError, of_kind(PoolError::Kind::closed));
    BOOST_TEST(count_rows(*out) == 0U);
    out.give_back();
    BOOST_TEST(pool.statistics().connections == 0U);
}

BOOST_AUTO_TEST_CASE(waiters_learn_that_the_pool_closes) {
    const Pool pool = Pool::builder(url).max_connections(1).acquire_timeout(30s).build();
    const PooledConnection held = pool.get();
    std::thread waiter([&] { BOOST_CHECK_EXCEPTION(static_cast<void>(pool.get()), PoolError, of_kind(PoolError::Kind::closed)); });
    await_waiters(pool, 1);
    pool.close();
    waiter.join();
}

BOOST_AUTO_TEST_CASE(a_connection_outlives_its_pool) {
    PooledConnection connection;
    {
        const Pool pool = Pool::builder(url).build();
        connection = pool.get();
    }
    BOOST_TEST(count_rows(*connection) == 0U);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_be_are_refused) {
    BOOST_CHECK_EXCEPTION(Pool::builder(url).max_connections(0).build(), PoolError, of_kind(PoolError::Kind::config));
    BOOST_CHECK_EXCEPTION(Pool::builder(url).max_connections(1).min_idle(2).build(), PoolError, of_kind(PoolError::Kind::config));
    BOOST_CHECK_EXCEPTION(Pool::builder(url).connection_timeout(0ms).build(), PoolError, of_kind(PoolError::Kind::config));
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_is_a_connection_that_cannot_be_made) {
    Connection::Options options;
    options.create = false;
    const Pool pool = Pool::builder("sqlite:/nowhere/at/all.db").connection(options).build();
    BOOST_CHECK_EXCEPTION(static_cast<void>(pool.get()), PoolError, of_kind(PoolError::Kind::connection));
    BOOST_TEST(pool.statistics().connections == 0U);
}

BOOST_AUTO_TEST_CASE(a_database_in_memory_has_one_connection) {
    const Pool pool = Pool::builder("sqlite::memory:").max_connections(10).max_lifetime(0ms).build();
    pool.get()->execute("CREATE TABLE t (n integer)");
    BOOST_TEST(count_rows(*pool.get()) == 0U);
    BOOST_TEST(pool.options().max_connections == 1U);
}

BOOST_AUTO_TEST_CASE(threads_never_share_a_connection) {
    constexpr std::size_t connections = 3;
    const Pool pool = Pool::builder(url).max_connections(connections).acquire_timeout(60s).build();
    std::atomic<std::size_t> used{0}, most{0}, shared{0};
    std::mutex mutex;
    std::set<Connection*> owned;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 500; ++i) {
                PooledConnection mine = pool.get();
                const std::size_t now = ++used;
                for (std::size_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
                }
                {
                    const std::lock_guard lock(mutex);
                    if (!owned.insert(&*mine).second) ++shared;
                }
                if (i % 50 == 0) static_cast<void>(count_rows(*mine));
                {
                    const std::lock_guard lock(mutex);
                    owned.erase(&*mine);
                }
                --used;
                if (i % 100 == t) mine.invalidate();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    BOOST_TEST(shared == 0U);
    BOOST_TEST(most <= connections);
    BOOST_TEST(pool.statistics().in_use == 0U);
    BOOST_TEST(pool.statistics().created - pool.statistics().closed == pool.statistics().idle);
}

BOOST_AUTO_TEST_CASE(pools_that_load_the_driver_again_and_again_keep_no_memory) {
    const auto use = [&](int times) {
        for (; times > 0; --times) {
            const Pool pool = Pool::builder(url).build();
            BOOST_TEST(count_rows(*pool.get()) == 0U);
        }
        return mallinfo2().uordblks;
    };
    const std::size_t before = use(3);
    BOOST_TEST(use(20) <= before + 20 * 1'024U);  // what threads keep for reuse counts, too
}

BOOST_AUTO_TEST_SUITE_END()
