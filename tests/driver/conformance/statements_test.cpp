#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "scratch.hpp"

using namespace conformance;
using db::Value;

BOOST_FIXTURE_TEST_SUITE(statements, Scratch)

BOOST_AUTO_TEST_CASE(a_driver_tells_what_it_and_its_server_are) {
    BOOST_TEST(driver->name() == quirks().driver);
    BOOST_TEST(!driver->title().empty());
    BOOST_TEST(!driver->version().empty());
    BOOST_TEST(!driver->client().empty());
    BOOST_TEST(!driver->schemes().empty());
    BOOST_TEST(connection->server().find(' ') != std::string::npos, connection->server());
    rdb_error error{};
    error.size = sizeof error;
    BOOST_TEST(driver->table().ping(connection->handle(), &error) == RDB_OK);
}

BOOST_AUTO_TEST_CASE(rows_of_many_blocks_arrive_whole_and_in_order) {
    const std::vector<db::Table> tables{table("t", {column("n", R"({"type":"IntegerField"})"), column("s", R"({"type":"TextField"})")})};
    create(tables);
    constexpr int count = 2'000;
    db::Transaction transaction(*connection);
    db::Statement insert(*connection, "INSERT INTO " + quoted("t") + " (" + quoted("n") + ", " + quoted("s") + ") VALUES (" + placeholders(2) + ")");
    for (int i = 0; i < count; ++i) {
        insert.reset();
        insert.bind({i, std::string(static_cast<std::size_t>(i % 97), 'x') + std::to_string(i)});
        insert.run();
        BOOST_TEST_REQUIRE(insert.affected() == 1);
    }
    transaction.commit();
    for (const std::uint32_t block : {1U, 7U, 256U, 5'000U}) {
        db::Statement select(*connection, "SELECT " + quoted("n") + ", " + quoted("s") + " FROM " + quoted("t") + " ORDER BY 1");
        std::vector<rdb_cell> cells(2UL * block);
        int seen = 0;
        bool sound = true;
        while (const std::uint32_t rows = select.fetch(cells.data(), block)) {
            for (std::uint32_t row = 0; row < rows; ++row, ++seen) {
                const rdb_cell& text = cells[2UL * row + 1];
                const std::string wanted = std::string(static_cast<std::size_t>(seen % 97), 'x') + std::to_string(seen);
                sound = sound && cells[2UL * row].u.i == seen && std::string(text.u.p, text.size) == wanted;
            }
        }
        BOOST_TEST(seen == count);
        BOOST_TEST(sound, "blocks of " << block);
        BOOST_TEST(select.fetch(cells.data(), block) == 0U);
    }
}

BOOST_AUTO_TEST_CASE(affected_rows_are_counted) {
    create({table("t", {column("n", R"({"type":"IntegerField"})")})});
    for (int i = 0; i < 5; ++i) insert("t", {"n"}, {i});
    BOOST_TEST(connection->execute("UPDATE " + quoted("t") + " SET " + quoted("n") + " = 9 WHERE " + quoted("n") + " > 1") == 3);
    BOOST_TEST(connection->execute("DELETE FROM " + quoted("t") + " WHERE " + quoted("n") + " = " + placeholders(1), {9}) == 3);
    BOOST_TEST(connection->execute("DELETE FROM " + quoted("t") + " WHERE " + quoted("n") + " = 100") == 0);
}

BOOST_AUTO_TEST_CASE(nothing_but_blanks_and_comments_is_no_statement) {
    for (const char* sql : {"", "  \n", "-- a comment", "/* a comment */", " ; "}) {
        db::Statement statement(*connection, sql);
        BOOST_TEST(statement.column_count() == 0U, sql);
        BOOST_TEST(connection->query(sql).empty(), sql);
        BOOST_CHECK_NO_THROW(connection->execute(sql));
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_number_of_values_is_refused) {
    const std::string sql = "SELECT " + placeholders(2);
    BOOST_CHECK_THROW(static_cast<void>(connection->query(sql, {"a"})), db::DatabaseError);
    BOOST_CHECK_THROW(static_cast<void>(connection->query(sql, {"a", "b", "c"})), db::DatabaseError);
    BOOST_TEST(connection->query(sql, {"a", "b"}).rows.at(0).at(1).as_text() == "b");
}

BOOST_AUTO_TEST_CASE(a_statement_runs_again_after_a_failure) {
    db::Table made = table("t", {column("n", R"({"type":"IntegerField"})")});
    made.uniques.push_back({"t_n_uq", {"n"}, {}, "", true});
    create({made});
    db::Statement insert(*connection, "INSERT INTO " + quoted("t") + " (" + quoted("n") + ") VALUES (" + placeholders(1) + ")");
    const auto put = [&](int n) {
        insert.reset();
        insert.bind({n});
        insert.run();
    };
    put(1);
    BOOST_CHECK_THROW(put(1), db::DatabaseError);
    put(2);
    BOOST_TEST(rows("t", {"n"}).rows.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_script_is_split_where_the_backend_would) {
    const std::vector<Split> common{
        {"", {}},
        {"  ;;\n; ", {}},
        {"SELECT 1", {"SELECT 1"}},
        {"SELECT 1; SELECT 2;", {"SELECT 1", "SELECT 2"}},
        {"SELECT 'a;b'; SELECT 'it''s; x'", {"SELECT 'a;b'", "SELECT 'it''s; x'"}},
        {"SELECT 1 -- one; two\n + 1; SELECT 2", {"SELECT 1 -- one; two\n + 1", "SELECT 2"}},
        {"SELECT /* ; */ 1; SELECT 2", {"SELECT /* ; */ 1", "SELECT 2"}},
        {"-- about it\nSELECT 1; /* and */ SELECT 2", {"-- about it\nSELECT 1", "/* and */ SELECT 2"}},
    };
    const auto trimmed = [](std::string text) { return text.erase(text.find_last_not_of(" \n;") + 1); };
    for (const auto* list : {&common, &quirks().splits}) {
        for (const Split& split : *list) {
            std::vector<std::string> statements = driver->split(split.script);
            for (std::string& statement : statements) statement = trimmed(statement);
            BOOST_TEST(statements == split.statements, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_statement_under_way_is_cancelled_from_another_thread) {
    BOOST_TEST_REQUIRE(!quirks().slow_query.empty());
    std::atomic<bool> ended{false};
    int code = RDB_OK;
    std::thread worker([&] {
        code = [&] {
            try {
                static_cast<void>(connection->query(quirks().slow_query));
            } catch (const db::DatabaseError& error) {
                return error.driver_code();
            }
            return static_cast<int>(RDB_OK);
        }();
        ended = true;
    });
    // The query may not have begun when the first calls come.
    while (!ended) {
        connection->cancel();
        std::this_thread::yield();
    }
    worker.join();
    BOOST_TEST(code == RDB_E_INTERRUPTED);
    BOOST_TEST(connection->query("SELECT 1").rows.at(0).at(0).as_int() == 1);
}

BOOST_AUTO_TEST_CASE(a_statement_ends_when_its_limit_is_reached_and_the_next_one_has_all_of_it) {
    if (!driver->can(RDB_CAP_STATEMENT_TIMEOUT)) return;
    connection->limit({std::nullopt, std::chrono::milliseconds(200)});
    for (int times = 0; times < 2; ++times) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(connection->query(quirks().slow_query)), db::DatabaseError, [](const db::DatabaseError& error) {
            return error.driver_code() == RDB_E_STATEMENT_TIMEOUT && error.code() == db::ErrorCode::statement_timeout && !error.retryable() &&
                   error.message() == "not done within 200ms (the limit on a statement)";
        });
        BOOST_TEST(connection->query("SELECT 1").rows.at(0).at(0).as_int() == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_wait_for_a_lock_without_end_is_cancelled_from_another_thread) {
    if (!driver->can(RDB_CAP_LOCK_TIMEOUT) || !driver->can(RDB_CAP_WRITE_LOCK)) return;
    const auto other = open_another();
    other->limit({std::chrono::milliseconds(0), std::nullopt});
    const db::Transaction held(*connection);
    std::atomic<bool> ended{false};
    int code = RDB_OK;
    std::thread worker([&] {
        try {
            other->begin(db::Connection::Begin::write);
        } catch (const db::DatabaseError& error) {
            code = error.driver_code();
        }
        ended = true;
    });
    while (!ended) {
        other->cancel();
        std::this_thread::yield();
    }
    worker.join();
    BOOST_TEST(code == RDB_E_INTERRUPTED);
}

BOOST_AUTO_TEST_CASE(expressions_that_mean_the_same_normalize_alike) {
    const std::vector<std::vector<std::string>> groups{
        {"a > 0", "a>0", "( a > 0 )", "\n a\t>  0", "{a} > 0", quoted("a") + " > 0"},
        {"length(title) > 0 AND views >= 0", "length(title)>0 and views>=0"},
        {"status = 'In (x)'", "( status='In (x)' )"},
    };
    for (const auto& group : groups) {
        const std::string first = driver->normalize(group.front());
        for (const std::string& expression : group) BOOST_TEST(driver->normalize(expression) == first, expression);
        BOOST_TEST(driver->normalize(first) == first);
    }
    BOOST_TEST(driver->normalize("a > 0") != driver->normalize("a >= 0"));
    BOOST_TEST(driver->normalize("a = 'X'") != driver->normalize("a = 'x'"));
    BOOST_TEST(driver->normalize("(a OR b) AND c") != driver->normalize("a OR b AND c"));
}

BOOST_AUTO_TEST_SUITE_END()
