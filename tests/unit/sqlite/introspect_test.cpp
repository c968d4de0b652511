#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include <reinhardt/db/support/json.hpp>

#include "database.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::sqlite;
using reinhardt::db::plugin::PluginError;

BOOST_AUTO_TEST_SUITE(introspection)

BOOST_AUTO_TEST_CASE(a_table_becomes_its_document) {
    TestDatabase database(R"sql(
        CREATE TABLE author (id integer NOT NULL PRIMARY KEY AUTOINCREMENT);
        CREATE TABLE post (
            id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(200) NOT NULL DEFAULT 'x' COLLATE NOCASE, live bool NOT NULL DEFAULT 1,
            made datetime DEFAULT CURRENT_TIMESTAMP, price decimal(4,2) DEFAULT 0.50, slug text UNIQUE,
            double int GENERATED ALWAYS AS (price * 2) VIRTUAL,
            author_id integer REFERENCES author ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, CONSTRAINT named CHECK (length(title) > 0));
        CREATE UNIQUE INDEX post_title ON post (title, live);
        CREATE INDEX post_made ON post (made DESC, lower(title)) WHERE live;
        CREATE VIEW titles AS SELECT title FROM post;
        CREATE TRIGGER t AFTER INSERT ON post BEGIN SELECT 1; END;
        CREATE TABLE reinhardt_migrations (id integer);)sql");
    const std::string expected = R"j({
  "name": "post",
  "managed": true,
  "columns": [
    {"name": "id", "type": "integer", "null": false, "auto": true},
    {"name": "title", "type": "varchar(200)", "null": false, "default": "x", "collation": "NOCASE"},
    {"name": "live", "type": "bool", "null": false, "default": true},
    {"name": "made", "type": "datetime", "null": true, "db_default": "CURRENT_TIMESTAMP"},
    {"name": "price", "type": "decimal(4,2)", "null": true, "default": "0.50"},
    {"name": "slug", "type": "text", "null": true},
    {"name": "double", "type": "int", "null": true, "generated": {"expression": "price * 2", "stored": false}},
    {"name": "author_id", "type": "integer", "null": true}],
  "primary_key": {"columns": ["id"]},
  "foreign_keys": [{"columns": ["author_id"], "to_table": "author", "to_columns": ["id"], "on_delete": "CASCADE", "on_update": "NO_ACTION", "deferrable": "deferred"}],
  "uniques": [{"columns": ["slug"]}, {"name": "post_title", "columns": ["title", "live"]}],
  "checks": [{"name": "named", "expression": "length(title) > 0"}],
  "indexes": [{"name": "post_made", "parts": [{"column": "made", "order": "desc"}, {"expression": "lower(title)"}], "unique": false, "where": "live"}]})j";
    BOOST_TEST(to_json(database.table("POST")) == to_json(parse_json(expected)));

    const Value document = database.introspect();
    BOOST_TEST(document.find("tables")->as_list().size() == 2U);
    BOOST_TEST(document.find("views")->as_list().front().text_or("name") == "titles");
    BOOST_TEST(document.find("triggers")->as_list().front().text_or("table") == "post");
    BOOST_TEST(database.table("reinhardt_migrations").text_or("name") == "reinhardt_migrations");
    BOOST_TEST(database.table("nowhere").is_null());
}

BOOST_AUTO_TEST_CASE(what_only_the_driver_understands_stands_in_driver) {
    TestDatabase database(R"sql(
        CREATE TABLE a (x); CREATE TABLE b (y);
        CREATE VIEW one AS SELECT x FROM a; CREATE VIEW two AS SELECT * FROM "One"; CREATE VIEW other AS SELECT y FROM b;
        CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; CREATE INDEX i ON a (x);)sql");
    const Value document = database.introspect(true);
    const Value& driver = *document.find("tables")->as_list().front().find("driver");
    BOOST_TEST(driver.text_or("sql") == "CREATE TABLE a (x)");
    BOOST_TEST(to_json(*driver.find("views")) == R"j(["one","two"])j");
    BOOST_TEST(driver.find("triggers")->as_list().size() == 1U);
    BOOST_TEST(driver.find("indexes")->as_list().front().text_or("sql") == "CREATE INDEX i ON a (x)");
}

BOOST_AUTO_TEST_CASE(virtual_tables_and_their_shadows_are_left_out) {
    TestDatabase database("CREATE TABLE a (x); CREATE VIRTUAL TABLE search USING fts5(body);");
    BOOST_TEST(database.introspect().find("tables")->as_list().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(connection)

BOOST_AUTO_TEST_CASE(errors_have_their_kind_and_constraint) {
    TestDatabase database("CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (a NOT NULL, b UNIQUE, c CONSTRAINT positive CHECK (c > 0), d REFERENCES p); CREATE TABLE s (a integer) STRICT");
    struct {
        const char* sql;
        rdb_code code;
        const char* constraint;
    } const cases[] = {
        {"INSERT INTO t VALUES (NULL, 1, 1, NULL)", RDB_E_NOT_NULL, "t.a"},
        {"INSERT INTO t VALUES (1, 1, 1, NULL), (1, 1, 1, NULL)", RDB_E_UNIQUE, "t.b"},
        {"INSERT INTO t VALUES (1, 1, 0, NULL)", RDB_E_CHECK, "positive"},
        {"INSERT INTO t VALUES (1, 1, 1, 7)", RDB_E_FOREIGN_KEY, ""},
        {"INSERT INTO s VALUES ('x')", RDB_E_DATA, "cannot store TEXT value in INTEGER column s.a"},
        {"SELEC 1", RDB_E_SYNTAX, ""},
        {"SELECT * FROM nowhere", RDB_E_FAILED, ""},
    };
    for (const auto& item : cases) {
        BOOST_CHECK_EXCEPTION(database.run(item.sql), PluginError, [&](const PluginError& error) {
            BOOST_TEST(error.code == item.code, item.sql);
            if (item.code != RDB_E_DATA) BOOST_TEST(error.constraint == item.constraint, item.sql);
            return true;
        });
    }
}

BOOST_AUTO_TEST_CASE(a_missing_database_is_made_only_when_asked) {
    const auto folder = std::filesystem::temp_directory_path() / "reinhardt-sqlite-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const std::string root = folder.string();
    BOOST_CHECK_EXCEPTION(Connection::open("sqlite:db.sqlite3", root, Value(), 0), PluginError, [](const PluginError& error) { return error.code == RDB_E_NO_DATABASE; });
    BOOST_TEST(!std::filesystem::exists(folder / "db.sqlite3"));
    for (const auto* url : {"sqlite:db.sqlite3", "sqlite://db.sqlite3"}) Connection::open(url, root, Value(), RDB_OPEN_CREATE)->execute("CREATE TABLE IF NOT EXISTS t (a)");
    BOOST_TEST(std::filesystem::exists(folder / "db.sqlite3"));
    Connection::open("sqlite:" + root + "/db.sqlite3", "/", Value(), 0)->execute("SELECT * FROM t");
    Connection::open("sqlite://" + root + "/db.sqlite3", "/", Value(), 0)->execute("SELECT * FROM t");
    BOOST_CHECK_EXCEPTION(Connection::open("sqlite:///db.sqlite3", root, Value(), 0), PluginError,
                          [](const PluginError& error) { return error.hint.find("sqlite:db.sqlite3") != std::string::npos; });
    BOOST_CHECK_EXCEPTION(Connection::open("sqlite:", root, Value(), 0), PluginError, [](const PluginError& error) { return error.code == RDB_E_USAGE; });
    const auto reader = Connection::open("sqlite:db.sqlite3", root, Value(), RDB_OPEN_READ_ONLY);
    BOOST_CHECK_EXCEPTION(reader->execute("CREATE TABLE u (a)"), PluginError, [](const PluginError& error) { return error.code == RDB_E_PRIVILEGE; });
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(a_second_writer_is_told_that_the_database_is_locked) {
    const auto file = std::filesystem::temp_directory_path() / "reinhardt-sqlite-lock-test.sqlite3";
    std::filesystem::remove(file);
    const auto first = Connection::open("sqlite:" + file.string(), ".", Value(), RDB_OPEN_CREATE);
    const auto second = Connection::open("sqlite:" + file.string(), ".", Value(), RDB_OPEN_CREATE);
    first->begin(RDB_BEGIN_WRITE);
    BOOST_CHECK_EXCEPTION(second->begin(RDB_BEGIN_WRITE), PluginError, [](const PluginError& error) { return error.code == RDB_E_LOCKED && error.retryable; });
    first->rollback();
    second->begin(RDB_BEGIN_WRITE);
    BOOST_TEST(second->in_transaction());
    second->rollback();
    second->rollback();
    BOOST_TEST(!second->in_transaction());
    std::filesystem::remove(file);
}

BOOST_AUTO_TEST_CASE(values_go_in_and_come_out) {
    TestDatabase database("CREATE TABLE t (a)");
    const auto connection = Connection::open("sqlite::memory:", ".", Value(), 0);
    std::size_t tail = 0;
    const auto statement = connection->prepare("SELECT ?, ?, ?, ?, ?, ?, ? -- rest", tail);
    const rdb_cell cells[] = {plugin::null_cell(),           plugin::int_cell(-5),         plugin::real_cell(1.5),
                              plugin::bytes_cell("ä\0b"),    plugin::bytes_cell("x", RDB_BLOB), plugin::int_cell(19'782, RDB_DATE),
                              plugin::int_cell(1'709'164'800'500'000, RDB_TIMESTAMP)};
    statement->bind(cells, 7);
    rdb_cell row[7];
    BOOST_TEST(statement->fetch(row, 1) == 1U);
    BOOST_TEST(static_cast<int>(row[0].tag) == RDB_NULL);
    BOOST_TEST(row[1].u.i == -5);
    BOOST_TEST(row[2].u.d == 1.5);
    BOOST_TEST(plugin::bytes(row[3]) == "ä");
    BOOST_TEST(static_cast<int>(row[4].tag) == RDB_BLOB);
    BOOST_TEST(plugin::bytes(row[5]) == "2024-02-29");
    BOOST_TEST(plugin::bytes(row[6]) == "2024-02-29 00:00:00.5");
    BOOST_TEST(statement->fetch(row, 1) == 0U);
    BOOST_CHECK_EXCEPTION(statement->bind(cells, 6), PluginError, [](const PluginError& error) { return error.code == RDB_E_USAGE; });
}

BOOST_AUTO_TEST_CASE(texts_of_a_block_of_rows_all_stay_valid) {
    TestDatabase database;
    const auto connection = Connection::open("sqlite::memory:", ".", Value(), 0);
    std::size_t tail = 0;
    const auto statement = connection->prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT printf('%0500d', i), i FROM n", tail);
    std::vector<rdb_cell> block(64 * 2);
    std::int64_t number = 0;
    for (std::uint32_t rows = statement->fetch(block.data(), 64); rows > 0; rows = statement->fetch(block.data(), 64)) {
        for (std::uint32_t i = 0; i < rows; ++i) {
            BOOST_TEST(block[i * 2 + 1].u.i == ++number);
            BOOST_TEST(std::stoll(std::string(plugin::bytes(block[i * 2]))) == number);
        }
    }
    BOOST_TEST(number == 100);
}

BOOST_AUTO_TEST_CASE(statements_tell_how_many_rows_they_changed) {
    const auto connection = Connection::open("sqlite::memory:", ".", Value(), 0);
    BOOST_TEST(connection->execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2); UPDATE t SET a = 3 WHERE a = 1; CREATE TABLE u (a)") == 3);
    BOOST_TEST(connection->execute("CREATE TABLE v (a)") == 0);
    BOOST_CHECK_THROW(connection->execute(std::string_view("SELECT 1\0; DROP TABLE t", 23)), PluginError);
}

BOOST_AUTO_TEST_SUITE_END()
