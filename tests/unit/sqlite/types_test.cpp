#include "types.hpp"

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/json.hpp>

#include "literal.hpp"

using namespace reinhardt::db;

namespace {

std::string answer(std::string_view field, bool strict = false) {
    const std::string options = strict ? R"j({"strict": true})j" : "{}";
    const Value request = parse_json(R"j({"server": "", "columns": [{"field": )j" + std::string(field) + R"j(, "options": )j" + options + "}]}");
    const Value item = sqlite::column_types(request).as_list().front();
    if (item.has("error")) return "error: " + item.text_or("error");
    std::string text = item.text_or("type");
    for (const auto& check : item.find("checks")->texts()) text += " CHECK (" + check + ')';
    return item.bool_or("auto", false) ? text + " auto" : text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(types)

BOOST_AUTO_TEST_CASE(fields_have_the_types_of_the_table_in_the_manual) {
    struct {
        const char* field;
        const char* type;
        const char* strict;
    } const cases[] = {
        {R"j({"type": "BigAutoField"})j", "integer auto", "integer auto"},
        {R"j({"type": "CharField", "max_length": 20})j", "varchar(20)", "text CHECK (length({column}) <= 20)"},
        {R"j({"type": "SlugField"})j", "varchar(50)", "text CHECK (length({column}) <= 50)"},
        {R"j({"type": "TextField"})j", "text", "text"},
        {R"j({"type": "UUIDField"})j", "char(36)", "text CHECK (length({column}) = 36)"},
        {R"j({"type": "PositiveSmallIntegerField"})j", "smallint CHECK ({column} >= 0)", "integer CHECK ({column} >= 0) CHECK ({column} <= 32767)"},
        {R"j({"type": "DecimalField", "max_digits": 4, "decimal_places": 2})j", "decimal(4,2)", "real CHECK (abs({column}) < 100)"},
        {R"j({"type": "BooleanField"})j", "bool", "integer CHECK ({column} IN (0, 1))"},
        {R"j({"type": "JSONField"})j", "text CHECK ({column} IS NULL OR json_valid({column}))", "text CHECK ({column} IS NULL OR json_valid({column}))"},
        {R"j({"type": "EnumField", "choices": ["draft", ["it's", "It is"]]})j", "varchar(5) CHECK ({column} IN ('draft', 'it''s'))",
         "text CHECK ({column} IN ('draft', 'it''s'))"},
        {R"j({"type": "GeneratedField", "expression": "a", "output": "IntegerField"})j", "integer", "integer CHECK ({column} BETWEEN -2147483648 AND 2147483647)"},
        {R"j({"type": "CustomField", "db_type": {"sqlite": "geometry"}})j", "geometry", "geometry"},
        {R"j({"type": "CustomField", "db_type": {"postgresql": "ltree"}})j", "error: the field has no db_type for SQLite", "error: the field has no db_type for SQLite"},
        {R"j({"type": "ArrayField", "of": "IntegerField"})j", "error: SQLite has no type for field type ArrayField", "error: SQLite has no type for field type ArrayField"},
        {R"j({"type": "TextField", "collation": "de_DE"})j", "error: SQLite has no collation 'de_DE' (it has BINARY, NOCASE and RTRIM)",
         "error: SQLite has no collation 'de_DE' (it has BINARY, NOCASE and RTRIM)"},
    };
    for (const auto& item : cases) {
        BOOST_TEST(answer(item.field) == item.type);
        BOOST_TEST(answer(item.field, true) == item.strict);
    }
}

BOOST_AUTO_TEST_CASE(defaults_are_literals_of_their_type) {
    struct {
        const char* column;
        const char* text;
    } const cases[] = {
        {R"j({"type": "varchar(9)", "default": "it's", "logical": {"type": "CharField"}})j", "'it''s'"},
        {R"j({"type": "bool", "default": true, "logical": {"type": "BooleanField"}})j", "1"},
        {R"j({"type": "decimal(4,2)", "default": "0.50", "logical": {"type": "DecimalField"}})j", "0.50"},
        {R"j({"type": "decimal(4,2)", "default": 0, "logical": {"type": "DecimalField"}})j", "0"},
        {R"j({"type": "real", "default": 1.5, "logical": {"type": "FloatField"}})j", "1.5"},
        {R"j({"type": "datetime", "default": "2024-02-29T23:30:00-01:00", "logical": {"type": "DateTimeField"}})j", "'2024-03-01 00:30:00'"},
        {R"j({"type": "bigint", "default": "P1DT0.5S", "logical": {"type": "DurationField"}})j", "86400500000"},
        {R"j({"type": "text", "default": {"a": 1}, "logical": {"type": "JSONField"}})j", R"j('{"a":1}')j"},
        {R"j({"type": "text", "db_default": "lower('X')"})j", "(lower('X'))"},
        {R"j({"type": "text", "db_default": "(lower('X'))"})j", "(lower('X'))"},
        {R"j({"type": "text", "db_default": "(1) + (2)"})j", "((1) + (2))"},
        {R"j({"type": "text", "db_default": "CURRENT_TIMESTAMP"})j", "CURRENT_TIMESTAMP"},
        {R"j({"type": "text"})j", ""},
    };
    for (const auto& item : cases) BOOST_TEST(sqlite::default_text(column_from(parse_json(item.column))) == item.text);
}

BOOST_AUTO_TEST_SUITE_END()
