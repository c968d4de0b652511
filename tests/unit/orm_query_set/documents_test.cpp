#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

struct Documents : Tables {
    Documents() {
        for (const char* text : {R"({"a":null})", "{}", R"({"a":1})", R"({"a":1.0})", R"({"b":2,"a":1})", R"({"a":9})", "[1]", R"({"a":"x"})", R"({"a":"X"})"}) {
            Sample{.name = text, .data = db::Json::parse(text)}.save();
        }
        Sample{.name = "none"}.save();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(documents, Documents)

BOOST_AUTO_TEST_CASE(null_in_a_document_is_a_value) {
    const auto samples = Sample::objects();
    BOOST_TEST(found(samples.filter("data__a", nullptr)) == R"({"a":null})");
    BOOST_TEST(found(samples.filter("data__a__isnull", true)) == "{} [1] none");
    BOOST_TEST(samples.exclude("data__a", nullptr).count() == 9);
    BOOST_TEST(found(samples.filter("data", std::nullopt)) == "none");
}

BOOST_AUTO_TEST_CASE(null_in_a_list_is_a_value_of_a_document) {
    const auto samples = Sample::objects();
    const std::vector<std::optional<int>> list = {9, std::nullopt};
    BOOST_TEST(found(samples.filter("data__a__in", list)) == R"({"a":null} {"a":9})");
    BOOST_TEST(samples.exclude("data__a__in", list).count() == 8);
    BOOST_TEST(found(samples.filter("data__a__in", std::vector<db::Json>{9, db::Json()})) == R"({"a":null} {"a":9})");
    BOOST_TEST(found(samples.filter("data__a__in", std::vector<std::optional<int>>{std::nullopt})) == R"({"a":null})");
}

BOOST_AUTO_TEST_CASE(numbers_beyond_those_of_reals_are_errors_that_name_the_field) {
    const auto names_field = [](const db::Error& error) { return error.message().find("data") != std::string::npos; };
    db::Value list = db::Value::list();
    list.as_list().emplace_back(std::numeric_limits<double>::infinity());
    Sample one{.name = "infinite", .data = db::Json(list)};
    BOOST_CHECK_EXCEPTION(one.save(), db::Error, names_field);
    std::vector<Sample> many = {one};
    BOOST_CHECK_EXCEPTION(Sample::objects().bulk_create(many), db::Error, names_field);
    BOOST_CHECK_THROW((void)db::Json::parse("[1e400]"), db::Error);
    BOOST_CHECK_THROW((void)Sample::objects().filter("data__a", std::numeric_limits<double>::infinity()).count(), db::Error);
    db::Session().connection().execute(R"(UPDATE sample SET data = '{"a": 1e400}' WHERE name = 'none')");
    BOOST_CHECK_EXCEPTION((void)Sample::objects().get("name", "none"), db::Error, names_field);
    Sample read = Sample::objects().defer("data").get("name", "none");
    BOOST_CHECK_EXCEPTION(read.refresh(), db::Error, names_field);
    BOOST_TEST(Sample::objects().filter("data__a__gt", 1).count() == 2);
}

BOOST_AUTO_TEST_CASE(numbers_and_members_are_compared_by_what_they_are) {
    const auto samples = Sample::objects();
    BOOST_TEST(found(samples.filter("data__a", 1)) == R"({"a":1} {"a":1.0} {"b":2,"a":1})");
    BOOST_TEST(found(samples.filter("data", db::Json::parse(R"({"a":1.0,"b":2})"))) == R"({"b":2,"a":1})");
    BOOST_TEST(found(samples.filter("data__a__in", {1, 2})) == R"({"a":1} {"a":1.0} {"b":2,"a":1})");
    BOOST_TEST(found(samples.filter("data__a__range", std::vector<int>{2, 10})) == R"({"a":9})");
    BOOST_TEST(found(samples.filter("data__a__range", std::vector<std::string>{"w", "y"})).find("x") != std::string::npos);
    BOOST_TEST(found(samples.filter("data__a", "x")) == R"({"a":"x"})");
    BOOST_TEST(found(samples.filter("data__a__in", {"x", "y"})) == R"({"a":"x"})");
    BOOST_TEST(samples.exclude("data__a", 1).count() == 7);
}

BOOST_AUTO_TEST_CASE(lists_have_no_keys) {
    const auto samples = Sample::objects();
    BOOST_TEST(samples.filter("data__has_key", "0").count() == 0);
    BOOST_TEST(samples.filter("data__has_key", "a").count() == 7);
    BOOST_TEST(samples.filter("data__has_keys", std::vector<std::string>{"a", "b"}).count() == 1);
    BOOST_TEST(samples.filter("data__has_any_keys", std::vector<std::string>{"b", "c"}).count() == 1);
}

BOOST_AUTO_TEST_CASE(numbers_of_any_size_are_read_back) {
    for (const char* text : {R"({"e":1e300})", R"({"e":100000000000000000000})", R"({"e":18446744073709551615})"}) {
        Sample big{.name = "big", .data = db::Json::parse(text)};
        big.save();
        BOOST_TEST((*Sample::objects().get("id", big.id).data == *big.data));
    }
    BOOST_TEST(db::Json::parse("18446744073709551615").value().as_real() == 18446744073709551615.0);
}

BOOST_AUTO_TEST_SUITE_END()
