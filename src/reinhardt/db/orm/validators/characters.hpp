#pragma once

#include <cstddef>
#include <string_view>

namespace reinhardt::db {

/// Takes a code point off the front of `text`; a byte that is no UTF-8 is U+FFFD. `text` must not be empty.
[[nodiscard]] char32_t next_character(std::string_view& text) noexcept;
/// Code points of `text`.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;
/// A letter, digit or underscore of any script, as \w of Python.
[[nodiscard]] bool is_word_character(char32_t c) noexcept;
/// A blank of any script, as \s of Python.
[[nodiscard]] bool is_space_character(char32_t c) noexcept;
[[nodiscard]] char32_t lower_character(char32_t c) noexcept;
[[nodiscard]] constexpr bool is_ascii_digit(char32_t c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_ascii_letter(char32_t c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace reinhardt::db
