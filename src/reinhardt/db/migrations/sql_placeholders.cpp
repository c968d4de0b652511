#include <reinhardt/db/migrations/sql_placeholders.hpp>

#include <algorithm>

namespace reinhardt::db {

namespace {

/// The place behind the text, quoted name or comment that begins at `at`; `at` itself where none does.
std::size_t behind_quoted(std::string_view sql, std::size_t at) {
    const auto behind = [&](std::string_view stop, std::size_t from) {
        const std::size_t found = sql.find(stop, from);
        return found == std::string_view::npos ? sql.size() : found + stop.size();
    };
    const char letter = sql[at];
    if (letter == '\'' || letter == '"' || letter == '`') return behind(sql.substr(at, 1), at + 1);
    if (sql.substr(at, 2) == "--") return behind("\n", at);
    if (sql.substr(at, 2) == "/*") return behind("*/", at + 2);
    return at;
}

}  // namespace

std::string replace_placeholders(std::string_view sql, const std::function<std::string(std::size_t)>& replacement) {
    std::string out;
    std::size_t number = 0;
    for (std::size_t at = 0; at < sql.size();) {
        if (const std::size_t end = behind_quoted(sql, at); end != at) {
            out += sql.substr(at, end - at);
            at = end;
        } else if (sql[at++] == '?') {
            out += replacement(number++);
        } else {
            out += sql[at - 1];
        }
    }
    return out;
}

std::string native_placeholders(std::string_view sql, const Driver& driver) {
    const char mark = driver.sql().dialect->placeholder;
    if (mark == '?' || sql.find(std::string(1, mark) + '1') != std::string_view::npos) return std::string(sql);
    return replace_placeholders(sql, [mark](std::size_t number) { return mark + std::to_string(number + 1); });
}

}  // namespace reinhardt::db
