#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/backends/batch.hpp>

#include "scratch.hpp"

using namespace conformance;

namespace {

rdb_cell int_cell(std::int64_t number) {
    rdb_cell cell{};
    cell.tag = RDB_INT;
    cell.u.i = number;
    return cell;
}

rdb_cell text_cell(const std::string& text) {
    rdb_cell cell{};
    cell.tag = RDB_TEXT;
    cell.u.p = text.data();
    cell.size = static_cast<std::uint32_t>(text.size());
    return cell;
}

/// The isolation, many rows, batches and streams of docs/driver-guide.md §5.
struct Many : Scratch {
    Many() {
        db::Table numbers = table("t", {column("n", R"({"type":"IntegerField"})"), column("s", R"({"type":"TextField"})", true)});
        numbers.uniques.push_back({"t_n", {"n"}, {}});
        create({numbers});
    }
    std::string insert_sql() const { return "INSERT INTO " + quoted("t") + " (" + quoted("n") + ", " + quoted("s") + ") VALUES (" + placeholders(2) + ")"; }
    std::string select_sql() const { return "SELECT " + quoted("n") + ", " + quoted("s") + " FROM " + quoted("t") + " ORDER BY 1"; }
    std::string one_sql() const { return "SELECT " + quoted("s") + " FROM " + quoted("t") + " WHERE " + quoted("n") + " = " + placeholders(1); }
    std::size_t count() const { return connection->query(select_sql()).rows.size(); }
    /// Rows with the keys 0, 1, …; every third without a text.
    void make(std::uint32_t rows) {
        texts.clear();
        cells.clear();
        for (std::uint32_t i = 0; i < rows; ++i) texts.push_back("text\t\\ '" + std::string(i % 50, 'x') + "\n" + std::to_string(i));
        for (std::uint32_t i = 0; i < rows; ++i) {
            cells.push_back(int_cell(i));
            cells.push_back(i % 3 == 0 ? rdb_cell{} : text_cell(texts[i]));
        }
    }
    void check_rows(std::uint32_t rows) const {
        const db::Rows seen = connection->query(select_sql());
        BOOST_TEST_REQUIRE(seen.rows.size() == rows);
        bool sound = true;
        for (std::uint32_t i = 0; i < rows; ++i) sound = sound && seen.rows[i][0].as_int() == i && (i % 3 == 0 ? seen.rows[i][1].is_null() : seen.rows[i][1].as_text() == texts[i]);
        BOOST_TEST(sound);
    }
    std::vector<std::string> texts;
    std::vector<rdb_cell> cells;
};

auto is_unique_of(std::optional<std::uint32_t> item) {
    return [item](const db::DatabaseError& error) { return error.driver_code() == RDB_E_UNIQUE && (!error.item() || error.item() == item); };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(runs, Many)

BOOST_AUTO_TEST_CASE(a_statement_runs_for_many_rows) {
    make(2'000);
    db::Statement insert(*connection, insert_sql());
    BOOST_TEST(insert.execute_rows(cells.data(), 2, 2'000) == 2'000);
    check_rows(2'000);
    BOOST_TEST(!connection->in_transaction());
}

BOOST_AUTO_TEST_CASE(a_statement_runs_to_its_end_in_one_call_again_and_again) {
    make(3);
    db::Statement insert(*connection, insert_sql());
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(insert.run(&cells[2 * i], 2).affected == 1);
    BOOST_CHECK_EXCEPTION(insert.run(cells.data(), 2), db::DatabaseError, is_unique_of(std::nullopt));
    BOOST_CHECK_THROW(insert.run(cells.data(), 1), db::DatabaseError);
    const std::string text = "more";
    const rdb_cell more[] = {int_cell(3), text_cell(text)};
    BOOST_TEST(insert.run(more, 2).affected == 1);
    BOOST_TEST(!insert.is_open());
    db::Statement select(*connection, select_sql());
    select.run(nullptr, 0);
    rdb_cell row[2];
    BOOST_TEST(select.fetch(row, 1) == 1U);
    BOOST_TEST(row[0].u.i == 0);
}

BOOST_AUTO_TEST_CASE(many_rows_outside_of_a_transaction_are_all_or_none) {
    make(1'200);
    cells[2 * 700] = int_cell(3);
    db::Statement insert(*connection, insert_sql());
    BOOST_CHECK_EXCEPTION(insert.execute_rows(cells.data(), 2, 1'200), db::DatabaseError, is_unique_of(700));
    BOOST_TEST(count() == 0U);
    cells[2 * 700] = int_cell(700);
    BOOST_TEST(insert.execute_rows(cells.data(), 2, 1'200) == 1'200);
    BOOST_TEST(count() == 1'200U);
}

BOOST_AUTO_TEST_CASE(many_rows_in_a_transaction_roll_back_with_it) {
    make(10);
    {
        db::Transaction transaction(*connection);
        db::Statement(*connection, insert_sql()).execute_rows(cells.data(), 2, 10);
        BOOST_TEST(count() == 10U);
    }
    BOOST_TEST(count() == 0U);
}

BOOST_AUTO_TEST_CASE(a_savepoint_limits_what_a_failure_among_many_rows_undoes) {
    make(10);
    cells[2 * 7] = int_cell(1);
    connection->execute("INSERT INTO " + quoted("t") + " (" + quoted("n") + ") VALUES (100)");
    db::Transaction transaction(*connection);
    transaction.savepoint("many");
    BOOST_CHECK_THROW(db::Statement(*connection, insert_sql()).execute_rows(cells.data(), 2, 10), db::DatabaseError);
    transaction.rollback_to("many");
    transaction.commit();
    BOOST_TEST(count() == 1U);
}

BOOST_AUTO_TEST_CASE(changes_and_deletions_run_for_many_rows_too) {
    make(30);
    db::Statement(*connection, insert_sql()).execute_rows(cells.data(), 2, 30);
    std::vector<rdb_cell> keys;
    for (int key = 20; key < 40; ++key) keys.push_back(int_cell(key));
    db::Statement remove(*connection, "DELETE FROM " + quoted("t") + " WHERE " + quoted("n") + " = " + placeholders(1));
    BOOST_TEST(remove.execute_rows(keys.data(), 1, 20) == 10);
    BOOST_TEST(count() == 20U);
}

BOOST_AUTO_TEST_CASE(no_rows_are_nothing_to_do) {
    db::Statement insert(*connection, insert_sql());
    BOOST_TEST(insert.execute_rows(nullptr, 2, 0) == 0);
    make(1);
    BOOST_CHECK_THROW(insert.execute_rows(cells.data(), 1, 2), db::DatabaseError);
}

BOOST_AUTO_TEST_CASE(rows_are_loaded_in_bulk) {
    make(2'000);
    if (!connection->bulk_load("", "t", {"n", "s"}, cells.data(), 2'000)) return;
    check_rows(2'000);
    BOOST_CHECK_EXCEPTION(connection->bulk_load("", "t", {"n", "s"}, cells.data() + 2 * 5, 3), db::DatabaseError, is_unique_of(0));
    BOOST_TEST(connection->execute("DELETE FROM " + quoted("t")) == 2'000);
}

BOOST_AUTO_TEST_CASE(a_bulk_load_of_every_type_reads_back) {
    const std::vector<std::pair<std::string, rdb_cell>> values = [&] {
        const auto number = [](std::int64_t value, rdb_tag tag) {
            rdb_cell cell = int_cell(value);
            cell.tag = static_cast<std::uint8_t>(tag);
            return cell;
        };
        rdb_cell real{};
        real.tag = RDB_REAL;
        real.u.d = 0.1;
        static const std::string decimal = "-1200.0450", uuid = "00112233-4455-6677-8899-aabbccddeeff", json = R"({"a":1})", blob("\0\1\\\xff", 4);
        const auto bytes = [](const std::string& text, rdb_tag tag) {
            rdb_cell cell = text_cell(text);
            cell.tag = static_cast<std::uint8_t>(tag);
            return cell;
        };
        return std::vector<std::pair<std::string, rdb_cell>>{
            {R"({"type":"SmallIntegerField"})", int_cell(-5)}, {R"({"type":"BigIntegerField"})", int_cell(1LL << 40)}, {R"({"type":"FloatField"})", real},
            {R"({"type":"BooleanField"})", number(1, RDB_BOOL)}, {R"({"type":"DecimalField","max_digits":12,"decimal_places":4})", bytes(decimal, RDB_DECIMAL)},
            {R"({"type":"DateField"})", number(-719, RDB_DATE)}, {R"({"type":"TimeField"})", number(3'600'000'001, RDB_TIME)},
            {R"({"type":"DateTimeField"})", number(1'700'000'000'123'456, RDB_TIMESTAMP)}, {R"({"type":"UUIDField"})", bytes(uuid, RDB_UUID)},
            {R"({"type":"JSONField"})", bytes(json, RDB_JSON)}, {R"({"type":"BinaryField"})", bytes(blob, RDB_BLOB)}};
    }();
    std::vector<db::Column> columns;
    std::vector<std::string> names;
    std::vector<rdb_cell> row;
    for (const auto& [field, cell] : values) {
        names.push_back("c" + std::to_string(names.size()));
        columns.push_back(column(names.back(), field));
        row.push_back(cell);
    }
    create({table("u", columns)});
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + quoted(name);
    db::Statement(*connection, "INSERT INTO " + quoted("u") + " (" + list + ") VALUES (" + placeholders(names.size()) + ")").execute_rows(row.data(), static_cast<std::uint32_t>(row.size()), 1);
    const db::Rows inserted = connection->query("SELECT " + list + " FROM " + quoted("u"));
    connection->execute("DELETE FROM " + quoted("u"));
    if (!connection->bulk_load("", "u", names, row.data(), 1)) return;
    const db::Rows loaded = connection->query("SELECT " + list + " FROM " + quoted("u"));
    for (std::size_t i = 0; i < names.size(); ++i) BOOST_TEST((inserted.rows.at(0).at(i) == loaded.rows.at(0).at(i)), values[i].first);
}

BOOST_AUTO_TEST_CASE(columns_of_every_type_take_rows_of_nothing_but_null) {
    std::vector<db::Column> columns;
    std::string list;
    for (const char* type : {"SmallIntegerField", "BigIntegerField", "FloatField", "BooleanField", "DateField", "TimeField", "DateTimeField", "UUIDField", "JSONField", "BinaryField", "TextField", "DurationField"}) {
        const std::string name = "c" + std::to_string(columns.size());
        columns.push_back(column(name, R"({"type":")" + std::string(type) + R"("})", true));
        list += (list.empty() ? "" : ", ") + quoted(name);
    }
    create({table("v", columns)});
    const std::vector<rdb_cell> nothing(3 * columns.size());
    db::Statement insert(*connection, "INSERT INTO " + quoted("v") + " (" + list + ") VALUES (" + placeholders(columns.size()) + ")");
    BOOST_TEST(insert.execute_rows(nothing.data(), static_cast<std::uint32_t>(columns.size()), 3) == 3);
    BOOST_TEST(connection->query("SELECT " + list + " FROM " + quoted("v")).rows.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_stream_reads_what_a_whole_result_has) {
    make(3'000);
    db::Statement(*connection, insert_sql()).execute_rows(cells.data(), 2, 3'000);
    for (const std::uint32_t block : {1U, 7U, 256U}) {
        db::Statement select(*connection, select_sql());
        std::vector<rdb_cell> out(2UL * block);
        select.bind(nullptr, 0, db::Statement::Run::stream);
        std::uint32_t seen = 0;
        bool sound = true;
        while (const std::uint32_t rows = select.fetch(out.data(), block)) {
            for (std::uint32_t row = 0; row < rows; ++row, ++seen) {
                const rdb_cell& text = out[2UL * row + 1];
                sound = sound && out[2UL * row].u.i == seen && (seen % 3 == 0 ? text.tag == RDB_NULL : std::string(text.u.p, text.size) == texts[seen]);
            }
        }
        BOOST_TEST(seen == 3'000U);
        BOOST_TEST(sound, "blocks of " << block);
        BOOST_TEST(select.fetch(out.data(), block) == 0U);
        BOOST_TEST(count() == 3'000U);
    }
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_given_up_leaves_the_connection_usable) {
    make(3'000);
    db::Statement(*connection, insert_sql()).execute_rows(cells.data(), 2, 3'000);
    db::Statement select(*connection, select_sql());
    std::vector<rdb_cell> out(2);
    for (const bool inside : {false, true}) {
        std::optional<db::Transaction> transaction;
        if (inside) transaction.emplace(*connection);
        select.bind(nullptr, 0, db::Statement::Run::stream);
        BOOST_TEST(select.fetch(out.data(), 1) == 1U);
        select.reset();
        BOOST_TEST(count() == 3'000U);
        if (inside) transaction->commit();
    }
}

BOOST_AUTO_TEST_CASE(a_transaction_rolls_back_while_rows_are_streamed) {
    make(3'000);
    db::Statement(*connection, insert_sql()).execute_rows(cells.data(), 2, 3'000);
    db::Statement select(*connection, select_sql());
    std::vector<rdb_cell> out(2);
    {
        db::Transaction transaction(*connection);
        select.bind(nullptr, 0, db::Statement::Run::stream);
        BOOST_TEST(select.fetch(out.data(), 1) == 1U);
    }
    BOOST_TEST(!connection->in_transaction());
    select.reset();
    BOOST_TEST(count() == 3'000U);
}

BOOST_AUTO_TEST_CASE(another_statement_during_a_stream_runs_or_is_refused_and_harms_nothing) {
    make(3'000);
    db::Statement(*connection, insert_sql()).execute_rows(cells.data(), 2, 3'000);
    db::Statement select(*connection, select_sql());
    std::vector<rdb_cell> out(2);
    select.bind(nullptr, 0, db::Statement::Run::stream);
    std::uint32_t seen = select.fetch(out.data(), 1);
    try {
        static_cast<void>(connection->query("SELECT 1"));
    } catch (const db::DatabaseError& error) {
        BOOST_TEST(error.driver_code() == RDB_E_USAGE);
    }
    while (const std::uint32_t rows = select.fetch(out.data(), 1)) seen += rows;
    BOOST_TEST(seen == 3'000U);
}

BOOST_AUTO_TEST_CASE(borrowed_texts_arrive_as_copied_ones) {
    make(4);
    db::Statement insert(*connection, insert_sql());
    for (std::uint32_t row = 0; row < 4; ++row) {
        insert.bind(cells.data() + 2UL * row, 2, db::Statement::Run::borrow);
        insert.run();
    }
    check_rows(4);
}

BOOST_AUTO_TEST_CASE(a_batch_gives_each_statement_its_own_answer) {
    make(10);
    db::Statement insert(*connection, insert_sql()), one(*connection, one_sql());
    db::Batch batch(*connection);
    for (std::uint32_t row = 0; row < 10; ++row) batch.add(insert, cells.data() + 2UL * row, 2);
    const rdb_cell key = int_cell(4), absent = int_cell(99);
    const std::size_t found = batch.add(one, &key, 1), nothing = batch.add(one, &absent, 1);
    batch.run();
    BOOST_TEST(batch.affected(0) == 1);
    BOOST_TEST(batch.rows(found) == 1U);
    BOOST_TEST(std::string(batch.row(found, 0)[0].u.p, batch.row(found, 0)[0].size) == texts[4]);
    BOOST_TEST(batch.rows(nothing) == 0U);
    check_rows(10);
}

BOOST_AUTO_TEST_CASE(a_batch_outside_of_a_transaction_is_all_or_nothing) {
    make(10);
    cells[2 * 6] = int_cell(2);
    db::Statement insert(*connection, insert_sql());
    db::Batch batch(*connection);
    for (std::uint32_t row = 0; row < 10; ++row) batch.add(insert, cells.data() + 2UL * row, 2);
    BOOST_CHECK_EXCEPTION(batch.run(), db::DatabaseError, is_unique_of(6));
    BOOST_TEST(count() == 0U);
    BOOST_TEST(!connection->in_transaction());
}

BOOST_AUTO_TEST_CASE(transactions_have_isolation_levels) {
    for (const auto level : {db::IsolationLevel::read_uncommitted, db::IsolationLevel::read_committed, db::IsolationLevel::repeatable_read, db::IsolationLevel::serializable}) {
        db::Transaction transaction(*connection, {level, false, false, true});
        BOOST_TEST((transaction.effective_isolation() >= level));
        transaction.commit();
        BOOST_TEST(!connection->in_transaction());
    }
}

BOOST_AUTO_TEST_SUITE_END()
