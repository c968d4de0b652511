#include <boost/test/unit_test.hpp>

#include "reading.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_literal_check)

namespace {

std::string fault_of(const std::string& type, const std::string& literal) {
    Reader reader = reader_of();
    (void)read_field(reader, "f", value_of("{ type = \"" + type + "\", default = " + literal + " }"), "Post");
    return faults(reader);
}

}  // namespace

BOOST_AUTO_TEST_CASE(defaults_that_fit_their_type_are_taken) {
    struct Row {
        const char *type, *literal;
    };
    for (const auto& [type, literal] : std::vector<Row>{
             {"BooleanField", "true"},        {"SmallIntegerField", "-32768"},         {"IntegerField", "2147483647"},
             {"PositiveIntegerField", "0"},   {"FloatField", "1"},                     {"FloatField", "1.5"},
             {"TextField", "\"x\""},          {"DurationField", "1000000"},            {"UUIDField", "\"01234567-89ab-cdef-0123-456789abcdef\""},
             {"DateField", "2024-01-31"},     {"DateField", "\"2024-01-31\""},         {"TimeField", "12:30:00.5"},
             {"DateTimeField", "2024-01-31T12:30:00Z"}, {"DateTimeField", "\"2024-01-31 12:30\""}, {"DateTimeField", "2024-01-31T12:30:00+02:00"},
             {"JSONField", "{ a = [1, 2] }"}, {"JSONField", "\"text\""},               {"IPAddressField", "\"::1\""},
             {"SlugField", "\"x\""},          {"BinaryField", "\"x\""},                {"IntegerRangeField", "\"[1,10)\""}, {"HStoreField", "{ a = \"b\" }"}}) {
        BOOST_TEST_CONTEXT(type << " " << literal) { BOOST_TEST(fault_of(type, literal).empty(), fault_of(type, literal)); }
    }
}

BOOST_AUTO_TEST_CASE(defaults_that_do_not_fit_are_reported_with_what_would) {
    struct Row {
        const char *type, *literal, *wanted;
    };
    for (const auto& [type, literal, wanted] : std::vector<Row>{
             {"BooleanField", "1", "true or false"},
             {"SmallIntegerField", "32768", "from -32768 to 32767"},
             {"PositiveIntegerField", "-1", "from 0 to 2147483647"},
             {"IntegerField", "1.5", "a whole number"},
             {"IntegerField", "\"1\"", "a whole number"},
             {"FloatField", "\"x\"", "a number"},
             {"TextField", "1", "a text"},
             {"DurationField", "\"1h\"", "a whole number of microseconds"},
             {"UUIDField", "\"x\"", "a UUID"},
             {"DateField", "\"31.1.2024\"", "a date like 2024-01-31"},
             {"TimeField", "\"noon\"", "a time like 12:30:00"},
             {"DateTimeField", "\"2024-01-31\"", "a date with time like 2024-01-31T12:30:00Z"},
             {"DateTimeField", "\"now()\"", "a date with time like 2024-01-31T12:30:00Z [an SQL expression goes into db_default]"},
             {"JSONField", "{ json = \"[1\" }", "JSON: invalid JSON: syntax error while parsing array - unexpected end of input; expected ']'"},
             {"HStoreField", "[1]", "a table of texts"}}) {
        BOOST_TEST_CONTEXT(type << " " << literal) {
            BOOST_TEST(fault_of(type, literal) == "1: 'default' of " + std::string(type) + " blog.Post.f must be " + wanted);
        }
    }
}

BOOST_AUTO_TEST_CASE(defaults_fit_length_digits_and_choices) {
    struct Row {
        const char *field, *fault;
    };
    for (const auto& [field, fault] : std::vector<Row>{
             {R"({ type = "CharField", max_length = 3, default = "abcd" })", "1: 'default' of CharField blog.Post.f must be at most 3 characters long"},
             {R"({ type = "CharField", max_length = 3, default = "äöü" })", ""},
             {R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = "12.34" })", ""},
             {R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = "-12.3400" })", ""},
             {R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = "123" })",
              "1: 'default' of DecimalField blog.Post.f must be a number that fits max_digits and decimal_places"},
             {R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = 0.125 })",
              "1: 'default' of DecimalField blog.Post.f must be a number that fits max_digits and decimal_places"},
             {R"({ type = "DecimalField", max_digits = 4, decimal_places = 2, default = "x" })", "1: 'default' of DecimalField blog.Post.f must be a decimal number"},
             {R"({ type = "EnumField", choices = ["a", "b"], default = "b" })", ""},
             {R"({ type = "EnumField", choices = ["a", "b"], default = "c" })", "1: 'default' of EnumField blog.Post.f must be one of its choices"}}) {
        Reader reader = reader_of();
        (void)read_field(reader, "f", value_of(field), "Post");
        BOOST_TEST_CONTEXT(field) { BOOST_TEST(faults(reader) == fault); }
    }
}

BOOST_AUTO_TEST_SUITE_END()
