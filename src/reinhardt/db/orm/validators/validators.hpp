#pragma once

#include <reinhardt/db/orm/validators/validator.hpp>

namespace reinhardt::db {

class Value;

// Django's built-in validators, with its codes and messages.
namespace validators {

// Checks of the descriptions below; validators of one's own may use them.
void check_max_value(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_min_value(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_step(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_max_length(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_min_length(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_range_end(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_array_length(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_keys(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_decimal(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_email(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_url(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_domain_name(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_slug(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_ip_address(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_integer(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_integer_list(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_file_extension(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_null_characters(const ValidatorDesc&, const rdb_cell&, FieldErrors&);
void check_pattern(const ValidatorDesc&, const rdb_cell&, FieldErrors&);

/// At most `limit`: a number, or the text of a decimal, date, moment, time or duration ("9.99", "2024-12-31", "PT8H").
[[nodiscard]] constexpr ValidatorDesc max_value(Limit limit) {
    return {.name = "max_value", .code = "max_value", .message = "Ensure this value is less than or equal to %(limit_value)s.", .check = &check_max_value, .limit = limit};
}
[[nodiscard]] constexpr ValidatorDesc min_value(Limit limit) {
    return {.name = "min_value", .code = "min_value", .message = "Ensure this value is greater than or equal to %(limit_value)s.", .check = &check_min_value, .limit = limit};
}
/// A multiple of `step`, counted from `offset`.
[[nodiscard]] constexpr ValidatorDesc step_value(Limit step, Limit offset = {}) {
    return {.name = "step_value", .code = "step_size",
            .message = offset.kind == Limit::Kind::none ? "Ensure this value is a multiple of step size %(limit_value)s."
                                                        : "Ensure this value is a multiple of step size %(limit_value)s, starting from %(offset)s, e.g. %(offset)s, "
                                                          "%(valid_value1)s, %(valid_value2)s, and so on.",
            .check = &check_step, .limit = step, .second = offset};
}
/// Of a range: its upper bound is there and at most `limit`; a number, or the text of a date or moment.
[[nodiscard]] constexpr ValidatorDesc range_max_value(Limit limit) {
    return {.name = "range_max_value", .code = "max_value", .message = "Ensure that the upper bound of the range is not greater than %(limit_value)s.", .check = &check_range_end, .limit = limit, .flag = true};
}
/// Its lower bound is there and at least `limit`.
[[nodiscard]] constexpr ValidatorDesc range_min_value(Limit limit) {
    return {.name = "range_min_value", .code = "min_value", .message = "Ensure that the lower bound of the range is not less than %(limit_value)s.", .check = &check_range_end, .limit = limit};
}
/// Of an array.
[[nodiscard]] constexpr ValidatorDesc array_max_length(std::int64_t items) {
    return {.name = "array_max_length", .code = "max_length",
            .message = items == 1 ? "List contains %(show_value)d item, it should contain no more than %(limit_value)d."
                                  : "List contains %(show_value)d items, it should contain no more than %(limit_value)d.",
            .check = &check_array_length, .limit = items, .flag = true};
}
[[nodiscard]] constexpr ValidatorDesc array_min_length(std::int64_t items) {
    return {.name = "array_min_length", .code = "min_length",
            .message = items == 1 ? "List contains %(show_value)d item, it should contain no fewer than %(limit_value)d."
                                  : "List contains %(show_value)d items, it should contain no fewer than %(limit_value)d.",
            .check = &check_array_length, .limit = items};
}
/// Of an hstore, or an object of JSON: it has these keys, separated by blanks, and `strict`: no others. Codes missing_keys and extra_keys.
[[nodiscard]] constexpr ValidatorDesc keys(std::string_view wanted, bool strict = false) {
    return {.name = "keys", .code = "missing_keys", .message = "Some keys were missing: %(keys)s", .check = &check_keys, .text = wanted, .flag = strict};
}
/// Characters are code points of UTF-8.
[[nodiscard]] constexpr ValidatorDesc max_length(std::int64_t characters) {
    return {.name = "max_length", .code = "max_length",
            .message = characters == 1 ? "Ensure this value has at most %(limit_value)d character (it has %(show_value)d)."
                                       : "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
            .check = &check_max_length, .limit = characters};
}
[[nodiscard]] constexpr ValidatorDesc min_length(std::int64_t characters) {
    return {.name = "min_length", .code = "min_length",
            .message = characters == 1 ? "Ensure this value has at least %(limit_value)d character (it has %(show_value)d)."
                                       : "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
            .check = &check_min_length, .limit = characters};
}
/// Codes max_digits, max_decimal_places and max_whole_digits; "invalid" for what is no number.
[[nodiscard]] constexpr ValidatorDesc decimal(std::int64_t max_digits, std::int64_t decimal_places) {
    return {.name = "decimal", .code = "invalid", .message = "Enter a number.", .check = &check_decimal, .limit = max_digits, .second = decimal_places};
}
inline constexpr ValidatorDesc email{.name = "email", .code = "invalid", .message = "Enter a valid email address.", .check = &check_email, .text = "localhost"};
/// With domains of one's own beside those that have a dot, separated by blanks: "localhost intranet".
[[nodiscard]] constexpr ValidatorDesc email_with_domains(std::string_view domains) {
    ValidatorDesc made = email;
    made.text = domains;
    return made;
}
inline constexpr ValidatorDesc url{.name = "url", .code = "invalid", .message = "Enter a valid URL.", .check = &check_url, .text = "http https ftp ftps"};
/// With schemes of one's own, in lower case and separated by blanks.
[[nodiscard]] constexpr ValidatorDesc url_with_schemes(std::string_view schemes) {
    ValidatorDesc made = url;
    made.text = schemes;
    return made;
}
inline constexpr ValidatorDesc domain_name{.name = "domain_name", .code = "invalid", .message = "Enter a valid domain name.", .check = &check_domain_name, .flag = true};
inline constexpr ValidatorDesc ascii_domain_name{.name = "ascii_domain_name", .code = "invalid", .message = "Enter a valid domain name.", .check = &check_domain_name};
inline constexpr ValidatorDesc slug{
    .name = "slug", .code = "invalid", .message = "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.", .check = &check_slug};
inline constexpr ValidatorDesc unicode_slug{.name = "unicode_slug", .code = "invalid",
                                            .message = "Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.", .check = &check_slug, .flag = true};
inline constexpr ValidatorDesc ipv4{.name = "ipv4", .code = "invalid", .message = "Enter a valid IPv4 address.", .check = &check_ip_address, .text = "4"};
inline constexpr ValidatorDesc ipv6{.name = "ipv6", .code = "invalid", .message = "Enter a valid IPv6 address.", .check = &check_ip_address, .text = "6"};
inline constexpr ValidatorDesc ipv46{.name = "ipv46", .code = "invalid", .message = "Enter a valid IPv4 or IPv6 address.", .check = &check_ip_address, .text = "46"};
inline constexpr ValidatorDesc integer{.name = "integer", .code = "invalid", .message = "Enter a valid integer.", .check = &check_integer};
inline constexpr ValidatorDesc comma_separated_integers{
    .name = "comma_separated_integers", .code = "invalid", .message = "Enter only digits separated by commas.", .check = &check_integer_list, .text = ","};
/// Integers separated by `separator`.
[[nodiscard]] constexpr ValidatorDesc int_list(std::string_view separator = ",", bool allow_negative = false) {
    return {.name = "int_list", .code = "invalid", .message = "Enter a valid value.", .check = &check_integer_list, .text = separator, .flag = allow_negative};
}
/// Of a file's name: extensions in lower case without dot, separated by blanks: "pdf txt".
[[nodiscard]] constexpr ValidatorDesc file_extensions(std::string_view extensions) {
    return {.name = "file_extension", .code = "invalid_extension",
            .message = "File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.", .check = &check_file_extension, .text = extensions};
}
inline constexpr ValidatorDesc image_file = [] {
    ValidatorDesc made = file_extensions("bmp gif jpeg jpg png webp avif tif tiff ico");
    made.name = "image_file";
    return made;
}();
inline constexpr ValidatorDesc no_null_characters{
    .name = "no_null_characters", .code = "null_characters_not_allowed", .message = "Null characters are not allowed.", .check = &check_null_characters};

enum class Match : std::uint8_t { found, absent };
/// The pattern is found in the text (Match::found) or is not (Match::absent). Its language is that of Pattern (validators/pattern.hpp), as Python's
/// for what it has; a pattern that is none is Error(usage) when it is used first. Case is ignored behind "(?i)".
[[nodiscard]] constexpr ValidatorDesc regex(std::string_view pattern, Match wanted = Match::found) {
    return {.name = "regex", .code = "invalid", .message = "Enter a valid value.", .check = &check_pattern, .text = pattern, .flag = wanted == Match::absent};
}

}  // namespace validators

/// As models files have it (details.md 1.4): "email", { name = "min_length", value = 3 }, { name = "url", value = "https" }, { name = "decimal",
/// value = 8, decimal_places = 2 }, { name = "step_value", value = 3, offset = 1 }, { name = "regex", value = "^a", absent = true }.
[[nodiscard]] Value to_value(const ValidatorDesc& validator);

// `slug`, `max_length` and `image_file` are words of field options too: as validators they are validators::slug and so on.
using validators::array_max_length;
using validators::array_min_length;
using validators::ascii_domain_name;
using validators::comma_separated_integers;
using validators::domain_name;
using validators::email;
using validators::file_extensions;
using validators::int_list;
using validators::ipv4;
using validators::ipv46;
using validators::ipv6;
using validators::max_value;
using validators::min_length;
using validators::min_value;
using validators::no_null_characters;
using validators::range_max_value;
using validators::range_min_value;
using validators::regex;
using validators::step_value;
using validators::unicode_slug;
using validators::url;
using validators::url_with_schemes;

}  // namespace reinhardt::db
