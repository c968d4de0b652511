#include <boost/test/unit_test.hpp>

#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/schema/table_edits.hpp>
#include <reinhardt/db/support/json.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_table_edits)

namespace {

Table table(const char* name, std::vector<std::string> columns) {
    Table made;
    made.name = name;
    for (auto& column : columns) {
        Column item;
        item.name = column;
        item.type = "text";
        made.columns.push_back(std::move(item));
    }
    return made;
}

std::vector<std::string> kinds(const std::vector<SchemaEdit>& edits) {
    std::vector<std::string> names;
    for (const auto& edit : edits) names.push_back(std::string(edit_kind_name(edit.kind)) + " " + edit.table);
    return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(tables_are_made_behind_those_they_refer_to) {
    Table child = table("child", {"id", "parent_id"});
    child.foreign_keys.push_back({"k", {"parent_id"}, "parent", {"id"}, "CASCADE", "NO_ACTION", ""});
    const auto edits = schema_edits({}, {child, table("parent", {"id"})});
    BOOST_TEST(kinds(edits) == (std::vector<std::string>{"create_table parent", "create_table child"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_circle_of_foreign_keys_is_closed_after_both_tables_stand) {
    Table a = table("a", {"id", "b_id"});
    a.foreign_keys.push_back({"k1", {"b_id"}, "b", {"id"}, "CASCADE", "NO_ACTION", ""});
    Table b = table("b", {"id", "a_id"});
    b.foreign_keys.push_back({"k2", {"a_id"}, "a", {"id"}, "CASCADE", "NO_ACTION", ""});
    const auto edits = schema_edits({}, {a, b});
    BOOST_REQUIRE(edits.size() == 3U);
    BOOST_TEST(std::string(edit_kind_name(edits.back().kind)) == "add_foreign_key");
}

BOOST_AUTO_TEST_CASE(an_edit_written_and_read_again_is_the_same) {
    Table from = table("a", {"id", "x"});
    Table to = table("b", {"id", "y", "z"});
    from.checks.push_back({"c", "x > 0"});
    to.indexes.push_back({"i", {{"z", "", "desc", "", "", ""}}, true, "z > 1", {}, "", {}});
    SchemaRenames renames;
    renames.tables["a"] = "b";
    renames.columns[{"a", "x"}] = "y";
    std::vector<SchemaEdit> edits;
    table_edits(from, to, renames, edits);
    BOOST_REQUIRE(edits.size() == 5U);
    for (const auto& edit : edits) BOOST_TEST(to_json(to_value(edit_from(to_value(edit)))) == to_json(to_value(edit)));
}

BOOST_AUTO_TEST_CASE(automatic_names_of_uniques_are_no_difference_and_those_of_indexes_are) {
    Schema a, b;
    a.tables.push_back(table("t", {"x"}));
    b.tables.push_back(table("t", {"x"}));
    a.tables[0].uniques.push_back({"t_x_00000000_uq", {"x"}, {}, "", true});
    b.tables[0].uniques.push_back({"t_y_11111111_uq", {"x"}, {}, "", true});
    BOOST_TEST(difference(a, b).equal());
    a.tables[0].indexes.push_back({"one", {{"x", "", "", "", "", ""}}, false, "", {}, "", {}});
    b.tables[0].indexes.push_back({"two", {{"x", "", "", "", "", ""}}, false, "", {}, "", {}});
    BOOST_TEST(difference(a, b).differences.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_constraint_beside_one_over_the_same_columns_is_added_under_its_own_name) {
    Table from = table("t", {"x"});
    from.uniques.push_back({"given_but_cut_to_fit_00000000", {"x"}, {}, "", true});
    Table to = from;
    to.uniques.insert(to.uniques.begin(), {"t_x_11111111_uq", {"x"}, {}, "", true});
    std::vector<SchemaEdit> edits;
    table_edits(from, to, {}, edits);
    BOOST_REQUIRE(edits.size() == 1U);
    BOOST_TEST(edits[0].unique->name == "t_x_11111111_uq");
}

BOOST_AUTO_TEST_CASE(a_name_that_a_database_would_fold_gets_braces) {
    BOOST_TEST(rename_identifier("title > 0 AND \"title\" > 0", "title", "Headline") == "{Headline} > 0 AND \"Headline\" > 0");
    BOOST_TEST(rename_identifier("title > 0", "title", "Headline", true) == "Headline > 0");
    BOOST_TEST(rename_identifier("\"a\"\"b\" > a", "a\"b", "c") == "\"c\" > a");
}

BOOST_AUTO_TEST_CASE(identifiers_are_renamed_as_whole_words_outside_of_strings) {
    struct Case {
        const char* text;
        const char* expected;
    };
    const std::vector<Case> cases = {
        {"length(title) > 0", "length(headline) > 0"},
        {"title = 'title'", "headline = 'title'"},
        {"titles > title", "titles > headline"},
        {"\"title\" > 0", "\"headline\" > 0"},
        {"{title} > 0", "{headline} > 0"},
        {"title(x)", "title(x)"},
        {"other.title > 0", "other.title > 0"},
        {"title -- title\n> 0", "headline -- title\n> 0"},
        {"title /* title */ > 0", "headline /* title */ > 0"},
    };
    for (const auto& item : cases) BOOST_TEST(rename_identifier(item.text, "title", "headline") == item.expected);
}

BOOST_AUTO_TEST_CASE(cut_names_keep_within_the_limit_and_never_split_a_character) {
    BOOST_TEST(fit_identifier("short", 63) == "short");
    BOOST_TEST(fit_identifier(std::string(100, 'x'), 63).size() == 63U);
    const std::string umlauts = "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4";
    const std::string cut = fit_identifier(umlauts, 12);
    BOOST_TEST(cut.size() == 11U);
}

BOOST_AUTO_TEST_SUITE_END()
