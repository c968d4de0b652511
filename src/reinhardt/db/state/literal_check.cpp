#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include <reinhardt/db/state/reader_parts.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Whether `text` begins with `shape`, where '#' stands for a digit; takes it off.
bool take(std::string_view& text, std::string_view shape) noexcept {
    if (text.size() < shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == '#' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
    }
    text.remove_prefix(shape.size());
    return true;
}

bool take_time(std::string_view& text) noexcept {
    if (!take(text, "##:##")) return false;
    if (!take(text, ":##")) return true;
    if (!take(text, ".")) return true;
    const std::size_t digits = text.size() - std::string_view(text).substr(std::min(text.find_first_not_of("0123456789"), text.size())).size();
    text.remove_prefix(digits);
    return digits > 0;
}

bool is_date(std::string_view text) noexcept { return take(text, "####-##-##") && text.empty(); }
bool is_time(std::string_view text) noexcept { return take_time(text) && text.empty(); }
bool is_date_time(std::string_view text) noexcept {
    if (!take(text, "####-##-##")) return false;
    if (!take(text, "T") && !take(text, " ")) return false;
    if (!take_time(text)) return false;
    return text.empty() || text == "Z" || ((take(text, "+##:##") || take(text, "-##:##")) && text.empty());
}

bool is_uuid(std::string_view text) noexcept {
    const std::string bare = replace_all(std::string(text), "-", "");
    return bare.size() == 32 && (text.size() == 32 || text.size() == 36) && std::all_of(bare.begin(), bare.end(), is_hex);
}

/// Digits before and behind the point of a decimal number; nullopt when it is none.
std::optional<std::pair<std::size_t, std::size_t>> decimal_digits(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    const auto point = std::min(text.find('.'), text.size());
    std::string_view whole = text.substr(0, point);
    std::string_view fraction = point < text.size() ? text.substr(point + 1) : std::string_view();
    if (whole.empty() && fraction.empty()) return std::nullopt;
    if (!std::all_of(whole.begin(), whole.end(), is_digit) || !std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
    while (!whole.empty() && whole.front() == '0') whole.remove_prefix(1);
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    return std::pair{whole.size(), fraction.size()};
}

std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

struct Range {
    std::string_view type;
    std::int64_t least, greatest;
};
constexpr std::array<Range, 6> integer_ranges = {{
    {"SmallIntegerField", -32768, 32767},
    {"IntegerField", -2147483648LL, 2147483647LL},
    {"BigIntegerField", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()},
    {"PositiveSmallIntegerField", 0, 32767},
    {"PositiveIntegerField", 0, 2147483647LL},
    {"PositiveBigIntegerField", 0, std::numeric_limits<std::int64_t>::max()},
}};

bool is_text_type(std::string_view type) noexcept {
    constexpr std::array<std::string_view, 8> types = {"CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField", "ImageField", "CITextField"};
    return std::find(types.begin(), types.end(), type) != types.end();
}

/// What is wrong with the default, or "".
std::string fault_of(std::string_view type, const Value& attributes, const Value& value) {
    if (type == "BooleanField") return value.is_bool() ? "" : "true or false";
    const auto* range = std::find_if(integer_ranges.begin(), integer_ranges.end(), [&](const Range& row) { return row.type == type; });
    if (range != integer_ranges.end()) {
        if (!value.is_int()) return "a whole number";
        if (value.as_int() >= range->least && value.as_int() <= range->greatest) return {};
        return "from " + std::to_string(range->least) + " to " + std::to_string(range->greatest);
    }
    if (type == "FloatField") return value.is_int() || value.is_real() ? "" : "a number";
    if (type == "DurationField") return value.is_int() ? "" : "a whole number of microseconds";
    if (type == "DecimalField") {
        const auto digits = value.is_int() ? decimal_digits(std::to_string(value.as_int())) : value.is_text() ? decimal_digits(value.as_text()) : std::nullopt;
        if (!digits) return "a decimal number";
        const auto places = static_cast<std::size_t>(attributes.int_or("decimal_places", 0));
        const auto all = static_cast<std::size_t>(attributes.int_or("max_digits", 0));
        return digits->second <= places && digits->first + places <= all ? "" : "a number that fits max_digits and decimal_places";
    }
    if (is_text_type(type)) {
        if (!value.is_text()) return "a text";
        const auto length = attributes.int_or("max_length", 0);
        return length == 0 || characters(value.as_text()) <= static_cast<std::size_t>(length) ? "" : "at most " + std::to_string(length) + " characters long";
    }
    if (type == "UUIDField") return value.is_text() && is_uuid(value.as_text()) ? "" : "a UUID";
    if (type == "DateField") return value.is_text() && is_date(value.as_text()) ? "" : "a date like 2024-01-31";
    if (type == "TimeField") return value.is_text() && is_time(value.as_text()) ? "" : "a time like 12:30:00";
    if (type == "DateTimeField") return value.is_text() && is_date_time(value.as_text()) ? "" : "a date with time like 2024-01-31T12:30:00Z";
    if (type == "EnumField") {
        const Value* choices = attributes.find("choices");
        const bool chosen = choices != nullptr && choices->is_list() && std::find(choices->as_list().begin(), choices->as_list().end(), value) != choices->as_list().end();
        return chosen ? "" : "one of its choices";
    }
    if (type == "ForeignKey" || type == "OneToOneField") return value.is_int() || value.is_text() ? "" : "a key of the model it refers to";
    if (type == "IPAddressField" || type == "BinaryField") return value.is_text() ? "" : "a text";
    if (type == "ArrayField") return value.is_list() || value.is_text() ? "" : "a list";
    if (type == "HStoreField") return value.is_object() || value.is_text() ? "" : "a table of texts";
    if (type.ends_with("RangeField")) return value.is_text() ? "" : "a text like [1,10)";
    if (type == "JSONField" && value.is_object() && value.as_object().size() == 1 && value.has("json")) {
        const Value& json = *value.find("json");
        if (!json.is_text()) return "a value or { json = \"…\" }";
        try {
            (void)parse_json(json.as_text());
        } catch (const Error& error) {
            return "JSON: " + error.message();
        }
    }
    return {};
}

}  // namespace

bool check_default(Reader& reader, std::string_view what, std::string_view type, const Value& attributes, const Value& value) {
    const std::string fault = fault_of(type, attributes, value);
    if (fault.empty()) return true;
    const bool sql = value.is_text() && !value.as_text().empty() && (value.as_text().back() == ')' || value.as_text() == "CURRENT_TIMESTAMP" || value.as_text() == "now");
    reader.fail(value.line(), "'default' of " + std::string(what) + " must be " + fault, sql ? "an SQL expression goes into db_default" : "");
    return false;
}

}  // namespace reinhardt::db
