#include "quirks.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace conformance {
namespace {

using reinhardt::db::Value;

const std::vector<Quirks>& table() {
    static const std::vector<Quirks> drivers{
        {
            .driver = "sqlite",
            .url = "sqlite:{dir}/test.db",
            .missing_url = "sqlite:{dir}/missing.db",
            .booleans_are_integers = true,
            .keeps_nul_in_text = true,
            .keeps_infinity = true,
            .adds_stored_columns = false,
            .date = "2024-02-29",
            .time = "23:59:58.123456",
            .timestamp = "2024-02-29 23:59:58.123456",
            .kept =
                {
                    {R"({"type":"DecimalField","max_digits":10,"decimal_places":2})", "12345678.25", 12345678.25},
                    {R"({"type":"DecimalField","max_digits":10,"decimal_places":2})", "5", 5},
                },
            .splits =
                {
                    {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END; SELECT 3",
                     {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END", "SELECT 3"}},
                    {"SELECT `a;b`; SELECT [c;d]", {"SELECT `a;b`", "SELECT [c;d]"}},
                },
            .slow_query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
            .lacks = {"an exclusion constraint"},
        },
        {
            .driver = "postgresql",
            .url = "{url}",
            .missing_url = "{url}&dbname=missing",
            .keeps_nul_in_text = false,
            .date = "2024-02-29",
            .time = "23:59:58.123456",
            .timestamp = "2024-02-29T23:59:58.123456Z",
            .kept =
                {
                    {R"({"type":"DecimalField","max_digits":10,"decimal_places":2})", "12345678.25", "12345678.25"},
                    {R"({"type":"DecimalField","max_digits":10,"decimal_places":2})", "5", "5.00"},
                },
            .splits =
                {
                    {"SELECT $$a;b$$; SELECT $t$a;$$;b$t$", {"SELECT $$a;b$$", "SELECT $t$a;$$;b$t$"}},
                    {"SELECT E'it\\'s;'; SELECT 2", {"SELECT E'it\\'s;'", "SELECT 2"}},
                    {"/* a; /* b; */ c; */ SELECT 1; SELECT 2", {"/* a; /* b; */ c; */ SELECT 1", "SELECT 2"}},
                },
            .slow_query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
            .lacks = {},
        },
        {
            .driver = "mysql",
            .url = "{url}",
            .missing_url = "{url}&database=missing",
            .booleans_are_integers = true,
            .keeps_infinity = false,
            .shows_beyond_u_ffff = false,
            .date = "2024-02-29",
            .time = "23:59:58.123456",
            .timestamp = "2024-02-29T23:59:58.123456Z",
            .kept =
                {
                    {R"({"type":"DecimalField","max_digits":10,"decimal_places":2})", "12345678.25", "12345678.25"},
                    {R"({"type":"DecimalField","max_digits":10,"decimal_places":2})", "5", "5.00"},
                },
            .splits =
                {
                    {"SELECT 'it\\'s;'; SELECT \"a;b\"; SELECT `c;d`", {"SELECT 'it\\'s;'", "SELECT \"a;b\"", "SELECT `c;d`"}},
                    {"# a; b\nSELECT 1; SELECT 2", {"# a; b\nSELECT 1", "SELECT 2"}},
                    {"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF 1 THEN SET @x = 1; END IF; SET @y = CASE 1 WHEN 1 THEN 2 END; END; SELECT 3",
                     {"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF 1 THEN SET @x = 1; END IF; SET @y = CASE 1 WHEN 1 THEN 2 END; END", "SELECT 3"}},
                },
            .slow_query = "SELECT count(*) FROM seq_1_to_100000 a, seq_1_to_100000 b",
            .lacks = {"an exclusion constraint", "a foreign key becomes deferred", "a partial index is added", "a unique partial index is added",
                      "an index over an expression is added"},
            .impossible_names = {"\U0001f600", " a "},
        },
    };
    return drivers;
}

}  // namespace

const Quirks& quirks() {
    const auto& suite = boost::unit_test::framework::master_test_suite();
    if (suite.argc < 3) throw std::invalid_argument("usage: driver_conformance -- FILE NAME [URL]");
    for (const Quirks& driver : table())
        if (driver.driver == suite.argv[2]) return driver;
    throw std::invalid_argument("no quirks are declared for " + std::string(suite.argv[2]));
}

}  // namespace conformance
