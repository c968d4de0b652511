#include <boost/test/unit_test.hpp>

#include "reading.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_reader)

BOOST_AUTO_TEST_CASE(members_of_the_right_kind_are_had_and_others_reported) {
    Reader reader = reader_of();
    const Value table = parse_toml("text = \"x\"\nnumber = 3\nflag = true\nlist = [\"a\", \"b\"]\nmixed = [\"a\",\n 1]\n");
    BOOST_TEST(reader.text(table, "text").value_or("") == "x");
    BOOST_TEST(reader.integer(table, "number").value_or(0) == 3);
    BOOST_TEST(reader.boolean(table, "flag").value_or(false));
    BOOST_TEST(reader.texts(table, "list").value_or(std::vector<std::string>{}).size() == 2U);
    BOOST_TEST(!reader.text(table, "none").has_value());
    BOOST_TEST(reader.errors.empty());
    BOOST_TEST(!reader.text(table, "number").has_value());
    BOOST_TEST(!reader.integer(table, "text").has_value());
    BOOST_TEST(!reader.boolean(table, "number").has_value());
    BOOST_TEST(!reader.texts(table, "mixed").has_value());
    BOOST_TEST(!reader.texts(table, "text").has_value());
    BOOST_TEST(faults(reader) == "2: 'number' must be a text\n1: 'text' must be a whole number\n2: 'number' must be true or false\n"
                                 "6: 'mixed' must be a list of texts\n1: 'text' must be a list of texts");
    BOOST_TEST(reader.errors.front().file() == "models/blog.toml");
    BOOST_TEST((reader.errors.front().code() == ErrorCode::models));
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_reported_at_their_line_with_the_nearest_known) {
    Reader reader = reader_of();
    const Value table = parse_toml("name = 1\n\nnmae = 2\nzzzzzz = 3\n");
    BOOST_TEST(!reader.known_keys(table, {"name", "model"}, "AddField"));
    BOOST_TEST(faults(reader) == "3: unknown key 'nmae' in AddField [a similar key exists: 'name']\n4: unknown key 'zzzzzz' in AddField");
    BOOST_TEST(reader.known_keys(value_of("{ model = 1 }"), {"name", "model"}, ""));
}

BOOST_AUTO_TEST_CASE(a_missing_text_is_reported_at_the_table_unless_its_key_is_misspelt) {
    Reader reader = reader_of();
    BOOST_TEST(reader.required_text(value_of("{ name = \"x\" }"), "name", "it") == "x");
    (void)reader.required_text(value_of("{ other = \"x\" }"), "name", "AddField");
    (void)reader.required_text(value_of("{ nmae = \"x\" }"), "name", "AddField");
    (void)reader.required_text(value_of("{ name = \"\" }"), "name", "AddField");
    (void)reader.required_text(value_of("{ name = 1 }"), "name", "AddField");
    BOOST_TEST(faults(reader) == "1: AddField needs 'name'\n1: unknown key 'nmae' in AddField [a similar key exists: 'name']\n"
                                 "1: 'name' must be a text that is not empty\n1: 'name' must be a text");
}

BOOST_AUTO_TEST_CASE(relations_are_completed_with_the_app) {
    const Reader reader = reader_of();
    BOOST_TEST(reader.complete("Author") == "blog.Author");
    BOOST_TEST(reader.complete("auth.User") == "auth.User");
    BOOST_TEST(reader.complete("self", "Post") == "blog.Post");
    BOOST_TEST(reader.complete("self", "shop.Post") == "shop.Post");
}

BOOST_AUTO_TEST_CASE(the_keys_of_a_model_come_back_as_written) {
    const std::string text = R"({ table = "posts", schema = "s", comment = "c", primary_key = ["a", "b"], ordering = ["-a", "b__c"], indexes = [{ fields = ["a"] }], )"
                             R"(constraints = [{ unique = ["a"], name = "u" }], options = { mysql = { engine = "InnoDB" }, sqlite = { strict = true } } })";
    Reader reader = reader_of();
    ModelState model;
    read_model_keys(reader, value_of(text), {}, model);
    BOOST_TEST(faults(reader).empty(), faults(reader));
    BOOST_TEST(model.table == "posts");
    BOOST_TEST(model.indexes.size() == 1U);
    Value written = Value::object();
    write_model_keys(model, written);
    BOOST_TEST(toml_inline(written) == text);
}

BOOST_AUTO_TEST_CASE(wrong_keys_of_a_model_are_reported) {
    struct Row {
        const char *text, *fault;
    };
    for (const auto& [text, fault] : std::vector<Row>{
             {"{ tabel = \"x\" }", "1: unknown key 'tabel' in model Post [a similar key exists: 'table']"},
             {"{ table = 1 }", "1: 'table' must be a text"},
             {"{ table = \"\" }", "1: 'table' must be a text that is not empty"},
             {"{ primary_key = [\"a\"] }", "1: 'primary_key' of a model must name two or more fields [one field is the key with primary_key = true in the field]"},
             {"{ primary_key = [\"a\", \"a\"] }", "1: 'primary_key' names field 'a' twice"},
             {"{ ordering = \"a\" }", "1: 'ordering' must be a list of texts"},
             {"{ indexes = { fields = [\"a\"] } }", "1: 'indexes' must be a list of tables [for example indexes = [{ fields = [\"slug\"] }]]"},
             {"{ options = 1 }", "1: 'options' must be a table with a table for each driver [for example options = { mysql = { engine = \"InnoDB\" } }]"},
             {"{ options = { strict = true } }", "1: 'strict' in options must be a table of a driver's options [for example options = { mysql = { engine = \"InnoDB\" } }]"}}) {
        Reader reader = reader_of();
        ModelState model;
        model.name = "Post";
        read_model_keys(reader, value_of(text), {"fields"}, model);
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(faults(reader) == fault); }
    }
}

BOOST_AUTO_TEST_SUITE_END()
