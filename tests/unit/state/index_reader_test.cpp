#include <boost/test/unit_test.hpp>

#include "reading.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_index_reader)

namespace {

struct Row {
    const char *text, *other;
};

}  // namespace

BOOST_AUTO_TEST_CASE(indexes_come_back_in_their_shortest_form) {
    for (const auto& [text, written] : std::vector<Row>{
             {R"~({ name = "i", fields = ["a", "-b"] })~", R"~({ fields = ["a", "-b"], name = "i" })~"},
             {R"~({ fields = [{ field = "a" }, { field = "b", order = "desc" }, { field = "c", order = "asc" }] })~", R"~({ fields = ["a", "-b", "c"] })~"},
             {R"~({ fields = [{ field = "a", order = "desc", nulls = "last", collation = "C", opclass = "text_pattern_ops" }], only = ["postgresql"] })~",
              R"~({ fields = [{ field = "a", order = "desc", nulls = "last", collation = "C", opclass = "text_pattern_ops" }], only = ["postgresql"] })~"},
             {R"~({ expressions = ["lower(title)"], name = "i" })~", R"~({ expressions = ["lower(title)"], name = "i" })~"},
             {R"~({ fields = [{ expression = "lower(title)" }] })~", R"~({ expressions = ["lower(title)"] })~"},
             {R"~({ fields = ["a", { expression = "lower(b)" }] })~", R"~({ fields = ["a", { expression = "lower(b)" }] })~"},
             {R"~({ fields = ["a"], expressions = ["lower(b)"] })~", R"~({ fields = ["a", { expression = "lower(b)" }] })~"},
             {R"~({ fields = ["a"], where = "b IS NULL", method = "btree", include = ["c"], unique = true, with = { fillfactor = 70 } })~",
              R"~({ fields = ["a"], unique = true, where = "b IS NULL", method = "btree", include = ["c"], with = { fillfactor = 70 } })~"},
             {R"~({ fields = ["a"], where = { sqlite = "b = 0", postgresql = "NOT b" }, unique = false })~",
              R"~({ fields = ["a"], where = { sqlite = "b = 0", postgresql = "NOT b" } })~"}}) {
        BOOST_TEST_CONTEXT(text) {
            Reader reader = reader_of();
            const auto index = read_index(reader, value_of(text));
            BOOST_TEST(faults(reader).empty(), faults(reader));
            BOOST_REQUIRE(index.has_value());
            BOOST_TEST(toml_inline(write_index(*index)) == written);
            const auto again = read_index(reader, write_index(*index));
            BOOST_REQUIRE(again.has_value());
            BOOST_TEST((*again == *index));
        }
    }
}

BOOST_AUTO_TEST_CASE(constraints_come_back_in_their_shortest_form) {
    for (const auto& [text, written] : std::vector<Row>{
             {R"~({ name = "u", unique = ["a", "b"], nulls_distinct = true })~", R"~({ unique = ["a", "b"], name = "u" })~"},
             {R"~({ unique = ["a"], include = ["b"], where = "c", nulls_distinct = false, only = ["postgresql"] })~",
              R"~({ unique = ["a"], include = ["b"], where = "c", nulls_distinct = false, only = ["postgresql"] })~"},
             {R"~({ unique = ["a"], name = "u", deferrable = "deferred" })~", R"~({ unique = ["a"], name = "u", deferrable = "deferred" })~"},
             {R"~({ check = "length(title) > 0" })~", R"~({ check = "length(title) > 0" })~"},
             {R"~({ check = { sqlite = "a", mysql = "b" }, name = "c" })~", R"~({ check = { sqlite = "a", mysql = "b" }, name = "c" })~"},
             {R"~({ using = "gist", exclude = [{ with = "&&", field = "during" }, { expression = "a + b", with = "=" }], name = "x", where = "w", deferrable = "immediate" })~",
              R"~({ exclude = [{ field = "during", with = "&&" }, { expression = "a + b", with = "=" }], using = "gist", name = "x", where = "w", deferrable = "immediate" })~"}}) {
        BOOST_TEST_CONTEXT(text) {
            Reader reader = reader_of();
            const auto constraint = read_constraint(reader, value_of(text));
            BOOST_TEST(faults(reader).empty(), faults(reader));
            BOOST_REQUIRE(constraint.has_value());
            BOOST_TEST(toml_inline(write_constraint(*constraint)) == written);
            const auto again = read_constraint(reader, write_constraint(*constraint));
            BOOST_REQUIRE(again.has_value());
            BOOST_TEST((*again == *constraint));
        }
    }
}

BOOST_AUTO_TEST_CASE(faults_of_indexes_are_reported) {
    for (const auto& [text, fault] : std::vector<Row>{
             {"\"a\"", "1: an index must be a table [for example { fields = [\"author\", \"-published_at\"] }]"},
             {"{ name = \"i\" }", "1: an index needs 'fields' or 'expressions'"},
             {"{ fields = [] }", "1: an index needs 'fields' or 'expressions'"},
             {"{ field = [\"a\"] }", "1: unknown key 'field' in an index [a similar key exists: 'fields']"},
             {"{ fields = \"a\" }", "1: 'fields' of an index must be a list [for example fields = [\"author\", \"-published_at\"]]"},
             {"{ fields = [\"lower(a)\"] }", "1: 'lower(a)' in 'fields' of an index is not the name of a field [an expression is written { expression = \"lower(title)\" }]"},
             {"{ fields = [1] }", "1: a part of an index must be a field's name or a table"},
             {"{ fields = [{ order = \"desc\" }] }", "1: a part of an index needs either 'field' or 'expression'"},
             {"{ fields = [{ feild = \"a\" }] }", "1: unknown key 'feild' in a part of an index [a similar key exists: 'field']"},
             {"{ fields = [{ field = \"a\", expression = \"b\" }] }", "1: a part of an index needs either 'field' or 'expression'"},
             {"{ fields = [{ field = \"a\", order = \"down\" }] }", "1: 'order' must be asc or desc, not 'down'"},
             {"{ fields = [{ field = \"a\", nulls = \"none\" }] }", "1: 'nulls' must be first or last, not 'none'"},
             {"{ fields = [\"a\"], where = 1 }", "1: 'where' must be an SQL text, or a table with one for each driver"},
             {"{ fields = [\"a\"], where = \" \" }", "1: 'where' must be an SQL text, or a table with one for each driver"},
             {"{ fields = [\"a\"], with = 70 }", "1: 'with' of an index must be a table of storage parameters [for example with = { fillfactor = 70 }]"},
             {"{ fields = [\"a\"], only = \"sqlite\" }", "1: 'only' must be a list of texts"},
             {"{ fields = [\"a\"], include = [\"\"] }", "1: 'include' holds an empty text"}}) {
        Reader reader = reader_of();
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!read_index(reader, value_of(text)).has_value());
            BOOST_TEST(faults(reader) == fault);
        }
    }
}

BOOST_AUTO_TEST_CASE(faults_of_constraints_are_reported) {
    for (const auto& [text, fault] : std::vector<Row>{
             {"1", "1: a constraint must be a table [for example { unique = [\"author\", \"slug\"], name = \"post_slug\" }]"},
             {"{ name = \"c\" }", "1: a constraint needs exactly one of 'unique', 'check' and 'exclude'"},
             {"{ unique = [\"a\"], check = \"b\" }", "1: a constraint needs exactly one of 'unique', 'check' and 'exclude'"},
             {"{ chek = \"b\" }", "1: unknown key 'chek' in a constraint [a similar key exists: 'check']"},
             {"{ check = \"b\", where = \"c\" }", "1: unknown key 'where' in a check constraint"},
             {"{ check = [\"b\"] }", "1: 'check' must be an SQL text, or a table with one for each driver"},
             {"{ unique = [] }", "1: 'unique' must name at least one field"},
             {"{ unique = \"a\" }", "1: 'unique' must be a list of texts"},
             {"{ unique = [\"a\", \"a\"] }", "1: 'unique' names field 'a' twice"},
             {"{ unique = [\"a\"], deferrable = \"later\" }", "1: 'deferrable' must be deferred or immediate, not 'later'"},
             {"{ unique = [\"a\"], deferrable = \"deferred\", where = \"x\" }", "1: a unique constraint with 'where' cannot be deferrable"},
             {"{ unique = [\"a\"], nulls_distinct = 1 }", "1: 'nulls_distinct' must be true or false"},
             {"{ exclude = [] }", "1: 'exclude' must be a list of parts [for example exclude = [{ field = \"during\", with = \"&&\" }]]"},
             {"{ exclude = [{ field = \"a\" }] }", "1: a part of 'exclude' needs 'with'"},
             {"{ exclude = [{ with = \"=\" }] }", "1: a part of 'exclude' needs either 'field' or 'expression'"}}) {
        Reader reader = reader_of();
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!read_constraint(reader, value_of(text)).has_value());
            BOOST_TEST(faults(reader) == fault);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
