#include <reinhardt/db/orm/compile/sql.hpp>

#include <cmath>

#include <fmt/format.h>

#include <reinhardt/db/orm/types/date_time.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db::compile {
namespace {

std::string text_of(const Parameter& value) {
    switch (value.tag()) {
        case RDB_BOOL:
        case RDB_INT: return std::to_string(value.integer());
        case RDB_UINT: return std::to_string(static_cast<std::uint64_t>(value.integer()));
        case RDB_REAL: return fmt::format("{}", value.real());
        case RDB_DATE: return to_text(Date(std::chrono::days(value.integer())));
        case RDB_TIME: return to_text(Time(Duration(value.integer())));
        case RDB_TIMESTAMP: return to_text(DateTime(Duration(value.integer())));
        default: return value.text();
    }
}

/// As a JSON document.
std::string json_of(const Parameter& value) {
    switch (value.tag()) {
        case RDB_NULL: return "null";
        case RDB_BOOL: return value.integer() != 0 ? "true" : "false";
        case RDB_INT:
        case RDB_UINT:
        case RDB_DECIMAL: return text_of(value);
        case RDB_REAL:
            if (!std::isfinite(value.real())) throw Error(ErrorCode::query, "a value of a JSON document is compared with a number that is not finite, which JSON cannot say");
            return text_of(value);
        case RDB_JSON: return value.text();
        default: return to_json(Value(text_of(value)));
    }
}

std::string like(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') made += '!';
        made += c;
    }
    return made;
}

std::string glob(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (c == '*' || c == '?' || c == '[') (((made += '[') += c) += ']');
        else made += c;
    }
    return made;
}

Parameter moment(const Parameter& value) {
    if (value.tag() == RDB_DATE) return Parameter::of_integer(value.integer() * 86'400'000'000, RDB_TIMESTAMP);
    if (value.tag() != RDB_TEXT) return value;
    const auto parsed = parse_date_time(value.text());
    if (!parsed) throw Error(ErrorCode::query, fmt::format("'{}' is no date with time", value.text()));
    return Parameter::of_integer(parsed->time_since_epoch().count(), RDB_TIMESTAMP);
}

}  // namespace

Parameter changed(const Parameter& value, Change change) {
    if (value.is_null() && change != Change::json) return value;
    switch (change) {
        case Change::none: return value;
        case Change::text: return Parameter::of_text(text_of(value));
        case Change::boolean: return Parameter::of_integer(value.integer() != 0 ? 1 : 0, RDB_BOOL);
        case Change::timestamp: return moment(value);
        case Change::json: return Parameter::of_text(json_of(value), RDB_JSON);
        case Change::like_part: return Parameter::of_text('%' + like(text_of(value)) + '%');
        case Change::like_start: return Parameter::of_text(like(text_of(value)) + '%');
        case Change::like_end: return Parameter::of_text('%' + like(text_of(value)));
        case Change::like_whole: return Parameter::of_text(like(text_of(value)));
        case Change::glob_part: return Parameter::of_text('*' + glob(text_of(value)) + '*');
        case Change::glob_start: return Parameter::of_text(glob(text_of(value)) + '*');
        case Change::glob_end: return Parameter::of_text('*' + glob(text_of(value)));
    }
    return value;
}

Sql Sql::value(Bound bound) {
    Sql made;
    made.text = mark;
    made.values.push_back(std::move(bound));
    return made;
}

Sql& Sql::operator+=(const Sql& other) {
    text += other.text;
    values.insert(values.end(), other.values.begin(), other.values.end());
    return *this;
}

Sql expand(std::string_view word, std::span<const Sql> arguments) {
    Sql made;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] != '%' || i + 1 == word.size()) {
            made += word[i];
            continue;
        }
        const char next = word[++i];
        if (next == '*') made += joined(arguments, ", ");
        else if (next >= '1' && next <= '9') {
            if (const auto at = static_cast<std::size_t>(next - '1'); at < arguments.size()) made += arguments[at];
        } else made += next;
    }
    return made;
}

Sql joined(std::span<const Sql> parts, std::string_view separator) {
    Sql made;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) made += separator;
        made += parts[i];
    }
    return made;
}

std::string finished(const Sql& sql, const Dialect& dialect, std::vector<Bound>& values) {
    std::string text;
    text.reserve(sql.text.size() + 2 * sql.values.size());
    std::size_t at = 0;
    const bool shared = dialect.numbered_placeholders();
    for (const char c : sql.text) {
        if (c != Sql::mark) {
            text += c;
            continue;
        }
        const Bound& bound = sql.values.at(at++);
        std::size_t number = values.size();
        if (shared && bound.source != nullptr) {
            for (std::size_t i = 0; i < values.size() && number == values.size(); ++i) {
                if (values[i].source == bound.source && values[i].change == bound.change) number = i;
            }
        }
        if (number == values.size()) values.push_back(bound);
        dialect.placeholder(text, number + 1);
    }
    return text;
}

}  // namespace reinhardt::db::compile
