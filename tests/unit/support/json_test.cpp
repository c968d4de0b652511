#include <limits>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/json.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_json)

BOOST_AUTO_TEST_CASE(documents_come_back_byte_for_byte) {
    for (const char* text : {"null", "true", "0", "-12", "1.5", "1e+22", "9223372036854775807", "\"\"", "[]", "{}", R"({"b":1,"a":[1,{"x":null}]})",
                             R"(["\"\\\n\t\r\u0001ä😀"])", R"({"":{"":[]}})"}) {
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(to_json(parse_json(text)) == text); }
    }
}

BOOST_AUTO_TEST_CASE(values_know_their_lines) {
    const Value value = parse_json("{\n\"a\": 12\n,\n\"b\": [1,\n2,\n{\"x\": true\n}\n]}\n");
    BOOST_TEST(value.line() == 1U);
    BOOST_TEST(value.as_object()[0].line == 2U);
    BOOST_TEST(value.find("a")->line() == 2U);
    BOOST_TEST(value.as_object()[1].line == 4U);
    const auto& list = value.find("b")->as_list();
    BOOST_TEST(list[0].line() == 4U);
    BOOST_TEST(list[1].line() == 5U);
    BOOST_TEST(list[2].line() == 6U);
    BOOST_TEST(list[2].find("x")->line() == 6U);
}

BOOST_AUTO_TEST_CASE(faults_name_file_and_line) {
    struct Row {
        std::string text;
        std::uint32_t line;
        const char* part;
    };
    for (const auto& [text, line, part] : std::vector<Row>{{"", 1, "unexpected end of input"},
                                                           {"{\"a\": 1,\n\"a\": 2}", 2, "the key 'a' stands twice"},
                                                           {"{\"a\": {\n\n\"b\": 1, \"b\": 1}}", 3, "the key 'b' stands twice"},
                                                           {"[1,\n2\n", 2, "expected ']'"},
                                                           {"[1,]", 1, "unexpected ']'"},
                                                           {"{'a': 1}", 1, "object key"},
                                                           {"[1]\n[2]", 2, "expected end of input"},
                                                           {"\"\xff\"", 1, "UTF-8"},
                                                           {"[\n\"a\nb\"]", 2, "control character"},
                                                           {"9223372036854775808", 1, "does not fit 64 bits"},
                                                           {"-99999999999999999999", 1, "does not fit 64 bits"},
                                                           {"1e999", 1, "number overflow"},
                                                           {"NaN", 1, "invalid literal"},
                                                           {"// no\n1", 1, "invalid literal"},
                                                           {std::string(10000, '['), 1, "nested too deeply"}}) {
        BOOST_TEST_CONTEXT(text.substr(0, 40)) {
            try {
                (void)parse_json(text, "f.json", ErrorCode::migration_file);
                BOOST_ERROR("no error");
            } catch (const Error& error) {
                BOOST_TEST((error.code() == ErrorCode::migration_file));
                BOOST_TEST(error.file() == "f.json");
                BOOST_TEST(error.line() == line);
                BOOST_TEST(error.message().starts_with("invalid JSON: "));
                BOOST_TEST(error.message().find(part) != std::string::npos, error.message());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(indented_documents_have_a_value_a_line) {
    BOOST_TEST(to_json(parse_json(R"({"a":[1,2],"b":{},"c":[]})"), 2) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
}

BOOST_AUTO_TEST_CASE(reals_print_the_fewest_digits_that_read_back) {
    struct Row {
        double value;
        const char* text;
    };
    for (const auto& [value, text] : std::vector<Row>{{0.1, "0.1"}, {1.0, "1.0"}, {-0.0, "-0.0"}, {1e100, "1e+100"}, {5e-324, "5e-324"}, {1.0 / 3, "0.3333333333333333"}}) {
        BOOST_TEST(to_json(Value(value)) == text);
        BOOST_TEST(parse_json(text).as_real() == value);
    }
    BOOST_TEST(to_json(Value(std::numeric_limits<double>::infinity())) == "null");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_replaced) {
    for (const char* bytes : {"\xff", "\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf8\x88\x80\x80\x80", "\xe0\x80\x80"}) {
        const std::string text = to_json(Value(std::string("a") + bytes + "b"));
        BOOST_TEST(text.find("\\ufffd") != std::string::npos);
        BOOST_CHECK_NO_THROW((void)parse_json(text));
    }
    BOOST_TEST(to_json(Value("ä€😀")) == "\"ä€😀\"");
}

BOOST_AUTO_TEST_SUITE_END()
