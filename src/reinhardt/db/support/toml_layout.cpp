#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

namespace {

constexpr std::size_t longest_line = 120;

bool has_lines(const Value& value) { return value.is_text() && value.as_text().find('\n') != std::string::npos; }

/// A text of several lines as it stands: the newline behind the opening quotes is no part of it.
std::string block(const std::string& text) {
    std::string out = "\"\"\"\n";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto code = static_cast<unsigned char>(c);
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '"' && (i + 1 == text.size() || text.compare(i, 3, "\"\"\"") == 0)) {
            out += "\\\"";
        } else if ((code < 0x20 && c != '\n' && c != '\t') || code == 0x7f) {
            out += c == '\r' ? "\\r" : fmt::format("\\u{:04X}", static_cast<unsigned>(code));
        } else {
            out += c;
        }
    }
    return out + "\"\"\"";
}

/// One item a line.
std::string long_list(const Value& list) {
    std::string out = "[\n";
    for (const auto& item : list.as_list()) out += "    " + (has_lines(item) ? block(item.as_text()) : toml_inline(item)) + ",\n";
    return out + "]";
}

/// Writes `key = value` so that it reads well: tables of a list one a line, long texts as they stand.
void write_entry(std::string& out, const std::string& key, const Value& value) {
    if (has_lines(value)) {
        out += key + " = " + block(value.as_text()) + "\n";
        return;
    }
    if (value.is_list() && !value.as_list().empty()) {
        const auto& items = value.as_list();
        const bool tables = std::all_of(items.begin(), items.end(), [](const Value& item) { return item.is_object(); });
        const bool lines = std::any_of(items.begin(), items.end(), has_lines);
        const std::string inline_form = toml_inline(value);
        out += key + " = " + (tables || lines || key.size() + 3 + inline_form.size() > longest_line ? long_list(value) : inline_form) + "\n";
        return;
    }
    if (value.is_object()) {
        const auto& members = value.as_object();
        const bool split = std::any_of(members.begin(), members.end(), [](const Member& member) {
            return has_lines(member.value) ||
                   (member.value.is_list() && std::any_of(member.value.as_list().begin(), member.value.as_list().end(), has_lines));
        });
        if (split) {
            for (const auto& member : members) write_entry(out, key + "." + toml_key(member.key), member.value);
            return;
        }
    }
    out += key + " = " + toml_inline(value) + "\n";
}

}  // namespace

std::string toml_entry(std::string_view key, const Value& value) {
    std::string out;
    write_entry(out, toml_key(key), value);
    return out;
}

}  // namespace reinhardt::db
