#include <boost/test/unit_test.hpp>

#include <mysql/ddl/render.hpp>

#include "batch.hpp"

using namespace ddl;

namespace {

using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(mysql)

static Texts sql_of(Batch& batch, const std::string& server = "MariaDB 10.11.6") { return batch.sql(db::mysql::render, server); }

BOOST_AUTO_TEST_CASE(columns_that_are_added_to_a_table_are_one_statement) {
    Batch batch;
    batch.book().columns.push_back(column("a", "int"));
    batch.book().columns.push_back(column("b", "int", false));
    batch.changed().edit_of("b").has_backfill = true;
    batch.edit_of("b").backfill = 3;
    const Texts expected{"ALTER TABLE `book`\n    ADD COLUMN `a` int NULL,\n    ADD COLUMN `b` int NOT NULL DEFAULT 3", "ALTER TABLE `book` ALTER COLUMN `b` DROP DEFAULT"};
    BOOST_TEST(sql_of(batch) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_column_that_is_added_in_an_instant_stays_apart_from_an_index) {
    Batch batch;
    batch.book().columns.push_back(column("a", "int"));
    batch.book().indexes = {index("a_idx", {"a"}), index("b_idx", {"title"})};
    const Texts expected{"ALTER TABLE `book` ADD COLUMN `a` int NULL", "ALTER TABLE `book`\n    ADD INDEX `a_idx` (`a`),\n    ADD INDEX `b_idx` (`title`)"};
    BOOST_TEST(sql_of(batch.changed()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_table_that_is_copied_anyway_takes_everything_with_it) {
    Batch batch;
    batch.book().columns.push_back(column("a", "int"));
    batch.book().column("views")->type = "bigint";
    batch.book().column("note")->type = "longtext";
    batch.book().indexes = {index("b_idx", {"title"})};
    const Texts texts = sql_of(batch.changed());
    BOOST_TEST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0].starts_with("check: "));
    BOOST_TEST(texts[1] ==
               "ALTER TABLE `book`\n    MODIFY COLUMN `views` bigint NOT NULL DEFAULT 0,\n    MODIFY COLUMN `note` longtext NULL,\n    ADD COLUMN `a` int NULL,\n    ADD INDEX `b_idx` (`title`)");
}

BOOST_AUTO_TEST_CASE(rows_are_checked_before_the_statement_that_changes_several_columns) {
    Batch batch;
    batch.book().column("title")->type = "varchar(10)";
    batch.book().column("note")->type = "varchar(5)";
    const Texts texts = sql_of(batch.changed());
    BOOST_TEST_REQUIRE(texts.size() == 3U);
    BOOST_TEST(texts[0].starts_with("check: "));
    BOOST_TEST(texts[1].starts_with("check: "));
    BOOST_TEST(texts[2] == "ALTER TABLE `book`\n    MODIFY COLUMN `title` varchar(10) NOT NULL,\n    MODIFY COLUMN `note` varchar(5) NULL");
}

BOOST_AUTO_TEST_CASE(an_index_that_comes_back_under_its_name_is_two_statements) {
    Batch batch;
    batch.before[0].indexes = {index("b_idx", {"title"})};
    batch.book().indexes = {index("b_idx", {"views"})};
    const Texts expected{"ALTER TABLE `book` DROP INDEX `b_idx`", "ALTER TABLE `book` ADD INDEX `b_idx` (`views`)"};
    BOOST_TEST(sql_of(batch.changed()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keys_that_go_stay_apart_from_keys_that_come) {
    Batch batch;
    batch.before.push_back(batch.before[0]);
    batch.before[1].name = "author";
    batch.after.push_back(batch.before[1]);
    batch.before[0].columns.push_back(column("a", "bigint"));
    batch.before[0].foreign_keys = {{"a_fk", {"a"}, "author", {"id"}, "CASCADE", "NO_ACTION", ""}};
    batch.before[0].indexes = {index("a_idx", {"a"})};
    batch.book() = batch.before[0];
    batch.book().foreign_keys = {{"b_fk", {"a"}, "author", {"id"}, "RESTRICT", "NO_ACTION", ""}};
    const Texts texts = sql_of(batch.changed());
    BOOST_TEST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0] == "ALTER TABLE `book` DROP FOREIGN KEY `a_fk`");
    BOOST_TEST(texts[1].starts_with("ALTER TABLE `book` ADD CONSTRAINT `b_fk`"));
}

BOOST_AUTO_TEST_CASE(rows_without_a_target_are_looked_for_before_anything_is_done) {
    Batch batch;
    batch.before.push_back(batch.before[0]);
    batch.before[1].name = "author";
    batch.after.push_back(batch.before[1]);
    batch.book().columns.push_back(column("a", "int"));
    batch.book().foreign_keys = {{"b_fk", {"id"}, "author", {"id"}, "CASCADE", "NO_ACTION", ""}};
    const Texts texts = sql_of(batch.changed());
    BOOST_TEST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0].starts_with("check: SELECT "));
    batch.edits.clear();
    batch.book().foreign_keys[0].columns = {"a"};
    BOOST_TEST(!sql_of(batch.changed())[0].starts_with("check: "));
}

BOOST_AUTO_TEST_CASE(an_enum_changes_in_an_instant_only_by_values_at_its_end) {
    Batch batch;
    batch.before[0].column("note")->type = "enum('a','b')";
    const auto rewrites = [&](const std::string& type) {
        batch.book().column("note")->type = type;
        return batch.changed().statements(db::mysql::render, "MariaDB 10.11.6").back().rewrites;
    };
    BOOST_TEST(rewrites("enum('a','b','c')").empty());
    BOOST_TEST(rewrites("enum('a','b''c')") == "book");
    BOOST_TEST(rewrites("enum('a','c','b')") == "book");
}

BOOST_AUTO_TEST_CASE(a_primary_key_keeps_the_lengths_of_its_parts) {
    Batch batch;
    batch.book().options = db::Value::object().set("primary_key_prefix", "0,10");
    batch.book().primary_key.columns = {"id", "title"};
    batch.edits = {};
    db::SchemaEdit made;
    made.kind = db::EditKind::create_table;
    made.table = "book";
    made.table_value = batch.after[0];
    batch.edits.push_back(made);
    batch.before.clear();
    BOOST_TEST(sql_of(batch)[0].find("PRIMARY KEY (`id`, `title`(10))") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_virtual_column_stays_apart_from_another_column) {
    Batch batch;
    batch.book().columns.push_back(column("a", "int"));
    batch.book().columns.push_back(column("twice", "int"));
    batch.book().column("twice")->generated = db::Generated{"{views} * 2", false};
    BOOST_TEST(sql_of(batch.changed()).size() == 2U);
    batch.book().column("twice")->generated->stored = true;
    BOOST_TEST(sql_of(batch.changed()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_statement_of_several_changes_happened_if_all_of_them_did) {
    Batch batch;
    batch.book().columns.push_back(column("a", "int"));
    batch.book().columns.push_back(column("b", "int"));
    const auto statements = batch.changed().statements(db::mysql::render, "MariaDB 10.11.6");
    BOOST_TEST_REQUIRE(statements.size() == 1U);
    const std::string& happened = statements[0].happened;
    BOOST_TEST(happened.starts_with("SELECT (SELECT EXISTS ("));
    BOOST_TEST(happened.find("= 'a'") != std::string::npos, happened);
    BOOST_TEST(happened.find(" AND (SELECT EXISTS (") != std::string::npos, happened);
    BOOST_TEST(happened.find("= 'b'") != std::string::npos, happened);
}

BOOST_AUTO_TEST_SUITE_END()
