#include <boost/test/unit_test.hpp>

#include "reading.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_field_reader)

BOOST_AUTO_TEST_CASE(fields_are_kept_in_their_shortest_form) {
    struct Row {
        const char *text, *written;
    };
    for (const auto& [text, written] : std::vector<Row>{
             {R"("TextField")", R"({ type = "TextField" })"},
             {R"({ type = "TextField", null = false, unique = false, index = false, comment = "" })", R"({ type = "TextField" })"},
             {R"({ null = true, max_length = 20, type = "CharField" })", R"({ type = "CharField", max_length = 20, null = true })"},
             {R"({ type = "SlugField", max_length = 50 })", R"({ type = "SlugField" })"},
             {R"({ type = "SlugField", max_length = 60 })", R"({ type = "SlugField", max_length = 60 })"},
             {R"({ type = "EmailField", max_length = 254 })", R"({ type = "EmailField" })"},
             {R"({ type = "URLField", max_length = 200 })", R"({ type = "URLField" })"},
             {R"({ type = "FileField", max_length = 100 })", R"({ type = "FileField" })"},
             {R"({ type = "ForeignKey", to = "Author", on_delete = "CASCADE" })", R"({ type = "ForeignKey", to = "Author", on_delete = "CASCADE" })"},
             {R"({ type = "ForeignKey", to = "blog.Author", on_delete = "CASCADE", on_update = "NO_ACTION", index = true, constraint = true })",
              R"({ type = "ForeignKey", to = "Author", on_delete = "CASCADE" })"},
             {R"({ type = "ForeignKey", to = "self", on_delete = "CASCADE", index = false, constraint = false })",
              R"({ type = "ForeignKey", to = "Post", on_delete = "CASCADE", index = false, constraint = false })"},
             {R"({ type = "ForeignKey", to = "auth.User", on_delete = "SET_NULL", null = true, deferrable = "deferred", to_field = "email" })",
              R"({ type = "ForeignKey", to = "auth.User", to_field = "email", on_delete = "SET_NULL", null = true, deferrable = "deferred" })"},
             {R"({ type = "OneToOneField", to = "Author", on_delete = "RESTRICT", unique = true })", R"({ type = "OneToOneField", to = "Author", on_delete = "RESTRICT" })"},
             {R"({ type = "ManyToManyField", to = "Tag", through = "Tagging" })", R"({ type = "ManyToManyField", to = "Tag", through = "Tagging" })"},
             {R"({ type = "ManyToManyField", to = "Tag", columns = ["a_id", "b_id"], table = "t" })",
              R"({ type = "ManyToManyField", to = "Tag", table = "t", columns = ["a_id", "b_id"] })"},
             {R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = 0 })", R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = 0 })"},
             {R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = 0.50 })",
              R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = "0.5" })"},
             {R"({ type = "TextField", default = "" })", R"({ type = "TextField", default = "" })"},
             {R"({ type = "BooleanField", default = false })", R"({ type = "BooleanField", default = false })"},
             {R"({ type = "IntegerField", null = true, default = { null = true } })", R"({ type = "IntegerField", null = true })"},
             {R"({ type = "DateTimeField", auto_now_add = true, auto_now = false })", R"({ type = "DateTimeField", auto_now_add = true })"},
             {R"({ type = "EnumField", choices = [["a", "A"], "b"] })", R"({ type = "EnumField", choices = ["a", "b"] })"},
             {R"({ type = "CharField", max_length = 9, choices = [["a", "A"], ["b", "B"]] })",
              R"({ type = "CharField", max_length = 9, choices = [["a", "A"], ["b", "B"]] })"},
             {R"({ type = "TextField", column = "body", validators = ["email", { name = "min_length", value = 3 }], help_text = "h", verbose_name = "v" })",
              R"({ type = "TextField", column = "body", validators = ["email", { name = "min_length", value = 3 }], help_text = "h", verbose_name = "v" })"},
             {R"({ type = "GeneratedField", expression = "a + b", output = { type = "IntegerField" }, stored = true })",
              R"({ type = "GeneratedField", output = "IntegerField", expression = "a + b", stored = true })"},
             {R"({ type = "GeneratedField", expression = "a", output = { max_length = 9, type = "CharField" }, stored = false })",
              R"({ type = "GeneratedField", output = { type = "CharField", max_length = 9 }, expression = "a" })"},
             {R"({ type = "ArrayField", of = "IntegerField", size = 3 })", R"({ type = "ArrayField", of = "IntegerField", size = 3 })"},
             {R"({ type = "CustomField", db_type = { postgresql = "ltree" } })", R"({ type = "CustomField", db_type = { postgresql = "ltree" } })"},
             {R"({ type = "JSONField", default = { json = "[1]" } })", R"({ type = "JSONField", default = { json = "[1]" } })"},
             {R"({ type = "JSONField", default = [] })", R"({ type = "JSONField", default = [] })"},
             {R"({ type = "GenericForeignKey", content_type = "ct", object_id = "oid" })", R"({ type = "GenericForeignKey", content_type = "ct", object_id = "oid" })"},
             {R"~({ type = "DateTimeField", db_default = { postgresql = "now()", sqlite = "CURRENT_TIMESTAMP" } })~",
              R"~({ type = "DateTimeField", db_default = { postgresql = "now()", sqlite = "CURRENT_TIMESTAMP" } })~"}}) {
        BOOST_TEST_CONTEXT(text) {
            Reader reader = reader_of();
            const auto field = read_field(reader, "f", value_of(text), "Post");
            BOOST_TEST(faults(reader).empty(), faults(reader));
            BOOST_REQUIRE(field.has_value());
            const Value value = write_field(*field, "blog", false);
            BOOST_TEST(toml_inline(value) == written);
            const auto again = read_field(reader, "f", value_of(toml_inline(value)), "Post");
            BOOST_REQUIRE(again.has_value());
            BOOST_TEST((*again == *field));
        }
    }
}

BOOST_AUTO_TEST_CASE(relations_outside_the_app_are_written_in_full) {
    Reader reader = reader_of("blog");
    const auto field = read_field(reader, "f", value_of(R"({ type = "ForeignKey", to = "Author", on_delete = "CASCADE" })"), "Post");
    BOOST_REQUIRE(field.has_value());
    BOOST_TEST(field->to() == "blog.Author");
    BOOST_TEST(toml_inline(write_field(*field, "shop", true)) == R"({ name = "f", type = "ForeignKey", to = "blog.Author", on_delete = "CASCADE" })");
    BOOST_TEST(toml_inline(write_field(*field, "blo", false)) == R"({ type = "ForeignKey", to = "blog.Author", on_delete = "CASCADE" })");
}

BOOST_AUTO_TEST_CASE(faults_of_fields_are_reported) {
    struct Row {
        const char *text, *fault;
    };
    for (const auto& [text, fault] : std::vector<Row>{
             {"1", "1: field blog.Post.f must be a type or a table with 'type' [for example f = \"TextField\"]"},
             {R"("CharFeild")", "1: unknown type 'CharFeild' of field blog.Post.f [a similar type exists: 'CharField']"},
             {R"({ max_length = 1 })", "1: field blog.Post.f needs 'type'"},
             {R"({ typ = "TextField" })", "1: unknown key 'typ' in field blog.Post.f [a similar key exists: 'type']"},
             {R"({ type = 1 })", "1: 'type' must be a text"},
             {R"("CharField")", "1: CharField blog.Post.f needs 'max_length' [for example max_length = 100]"},
             {R"({ type = "CharField", max_lenght = 1 })", "1: unknown key 'max_lenght' in CharField blog.Post.f [a similar key exists: 'max_length']"},
             {R"({ type = "CharField", max_length = 0 })", "1: 'max_length' of CharField blog.Post.f must be a whole number above 0"},
             {R"({ type = "CharField", max_length = "1" })", "1: 'max_length' of CharField blog.Post.f must be a whole number above 0"},
             {R"({ type = "BooleanField", max_length = 1 })", "1: unknown key 'max_length' in BooleanField blog.Post.f [a BooleanField takes no 'max_length']"},
             {R"({ type = "TextField", null = 1 })", "1: 'null' of TextField blog.Post.f must be true or false"},
             {R"({ type = "TextField", comment = 1 })", "1: 'comment' of TextField blog.Post.f must be a text"},
             {R"({ type = "TextField", null = true, primary_key = true })", "1: TextField blog.Post.f is the primary key and cannot be NULL"},
             {R"({ type = "TextField", default = "a", db_default = "b" })", "1: TextField blog.Post.f has both 'default' and 'db_default'"},
             {R"({ type = "TextField", db_default = "" })", "1: 'db_default' must be an SQL text, or a table with one for each driver"},
             {R"({ type = "DateField", auto_now = true, auto_now_add = true })", "1: DateField blog.Post.f has both 'auto_now' and 'auto_now_add'"},
             {R"({ type = "DecimalField", max_digits = 2, decimal_places = 3 })", "1: 'decimal_places' of DecimalField blog.Post.f is more than 'max_digits'"},
             {R"({ type = "DecimalField", max_digits = 2 })", "1: DecimalField blog.Post.f needs 'decimal_places' [for example max_digits = 10, decimal_places = 2]"},
             {R"({ type = "ForeignKey", on_delete = "CASCADE" })", "1: ForeignKey blog.Post.f needs 'to'"},
             {R"({ type = "ForeignKey", to = "A" })", "1: ForeignKey blog.Post.f needs 'on_delete' [one of CASCADE, SET_NULL, SET_DEFAULT, RESTRICT, NO_ACTION]"},
             {R"({ type = "ForeignKey", to = "", on_delete = "CASCADE" })",
              "1: 'to' of ForeignKey blog.Post.f must be the name of a model [for example \"Author\", \"auth.User\" or \"self\"]"},
             {R"({ type = "ForeignKey", to = "A", on_delete = "DELETE" })", "1: unknown on_delete 'DELETE' [one of CASCADE, SET_NULL, SET_DEFAULT, RESTRICT, NO_ACTION]"},
             {R"({ type = "ForeignKey", to = "A", on_delete = "SET_NULL" })", "1: on_delete = \"SET_NULL\" on ForeignKey blog.Post.f, which is NOT NULL [add null = true]"},
             {R"({ type = "ForeignKey", to = "A", on_delete = "SET_DEFAULT" })",
              "1: on_delete = \"SET_DEFAULT\" on ForeignKey blog.Post.f, which has no default [add default or db_default]"},
             {R"({ type = "ForeignKey", to = "A", on_delete = "CASCADE", deferrable = true })", "1: 'deferrable' of ForeignKey blog.Post.f must be \"deferred\" or \"immediate\""},
             {R"({ type = "ManyToManyField", to = "A", null = true })", "1: unknown key 'null' in ManyToManyField blog.Post.f [a ManyToManyField takes no 'null']"},
             {R"({ type = "ManyToManyField", to = "A", columns = ["a"] })",
              "1: 'columns' of ManyToManyField blog.Post.f must be a list of two column names [for example columns = [\"post_id\", \"tag_id\"]]"},
             {R"({ type = "ManyToManyField", to = "A", through = "B", table = "t" })",
              "1: ManyToManyField blog.Post.f has 'through' and takes no 'table' [the through model has a table of its own]"},
             {R"({ type = "BigAutoField", primary_key = true, default = 1 })", "1: unknown key 'default' in BigAutoField blog.Post.f [a BigAutoField takes no 'default']"},
             {R"({ type = "GeneratedField", expression = "1" })", "1: GeneratedField blog.Post.f needs 'output'"},
             {R"({ type = "GeneratedField", expression = "1", output = "ForeignKee" })", "1: unknown type 'ForeignKee' of field blog.Post.f [a similar type exists: 'ForeignKey']"},
             {R"({ type = "ArrayField", of = "GenericForeignKey" })",
              "1: GenericForeignKey blog.Post.f needs 'content_type'\n1: GenericForeignKey blog.Post.f needs 'object_id'"},
             {R"({ type = "ArrayField", of = "BigAutoField" })", "1: 'of' of ArrayField blog.Post.f must be a type with values of its own, not BigAutoField"},
             {R"({ type = "EnumField" })", "1: EnumField blog.Post.f needs 'choices' [for example choices = [\"draft\", \"live\"]]"},
             {R"({ type = "EnumField", choices = ["a", "a"] })", "1: 'choices' of EnumField blog.Post.f holds the same value twice"},
             {R"({ type = "EnumField", choices = [] })",
              "1: 'choices' of EnumField blog.Post.f must be a list of values [for example choices = [\"draft\", \"live\"] or [[\"draft\", \"Draft\"], [\"live\", \"Live\"]]]"},
             {R"({ type = "TextField", validators = "email" })",
              "1: 'validators' of TextField blog.Post.f must be a list of names or tables [for example validators = [\"email\", { name = \"min_length\", value = 3 }]]"},
             {R"({ type = "CustomField" })", "1: CustomField blog.Post.f needs 'db_type'"},
             {R"({ type = "TextField", zzz = 1, nul = true })", "1: unknown key 'zzz' in TextField blog.Post.f\n1: unknown key 'nul' in TextField blog.Post.f [a similar key exists: 'null']"}}) {
        Reader reader = reader_of();
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!read_field(reader, "f", value_of(text), "Post").has_value());
            BOOST_TEST(faults(reader) == fault);
        }
    }
}

BOOST_AUTO_TEST_CASE(names_of_fields_are_identifiers) {
    for (const char* name : {"a-b", "1a", "a b", "ä"}) {
        Reader reader = reader_of();
        BOOST_TEST(!read_field(reader, name, value_of("\"TextField\""), "Post").has_value());
        BOOST_TEST(faults(reader).find("must consist of letters") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(every_field_type_can_be_read_and_written) {
    for (const auto& type : field_types()) {
        Value table = Value::object();
        table.set("type", type.name);
        const auto wanted = [&](std::string_view key) { return type.required.find(key) != std::string_view::npos; };
        if (wanted("max_length")) table.set("max_length", 10);
        if (wanted("max_digits")) table.set("max_digits", 5).set("decimal_places", 2);
        if (wanted("to")) table.set("to", "Author");
        if (wanted("on_delete")) table.set("on_delete", "CASCADE");
        if (wanted("choices")) table.set("choices", Value::list_of({"a"}));
        if (wanted("content_type")) table.set("content_type", "ct").set("object_id", "oid");
        if (wanted("expression")) table.set("expression", "1").set("output", "IntegerField");
        if (wanted("of")) table.set("of", "IntegerField");
        if (wanted("db_type")) table.set("db_type", "ltree");
        Reader reader = reader_of();
        const auto field = read_field(reader, "f", table, "Post");
        BOOST_TEST_CONTEXT(type.name) {
            BOOST_TEST(faults(reader).empty(), faults(reader));
            BOOST_REQUIRE(field.has_value());
            BOOST_TEST((write_field(*field, "blog", false) == table));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
