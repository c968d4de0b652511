#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm.hpp>  // its words and the validators go together
#include <reinhardt/db/orm/field_rules.hpp>
#include <reinhardt/db/orm/types/types.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>
#include <reinhardt/db/support/json.hpp>

namespace db = reinhardt::db;

namespace {

template <class V>
std::string found(const db::ValidatorDesc& validator, const V& value) {
    const db::FieldErrors errors = db::run_validators({validator}, value);
    BOOST_REQUIRE(errors.size() <= 1);
    return errors.empty() ? "" : errors.front().code + ": " + errors.front().message;
}

template <class V>
std::string code(const db::ValidatorDesc& validator, const V& value) {
    const std::string text = found(validator, value);
    return text.substr(0, text.find(':'));
}

db::Decimal d(const char* text) { return db::Decimal(text); }

bool is_even(std::int64_t number) { return number % 2 == 0; }
bool is_shouted(std::string_view text) { return text.ends_with('!'); }
constexpr auto even = db::validator<&is_even>("even", "%(value)s is not an even number.");
constexpr auto shouted = db::validator<&is_shouted>("shouted", "Shout.");

}  // namespace

BOOST_AUTO_TEST_SUITE(built_in)

BOOST_AUTO_TEST_CASE(values_are_compared_with_their_limits) {
    BOOST_TEST(found(db::max_value(10), 11) == "max_value: Ensure this value is less than or equal to 10.");
    BOOST_TEST(found(db::min_value(-10), -11) == "min_value: Ensure this value is greater than or equal to -10.");
    for (const int value : {10, -10, 0}) BOOST_TEST(found(db::max_value(10), value) == "");
    for (const int value : {-10, 10, 0}) BOOST_TEST(found(db::min_value(-10), value) == "");
    BOOST_TEST(found(db::max_value(1.5), 1.5) == "");
    BOOST_TEST(found(db::max_value(1.5), 1.6) == "max_value: Ensure this value is less than or equal to 1.5.");
    BOOST_TEST(code(db::max_value(10), std::nan("")) == "max_value");
    BOOST_TEST(found(db::max_value("9.99"), d("9.990")) == "");
    BOOST_TEST(found(db::max_value("9.99"), d("9.9900000000000000000000001")) == "max_value: Ensure this value is less than or equal to 9.99.");
    BOOST_TEST(found(db::min_value("2024-01-31"), *db::parse_date("2024-01-31")) == "");
    BOOST_TEST(found(db::min_value("2024-01-31"), *db::parse_date("2024-01-30")) == "min_value: Ensure this value is greater than or equal to 2024-01-31.");
    BOOST_TEST(code(db::max_value("2024-01-31T12:00:00Z"), *db::parse_date_time("2024-01-31 12:00:00.000001")) == "max_value");
    BOOST_TEST(code(db::min_value("08:00"), db::Time(7, 59)) == "min_value");
    BOOST_TEST(code(db::max_value("PT8H"), db::Duration(std::chrono::hours(9))) == "max_value");
    BOOST_TEST(found(db::max_value("PT8H"), db::Duration(std::chrono::hours(8))) == "");
    BOOST_TEST(found(db::max_value(std::numeric_limits<std::int64_t>::max()), std::numeric_limits<std::int64_t>::max()) == "");
}

BOOST_AUTO_TEST_CASE(ends_of_ranges_are_compared_with_their_limits) {
    using Numbers = db::Range<std::int32_t>;
    using Days = db::Range<db::Date>;
    BOOST_TEST(found(db::range_max_value(10), Numbers(1, 10)) == "");
    BOOST_TEST(found(db::range_max_value(10), Numbers(1, 11)) == "max_value: Ensure that the upper bound of the range is not greater than 10.");
    BOOST_TEST(found(db::range_min_value(5), Numbers(5, 6)) == "");
    BOOST_TEST(found(db::range_min_value(5), Numbers(4, 6)) == "min_value: Ensure that the lower bound of the range is not less than 5.");
    BOOST_TEST(code(db::range_max_value(10), Numbers(1, std::nullopt)) == "max_value");
    BOOST_TEST(code(db::range_min_value(10), Numbers(std::nullopt, 20)) == "min_value");
    const auto day = [](const char* text) { return *db::parse_date(text); };
    BOOST_TEST(found(db::range_max_value("2024-01-31"), Days(day("2024-01-01"), day("2024-01-31"))) == "");
    BOOST_TEST(code(db::range_max_value("2024-01-31"), Days(day("2024-01-01"), day("2024-02-01"))) == "max_value");
    const auto moment = [](const char* text) { return *db::parse_date_time(text); };
    BOOST_TEST(code(db::range_min_value("2024-01-31T12:00:00Z"), db::Range<db::DateTime>(moment("2024-01-31 11:59:59"), moment("2024-02-01"))) == "min_value");
    BOOST_TEST(found(db::range_min_value("1.5"), db::Range<db::Decimal>(d("1.50"), d("2"))) == "");
}

BOOST_AUTO_TEST_CASE(arrays_have_so_many_items) {
    using Numbers = db::Array<std::int32_t>;
    BOOST_TEST(found(db::array_max_length(2), Numbers{1, 2}) == "");
    BOOST_TEST(found(db::array_max_length(2), Numbers{1, 2, 3}) == "max_length: List contains 3 items, it should contain no more than 2.");
    BOOST_TEST(found(db::array_min_length(1), Numbers{1}) == "");
    BOOST_TEST(found(db::array_min_length(1), Numbers{}) == "min_length: List contains 0 item, it should contain no fewer than 1.");
}

BOOST_AUTO_TEST_CASE(maps_have_these_keys) {
    const db::HStore map{{"a", "1"}, {"b", std::nullopt}};
    BOOST_TEST(found(db::validators::keys("a b"), map) == "");
    BOOST_TEST(found(db::validators::keys("a"), map) == "");
    BOOST_TEST(found(db::validators::keys("a c d"), map) == "missing_keys: Some keys were missing: c, d");
    BOOST_TEST(found(db::validators::keys("a", true), map) == "extra_keys: Some unknown keys were provided: b");
    BOOST_TEST(found(db::validators::keys("a", true), db::Json::parse(R"({"a": 1, "x": 2})")) == "extra_keys: Some unknown keys were provided: x");
}

BOOST_AUTO_TEST_CASE(steps_are_counted_from_their_offset) {
    BOOST_TEST(found(db::step_value(3), 9) == "");
    BOOST_TEST(found(db::step_value(3), 10) == "step_size: Ensure this value is a multiple of step size 3.");
    BOOST_TEST(found(db::step_value(3, 1), 10) == "");
    BOOST_TEST(found(db::step_value(3, 1), 9) == "step_size: Ensure this value is a multiple of step size 3, starting from 1, e.g. 1, 4, 7, and so on.");
    BOOST_TEST(found(db::step_value(0.001), 0.55) == "");
    BOOST_TEST(code(db::step_value(0.001), 0.5555) == "step_size");
    BOOST_TEST(found(db::step_value("0.05"), d("1.15")) == "");
    BOOST_TEST(code(db::step_value("0.05"), d("1.16")) == "step_size");
    BOOST_TEST(found(db::step_value(1, 0.001), 0.001) == "");
    BOOST_TEST(code(db::step_value(0), 1) == "step_size");
}

BOOST_AUTO_TEST_CASE(lengths_are_counted_in_characters) {
    BOOST_TEST(found(db::validators::max_length(10), std::string(10, 'x')) == "");
    BOOST_TEST(found(db::validators::max_length(10), std::string(15, 'x')) == "max_length: Ensure this value has at most 10 characters (it has 15).");
    BOOST_TEST(found(db::validators::max_length(1), "xy") == "max_length: Ensure this value has at most 1 character (it has 2).");
    BOOST_TEST(found(db::validators::max_length(2), "\xC3\xA4\xF0\x9F\x98\x80") == "");
    BOOST_TEST(found(db::min_length(3), "\xC3\xA4\xC3\xA4") == "min_length: Ensure this value has at least 3 characters (it has 2).");
    BOOST_TEST(found(db::min_length(10), std::string(10, 'x')) == "");
}

BOOST_AUTO_TEST_CASE(digits_of_a_decimal_are_counted_as_django_does) {
    constexpr auto rule = db::validators::decimal(4, 2);
    for (const char* good : {"0", "12.34", "-12.34", "0.01", "99.9", "0.10", "-0"}) BOOST_TEST(found(rule, d(good)) == "", good);
    BOOST_TEST(found(rule, d("123.45")) == "max_digits: Ensure that there are no more than 4 digits in total.");
    BOOST_TEST(found(rule, d("0.001")) == "max_decimal_places: Ensure that there are no more than 2 decimal places.");
    BOOST_TEST(found(rule, d("123")) == "max_whole_digits: Ensure that there are no more than 2 digits before the decimal point.");
    BOOST_TEST(found(db::validators::decimal(1, 1), d("0.11")) == "max_digits: Ensure that there are no more than 1 digit in total.");
    BOOST_TEST(found(rule, "abc") == "invalid: Enter a number.");
    BOOST_TEST(found(rule, d("1e3")) == "max_whole_digits: Ensure that there are no more than 2 digits before the decimal point.");
}

BOOST_AUTO_TEST_CASE(slugs_have_letters_digits_hyphens_and_underscores) {
    for (const char* good : {"slug-ok", "longer-slug-still-ok", "--------", "nohyphens", "a", "1", "a1", "A_b-9"}) {
        BOOST_TEST(found(db::validators::slug, good) == "", good);
        BOOST_TEST(found(db::unicode_slug, good) == "", good);
    }
    for (const char* bad : {" text ", " ", "some@mail.com", "\n", "trailing-newline\n", "\xE4\xBD\xA0 \xE5\xA5\xBD", "a.b", "\xE2\x82\xAC", "\xFF"}) {
        BOOST_TEST(found(db::validators::slug, bad) == "invalid: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.", bad);
        BOOST_TEST(found(db::unicode_slug, bad) == "invalid: Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.", bad);
    }
    BOOST_TEST(code(db::validators::slug, "\xE4\xBD\xA0\xE5\xA5\xBD") == "invalid");
    BOOST_TEST(found(db::unicode_slug, "\xE4\xBD\xA0\xE5\xA5\xBD") == "");
}

BOOST_AUTO_TEST_CASE(lists_of_integers_have_one_separator) {
    for (const char* good : {"1", "12", "1,2", "1,2,3", "10,32"}) BOOST_TEST(found(db::comma_separated_integers, good) == "", good);
    for (const char* bad : {"a", "a,b,c", "1, 2, 3", ",", "1,2,3,", ",1", "1,,2", "-1", "1\n"}) BOOST_TEST(found(db::comma_separated_integers, bad) == "invalid: Enter only digits separated by commas.", bad);
    BOOST_TEST(found(db::int_list("."), "1.2.3") == "");
    BOOST_TEST(found(db::int_list(",", true), "-1,2,-12") == "");
    BOOST_TEST(found(db::int_list("."), "1,2") == "invalid: Enter a valid value.");
    BOOST_TEST(code(db::int_list(), "-1") == "invalid");
    BOOST_TEST(found(db::validators::integer, "-42") == "");
    for (const char* bad : {"-42.5", "a", "\n42", "42\n", "-", "+1"}) BOOST_TEST(found(db::validators::integer, bad) == "invalid: Enter a valid integer.", bad);
}

BOOST_AUTO_TEST_CASE(extensions_of_files_are_compared_in_lower_case) {
    constexpr auto rule = db::file_extensions("pdf txt");
    for (const char* good : {"a.txt", "a.b.TXT", "folder.d/a.pdf"}) BOOST_TEST(found(rule, good) == "", good);
    BOOST_TEST(found(rule, "a.jpg") == "invalid_extension: File extension “jpg” is not allowed. Allowed extensions are: pdf, txt.");
    for (const char* bad : {"a", ".txt", "a.", "a.txt.exe", "folder.txt/a", "a.txt\n"}) BOOST_TEST(code(rule, bad) == "invalid_extension", bad);
    BOOST_TEST(found(db::validators::image_file, "a.PNG") == "");
    BOOST_TEST(code(db::validators::image_file, "a.txt") == "invalid_extension");
}

BOOST_AUTO_TEST_CASE(null_characters_are_found) {
    BOOST_TEST(found(db::no_null_characters, "a text") == "");
    BOOST_TEST(found(db::no_null_characters, std::string("a\0b", 3)) == "null_characters_not_allowed: Null characters are not allowed.");
}

BOOST_AUTO_TEST_CASE(a_pattern_is_searched_for) {
    BOOST_TEST(found(db::regex("[0-9]+"), "a1b") == "");
    BOOST_TEST(found(db::regex("^[0-9]+$"), "a1b") == "invalid: Enter a valid value.");
    BOOST_TEST(found(db::regex("x", db::validators::Match::absent), "y") == "");
    BOOST_TEST(code(db::regex("x", db::validators::Match::absent), "x") == "invalid");
    BOOST_CHECK_THROW(found(db::regex("("), "x"), db::Error);
}

BOOST_AUTO_TEST_CASE(messages_and_codes_may_be_ones_own) {
    constexpr auto own = db::validators::max_length(16).with_message("\"%(value)s\" has more than %(limit_value)d characters, 100%.").with_code("long");
    BOOST_TEST(found(own, "djangoproject.com") == "long: \"djangoproject.com\" has more than 16 characters, 100%.");
    BOOST_TEST(db::fill_message("%(a)s %(b)d %(c)s %( %", {{"a", "1"}, {"b", "2"}}) == "1 2 %(c)s %( %");
}

BOOST_AUTO_TEST_CASE(a_function_is_a_validator) {
    BOOST_TEST(found(even, 4) == "");
    BOOST_TEST(found(even, 5) == "even: 5 is not an even number.");
    BOOST_TEST(found(shouted, "hey") == "shouted: Shout.");
    BOOST_TEST(found(shouted, "hey!") == "");
}

BOOST_AUTO_TEST_CASE(a_validator_is_described_as_models_files_have_it) {
    const auto described = [](const db::ValidatorDesc& validator) { return db::to_json(db::to_value(validator)); };
    for (const db::ValidatorDesc& plain : {db::email, db::url, db::domain_name, db::ascii_domain_name, db::validators::slug, db::unicode_slug, db::ipv4, db::ipv6, db::ipv46, db::validators::integer, db::comma_separated_integers,
                                           db::validators::image_file, db::no_null_characters, even}) {
        BOOST_TEST(described(plain) == "\"" + std::string(plain.name) + "\"");
    }
    BOOST_TEST(described(db::min_length(3)) == R"({"name":"min_length","value":3})");
    BOOST_TEST(described(db::max_value(1.5)) == R"({"name":"max_value","value":1.5})");
    BOOST_TEST(described(db::min_value("2024-01-31")) == R"({"name":"min_value","value":"2024-01-31"})");
    BOOST_TEST(described(db::step_value(3, 1)) == R"({"name":"step_value","value":3,"offset":1})");
    BOOST_TEST(described(db::validators::decimal(8, 2)) == R"({"name":"decimal","value":8,"decimal_places":2})");
    BOOST_TEST(described(db::url_with_schemes("https")) == R"({"name":"url","value":"https"})");
    BOOST_TEST(described(db::file_extensions("pdf txt")) == R"({"name":"file_extension","value":"pdf txt"})");
    BOOST_TEST(described(db::int_list(";", true)) == R"({"name":"int_list","value":";","allow_negative":true})");
    BOOST_TEST(described(db::regex("^a", db::validators::Match::absent)) == R"({"name":"regex","value":"^a","absent":true})");
}

BOOST_AUTO_TEST_CASE(empty_values_are_seen_by_no_validator) {
    BOOST_TEST(found(db::email, "") == "");
    BOOST_TEST(found(db::min_length(3), std::optional<std::string>()) == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(field_rules)

namespace {

struct TextChoice {
    bool is_text;
    std::int64_t number;
    std::string_view text;
};

template <class V>
std::string problems(const db::FieldRules& rules, const V& value) {
    std::string text;
    for (const db::FieldError& error : db::check_field(rules, db::to_parameter(value).cell())) text += (text.empty() ? "" : " ") + error.code;
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(null_and_blank_are_told_apart) {
    const std::optional<std::string> null;
    BOOST_TEST(problems({}, null) == "null");
    BOOST_TEST(problems({}, "") == "blank");
    BOOST_TEST(problems({}, "x") == "");
    BOOST_TEST(problems({.blank = true}, "") == "");
    BOOST_TEST(problems({.blank = true}, null) == "null");
    BOOST_TEST(problems({.null = true}, null) == "blank");
    BOOST_TEST(problems({.null = true, .blank = true}, null) == "");
}

BOOST_AUTO_TEST_CASE(a_value_is_one_of_the_choices) {
    constexpr TextChoice texts[] = {{true, 0, "a"}, {true, 0, "b"}};
    db::FieldRules rules;
    rules.set_choices(texts, 2);
    BOOST_TEST(problems(rules, "a") == "");
    BOOST_TEST(problems(rules, "c") == "invalid_choice");
    BOOST_TEST(problems(rules, "") == "blank");
    const db::Parameter wrong = db::to_parameter("it");
    BOOST_TEST(db::check_field(rules, wrong.cell()).front().message == "Value 'it' is not a valid choice.");
    constexpr TextChoice numbers[] = {{false, 1, ""}, {false, 2, ""}};
    db::FieldRules whole{.kind = db::FieldKind::int32};
    whole.set_choices(numbers, 2);
    BOOST_TEST(problems(whole, 2) == "");
    BOOST_TEST(problems(whole, 3) == "invalid_choice");
}

BOOST_AUTO_TEST_CASE(the_type_of_a_field_brings_its_own_validators) {
    BOOST_TEST(problems({.max_length = 3}, "abcd") == "max_length");
    BOOST_TEST(problems({.kind = db::FieldKind::decimal, .max_digits = 4, .decimal_places = 2}, d("0.001")) == "max_decimal_places");
    BOOST_TEST(problems({.kind = db::FieldKind::int32, .positive = true}, -1) == "min_value");
    BOOST_TEST(problems({.type = "EmailField", .max_length = 3}, "abcd") == "max_length invalid");
    BOOST_TEST(problems({.type = "URLField"}, "x") == "invalid");
    BOOST_TEST(problems({.type = "SlugField"}, "a b") == "invalid");
    BOOST_TEST(problems({.type = "IPAddressField"}, "1.2.3") == "invalid");
}

BOOST_AUTO_TEST_CASE(every_validator_of_a_field_runs) {
    static constexpr auto long_enough = db::min_length(5);
    constexpr const db::ValidatorDesc* list[] = {&long_enough, &shouted};
    BOOST_TEST(problems({.validators = list, .validator_count = 2}, "hey") == "min_length shouted");
    BOOST_TEST(problems({.validators = list, .validator_count = 2}, "hello!") == "");
}

BOOST_AUTO_TEST_CASE(errors_are_kept_by_field) {
    db::ValidationErrors errors;
    BOOST_TEST(errors.empty());
    errors.add("title", db::FieldError{"blank", "This field cannot be blank."});
    errors.add("age", db::FieldErrors{});
    errors.add("slug", db::FieldErrors{{"invalid", "No slug."}, {"max_length", "Too long."}});
    errors.add("title", db::unique_error("Post", {"Title"}));
    BOOST_TEST(errors.size() == 2U);
    BOOST_TEST(errors.has("slug", "max_length"));
    BOOST_TEST(!errors.has("age", "blank"));
    const db::ValidationError thrown(errors);
    BOOST_TEST((thrown.code() == db::ErrorCode::validation));
    BOOST_TEST(thrown.message() == "title: This field cannot be blank.\ntitle: Post with this Title already exists.\nslug: No slug.\nslug: Too long.");
    BOOST_TEST(thrown.errors()["slug"].size() == 2U);
    BOOST_TEST(db::unique_error("Post", {"Author", "Slug"}).message == "Post with this Author and Slug already exists.");
    BOOST_TEST(db::unique_error("Post", {"A", "B", "C"}).message == "Post with this A, B, and C already exists.");
}

BOOST_AUTO_TEST_SUITE_END()
