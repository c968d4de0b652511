#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/backends/script.hpp>

#include "scratch.hpp"

using namespace conformance;

namespace {

/// BEGIN, statements and COMMIT in one message (docs/driver-guide.md §5); of drivers that have such messages.
struct Scripted : Scratch {
    Scripted() {
        db::Table numbers = table("t", {column("n", R"({"type":"IntegerField"})"), column("s", R"({"type":"TextField"})", true)});
        numbers.uniques.push_back({"t_n", {"n"}, {}});
        create({numbers});
    }
    std::string insert_sql(int number) const { return "INSERT INTO " + quoted("t") + " (" + quoted("n") + ") VALUES (" + std::to_string(number) + ")"; }
    std::string insert_sql() const { return "INSERT INTO " + quoted("t") + " (" + quoted("n") + ", " + quoted("s") + ") VALUES (" + placeholders(2) + ")"; }
    std::size_t count() const { return connection->query("SELECT " + quoted("n") + " FROM " + quoted("t")).rows.size(); }
    bool serves() const { return db::Script::serves(*connection); }
};

bool is_unique_of(const db::DatabaseError& error, std::uint32_t item) { return error.driver_code() == RDB_E_UNIQUE && error.item() == item; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(scripts, Scripted)

BOOST_AUTO_TEST_CASE(a_script_begins_runs_and_commits) {
    if (!serves()) return;
    const std::string text = "a\t\\ ' \"\n; -- ?";
    db::Statement insert(*connection, insert_sql()), select(*connection, "SELECT " + quoted("s") + " FROM " + quoted("t") + " WHERE " + quoted("n") + " = " + placeholders(1));
    std::vector<std::string> heard;
    const std::string first = insert_sql(1);
    db::Script script(*connection);
    script.begin([&] { heard.emplace_back("begin"); });
    script.add(first, [&] { heard.emplace_back("text"); });
    script.add(insert, {db::Value(2), db::Value(text)}, [&] { heard.emplace_back("statement"); });
    script.add(select, {db::Value(2)}, {}, [&](const rdb_cell* cells) { heard.emplace_back(cells[0].u.p, cells[0].size); });
    script.commit([&] { heard.emplace_back("commit"); });
    BOOST_TEST_REQUIRE(script.run());
    const std::vector<std::string> wanted = {"begin", "text", "statement", text, "commit"};
    BOOST_TEST(heard == wanted, boost::test_tools::per_element());
    BOOST_TEST(!connection->in_transaction());
    BOOST_TEST(count() == 2U);
}

BOOST_AUTO_TEST_CASE(a_script_without_commit_leaves_its_transaction_open) {
    if (!serves()) return;
    const std::string first = insert_sql(1);
    db::Script script(*connection);
    script.begin();
    script.add(first);
    BOOST_TEST_REQUIRE(script.run());
    BOOST_TEST(connection->in_transaction());
    connection->rollback();
    BOOST_TEST(count() == 0U);
}

BOOST_AUTO_TEST_CASE(a_script_ends_at_the_first_statement_that_fails) {
    if (!serves()) return;
    const std::string first = insert_sql(1), again = insert_sql(1), third = insert_sql(3);
    bool went_on = false;
    db::Script script(*connection);
    script.begin();
    script.add(first);
    script.add(again);
    script.add(third, [&] { went_on = true; });
    script.commit();
    BOOST_CHECK_EXCEPTION((void)script.run(), db::DatabaseError, [](const db::DatabaseError& error) { return is_unique_of(error, 2); });
    BOOST_TEST(!went_on);
    if (connection->in_transaction()) connection->rollback();
    BOOST_TEST(count() == 0U);
}

BOOST_AUTO_TEST_CASE(what_a_script_commits_stays_when_a_later_statement_fails) {
    if (!serves()) return;
    const std::string first = insert_sql(1), second = insert_sql(2), again = insert_sql(1);
    db::Script opening(*connection);
    opening.begin();
    opening.add(first);
    BOOST_TEST_REQUIRE(opening.run());
    db::Script script(*connection);
    script.commit();
    script.add(again);
    script.add(second);
    BOOST_CHECK_EXCEPTION((void)script.run(), db::DatabaseError, [](const db::DatabaseError& error) { return is_unique_of(error, 1); });
    BOOST_TEST(!connection->in_transaction());
    BOOST_TEST(count() == 1U);
}

BOOST_AUTO_TEST_CASE(a_text_of_two_statements_is_no_item_of_a_script) {
    if (!serves()) return;
    const std::string both = insert_sql(1) + "; " + insert_sql(2);
    db::Script script(*connection);
    script.begin();
    script.add(both);
    BOOST_TEST(!script.run());
    BOOST_TEST(!connection->in_transaction());
    BOOST_TEST(count() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
