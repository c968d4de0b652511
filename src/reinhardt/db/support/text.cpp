#include <reinhardt/db/support/text.hpp>

#include <algorithm>

namespace reinhardt::db {

namespace {

constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char lowered(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// Restricted Damerau-Levenshtein distance; a substitution of letters that differ in case alone costs `case_cost`, any other step `cost`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t cost, std::size_t case_cost) {
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j * cost;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i * cost;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const char left = a[i - 1];
            const char right = b[j - 1];
            const std::size_t change = left == right ? 0 : lowered(left) == lowered(right) ? case_cost : cost;
            row[j] = std::min({above[j] + cost, row[j - 1] + cost, above[j - 1] + change});
            if (i > 1 && j > 1 && left == b[j - 2] && a[i - 2] == right) row[j] = std::min(row[j], before[j - 2] + cost);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

}  // namespace

std::string snake_case(std::string_view name) {
    std::string result;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (is_upper(c) && i > 0 && name[i - 1] != '_') {
            const bool after_small = is_lower(name[i - 1]) || is_digit(name[i - 1]);
            const bool before_small = i + 1 < name.size() && is_lower(name[i + 1]);
            if (after_small || (is_upper(name[i - 1]) && before_small)) result += '_';
        }
        result += lowered(c);
    }
    return result;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lowered);
    return result;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) result += separator;
        result += parts[i];
    }
    return result;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t start = 0;;) {
        const auto end = text.find(separator, start);
        if (end == std::string_view::npos) {
            parts.emplace_back(text.substr(start));
            return parts;
        }
        parts.emplace_back(text.substr(start, end - start));
        start = end + 1;
    }
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    if (from.empty()) return text;
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b) { return distance(a, b, 1, 1); }

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string* best = nullptr;
    std::size_t best_distance = 0;
    for (const auto& candidate : candidates) {
        const std::size_t longest = std::max(word.size(), candidate.size());
        const std::size_t gap = longest - std::min(word.size(), candidate.size());
        if (gap * 3 > longest) continue;
        // A word in capitals is the same word.
        const std::size_t halves = lower(word) == lower(candidate) ? 1 : distance(word, candidate, 2, 1);
        if (halves * 3 > longest * 2 || (best != nullptr && halves >= best_distance)) continue;
        best = &candidate;
        best_distance = halves;
    }
    return best != nullptr ? std::optional<std::string>(*best) : std::nullopt;
}

std::string similar_hint(std::string_view kind, std::string_view word, const std::vector<std::string>& candidates) {
    const auto found = nearest(word, candidates);
    return found ? "a similar " + std::string(kind) + " exists: '" + *found + "'" : std::string();
}

bool is_plain_name(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return is_upper(c) || is_lower(c) || is_digit(c) || c == '_'; });
}

std::string count_of(std::size_t n, std::string_view noun) {
    std::string text = std::to_string(n) + " " + std::string(noun);
    if (n != 1) text += noun.ends_with("x") || noun.ends_with("s") ? "es" : "s";
    return text;
}

std::size_t utf8_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80) return text.empty() ? 0 : 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(1) || !follows(2)) return 0;
        if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3)) return 0;
        if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
        return 4;
    }
    return 0;
}

bool is_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t length = utf8_length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

}  // namespace reinhardt::db
