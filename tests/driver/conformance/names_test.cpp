#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "scratch.hpp"

using namespace conformance;
using db::Value;

namespace {

/// Names that break what is not quoted, or is quoted badly.
std::vector<std::string> hostile_names(std::size_t limit) {
    std::vector<std::string> names{
        "select", "table", "order", "group", "Mixed Case", "a\"b", "a`b", "a'b", "a]b", "[a", "a;b", "x; DROP TABLE y", "a--b", "/*a*/", "a.b", "1a", "%s", "{x}", "$1", "a\\b", "?",
        "\u00fcml\u00e4ut", "\u8868", "\U0001f600", " a ", "\"", "a\nb", "a\tb", ":x", "%%", "\\", "a\\'b", "'", "`", "SELECT", "MiXeD", "#x", "@x", "x=y",
    };
    const std::size_t longest = limit == 0 ? 200 : limit;
    names.emplace_back(longest, 'n');
    std::erase_if(names, [](const std::string& name) { return quirks().impossible_names.contains(name); });
    return names;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(names, Scratch)

BOOST_AUTO_TEST_CASE(a_table_of_any_name_is_made_read_filled_and_dropped) {
    for (const std::string& name : hostile_names(driver->max_identifier())) {
        BOOST_TEST_CONTEXT("table " << name) {
            const std::vector<db::Table> tables{table(name, {column("value", R"({"type":"TextField"})", true)})};
            create(tables);
            BOOST_TEST(differs_from(tables) == "");
            insert(name, {"value"}, {"x"});
            BOOST_TEST(rows(name, {"value"}).rows.size() == 1U);
            apply(db::schema_edits(tables, {}), tables, {});
            BOOST_TEST(connection->introspect().tables.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_the_backend_cannot_have_is_refused_with_a_reason) {
    for (const std::string& name : quirks().impossible_names) {
        for (const std::vector<db::Table>& tables : {std::vector<db::Table>{table(name, {})}, {table("t", {column(name, R"({"type":"IntegerField"})")})}}) {
            const db::RenderResult result = render(db::schema_edits({}, tables), {}, tables);
            BOOST_TEST_REQUIRE(result.faults.size() == 1U, name);
            BOOST_TEST(result.faults[0].message.find(name) != std::string::npos, name);
        }
    }
}

BOOST_AUTO_TEST_CASE(columns_indexes_and_constraints_of_any_name_are_made_and_read) {
    std::size_t number = 0;
    for (const std::string& name : hostile_names(driver->max_identifier())) {
        BOOST_TEST_CONTEXT("column " << name) {
            db::Table made = table("t" + std::to_string(number++), {column(name, R"({"type":"IntegerField"})", true), column("other", R"({"type":"IntegerField"})", true)});
            db::Index index;
            index.name = name;
            index.parts = {{name, "", "", "", "", ""}};
            made.indexes.push_back(index);
            made.uniques.push_back({"uq " + std::to_string(number), {name, "other"}, {}, "", true});
            create({made});
            insert(made.name, {name, "other"}, {7, 8});
            BOOST_TEST(rows(made.name, {name}).rows.at(0).at(0).as_int() == 7);
            const db::Schema schema = connection->introspect(std::vector<std::string>{made.name});
            BOOST_TEST_REQUIRE(schema.tables.size() == 1U);
            BOOST_TEST(schema.tables[0].column(name) != nullptr);
            BOOST_TEST(schema.tables[0].index(name) != nullptr);
            apply(db::schema_edits({made}, {}), {made}, {});
        }
    }
}

BOOST_AUTO_TEST_CASE(tables_and_columns_are_renamed_to_any_name_and_back) {
    for (const std::string& name : hostile_names(driver->max_identifier())) {
        BOOST_TEST_CONTEXT("name " << name) {
            const std::vector<db::Table> before = library();
            create(before);
            insert("author", {"name"}, {"Ann"});
            std::vector<db::Table> after = before;
            after[0].name = name;
            after[1].foreign_keys[0].to_table = name;
            after[1].columns[2].name = name;
            after[1].checks[0].expression = "{" + name + "} >= 0";
            after[1].indexes[0].parts[0].column = name;
            db::SchemaRenames there, back;
            there.tables["author"] = name;
            there.columns[{"book", "views"}] = name;
            back.tables[name] = "author";
            back.columns[{"book", name}] = "views";
            // A brace in a name cannot stand in an expression's {name}.
            if (name.find_first_of("{}") == std::string::npos) {
                apply(db::schema_edits(before, after, there), before, after);
                BOOST_TEST(rows(name, {"name"}).rows.size() == 1U);
                apply(db::schema_edits(after, before, back), after, before);
            }
            BOOST_TEST(differs_from(before) == "");
            BOOST_TEST(rows("author", {"name"}).rows.size() == 1U);
            apply(db::schema_edits(before, {}), before, {});
        }
    }
}

BOOST_AUTO_TEST_CASE(a_quoted_name_is_that_name) {
    for (const std::string& name : hostile_names(driver->max_identifier())) {
        const db::Rows row = connection->query("SELECT 1 AS " + quoted(name));
        BOOST_TEST(row.columns.at(0) == name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
