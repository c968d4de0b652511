#include <boost/test/unit_test.hpp>

#include <reinhardt/db/backends/statement_cache.hpp>

#include "test_database.hpp"

using namespace reinhardt::db;

namespace {

struct Cached : TestDatabase {
    Cached() { connection->execute("INSERT INTO t VALUES (1), (2), (3)"); }
    Pool pool{url};
    PooledConnection connection = pool.get();
    StatementCache cache{*connection, 2};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(statement_caches, Cached)

BOOST_AUTO_TEST_CASE(a_statement_is_prepared_once) {
    for (int times = 0; times < 3; ++times) {
        const auto select = cache.use("SELECT n FROM t WHERE n = " + placeholder);
        rdb_cell key{};
        key.tag = RDB_INT;
        key.u.i = times;
        select->bind(&key, 1);
        rdb_cell row;
        BOOST_TEST(select->fetch(&row, 1) == (times > 0 ? 1U : 0U));
    }
    BOOST_TEST(cache.hits() == 2U);
    BOOST_TEST(cache.misses() == 1U);
}

BOOST_AUTO_TEST_CASE(a_statement_with_rows_left_is_not_given_out_again) {
    Statement& first = cache.get("SELECT n FROM t ORDER BY n");
    rdb_cell row;
    BOOST_TEST_REQUIRE(first.fetch(&row, 1) == 1U);
    Statement& second = cache.get("SELECT n FROM t ORDER BY n");
    BOOST_TEST(&first != &second);
    BOOST_TEST_REQUIRE(second.fetch(&row, 1) == 1U);
    BOOST_TEST(row.u.i == 1);
    BOOST_TEST_REQUIRE(first.fetch(&row, 1) == 1U);
    BOOST_TEST(row.u.i == 2);
}

BOOST_AUTO_TEST_CASE(a_statement_that_was_asked_for_is_the_callers_before_it_runs) {
    Statement& first = cache.get("SELECT n FROM t");
    BOOST_TEST(&first != &cache.get("SELECT n FROM t"));
}

BOOST_AUTO_TEST_CASE(a_statement_read_to_its_end_is_free) {
    Statement& first = cache.get("SELECT n FROM t");
    first.run();
    BOOST_TEST(&first == &cache.get("SELECT n FROM t"));
}

BOOST_AUTO_TEST_CASE(the_statement_unused_for_longest_goes) {
    for (const char* sql : {"SELECT 1", "SELECT 2", "SELECT 1", "SELECT 3"}) cache.get(sql).run();
    BOOST_TEST(cache.size() == 2U);
    BOOST_TEST(cache.misses() == 3U);
    cache.get("SELECT 1").run();
    BOOST_TEST(cache.misses() == 3U);
    cache.get("SELECT 2").run();
    BOOST_TEST(cache.misses() == 4U);
}

BOOST_AUTO_TEST_CASE(a_statement_in_use_does_not_go) {
    Statement& held = cache.get("SELECT n FROM t ORDER BY n");
    rdb_cell row;
    BOOST_TEST_REQUIRE(held.fetch(&row, 1) == 1U);
    for (const char* sql : {"SELECT 1", "SELECT 2", "SELECT 3"}) cache.get(sql).run();
    BOOST_TEST_REQUIRE(held.fetch(&row, 1) == 1U);
    BOOST_TEST(row.u.i == 2);
}

BOOST_AUTO_TEST_CASE(a_statement_that_fails_can_be_used_again) {
    const std::string sql = "INSERT INTO t VALUES (" + placeholder + ")";
    const auto insert = [&](std::int64_t key) {
        rdb_cell cell{};
        cell.tag = RDB_INT;
        cell.u.i = key;
        const auto statement = cache.use(sql);
        statement->bind(&cell, 1);
        statement->run();
        return statement->affected();
    };
    BOOST_CHECK_THROW(insert(1), DatabaseError);
    BOOST_TEST(insert(4) == 1);
    BOOST_TEST(cache.misses() == 1U);
}

BOOST_AUTO_TEST_CASE(a_statement_is_right_after_the_table_changed_under_it) {
    const std::string sql = "SELECT * FROM t WHERE n = 1";
    cache.get(sql).run();
    connection->execute("ALTER TABLE t ADD COLUMN s varchar(10)");
    // The first run may say so; from then on it has the new column.
    try {
        cache.use(sql)->run();
    } catch (const DatabaseError&) {
    }
    const auto select = cache.use(sql);
    std::vector<rdb_cell> row(8);
    BOOST_TEST_REQUIRE(select->fetch(row.data(), 1) == 1U);
    BOOST_TEST(select->column_count() == 2U);
    BOOST_TEST(row[1].tag == RDB_NULL);
}

BOOST_AUTO_TEST_CASE(a_cleared_cache_prepares_anew) {
    cache.get("SELECT 1").run();
    cache.clear();
    BOOST_TEST(cache.size() == 0U);
    cache.get("SELECT 1").run();
    BOOST_TEST(cache.misses() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
