#include <variant>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/value.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_value)

BOOST_AUTO_TEST_CASE(kinds_are_told_apart) {
    BOOST_TEST(Value().is_null());
    BOOST_TEST(Value(true).is_bool());
    BOOST_TEST(Value(1).is_int());
    BOOST_TEST(Value(1.5).is_real());
    BOOST_TEST(Value("x").is_text());
    BOOST_TEST(Value::list().is_list());
    BOOST_TEST(Value::object().is_object());
}

BOOST_AUTO_TEST_CASE(a_value_of_another_kind_cannot_be_had) {
    BOOST_CHECK_THROW((void)Value("x").as_int(), std::bad_variant_access);
    BOOST_CHECK_THROW((void)Value(1).as_text(), std::bad_variant_access);
    BOOST_TEST(Value(2).as_real() == 2.0);
}

BOOST_AUTO_TEST_CASE(equality_ignores_lines_and_the_order_of_keys) {
    Value a = Value::object();
    a.set("x", 1).set("y", Value(2).line(7));
    Value b = Value::object();
    b.set("y", 2).set("x", 1);
    b.line(9);
    BOOST_TEST((a == b));
    b.set("z", 3);
    BOOST_TEST(!(a == b));
    BOOST_TEST(!(Value(1) == Value(1.0)));
    BOOST_TEST((Value(Value::List{1, "x"}) == Value(Value::List{1, "x"})));
    BOOST_TEST(!(Value(Value::List{1, "x"}) == Value(Value::List{"x", 1})));
}

BOOST_AUTO_TEST_CASE(objects_keep_the_order_of_declaration) {
    Value value;
    value.set("b", 1).set("a", 2).set("b", 3);
    BOOST_REQUIRE(value.as_object().size() == 2U);
    BOOST_TEST(value.as_object()[0].key == "b");
    BOOST_TEST(value.int_or("b", 0) == 3);
    BOOST_TEST(value.erase("b"));
    BOOST_TEST(!value.erase("b"));
    BOOST_TEST(!value.has("b"));
}

BOOST_AUTO_TEST_CASE(empty_values_are_left_out_by_set_if) {
    Value value = Value::object();
    value.set_if("null", Value()).set_if("false", false).set_if("text", "").set_if("list", Value::list()).set_if("object", Value::object());
    BOOST_TEST(value.as_object().empty());
    value.set_if("zero", 0).set_if("true", true);
    BOOST_TEST(value.as_object().size() == 2U);
}

BOOST_AUTO_TEST_CASE(members_of_another_kind_give_the_fallback) {
    Value value = Value::object();
    value.set("text", "x").set("number", 5).set("flag", true);
    BOOST_TEST(value.text_or("number", "no") == "no");
    BOOST_TEST(value.text_or("text") == "x");
    BOOST_TEST(value.int_or("text", 7) == 7);
    BOOST_TEST(value.bool_or("flag", false));
    BOOST_TEST(value.bool_or("number", true));
    BOOST_TEST((Value(3).find("x") == nullptr));
}

BOOST_AUTO_TEST_CASE(a_list_gives_its_texts) {
    Value list;
    list.push("a").push(1).push("b");
    BOOST_TEST(list.texts() == (std::vector<std::string>{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(Value::list_of({"x", "y"}).texts().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
