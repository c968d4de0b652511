#include "quote.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace reinhardt::db::sql {

std::string quote_identifier(std::string_view name, char open, char close) {
    std::string quoted(1, open);
    for (const char c : name) {
        quoted += c;
        if (c == close) quoted += c;
    }
    return quoted += close;
}

std::string quote_text(std::string_view text) { return quote_identifier(text, '\'', '\''); }

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::string real_literal(double number) {
    if (std::isnan(number)) return "NULL";
    if (std::isinf(number)) return number > 0 ? "9e999" : "-9e999";
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    std::string text(buffer.data(), end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

bool is_number(std::string_view text) noexcept {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t begin = at;
        while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0) ++at;
        return at > begin;
    };
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    bool some = digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        some = digits() || some;
    }
    if (!some) return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        if (!digits()) return false;
    }
    return at == text.size();
}

}  // namespace reinhardt::db::sql
