#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db {

/// "HTTPServer" -> "http_server", "BlogPost" -> "blog_post" (details 1.15).
[[nodiscard]] std::string snake_case(std::string_view name);
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// Restricted Damerau-Levenshtein distance in bytes.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);
/// The candidate that `word` most likely meant: distance at most a third of the length, ties by order. Case counts half.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);
/// "a similar command exists: 'migrate'" or empty.
[[nodiscard]] std::string similar_hint(std::string_view kind, std::string_view word, const std::vector<std::string>& candidates);

/// The length of the valid UTF-8 sequence at the start of `text`, or 0.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// [A-Za-z0-9_]+ (details 2.13).
[[nodiscard]] bool is_plain_name(std::string_view name) noexcept;

/// Lower-case hexadecimal SHA-256 of the bytes (FIPS 180-4).
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// "1 migration", "2 migrations".
[[nodiscard]] std::string count_of(std::size_t n, std::string_view noun);

}  // namespace reinhardt::db
