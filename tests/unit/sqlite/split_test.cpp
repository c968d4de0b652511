#include "split.hpp"

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/text.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(split_script)

BOOST_AUTO_TEST_CASE(scripts_fall_into_statements) {
    struct {
        const char* script;
        const char* statements;  // joined by " @ "
    } const cases[] = {
        {"", ""},
        {" ;; ; ", ""},
        {"SELECT 1", "SELECT 1"},
        {"SELECT 1; SELECT 2;", "SELECT 1 @ SELECT 2"},
        {"SELECT ';'; SELECT \";\" -- ;\n;", "SELECT ';' @ SELECT \";\""},
        {"-- first\nSELECT 1;\n/* second; */ SELECT 2;\n-- end", "-- first\nSELECT 1 @ /* second; */ SELECT 2"},
        {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END; SELECT 3",
         "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END @ SELECT 3"},
        {"create temp trigger if not exists t after insert on a begin select 1; end; select 3", "create temp trigger if not exists t after insert on a begin select 1; end @ select 3"},
        {"BEGIN; SELECT 1; END; SELECT 2", "BEGIN @ SELECT 1 @ END @ SELECT 2"},
        {"CREATE TABLE trigger_log (a); SELECT 1", "CREATE TABLE trigger_log (a) @ SELECT 1"},
        {"EXPLAIN CREATE TRIGGER t BEFORE DELETE ON a BEGIN DELETE FROM b; END; SELECT 1", "EXPLAIN CREATE TRIGGER t BEFORE DELETE ON a BEGIN DELETE FROM b; END @ SELECT 1"},
        {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END"},
    };
    for (const auto& item : cases) BOOST_TEST(join(sqlite::split_script(item.script), " @ ") == item.statements, item.script);
}

BOOST_AUTO_TEST_SUITE_END()
