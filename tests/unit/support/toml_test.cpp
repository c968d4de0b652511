#include <limits>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/toml.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_toml)

BOOST_AUTO_TEST_CASE(the_order_of_declaration_is_kept) {
    struct Row {
        const char *toml, *json;
    };
    for (const auto& [toml, json] : std::vector<Row>{
             {"b = 1\na = 2", R"({"b":1,"a":2})"},
             {"z.y = 1\na = 2\nz.x = 3", R"({"z":{"y":1,"x":3},"a":2})"},
             {"[models.Post.fields]\nb = 1\n[models.Author.fields]\na = 1\n[models.Post]\ntable = \"p\"",
              R"({"models":{"Post":{"fields":{"b":1},"table":"p"},"Author":{"fields":{"a":1}}}})"},
             {"[[op]]\nz = 1\na = 2\n[[op]]\nq = 1\n[op.t]\nb = 1\na = 1", R"({"op":[{"z":1,"a":2},{"q":1,"t":{"b":1,"a":1}}]})"},
             {"a = { z = 1, y = { d.c = 2, b = 3 } }", R"({"a":{"z":1,"y":{"d":{"c":2},"b":3}}})"},
             {"\"quoted key\" = 1\n'a.b' = 2", R"({"quoted key":1,"a.b":2})"},
             {"# nothing\n", "{}"}}) {
        BOOST_TEST_CONTEXT(toml) { BOOST_TEST(to_json(parse_toml(toml)) == json); }
    }
}

BOOST_AUTO_TEST_CASE(dates_and_times_become_rfc_3339_text) {
    struct Row {
        const char *toml, *text;
    };
    for (const auto& [toml, text] : std::vector<Row>{{"1979-05-27", "1979-05-27"},
                                                     {"07:32:00", "07:32:00"},
                                                     {"07:32:00.500", "07:32:00.5"},
                                                     {"1979-05-27 07:32:00", "1979-05-27T07:32:00"},
                                                     {"1979-05-27T07:32:00Z", "1979-05-27T07:32:00Z"},
                                                     {"1979-05-27T07:32:00+00:00", "1979-05-27T07:32:00Z"},
                                                     {"1979-05-27T00:32:00.999999-07:30", "1979-05-27T00:32:00.999999-07:30"}}) {
        BOOST_TEST_CONTEXT(toml) { BOOST_TEST(parse_toml(std::string("a = ") + toml).text_or("a") == text); }
    }
}

BOOST_AUTO_TEST_CASE(keys_and_values_know_their_lines) {
    const Value value = parse_toml("a = 1\n\n[t]\nb = [\n  1,\n  { c = 2 },\n]\n[[op]]\nx = 1\n\n[[op]]\ny = 2\n");
    const auto& members = value.as_object();
    BOOST_TEST(members[0].line == 1U);
    BOOST_TEST(members[1].line == 3U);
    const Value& list = *value.find("t")->find("b");
    BOOST_TEST(list.line() == 4U);
    BOOST_TEST(list.as_list()[0].line() == 5U);
    BOOST_TEST(list.as_list()[1].line() == 6U);
    BOOST_TEST(value.find("op")->as_list()[1].line() == 11U);
    BOOST_TEST(value.find("op")->as_list()[1].as_object()[0].line == 12U);
}

BOOST_AUTO_TEST_CASE(faults_name_file_and_line) {
    struct Row {
        const char* text;
        std::uint32_t line;
        const char* part;
    };
    for (const auto& [text, line, part] : std::vector<Row>{{"a = 1\na = 2", 2, "redefine"},
                                                           {"a = 1\nb =", 2, "value"},
                                                           {"[a\n", 1, "]"},
                                                           {"a = \"x\n", 1, "text"},
                                                           {"a = 1 b = 2", 1, "b"},
                                                           {"x = \xff", 1, "utf-8"},
                                                           {"a = 99999999999999999999", 1, "representable"}}) {
        BOOST_TEST_CONTEXT(text) {
            try {
                (void)parse_toml(text, "f.toml", ErrorCode::config);
                BOOST_ERROR("no error");
            } catch (const Error& error) {
                BOOST_TEST((error.code() == ErrorCode::config));
                BOOST_TEST(error.file() == "f.toml");
                BOOST_TEST(error.line() == line);
                BOOST_TEST(error.message().starts_with("invalid TOML: "));
                BOOST_TEST(error.message().find(part) != std::string::npos, error.message());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(inline_values_read_back_the_same) {
    Value object = Value::object();
    object.set("a", 1).set("b c", Value::List{true, 1.5, "x"}).set("", Value::object()).set("empty", Value::list());
    for (const Value& value : std::vector<Value>{0, -5, 1.0, 0.1, 1e22, std::numeric_limits<double>::infinity(), true, "", "a\"b\\c\n\t\r\b\f\x01\x7f ä😀", object,
                                                 std::numeric_limits<std::int64_t>::min()}) {
        const std::string text = toml_inline(value);
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(text.find('\n') == std::string::npos);
            BOOST_TEST((*parse_toml("v = " + text).find("v") == value));
        }
    }
    BOOST_TEST(toml_inline(object) == R"({ a = 1, "b c" = [true, 1.5, "x"], "" = {}, empty = [] })");
    BOOST_TEST(toml_inline(Value()) == "{ null = true }");
}

BOOST_AUTO_TEST_CASE(keys_are_quoted_only_where_they_must_be) {
    BOOST_TEST(toml_key("a-b_9") == "a-b_9");
    BOOST_TEST(toml_key("a.b") == "\"a.b\"");
    BOOST_TEST(toml_key("") == "\"\"");
    BOOST_TEST(toml_key("ä") == "\"ä\"");
}

BOOST_AUTO_TEST_SUITE_END()
