#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/backends/rendered.hpp>
#include <reinhardt/db/schema/edit.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/json.hpp>

using namespace reinhardt::db;

namespace {

std::string guide() {
    const auto& suite = boost::unit_test::framework::master_test_suite();
    BOOST_TEST_REQUIRE(suite.argc > 1, "usage: unit_backends -- DRIVER_GUIDE");
    return read_file(suite.argv[1]);
}

/// The JSON examples of the guide, in order.
std::vector<Value> examples() {
    const std::string text = guide(), fence = "```json\n";
    std::vector<Value> found;
    for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
        at += fence.size();
        found.push_back(parse_json(text.substr(at, text.find("```", at) - at)));
    }
    return found;
}

const Value& example(const std::vector<Value>& all, const char* key) {
    for (const Value& one : all)
        if (one.has(key)) return *one.find(key);
    BOOST_FAIL("no example has " << key);
    return all.front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(driver_guide)

BOOST_AUTO_TEST_CASE(the_edits_of_the_guide_are_those_of_the_code) {
    const std::vector<Value> all = examples();
    for (const Value& edit : example(all, "edits").as_list()) BOOST_TEST((to_value(edit_from(edit)) == edit), to_json(to_value(edit_from(edit))));
}

BOOST_AUTO_TEST_CASE(the_statements_of_the_guide_are_those_of_the_code) {
    const std::vector<Value> all = examples();
    for (const Value& statement : example(all, "statements").as_list())
        BOOST_TEST((to_value(rendered_statement_from(statement)) == statement), to_json(to_value(rendered_statement_from(statement))));
}

BOOST_AUTO_TEST_CASE(the_schema_document_of_the_guide_is_that_of_the_code) {
    for (const Value& one : examples())
        if (one.has("format_version")) BOOST_TEST((to_value(schema_from(one)) == one), to_json(to_value(schema_from(one))));
}

BOOST_AUTO_TEST_CASE(the_guide_names_every_kind_of_edit) {
    const std::string text = guide();
    for (int kind = 0; kind <= static_cast<int>(EditKind::drop_exclusion); ++kind) {
        const std::string name = "`" + std::string(edit_kind_name(static_cast<EditKind>(kind))) + "`";
        BOOST_TEST(text.find(name) != std::string::npos, name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
