#include "texts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hostile {
namespace {

const std::vector<std::string> clean_pieces = {
    "'", "''", "\"", "\"\"", "`", "\\", "\\'", "\\\"", "--", "-- ", "/*", "*/", "#", ";", "%", "%%", "_", "!", "!%", "[", "]", "[a]", "*", "?", "??", "$1", "$$", ":x", "@v", "%s", "%1", "%*", "{", "}", "{\"a\"}", "(", ")", ",", ".",
    "\x01", "\x02", "\x1f", "\x7f", "\n", "\r\n", "\t", "\b", "\x1a", "\\N", "\\.", "\\0", "\\x00", "0x27", "a", "A", "b", "aA", " ", "  ", "\xE2\x80\x99", "\xCA\xBC", "\xEF\xBC\x87", "\xE2\x80\x9C", "\xC3\xA9", "\xF0\x9F\x98\x80", "\xEF\xBB\xBF",
    " OR 1=1 ", "' OR '1'='1", "'; DROP TABLE canary; --", "\"; DROP TABLE canary; --", "`; DROP TABLE canary; --", "') UNION SELECT 1 --", " UNION SELECT word FROM canary ", "NULL", "CAST", "E'", "U&'", "x'", "exact", "$.", "$[0]", "::text",
};
const std::vector<std::string> unclean_pieces = {std::string(1, '\0'), "\xFF", "\xC0\xA7", "\xC0\xAF", "\xE2\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xBF\x27", "\x9F", "\x80\x5C"};

/// What a driver may take for something else.
const std::vector<std::string> lookalikes = {"2024-01-02T03:04:05Z", "2024-01-02T03:04:05.123456+02:00", "2024-01-02 03:04:05", "2024-01-02", "03:04:05", "0", "1", "-0", "1e5", "0.10", "007", "true", "NaN", "Infinity",
                                              "7f3d8f8e-0000-4000-8000-000000000001", "{\"a\": 1}", "[1,2]", "null", "P1DT2H", "\\x3132", "b'1'"};

const std::string& lookalike(std::mt19937& random) { return lookalikes[below(random, lookalikes.size())]; }

std::string text_of(std::mt19937& random, bool clean) {
    std::string text;
    const std::size_t count = below(random, 6);
    const std::size_t at = below(random, count + 1);
    for (std::size_t i = 0; i <= count; ++i) {
        if (i == at) text += token;
        else text += clean || below(random, 3) != 0 ? clean_pieces[below(random, clean_pieces.size())] : unclean_pieces[below(random, unclean_pieces.size())];
    }
    if (below(random, 12) == 0) text += std::string(std::array<std::size_t, 4>{63, 64, 65, 130}[below(random, 4)] - std::min<std::size_t>(60, text.size()), 'x');
    return text;
}

/// Length of the UTF-8 sequence at the start; 0: none.
std::size_t sequence(const unsigned char* at, std::size_t left) {
    const auto follows = [&](std::size_t index) { return index < left && (at[index] & 0xC0) == 0x80; };
    if (at[0] < 0x80) return 1;
    if (at[0] >= 0xC2 && at[0] <= 0xDF) return follows(1) ? 2 : 0;
    if (at[0] >= 0xE0 && at[0] <= 0xEF) {
        if (!follows(1) || !follows(2) || (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F)) return 0;
        return 3;
    }
    if (at[0] >= 0xF0 && at[0] <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3) || (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F)) return 0;
        return 4;
    }
    return 0;
}

}  // namespace

std::size_t below(std::mt19937& random, std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random); }

std::string hostile_text(std::mt19937& random) { return text_of(random, below(random, 3) != 0); }
std::string clean_text(std::mt19937& random) { return text_of(random, true); }
std::string hostile_value(std::mt19937& random) { return below(random, 8) == 0 ? lookalike(random) : hostile_text(random); }
std::string clean_value(std::mt19937& random) { return below(random, 8) == 0 ? lookalike(random) : clean_text(random); }

bool is_clean(const std::string& text) {
    if (text.find('\0') != std::string::npos) return false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = sequence(reinterpret_cast<const unsigned char*>(text.data()) + at, text.size() - at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

std::string shown(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\') made += fmt::format("\\x{:02x}", byte);
        else made += c;
    }
    return made + '"';
}

std::vector<std::string> shorter(const std::string& text) {
    std::vector<std::string> made;
    for (std::size_t part = text.size() / 2; part > 0; part /= 2) {
        for (std::size_t at = 0; at + part <= text.size(); at += part) made.push_back(text.substr(0, at) + text.substr(at + part));
    }
    return made;
}

std::string outside_of_quotes(const std::string& sql, char quote) {
    std::string made;
    bool inside = false;
    for (const char c : sql) {
        if (c == quote) inside = !inside;  // a doubled one is left and entered again
        else if (!inside) made += c;
    }
    return made;
}

}  // namespace hostile
