#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/json.hpp>

#include "database.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::sqlite;

namespace {

/// A parent and a child with everything that a change may lose.
constexpr const char* full = R"sql(
    CREATE TABLE author (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL);
    CREATE TABLE post (
        id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        title varchar(200) NOT NULL COLLATE NOCASE,
        rating integer,
        author_id integer NOT NULL CONSTRAINT post_author REFERENCES author (id) ON DELETE CASCADE,
        extra text DEFAULT 'hand',
        shout text GENERATED ALWAYS AS (upper(title)) STORED,
        CONSTRAINT hand_made CHECK (length(extra) > 0));
    CREATE TABLE comment (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, post_id integer NOT NULL REFERENCES post (id) ON DELETE CASCADE, body text);
    CREATE UNIQUE INDEX post_title ON post (title);
    CREATE INDEX hand_index ON post (lower(title), rating DESC) WHERE rating IS NOT NULL;
    CREATE TABLE log (what text);
    CREATE VIEW titles AS SELECT id, title FROM post;
    CREATE TRIGGER post_log AFTER DELETE ON post BEGIN INSERT INTO log VALUES ('deleted ' || old.title); END;
    INSERT INTO author VALUES (1, 'Ann');
    INSERT INTO post (id, title, rating, author_id) VALUES (1, 'one', 5, 1), (2, 'two', NULL, 1), (9, 'gone', 1, 1);
    DELETE FROM post WHERE id = 9;
    INSERT INTO comment VALUES (1, 1, 'x'), (2, 2, 'y');
)sql";

constexpr const char* rating_to_text = R"j([{"edit": "alter_column", "table": "post",
    "column_from": {"name": "rating", "type": "integer", "null": true, "logical": {"type": "IntegerField"}},
    "column": {"name": "rating", "type": "varchar(9)", "null": true, "logical": {"type": "CharField", "max_length": 9}}}])j";

void everything_is_there(TestDatabase& database) {
    BOOST_TEST(database.rows("SELECT id, title, author_id, extra, shout FROM post ORDER BY id") == "1|one|1|hand|ONE\n2|two|1|hand|TWO");
    BOOST_TEST(database.rows("SELECT id, post_id FROM comment") == "1|1\n2|2");
    BOOST_TEST(database.rows("SELECT * FROM titles") == "1|one\n2|two");
    BOOST_TEST(database.rows("SELECT seq FROM sqlite_sequence WHERE name = 'post'") == "9");
    BOOST_TEST(database.rows("SELECT name FROM sqlite_schema WHERE tbl_name = 'post' AND name <> 'post_slug' ORDER BY name") == "hand_index\npost\npost_log\npost_title");
    BOOST_TEST(database.rows("PRAGMA integrity_check") == "ok");
    BOOST_TEST(database.rows("PRAGMA foreign_key_check").empty());
    BOOST_TEST(database.rows("PRAGMA foreign_keys") == "1");
    BOOST_TEST(database.rows("PRAGMA legacy_alter_table") == "0");
    BOOST_TEST(database.rows("PRAGMA writable_schema") == "0");
    BOOST_TEST(database.rows("SELECT count(*) FROM sqlite_temp_schema") == "0");
    database.run("DELETE FROM post WHERE id = 2");
    BOOST_TEST(database.rows("SELECT group_concat(what) FROM log WHERE what <> 'deleted gone'") == "deleted two");
    BOOST_TEST(database.rows("SELECT id FROM comment") == "1");
    BOOST_CHECK_THROW(database.run("UPDATE post SET extra = ''"), plugin::PluginError);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rebuild)

BOOST_AUTO_TEST_CASE(a_changed_type_keeps_rows_ids_triggers_views_indexes_and_children) {
    for (const bool offline : {false, true}) {
        TestDatabase database(full);
        database.apply(rating_to_text, offline);
        BOOST_TEST(database.rebuilt());
        BOOST_TEST(database.rows("SELECT typeof(rating) FROM post WHERE id = 1") == "text");
        BOOST_TEST(database.rows("SELECT name FROM pragma_table_xinfo('post')") == "id\ntitle\nrating\nauthor_id\nextra\nshout");
        everything_is_there(database);
    }
}

BOOST_AUTO_TEST_CASE(many_alterations_of_a_table_are_one_copy) {
    TestDatabase database(full);
    const Value statements = database.apply(R"j([
        {"edit": "alter_column", "table": "post", "column_from": {"name": "rating", "type": "integer", "null": true}, "column": {"name": "rating", "type": "text", "null": false, "default": "0"}},
        {"edit": "add_column", "table": "post", "column": {"name": "slug", "type": "varchar(50)", "null": false}, "backfill": {"sql": "lower({title})"}},
        {"edit": "add_check", "table": "post", "check": {"name": "slug_set", "expression": "{slug} <> ''"}},
        {"edit": "add_unique", "table": "post", "unique": {"name": "post_slug", "columns": ["slug"]}},
        {"edit": "drop_index", "table": "post", "index": {"name": "hand_index", "parts": [], "unique": false}},
        {"edit": "add_index", "table": "post", "index": {"name": "hand_index", "parts": [{"column": "rating"}], "unique": false}}])j");
    std::size_t copies = 0;
    for (const auto& statement : statements.as_list()) copies += statement.has("rewrites") ? 1 : 0;
    BOOST_TEST(copies == 1U);
    BOOST_TEST(database.rows("SELECT rating, slug FROM post") == "5|one\n0|two");
    everything_is_there(database);
}

BOOST_AUTO_TEST_CASE(a_rename_before_a_copy_reaches_triggers_and_views) {
    TestDatabase database(full);
    database.apply(R"j([
        {"edit": "rename_column", "table": "post", "from": "title", "to": "headline"},
        {"edit": "alter_column", "table": "post", "column_from": {"name": "rating", "type": "integer", "null": true}, "column": {"name": "rating", "type": "text", "null": true}},
        {"edit": "rename_table", "table": "post", "from": "post", "to": "article"}])j");
    BOOST_TEST(database.rebuilt());
    BOOST_TEST(database.rows("SELECT headline, rating, typeof(rating) FROM article") == "one|5|text\ntwo|NULL|null");
    BOOST_TEST(database.rows("SELECT * FROM titles") == "1|one\n2|two");
    BOOST_TEST(database.rows("SELECT seq FROM sqlite_sequence WHERE name = 'article'") == "9");
    database.run("DELETE FROM article WHERE id = 2");
    BOOST_TEST(database.rows("SELECT what FROM log ORDER BY rowid DESC LIMIT 1") == "deleted two");
    BOOST_TEST(database.rows("SELECT id FROM comment") == "1");
    BOOST_TEST(database.rows("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'article' ORDER BY 1") == "hand_index\npost_title");
    BOOST_TEST(database.rows("SELECT count(*) FROM sqlite_temp_schema") == "0");
}

BOOST_AUTO_TEST_CASE(rowids_survive_where_the_key_is_no_rowid) {
    TestDatabase database("CREATE TABLE t (code text PRIMARY KEY, n integer); INSERT INTO t (rowid, code, n) VALUES (7, 'a', 1), (3, 'b', 2)");
    database.apply(R"j([{"edit": "alter_column", "table": "t", "column_from": {"name": "n", "type": "integer", "null": true}, "column": {"name": "n", "type": "text", "null": true}}])j");
    BOOST_TEST(database.rows("SELECT rowid, code FROM t ORDER BY 1") == "3|b\n7|a");
}

BOOST_AUTO_TEST_CASE(a_key_that_is_no_longer_the_rowid_or_becomes_it_is_copied) {
    TestDatabase database("CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n text); INSERT INTO t VALUES (7, 'a'), (3, 'b')");
    const std::string integer = R"j({"name": "id", "type": "integer", "null": false})j", bigint = R"j({"name": "id", "type": "bigint", "null": false})j";
    database.apply(R"j([{"edit": "alter_column", "table": "t", "column_from": )j" + integer + R"j(, "column": )j" + bigint + "}]");
    BOOST_TEST(database.rows("SELECT id, n FROM t ORDER BY id") == "3|b\n7|a");
    BOOST_TEST(database.rows("PRAGMA integrity_check") == "ok");
    database.apply(R"j([{"edit": "alter_column", "table": "t", "column_from": )j" + bigint + R"j(, "column": )j" + integer + "}]");
    BOOST_TEST(database.rows("SELECT id, n, rowid FROM t ORDER BY id") == "3|b|3\n7|a|7");
    BOOST_TEST(database.rows("PRAGMA integrity_check") == "ok");
}

BOOST_AUTO_TEST_CASE(strict_and_without_rowid_survive) {
    TestDatabase database("CREATE TABLE t (code text NOT NULL PRIMARY KEY, n integer) STRICT, WITHOUT ROWID; INSERT INTO t VALUES ('a', 1)");
    database.apply(R"j([{"edit": "alter_column", "table": "t", "column_from": {"name": "n", "type": "integer", "null": true}, "column": {"name": "n", "type": "text", "null": true}}])j");
    BOOST_TEST(database.rows("SELECT strict, wr FROM pragma_table_list('t')") == "1|1");
    BOOST_TEST(database.rows("SELECT n, typeof(n) FROM t") == "1|text");
}

BOOST_AUTO_TEST_CASE(options_change_by_a_copy) {
    TestDatabase database("CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer); INSERT INTO t VALUES (1, 2)");
    database.apply(R"j([{"edit": "alter_table", "table": "t", "table_from": {"name": "t", "columns": []}, "table_value": {"name": "t", "options": {"strict": true}, "columns": []}}])j");
    BOOST_TEST(database.rows("SELECT strict FROM pragma_table_list('t')") == "1");
    BOOST_TEST(database.rows("SELECT * FROM t") == "1|2");
}

BOOST_AUTO_TEST_CASE(a_new_automatic_key_numbers_the_rows) {
    TestDatabase database("CREATE TABLE t (code text NOT NULL PRIMARY KEY); INSERT INTO t VALUES ('b'), ('a')");
    database.apply(R"j([
        {"edit": "add_column", "table": "t", "column": {"name": "id", "type": "integer", "null": false, "auto": true}, "needs_value": true},
        {"edit": "alter_primary_key", "table": "t", "primary_key_from": {"columns": ["code"]}, "primary_key": {"columns": ["id"]}}])j");
    BOOST_TEST(database.rows("SELECT id, code FROM t ORDER BY id") == "1|b\n2|a");
    BOOST_TEST(database.sql_of("t") == "CREATE TABLE \"t\" (\n    \"code\" text NOT NULL,\n    \"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT\n)");
}

BOOST_AUTO_TEST_CASE(a_column_that_becomes_automatic_goes_on_above_its_highest_value) {
    TestDatabase database("CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a); INSERT INTO t VALUES (41, 'x')");
    database.apply(R"j([{"edit": "alter_column", "table": "t", "column_from": {"name": "id", "type": "integer", "null": false},
        "column": {"name": "id", "type": "integer", "null": false, "auto": true}}])j");
    database.run("INSERT INTO t (a) VALUES ('y'); DELETE FROM t; INSERT INTO t (a) VALUES ('z')");
    BOOST_TEST(database.rows("SELECT id FROM t") == "43");
}

BOOST_AUTO_TEST_CASE(keys_become_composite_and_single_again) {
    TestDatabase database("CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL); INSERT INTO t VALUES (1, 2)");
    database.apply(R"j([{"edit": "alter_primary_key", "table": "t", "primary_key_from": {"columns": ["id"]}, "primary_key": {"columns": ["id", "a"]}}])j");
    BOOST_TEST(database.rows("SELECT name, pk FROM pragma_table_info('t')") == "id|1\na|2");
    database.apply(R"j([{"edit": "alter_primary_key", "table": "t", "primary_key_from": {"columns": ["id", "a"]}, "primary_key": {"columns": ["a"]}}])j");
    BOOST_TEST(database.rows("SELECT name, pk FROM pragma_table_info('t')") == "id|0\na|1");
    BOOST_TEST(database.rows("SELECT * FROM t") == "1|2");
}

BOOST_AUTO_TEST_CASE(a_table_that_refers_to_itself_gets_a_new_key_to_refer_to) {
    constexpr const char* new_key = R"j([{"edit": "add_column", "table": "t", "column": {"name": "id", "type": "integer", "null": false, "auto": true}},
        {"edit": "alter_primary_key", "table": "t", "primary_key_from": {"columns": ["code"]}, "primary_key": {"columns": ["id"]}},
        {"edit": "alter_foreign_key", "table": "t", "foreign_key_from": {"name": "up", "columns": ["up_id"], "to_table": "t", "to_columns": ["code"]},
         "foreign_key": {"name": "up", "columns": ["up_id"], "to_table": "t", "to_columns": ["id"]}}])j";
    constexpr const char* table = "CREATE TABLE t (code integer NOT NULL PRIMARY KEY, up_id integer CONSTRAINT up REFERENCES t (code)); INSERT INTO t VALUES ";
    TestDatabase database(std::string(table) + "(1, NULL), (2, 1)");
    database.apply(new_key);
    BOOST_TEST(database.rows("SELECT id, code, up_id FROM t ORDER BY id") == "1|1|NULL\n2|2|1");
    TestDatabase other(std::string(table) + "(7, NULL), (9, 7)");
    const std::string failure = other.failure(new_key);
    BOOST_TEST(failure.find("break a foreign key after the change") != std::string::npos, failure);
}

BOOST_AUTO_TEST_CASE(violations_from_before_stay_and_new_ones_stop_the_change) {
    TestDatabase database(full);
    database.run("PRAGMA foreign_keys = OFF; INSERT INTO comment VALUES (3, 77, 'orphan'); PRAGMA foreign_keys = ON");
    database.apply(rating_to_text);
    BOOST_TEST(database.rows("SELECT count(*) FROM comment") == "3");
    const std::string failure = database.failure(R"j([{"edit": "alter_column", "table": "post", "column_from": {"name": "id", "type": "integer", "null": false, "auto": true},
        "column": {"name": "id", "type": "integer", "null": false, "auto": true, "default": 1}, "narrows": true, "backfill": {"sql": "id + 100"}},
        {"edit": "alter_column", "table": "post", "column_from": {"name": "rating", "type": "varchar(9)", "null": true}, "column": {"name": "rating", "type": "integer", "null": true}}])j");
    BOOST_TEST(failure.find("break a foreign key after the change") != std::string::npos, failure);
    BOOST_TEST(database.rows("SELECT id FROM post") == "1\n2");
}

BOOST_AUTO_TEST_CASE(a_view_that_needs_a_dropped_column_stops_the_change) {
    for (const bool offline : {false, true}) {
        TestDatabase database(full);
        BOOST_TEST(!database.failure(R"j([
            {"edit": "drop_column", "table": "post", "column": {"name": "title", "type": "varchar(200)", "null": false}},
            {"edit": "alter_column", "table": "post", "column_from": {"name": "rating", "type": "integer", "null": true}, "column": {"name": "rating", "type": "text", "null": true}}])j",
                                     offline)
                        .empty());
        everything_is_there(database);
    }
}

BOOST_AUTO_TEST_CASE(values_that_do_not_convert_stop_the_change) {
    struct {
        const char* from;
        const char* to;
        const char* good;
        const char* stored;
        const char* bad;
    } const cases[] = {
        {R"j("type": "text", "logical": {"type": "TextField"})j", R"j("type": "integer", "logical": {"type": "IntegerField"})j", "'12'", "12|integer", "'12a'"},
        {R"j("type": "text", "logical": {"type": "TextField"})j", R"j("type": "integer", "logical": {"type": "IntegerField"})j", "'-7'", "-7|integer", "'007'"},
        {R"j("type": "integer", "logical": {"type": "IntegerField"})j", R"j("type": "text", "logical": {"type": "TextField"})j", "12", "12|text", nullptr},
        {R"j("type": "real", "logical": {"type": "FloatField"})j", R"j("type": "integer", "logical": {"type": "IntegerField"})j", "2.0", "2|integer", "2.5"},
        {R"j("type": "bigint", "logical": {"type": "BigIntegerField"})j", R"j("type": "smallint", "logical": {"type": "SmallIntegerField"}, "narrow": true)j", "32767", "32767|integer", "32768"},
        {R"j("type": "integer", "logical": {"type": "IntegerField"})j", R"j("type": "bool", "logical": {"type": "BooleanField"})j", "1", "1|integer", "2"},
        {R"j("type": "varchar(9)", "logical": {"type": "CharField"})j", R"j("type": "varchar(3)", "logical": {"type": "CharField"})j", "'abc'", "abc|text", "'abcd'"},
        {R"j("type": "decimal(6,3)", "logical": {"type": "DecimalField"})j", R"j("type": "decimal(4,2)", "logical": {"type": "DecimalField"})j", "99.25", "99.25|real", "99.255"},
        {R"j("type": "decimal(6,3)", "logical": {"type": "DecimalField"})j", R"j("type": "decimal(4,2)", "logical": {"type": "DecimalField"})j", "1", "1|integer", "100"},
        {R"j("type": "decimal(6,3)", "logical": {"type": "DecimalField"})j", R"j("type": "integer", "logical": {"type": "IntegerField"})j", "3", "3|integer", "3.5"},
        {R"j("type": "text", "logical": {"type": "TextField"})j", R"j("type": "date", "logical": {"type": "DateField"})j", "'2024-02-29'", "2024-02-29|text", "'2023-02-30'"},
        {R"j("type": "date", "logical": {"type": "DateField"})j", R"j("type": "datetime", "logical": {"type": "DateTimeField"})j", "'2024-02-29'", "2024-02-29 00:00:00|text", nullptr},
        {R"j("type": "datetime", "logical": {"type": "DateTimeField"})j", R"j("type": "date", "logical": {"type": "DateField"})j", "'2024-02-29 00:00:00'", "2024-02-29|text", "'2024-02-29 10:00:00'"},
        {R"j("type": "datetime", "logical": {"type": "DateTimeField"})j", R"j("type": "text", "logical": {"type": "TextField"})j", "'2024-02-29 10:00:00'", "2024-02-29 10:00:00|text", nullptr},
        {R"j("type": "text", "logical": {"type": "TextField"})j", R"j("type": "text", "logical": {"type": "JSONField"})j", "'{}'", "{}|text", "'{'"},
        {R"j("type": "blob", "logical": {"type": "BinaryField"})j", R"j("type": "text", "logical": {"type": "TextField"})j", "x'41'", "A|text", nullptr},
    };
    for (const auto& item : cases) {
        const std::string edit = std::string(R"j([{"edit": "alter_column", "table": "t", "narrows": true, "column_from": {"name": "c", "null": true, )j") + item.from +
                                 R"j(}, "column": {"name": "c", "null": true, )j" + item.to + "}}]";
        const std::string type = parse_json(edit).as_list().front().find("column_from")->text_or("type");
        TestDatabase database("CREATE TABLE t (id integer PRIMARY KEY, c " + type + "); INSERT INTO t (c) VALUES (NULL), (" + item.good + ")");
        BOOST_TEST(database.failure(edit) == "", edit);
        BOOST_TEST(database.rows("SELECT c, typeof(c) FROM t WHERE c IS NOT NULL") == item.stored, edit);
        if (item.bad == nullptr) continue;
        TestDatabase other("CREATE TABLE t (id integer PRIMARY KEY, c " + type + "); INSERT INTO t (c) VALUES (NULL), (" + item.good + "), (" + item.bad + ")");
        const std::string failure = other.failure(edit);
        BOOST_TEST(failure.find("column c of table t holds values that do not convert to") == 0U, edit << ": " << failure);
        BOOST_TEST(failure.find("[1 row, for example") != std::string::npos, failure);
        BOOST_TEST(other.rows("SELECT count(*) FROM t") == "3");
    }
}

BOOST_AUTO_TEST_CASE(a_backfill_may_say_how_values_convert) {
    TestDatabase database("CREATE TABLE t (id integer PRIMARY KEY, c text); INSERT INTO t (c) VALUES ('12 kg'), (NULL)");
    database.apply(R"j([{"edit": "alter_column", "table": "t", "narrows": true, "column_from": {"name": "c", "type": "text", "null": true, "logical": {"type": "TextField"}},
        "column": {"name": "c", "type": "integer", "null": true, "logical": {"type": "IntegerField"}}, "backfill": {"sql": "CAST({c} AS INTEGER)"}}])j");
    BOOST_TEST(database.rows("SELECT c, typeof(c) FROM t") == "12|integer\nNULL|null");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(gentle)

BOOST_AUTO_TEST_CASE(what_leaves_rows_as_they_are_copies_none) {
    struct {
        const char* what;
        const char* edits;
        const char* stored;  // part of the stored SQL afterwards
    } const cases[] = {
        {"NULL allowed", R"j([{"edit": "alter_column", "table": "post", "column_from": {"name": "title", "type": "varchar(200)", "null": false, "collation": "NOCASE"},
            "column": {"name": "title", "type": "varchar(200)", "null": true, "collation": "NOCASE"}}])j", "\"title\" varchar(200) COLLATE \"NOCASE\","},
        {"longer text", R"j([{"edit": "alter_column", "table": "post", "column_from": {"name": "title", "type": "varchar(200)", "null": false}, "column": {"name": "title", "type": "varchar(300)", "null": false}}])j",
         "\"title\" varchar(300) COLLATE \"NOCASE\" NOT NULL"},
        {"NOT NULL with a value", R"j([{"edit": "alter_column", "table": "post", "column_from": {"name": "rating", "type": "integer", "null": true}, "column": {"name": "rating", "type": "integer", "null": false}, "backfill": 3}])j",
         "\"rating\" integer NOT NULL"},
        {"new default", R"j([{"edit": "alter_column", "table": "post", "column_from": {"name": "extra", "type": "text", "null": true, "default": "hand"}, "column": {"name": "extra", "type": "text", "null": true, "default": "foot"}}])j",
         "\"extra\" text DEFAULT 'foot'"},
        {"check", R"j([{"edit": "add_check", "table": "post", "check": {"name": "rated", "expression": "{rating} < 10"}}])j", "CONSTRAINT \"rated\" CHECK (\"rating\" < 10)"},
        {"check away", R"j([{"edit": "add_check", "table": "post", "check": {"name": "rated", "expression": "{rating} < 10"}},
            {"edit": "drop_check", "table": "post", "check": {"name": "other", "expression": "LENGTH({extra})>0"}, "auto_named": true},
            {"edit": "add_check", "table": "post", "check": {"name": "hand_made", "expression": "length({extra}) > 0"}}])j", "CHECK (length(\"extra\") > 0)"},
        {"foreign key", R"j([{"edit": "add_foreign_key", "table": "post", "foreign_key": {"name": "fk", "columns": ["rating"], "to_table": "post", "to_columns": ["id"], "on_delete": "SET_NULL", "deferrable": "deferred"}, "auto_named": true}])j", nullptr},
        {"foreign key changed", R"j([{"edit": "alter_foreign_key", "table": "post", "auto_named": true,
            "foreign_key_from": {"name": "x", "columns": ["author_id"], "to_table": "author", "to_columns": ["id"], "on_delete": "CASCADE"},
            "foreign_key": {"name": "fk", "columns": ["author_id"], "to_table": "author", "to_columns": ["id"], "on_delete": "RESTRICT"}}])j",
         "CONSTRAINT \"fk\" FOREIGN KEY (\"author_id\") REFERENCES \"author\" (\"id\") ON DELETE RESTRICT"},
        {"new column", R"j([{"edit": "add_column", "table": "post", "column": {"name": "slug", "type": "text", "null": false}, "backfill": "s"}])j", "\"slug\" text NOT NULL"},
        {"new column with default", R"j([{"edit": "add_column", "table": "post", "column": {"name": "slug", "type": "text", "null": false, "default": "s"}}])j", "\"slug\" text NOT NULL DEFAULT 's'"},
        {"new column with both", R"j([{"edit": "add_column", "table": "post", "column": {"name": "slug", "type": "text", "null": false, "default": "s"}, "backfill": "b"}])j", "\"slug\" text NOT NULL DEFAULT 's'"},
        {"new time", R"j([{"edit": "add_column", "table": "post", "column": {"name": "made", "type": "datetime", "null": false, "logical": {"type": "DateTimeField"}}, "backfill": {"now": true}}])j", "\"made\" datetime NOT NULL"},
        {"new expression", R"j([{"edit": "add_column", "table": "post", "column": {"name": "made", "type": "datetime", "null": false, "db_default": "CURRENT_TIMESTAMP"}}])j", "\"made\" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP"},
        {"new foreign key column", R"j([{"edit": "add_column", "table": "post", "column": {"name": "editor_id", "type": "integer", "null": false}, "backfill": 1},
            {"edit": "add_foreign_key", "table": "post", "foreign_key": {"name": "ed", "columns": ["editor_id"], "to_table": "author", "to_columns": ["id"], "deferrable": "deferred"}},
            {"edit": "drop_index", "table": "post", "index": {"name": "hand_index", "parts": [], "unique": false}},
            {"edit": "add_index", "table": "post", "index": {"name": "hand_index", "parts": [{"column": "editor_id"}], "unique": false}}])j",
         "\"editor_id\" integer NOT NULL CONSTRAINT \"ed\" REFERENCES \"author\" (\"id\") DEFERRABLE INITIALLY DEFERRED"},
        {"dropped column", R"j([{"edit": "drop_index", "table": "post", "index": {"name": "hand_index", "parts": [{"column": "rating"}], "unique": false}},
            {"edit": "drop_column", "table": "post", "column": {"name": "rating", "type": "integer", "null": true}}, {"edit": "add_index", "table": "post", "index": {"name": "hand_index", "parts": [{"column": "title"}], "unique": false}}])j", nullptr},
        {"renamed column", R"j([{"edit": "rename_column", "table": "post", "from": "rating", "to": "stars"}, {"edit": "alter_column", "table": "post", "column_from": {"name": "stars", "type": "integer", "null": true}, "column": {"name": "stars", "type": "bigint", "null": true}}])j",
         "\"stars\" bigint"},
        {"renamed index", R"j([{"edit": "rename_index", "table": "post", "from": "hand_index", "to": "new_index", "index": {"name": "new_index", "parts": [], "unique": false}},
            {"edit": "rename_index", "table": "post", "from": "new_index", "to": "hand_index", "index": {"name": "hand_index", "parts": [], "unique": false}}])j", nullptr},
    };
    for (const auto& item : cases) {
        TestDatabase database(full);
        BOOST_TEST(database.failure(item.edits) == (std::string(item.what) == "foreign key" ? "column rating of table post refers to rows of post that do not exist [1 row, for example 5]" : ""),
                   item.what);
        BOOST_TEST(!database.rebuilt(), item.what);
        if (item.stored != nullptr) BOOST_TEST(database.sql_of("post").find(item.stored) != std::string::npos, item.what << ": " << database.sql_of("post"));
        everything_is_there(database);
    }
}

BOOST_AUTO_TEST_CASE(offline_the_same_changes_are_copies) {
    TestDatabase database(full);
    database.apply(R"j([{"edit": "add_check", "table": "post", "check": {"name": "rated", "expression": "{rating} < 10"}}])j", true);
    BOOST_TEST(database.rebuilt());
    everything_is_there(database);
}

BOOST_AUTO_TEST_CASE(rows_that_break_what_is_new_stop_the_change) {
    struct {
        const char* edits;
        const char* message;
    } const cases[] = {
        {R"j([{"edit": "alter_column", "table": "post", "column_from": {"name": "rating", "type": "integer", "null": true}, "column": {"name": "rating", "type": "integer", "null": false}, "needs_value": true}])j",
         "column rating of table post becomes NOT NULL and holds NULL [1 row]"},
        {R"j([{"edit": "add_column", "table": "post", "column": {"name": "slug", "type": "text", "null": false}, "needs_value": true}])j",
         "column slug of table post is NOT NULL and has no value for the rows that exist [it holds rows]"},
        {R"j([{"edit": "add_check", "table": "post", "check": {"name": "small", "expression": "{rating} < 3"}}])j", "rows of table post break the new check small [1 row]"},
        {R"j([{"edit": "add_column", "table": "post", "column": {"name": "editor_id", "type": "integer", "null": false, "default": 5}},
            {"edit": "add_foreign_key", "table": "post", "foreign_key": {"name": "ed", "columns": ["editor_id"], "to_table": "author", "to_columns": ["id"]}}])j",
         "column editor_id of table post refers to rows of author that do not exist [2 rows, for example 5]"},
        {R"j([{"edit": "add_unique", "table": "post", "unique": {"name": "u", "columns": ["author_id"]}}])j", "UNIQUE constraint failed: post.author_id"},
    };
    for (const bool offline : {false, true}) {
        for (const auto& item : cases) {
            TestDatabase database(full);
            const std::string failure = database.failure(item.edits, offline);
            if (!offline) BOOST_TEST(failure == item.message);
            BOOST_TEST(!failure.empty(), item.message);
            everything_is_there(database);
        }
    }
}

BOOST_AUTO_TEST_CASE(rows_that_read_a_default_from_the_schema_keep_it) {
    TestDatabase database("CREATE TABLE t (id integer NOT NULL PRIMARY KEY); INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN c text DEFAULT 'old'");
    database.apply(R"j([{"edit": "alter_column", "table": "t", "column_from": {"name": "c", "type": "text", "null": true, "default": "old"}, "column": {"name": "c", "type": "text", "null": true}}])j");
    BOOST_TEST(!database.rebuilt());
    database.run("INSERT INTO t (id) VALUES (2)");
    BOOST_TEST(database.rows("SELECT * FROM t") == "1|old\n2|NULL");
}

BOOST_AUTO_TEST_CASE(no_update_trigger_of_a_user_fires) {
    TestDatabase database(R"sql(CREATE TABLE t (id integer NOT NULL PRIMARY KEY); CREATE TABLE log (x); INSERT INTO t VALUES (1);
        CREATE TRIGGER u AFTER UPDATE ON t BEGIN INSERT INTO log VALUES ('fired'); END;)sql");
    database.apply(R"j([{"edit": "add_column", "table": "t", "column": {"name": "c", "type": "text", "null": false}, "backfill": "x"}])j");
    BOOST_TEST(database.rows("SELECT * FROM t") == "1|x");
    BOOST_TEST(database.rows("SELECT count(*) FROM log") == "0");
    database.run("UPDATE t SET c = 'y'");
    BOOST_TEST(database.rows("SELECT count(*) FROM log") == "1");
}

BOOST_AUTO_TEST_CASE(hand_made_things_on_a_dropped_column_go_with_it) {
    TestDatabase database(R"sql(CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a int REFERENCES p, b int, CHECK (a > b), UNIQUE (a, b));
        CREATE INDEX i ON t (b, a); CREATE INDEX j ON t (b); INSERT INTO t VALUES (1, NULL, 3))sql");
    database.apply(R"j([{"edit": "drop_column", "table": "t", "column": {"name": "a", "type": "int", "null": true}}])j");
    BOOST_TEST(database.rows("SELECT * FROM t") == "1|3");
    BOOST_TEST(database.rows("SELECT name FROM sqlite_schema WHERE tbl_name = 't' ORDER BY 1") == "j\nt");
}

BOOST_AUTO_TEST_CASE(a_unique_constraint_inside_the_table_is_dropped_by_a_copy) {
    TestDatabase database("CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a text UNIQUE, b text, UNIQUE (a, b)); INSERT INTO t VALUES (1, 'x', 'y')");
    database.apply(R"j([{"edit": "drop_unique", "table": "t", "unique": {"name": "auto", "columns": ["a"]}, "auto_named": true}])j");
    database.run("INSERT INTO t VALUES (2, 'x', 'z')");
    BOOST_TEST(database.rows("SELECT count(*) FROM pragma_index_list('t')") == "1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(batch)

BOOST_AUTO_TEST_CASE(names_that_change_under_way_are_followed) {
    TestDatabase database(full);
    database.apply(R"j([
        {"edit": "rename_table", "table": "author", "from": "author", "to": "writer"},
        {"edit": "rename_column", "table": "post", "from": "author_id", "to": "writer_id"},
        {"edit": "rename_column", "table": "writer", "from": "id", "to": "key"},
        {"edit": "alter_column", "table": "post", "column_from": {"name": "rating", "type": "integer", "null": true}, "column": {"name": "rating", "type": "text", "null": true}},
        {"edit": "add_check", "table": "writer", "check": {"name": "named", "expression": "{name} <> ''"}},
        {"edit": "rename_column", "table": "writer", "from": "name", "to": "title"}])j");
    BOOST_TEST(database.rows("SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list('post')") == "writer|writer_id|key");
    BOOST_TEST(database.sql_of("writer").find("CHECK (\"title\" <> '')") != std::string::npos);
    BOOST_TEST(database.rows("PRAGMA foreign_key_check").empty());
    BOOST_TEST(database.rows("SELECT title FROM writer") == "Ann");
}

BOOST_AUTO_TEST_CASE(a_column_may_take_the_name_of_a_dropped_one) {
    TestDatabase database("CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a text, b text); INSERT INTO t VALUES (1, 'a', 'b')");
    database.apply(R"j([{"edit": "drop_column", "table": "t", "column": {"name": "a", "type": "text", "null": true}}, {"edit": "rename_column", "table": "t", "from": "b", "to": "a"}])j");
    BOOST_TEST(database.rows("SELECT id, a FROM t") == "1|b");
    database.apply(R"j([{"edit": "drop_column", "table": "t", "column": {"name": "a", "type": "text", "null": true}}, {"edit": "add_column", "table": "t", "column": {"name": "a", "type": "integer", "null": true}}])j");
    BOOST_TEST(database.rows("SELECT id, a FROM t") == "1|NULL");
}

BOOST_AUTO_TEST_CASE(edits_of_a_new_table_are_part_of_it) {
    TestDatabase database;
    database.apply(R"j([
        {"edit": "create_table", "table": "t", "table_value": {"name": "t", "columns": [{"name": "id", "type": "integer", "null": false, "auto": true}], "primary_key": {"columns": ["id"]}}},
        {"edit": "add_column", "table": "t", "column": {"name": "a", "type": "text", "null": false}, "needs_value": true},
        {"edit": "rename_column", "table": "t", "from": "a", "to": "b"},
        {"edit": "add_index", "table": "t", "index": {"name": "i", "parts": [{"column": "b"}], "unique": false}},
        {"edit": "rename_table", "table": "t", "from": "t", "to": "u"}])j");
    BOOST_TEST(database.sql_of("u") == "CREATE TABLE \"u\" (\n    \"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n    \"b\" text NOT NULL\n)");
    BOOST_TEST(database.sql_of("i") == "CREATE INDEX \"i\" ON \"u\" (\"b\")");
}

BOOST_AUTO_TEST_CASE(a_rename_may_change_case_alone) {
    TestDatabase database("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    database.apply(R"j([{"edit": "rename_table", "table": "t", "from": "t", "to": "T"}, {"edit": "rename_column", "table": "T", "from": "a", "to": "A"}])j");
    BOOST_TEST(database.rows("SELECT name FROM sqlite_schema") == "T");
    BOOST_TEST(database.rows("SELECT name FROM pragma_table_info('t')") == "A");
}

BOOST_AUTO_TEST_CASE(a_table_whose_reference_is_dropped_first_takes_no_children_along) {
    TestDatabase database("CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (id integer PRIMARY KEY, p_id int REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1)");
    database.apply(R"j([
        {"edit": "drop_foreign_key", "table": "c", "foreign_key": {"columns": ["p_id"], "to_table": "p", "to_columns": ["id"]}, "auto_named": true},
        {"edit": "drop_table", "table": "p", "table_value": {"name": "p", "columns": []}}])j");
    BOOST_TEST(database.rows("SELECT * FROM c") == "1|1");
}

BOOST_AUTO_TEST_CASE(a_table_that_restricts_itself_can_be_dropped) {
    TestDatabase database("CREATE TABLE t (id integer PRIMARY KEY, up int REFERENCES t ON DELETE RESTRICT); INSERT INTO t VALUES (1, NULL), (2, 1)");
    database.apply(R"j([{"edit": "drop_table", "table": "t", "table_value": {"name": "t", "columns": []}}])j");
    BOOST_TEST(database.rows("SELECT count(*) FROM sqlite_schema") == "0");
}

BOOST_AUTO_TEST_CASE(what_sqlite_lacks_is_a_fault_with_a_message) {
    TestDatabase database("CREATE TABLE t (a)");
    struct {
        const char* edit;
        const char* message;
    } const cases[] = {
        {R"j({"edit": "add_exclusion", "table": "t", "exclusion": {"name": "e", "parts": []}})j", "constraint e: SQLite has no exclusion constraints"},
        {R"j({"edit": "add_unique", "table": "t", "unique": {"name": "u", "columns": ["a"], "nulls_distinct": false}})j", "unique constraint u: SQLite always takes NULLs as distinct"},
        {R"j({"edit": "add_unique", "table": "t", "unique": {"name": "u", "columns": ["a"], "deferrable": "deferred"}})j", "unique constraint u: SQLite has no deferrable unique constraints"},
        {R"j({"edit": "add_index", "table": "t", "index": {"name": "i", "parts": [{"column": "a"}], "unique": false, "method": "gin"}})j", "index i: SQLite has no index method 'gin'"},
        {R"j({"edit": "add_index", "table": "t", "index": {"name": "i", "parts": [{"column": "a", "nulls": "last"}], "unique": false}})j", "index i: SQLite has no NULLS LAST that differs from its order of NULLs"},
        {R"j({"edit": "add_index", "table": "t", "index": {"name": "i", "parts": [{"column": "a", "opclass": "x"}], "unique": false}})j", "index i: SQLite has no operator classes"},
        {R"j({"edit": "add_column", "table": "t", "column": {"name": "b", "type": "text", "null": true, "collation": "de"}})j", "column b: SQLite has no collation 'de'"},
        {R"j({"edit": "add_column", "table": "t", "column": {"name": "b", "type": "integer", "null": false, "auto": true}})j", "column b of table t: only the primary key can number itself"},
        {R"j({"edit": "drop_check", "table": "t", "check": {"name": "c", "expression": "a > 0"}})j", "table t has no check c"},
        {R"j({"edit": "drop_column", "table": "u", "column": {"name": "c", "type": "text", "null": true}})j", "there is no table u"},
    };
    for (const auto& item : cases) BOOST_TEST(database.failure("[" + std::string(item.edit) + "]") == item.message);
    BOOST_TEST(database.failure(R"j([{"edit": "add_index", "table": "t", "index": {"name": "i", "parts": [{"column": "a", "nulls": "first"}], "unique": false, "include": ["a"], "method": "btree"}}])j") == "");
}

BOOST_AUTO_TEST_SUITE_END()
