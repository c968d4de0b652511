#include <reinhardt/db/support/toml.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>

#undef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace reinhardt::db {

namespace {

std::string date_text(const toml::date& date) {
    return fmt::format("{:04}-{:02}-{:02}", unsigned{date.year}, unsigned{date.month}, unsigned{date.day});
}

std::string time_text(const toml::time& time) {
    std::string text = fmt::format("{:02}:{:02}:{:02}", unsigned{time.hour}, unsigned{time.minute}, unsigned{time.second});
    if (time.nanosecond != 0) {
        text += fmt::format(".{:09}", time.nanosecond);
        while (text.back() == '0') text.pop_back();
    }
    return text;
}

std::string date_time_text(const toml::date_time& value) {
    std::string text = date_text(value.date) + "T" + time_text(value.time);
    if (!value.offset) return text;
    const int minutes = value.offset->minutes;
    if (minutes == 0) return text + "Z";
    return text + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
}

Value convert(toml::node& node);

/// toml++ keeps keys sorted; the order of the text comes back from their positions.
Value convert_table(toml::table& table) {
    struct Entry {
        toml::source_position at;
        const toml::key* key;
        toml::node* node;
    };
    std::vector<Entry> entries;
    entries.reserve(table.size());
    bool sorted = true;
    for (auto&& [key, node] : table) {
        const auto at = key.source().begin;
        sorted = sorted && (entries.empty() || !(at < entries.back().at));
        entries.push_back({at, &key, &node});
    }
    if (!sorted) std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.at < b.at; });
    Value::Object members;
    members.reserve(entries.size());
    for (const auto& entry : entries) members.push_back({std::string(entry.key->str()), convert(*entry.node), entry.at.line});
    return Value(std::move(members));
}

Value convert_array(toml::array& array) {
    Value::List items;
    items.reserve(array.size());
    for (auto& node : array) items.push_back(convert(node));
    return Value(std::move(items));
}

Value convert_kind(toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return convert_table(*node.as_table());
        case toml::node_type::array: return convert_array(*node.as_array());
        case toml::node_type::string: return Value(std::move(node.as_string()->get()));
        case toml::node_type::integer: return Value(node.as_integer()->get());
        case toml::node_type::floating_point: return Value(node.as_floating_point()->get());
        case toml::node_type::boolean: return Value(node.as_boolean()->get());
        case toml::node_type::date: return Value(date_text(node.as_date()->get()));
        case toml::node_type::time: return Value(time_text(node.as_time()->get()));
        case toml::node_type::date_time: return Value(date_time_text(node.as_date_time()->get()));
        case toml::node_type::none: break;
    }
    return Value();
}

Value convert(toml::node& node) {
    Value value = convert_kind(node);
    value.line(node.source().begin.line);
    return value;
}

bool is_bare_key(std::string_view key) noexcept {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

void append_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\t': out += "\\t"; break;
            case '\n': out += "\\n"; break;
            case '\f': out += "\\f"; break;
            case '\r': out += "\\r"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20 || c == '\x7f') {
                    out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

void append_real(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "nan";
        return;
    }
    if (std::isinf(value)) {
        out += value < 0 ? "-inf" : "inf";
        return;
    }
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    out += digits;
    if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_inline(std::string& out, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null: out += "{ null = true }"; return;
        case Value::Kind::boolean: out += value.as_bool() ? "true" : "false"; return;
        case Value::Kind::integer: out += std::to_string(value.as_int()); return;
        case Value::Kind::real: append_real(out, value.as_real()); return;
        case Value::Kind::text: append_text(out, value.as_text()); return;
        case Value::Kind::list: {
            out += '[';
            const char* separator = "";
            for (const auto& item : value.as_list()) {
                out += separator;
                append_inline(out, item);
                separator = ", ";
            }
            out += ']';
            return;
        }
        case Value::Kind::object: {
            if (value.as_object().empty()) {
                out += "{}";
                return;
            }
            const char* separator = "{ ";
            for (const auto& member : value.as_object()) {
                out += separator;
                out += toml_key(member.key);
                out += " = ";
                append_inline(out, member.value);
                separator = ", ";
            }
            out += " }";
            return;
        }
    }
}

/// toml++'s message as a sentence of ours: lower-case, and a newline named as what it is.
std::string plain_words(std::string_view description) {
    if (description.find("string: unescaped control characters") != std::string_view::npos) return "a text does not end, or holds a control character";
    std::string message(description);
    if (!message.empty() && message.front() >= 'A' && message.front() <= 'Z') message.front() = static_cast<char>(message.front() - 'A' + 'a');
    constexpr std::string_view newline = "saw '\\n'";
    if (const auto at = message.find(newline); at != std::string::npos) message.replace(at, newline.size(), "the line ends");
    return message;
}

}  // namespace

Value parse_toml(std::string_view text, const std::string& file, ErrorCode code) {
    toml::parse_result parsed = toml::parse(text);
    if (parsed) return convert(parsed.table());
    throw Error(code, "invalid TOML: " + plain_words(parsed.error().description())).at(file, parsed.error().source().begin.line);
}

std::string toml_inline(const Value& value) {
    std::string out;
    append_inline(out, value);
    return out;
}

std::string toml_key(std::string_view key) {
    if (is_bare_key(key)) return std::string(key);
    std::string out;
    append_text(out, key);
    return out;
}

}  // namespace reinhardt::db
