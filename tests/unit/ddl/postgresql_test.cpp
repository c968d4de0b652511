#include <boost/test/unit_test.hpp>

#include <postgresql/ddl/render.hpp>

#include "batch.hpp"

using namespace ddl;
using db::Value;

namespace {

using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(postgresql)

static std::vector<std::string> sql_of(Batch& batch) { return batch.sql(db::postgresql::render, "PostgreSQL 15.8"); }

BOOST_AUTO_TEST_CASE(columns_that_are_added_to_a_table_are_one_statement) {
    Batch batch;
    batch.book().columns.push_back(column("a", "integer"));
    batch.book().columns.push_back(column("b", "text", false));
    batch.book().columns.push_back(column("c", "text", false));
    batch.book().column("c")->comment = "third";
    batch.changed().edit_of("b").has_backfill = true;
    batch.edit_of("b").backfill = "x.y";
    batch.edit_of("c").has_backfill = true;
    batch.edit_of("c").backfill = "z";
    const Texts expected{"ALTER TABLE \"book\"\n    ADD COLUMN \"a\" integer,\n    ADD COLUMN \"b\" text DEFAULT 'x.y' NOT NULL,\n    ADD COLUMN \"c\" text DEFAULT 'z' NOT NULL",
                         "ALTER TABLE \"book\"\n    ALTER COLUMN \"b\" DROP DEFAULT,\n    ALTER COLUMN \"c\" DROP DEFAULT",
                         "COMMENT ON COLUMN \"book\".\"c\" IS 'third'"};
    BOOST_TEST(sql_of(batch) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_type_goes_with_its_default_and_not_null) {
    Batch batch;
    batch.book().column("views")->type = "bigint";
    batch.book().column("views")->null = true;
    batch.book().column("views")->default_value = 7;
    const Texts expected{
        "ALTER TABLE \"book\"\n    ALTER COLUMN \"views\" DROP DEFAULT,\n    ALTER COLUMN \"views\" TYPE bigint USING \"views\"::bigint,\n    ALTER COLUMN \"views\" DROP NOT NULL,\n    ALTER COLUMN \"views\" SET DEFAULT 7"};
    BOOST_TEST(sql_of(batch.changed()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_are_checked_before_the_statement_that_changes_several_columns) {
    Batch batch;
    batch.book().column("title")->type = "varchar(10)";
    batch.book().column("note")->type = "varchar(5)";
    batch.changed();
    const Texts texts = sql_of(batch);
    BOOST_TEST_REQUIRE(texts.size() == 3U);
    BOOST_TEST(texts[0].starts_with("check: "));
    BOOST_TEST(texts[1].starts_with("check: "));
    BOOST_TEST(texts[2].starts_with("ALTER TABLE \"book\"\n    ALTER COLUMN \"title\" TYPE varchar(10)"));
    BOOST_TEST(texts[2].find(",\n    ALTER COLUMN \"note\" TYPE varchar(5)") != std::string::npos, texts[2]);
}

BOOST_AUTO_TEST_CASE(a_conversion_that_reads_a_column_stands_before_the_statement_that_drops_it) {
    Batch batch;
    std::vector<db::SchemaEdit>& edits = batch.edits;
    db::SchemaEdit alter, drop;
    alter.kind = db::EditKind::alter_column;
    alter.table = drop.table = "book";
    alter.column_from = batch.before[0].columns[2];
    alter.column = column("views", "text", false);
    alter.has_backfill = true;
    alter.backfill = Value::object().set("sql", "{note} || 'x'");
    drop.kind = db::EditKind::drop_column;
    drop.column = batch.before[0].columns[3];
    edits = {alter, drop};
    const Texts texts = sql_of(batch);
    BOOST_TEST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0].find("USING") != std::string::npos, texts[0]);
    BOOST_TEST(texts[1] == "ALTER TABLE \"book\" DROP COLUMN \"note\"");
}

BOOST_AUTO_TEST_CASE(a_constraint_is_replaced_by_one_statement) {
    Batch batch;
    batch.before[0].checks = {{"book_ck", "{views} > 0"}};
    batch.book().checks = {{"book_ck", "{views} > 1"}};
    const Texts expected{"ALTER TABLE \"book\"\n    DROP CONSTRAINT \"book_ck\",\n    ADD CONSTRAINT \"book_ck\" CHECK (\"views\" > 1)"};
    BOOST_TEST(sql_of(batch.changed()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_column_goes_with_its_constraints_and_an_index_stands_behind) {
    Batch batch;
    batch.book().columns.push_back(column("code", "integer"));
    batch.book().uniques = {{"code_uq", {"code"}, {}, "", true}};
    batch.book().checks = {{"code_ck", "{code} > 0"}};
    batch.book().indexes = {index("code_idx", {"code"})};
    const Texts texts = sql_of(batch.changed());
    BOOST_TEST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0].starts_with("ALTER TABLE \"book\"\n    ADD COLUMN \"code\" integer,\n    ADD CONSTRAINT"));
    BOOST_TEST(texts[1] == "CREATE INDEX \"code_idx\" ON \"book\" (\"code\")");
}

BOOST_AUTO_TEST_CASE(a_rename_stands_alone_and_others_move_past_it_only_where_they_touch_other_columns) {
    Batch batch;
    const auto rename = [&](const std::string& from, const std::string& to) {
        db::SchemaEdit edit;
        edit.kind = db::EditKind::rename_column;
        edit.table = "book";
        edit.from = from;
        edit.to = to;
        return edit;
    };
    const auto nullable = [&](std::size_t number, const std::string& name) {
        db::SchemaEdit edit;
        edit.kind = db::EditKind::alter_column;
        edit.table = "book";
        edit.column_from = batch.before[0].columns[number];
        edit.column_from->name = name;
        edit.column = edit.column_from;
        edit.column->null = true;
        return edit;
    };
    batch.edits = {nullable(1, "title"), rename("views", "hits"), nullable(2, "hits")};
    const Texts moved{"ALTER TABLE \"book\" RENAME COLUMN \"views\" TO \"hits\"",
                      "ALTER TABLE \"book\"\n    ALTER COLUMN \"title\" DROP NOT NULL,\n    ALTER COLUMN \"hits\" DROP NOT NULL"};
    BOOST_TEST(sql_of(batch) == moved, boost::test_tools::per_element());
    batch.edits = {nullable(1, "title"), rename("title", "name"), rename("views", "title"), nullable(2, "title")};
    BOOST_TEST(sql_of(batch).size() == 4U);
}

BOOST_AUTO_TEST_CASE(foreign_keys_stay_apart_from_what_locks_more) {
    Batch batch;
    batch.before.push_back(batch.before[0]);
    batch.before[1].name = "author";
    batch.after.push_back(batch.before[1]);
    batch.book().columns.push_back(column("first", "bigint"));
    batch.book().columns.push_back(column("second", "bigint"));
    batch.book().foreign_keys = {{"a_fk", {"first"}, "author", {"id"}, "CASCADE", "NO_ACTION", ""}, {"b_fk", {"second"}, "author", {"id"}, "CASCADE", "NO_ACTION", ""}};
    const Texts texts = sql_of(batch.changed());
    BOOST_TEST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[1].starts_with("ALTER TABLE \"book\"\n    ADD CONSTRAINT \"a_fk\" FOREIGN KEY"));
}

BOOST_AUTO_TEST_CASE(a_statement_for_several_edits_says_all_that_it_destroys) {
    Batch batch;
    batch.book().columns.pop_back();
    batch.book().columns.pop_back();
    const auto statements = batch.changed().statements(db::postgresql::render, "PostgreSQL 15.8");
    BOOST_TEST_REQUIRE(statements.size() == 1U);
    const std::vector<std::size_t> edits{0, 1};
    BOOST_TEST(statements[0].edits == edits, boost::test_tools::per_element());
    BOOST_TEST(statements[0].destroys == "column views of book, column note of book");
}

BOOST_AUTO_TEST_CASE(a_script_builds_an_index_beside_others_and_looks_for_no_unfinished_one) {
    Batch batch;
    batch.book().indexes = {index("b_idx", {"title"})};
    batch.request.set("atomic", false);
    BOOST_TEST(sql_of(batch.changed()).size() == 2U);
    batch.request.set("offline", true);
    const Texts expected{"CREATE INDEX CONCURRENTLY \"b_idx\" ON \"book\" (\"title\")"};
    BOOST_TEST(sql_of(batch) == expected, boost::test_tools::per_element());
    BOOST_TEST(!batch.statements(db::postgresql::render, "PostgreSQL 15.8")[0].transactional);
    batch.request.set("fresh", Value::list_of({"book"}));
    BOOST_TEST(sql_of(batch)[0] == "CREATE INDEX \"b_idx\" ON \"book\" (\"title\")");
}

BOOST_AUTO_TEST_SUITE_END()
