#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/toml.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_toml_layout)

namespace {

Value object(std::initializer_list<std::pair<const char*, Value>> members) {
    Value value = Value::object();
    for (const auto& [key, member] : members) value.set(key, member);
    return value;
}

}  // namespace

BOOST_AUTO_TEST_CASE(entries_are_laid_out_for_reading) {
    struct Row {
        const char* name;
        Value value;
        const char* text;
    };
    for (const auto& [name, value, text] : std::vector<Row>{
             {"scalar", 1, "k = 1\n"},
             {"short list", Value::list_of({"a", "b"}), "k = [\"a\", \"b\"]\n"},
             {"tables one a line", Value::List{object({{"a", 1}}), object({{"b", 2}})}, "k = [\n    { a = 1 },\n    { b = 2 },\n]\n"},
             {"long text", "a\nb", "k = \"\"\"\na\nb\"\"\"\n"},
             {"table of long texts", object({{"x", "a\nb"}, {"y", 1}}), "k.x = \"\"\"\na\nb\"\"\"\nk.y = 1\n"},
             {"table", object({{"x", "a"}}), "k = { x = \"a\" }\n"}}) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(toml_entry("k", value) == text); }
    }
    BOOST_TEST(toml_entry("a b", 1) == "\"a b\" = 1\n");
}

BOOST_AUTO_TEST_CASE(a_long_list_takes_a_line_for_each_item) {
    const std::string item(40, 'x');
    const std::string text = toml_entry("k", Value::list_of({item, item, item}));
    BOOST_TEST(text == "k = [\n    \"" + item + "\",\n    \"" + item + "\",\n    \"" + item + "\",\n]\n");
}

BOOST_AUTO_TEST_CASE(every_text_reads_back_the_same) {
    for (const std::string& text : std::vector<std::string>{"\n", "\n\n", "a\n", "\na", "\"\"\"\n\"\"\"", "\"\n\"\"\"\"", "back\\slash\n\\", "tab\t\n\r\nend\r", "x\n\x01\x7f", "ends in \"\n\""}) {
        const std::string entry = toml_entry("k", Value(text));
        BOOST_TEST_CONTEXT(entry) { BOOST_TEST(parse_toml(entry).text_or("k", "?") == text); }
        const std::string list = toml_entry("k", Value::list_of({text, "b"}));
        BOOST_TEST_CONTEXT(list) { BOOST_TEST((*parse_toml(list).find("k") == Value::list_of({text, "b"}))); }
    }
}

BOOST_AUTO_TEST_SUITE_END()
