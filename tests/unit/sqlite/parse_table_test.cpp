#include "parse_table.hpp"

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;
using namespace reinhardt::db::sqlite;

BOOST_AUTO_TEST_SUITE(parse)

BOOST_AUTO_TEST_CASE(a_table_with_everything_is_read) {
    const auto table = parse_table(R"sql(CREATE TABLE IF NOT EXISTS main."my table" -- comment
        (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT,
         [title] VARCHAR ( 200 ) NOT NULL ON CONFLICT IGNORE DEFAULT 'it''s' COLLATE NOCASE CONSTRAINT named CHECK (length(title) > 0) CHECK(title <> ''),
         `price` decimal(10, 2) DEFAULT -1.5,
         made "date time" DEFAULT (datetime('now')) , stamp DEFAULT CURRENT_TIMESTAMP NULL,
         total int GENERATED ALWAYS AS (price * 2) STORED, twice AS (total /* x */ * 2),
         author_id bigint UNIQUE CONSTRAINT fk REFERENCES "author" ON DELETE SET NULL ON UPDATE cascade MATCH FULL DEFERRABLE INITIALLY DEFERRED NOT NULL,
         plain,
         CONSTRAINT both UNIQUE (title COLLATE binary DESC, price) ON CONFLICT REPLACE
         CHECK (price > 0), FOREIGN KEY (title, price) REFERENCES other (a, b) NOT DEFERRABLE INITIALLY IMMEDIATE ON DELETE NO ACTION) STRICT, WITHOUT ROWID;)sql");
    BOOST_TEST(table.name == "my table");
    BOOST_TEST(table.strict);
    BOOST_TEST(table.without_rowid);
    BOOST_REQUIRE(table.columns.size() == 9);
    const auto& id = table.columns[0];
    BOOST_TEST(id.type == "INTEGER");
    BOOST_TEST(id.primary_key->name == "pk");
    BOOST_TEST(id.primary_key->conflict == "ABORT");
    BOOST_TEST(id.primary_key->autoincrement);
    const auto& title = table.columns[1];
    BOOST_TEST(title.type == "VARCHAR(200)");
    BOOST_TEST(title.not_null);
    BOOST_TEST(title.not_null_conflict == "IGNORE");
    BOOST_TEST(title.default_text == "'it''s'");
    BOOST_TEST(title.collation == "NOCASE");
    BOOST_REQUIRE(title.checks.size() == 2);
    BOOST_TEST(title.checks[0].name == "named");
    BOOST_TEST(title.checks[1].expression == "title <> ''");
    BOOST_TEST(table.columns[2].type == "decimal(10,2)");
    BOOST_TEST(table.columns[2].default_text == "-1.5");
    BOOST_TEST(table.columns[3].type == "\"date time\"");
    BOOST_TEST(table.columns[3].default_text == "(datetime('now'))");
    BOOST_TEST(table.columns[4].type == "");
    BOOST_TEST(table.columns[4].default_text == "CURRENT_TIMESTAMP");
    BOOST_TEST(table.columns[5].generated->stored);
    BOOST_TEST(table.columns[6].generated->expression == "total * 2");
    const auto& author = table.columns[7];
    BOOST_TEST(author.unique.has_value());
    BOOST_TEST(author.not_null);
    BOOST_REQUIRE(author.references.size() == 1);
    BOOST_TEST(author.references[0].key.name == "fk");
    BOOST_TEST(author.references[0].key.to_table == "author");
    BOOST_TEST(author.references[0].key.to_columns.empty());
    BOOST_TEST(author.references[0].key.on_delete == "SET_NULL");
    BOOST_TEST(author.references[0].key.on_update == "CASCADE");
    BOOST_TEST(author.references[0].key.deferrable == "deferred");
    BOOST_TEST(author.references[0].match == "FULL");
    BOOST_REQUIRE(table.constraints.size() == 3);
    BOOST_TEST(table.constraints[0].key.name == "both");
    BOOST_TEST(table.constraints[0].key.conflict == "REPLACE");
    BOOST_TEST(table.constraints[0].key.parts[0].order == "desc");
    BOOST_TEST(table.constraints[0].key.parts[0].collation == "binary");
    BOOST_TEST(table.constraints[1].check.expression == "price > 0");
    BOOST_TEST(table.constraints[2].reference.key.deferrable == "");
    BOOST_TEST(table.constraints[2].reference.key.columns.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_printed_definition_reads_back_the_same) {
    for (const auto* sql : {
             "CREATE TABLE t(a)",
             "CREATE TABLE \"t\"\"q\" (\"a b\" integer PRIMARY KEY DESC, c text REFERENCES p)",
             "CREATE TABLE t(a int, b int, PRIMARY KEY (a DESC, b), UNIQUE (b), CONSTRAINT c CHECK (a > 'x)' OR b IS NULL))",
             "CREATE TABLE t(id INTEGER, x, PRIMARY KEY(id AUTOINCREMENT))",
             "CREATE TABLE t(a int NOT NULL DEFAULT +5 CHECK(a>0), g AS (a+1) VIRTUAL NOT NULL UNIQUE) STRICT",
             "CREATE TABLE t(a int REFERENCES p(x) ON DELETE SET DEFAULT ON UPDATE RESTRICT DEFERRABLE)",
             "CREATE TABLE t(a TEXT DEFAULT NULL, b DEFAULT TRUE, c DEFAULT x'00', d DEFAULT \"text\")",
         }) {
        const auto first = parse_table(sql);
        BOOST_TEST((parse_table(to_sql(first)) == first), sql);
    }
}

BOOST_AUTO_TEST_CASE(indexes_are_read) {
    const auto index = parse_index("CREATE UNIQUE INDEX IF NOT EXISTS main.\"i\" ON t(a, b COLLATE nocase DESC, lower(c) || 'x' ASC, (a + b)) WHERE a IS NOT NULL AND b > 0");
    BOOST_TEST(index.name == "i");
    BOOST_TEST(index.table == "t");
    BOOST_TEST(index.unique);
    BOOST_REQUIRE(index.parts.size() == 4);
    BOOST_TEST(index.parts[0].column == "a");
    BOOST_TEST(index.parts[1].collation == "nocase");
    BOOST_TEST(index.parts[1].order == "desc");
    BOOST_TEST(index.parts[2].expression == "lower(c) || 'x'");
    BOOST_TEST(index.parts[3].expression == "(a + b)");
    BOOST_TEST(index.where == "a IS NOT NULL AND b > 0");
    BOOST_TEST((parse_index(to_sql(index)) == index));
}

BOOST_AUTO_TEST_CASE(other_sql_is_refused_with_a_place) {
    struct {
        const char* sql;
        const char* message;
    } const cases[] = {
        {"", "SQL that cannot be read: CREATE expected at its end"},
        {"CREATE VIRTUAL TABLE t USING fts5(a)", "SQL that cannot be read: TABLE expected at 'VIRTUAL'"},
        {"CREATE TABLE t(a int", "SQL that cannot be read: a constraint expected at its end"},
        {"CREATE TABLE t(a int CHECK (a", "SQL that cannot be read: ) expected at its end"},
        {"CREATE TABLE t(a) FOO", "SQL that cannot be read: a table option expected at 'FOO'"},
    };
    for (const auto& item : cases) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(parse_table(item.sql)), Error, [&](const Error& error) {
            BOOST_TEST(error.message() == item.message);
            return true;
        });
    }
}

BOOST_AUTO_TEST_CASE(types_have_sqlites_affinities) {
    struct {
        const char* type;
        Affinity affinity;
    } const cases[] = {{"varchar(20)", Affinity::text}, {"CLOB", Affinity::text}, {"bigint", Affinity::integer}, {"CHARINT", Affinity::integer}, {"", Affinity::blob},
                       {"blob", Affinity::blob},        {"double", Affinity::real}, {"decimal(4,2)", Affinity::numeric}, {"bool", Affinity::numeric}, {"datetime", Affinity::numeric}};
    for (const auto& item : cases) BOOST_TEST((affinity_of(item.type) == item.affinity), item.type);
}

BOOST_AUTO_TEST_SUITE_END()
