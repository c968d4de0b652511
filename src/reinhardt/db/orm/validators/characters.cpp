#include "characters.hpp"

#include <clocale>
#include <cwctype>
#include <locale.h>

namespace reinhardt::db {

namespace {

/// The system's table of Unicode, whatever locale the program runs in; null on a system without it.
locale_t unicode() noexcept {
    static const locale_t table = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return table;
}

}  // namespace

char32_t next_character(std::string_view& text) noexcept {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    char32_t made = 0xFFFD;
    std::size_t size = 1;
    if (first < 0x80) {
        made = first;
    } else if (first >= 0xC2 && first <= 0xDF && tail(1)) {
        made = (first & 0x1FU) << 6U | (byte(1) & 0x3FU);
        size = 2;
    } else if (first >= 0xE0 && first <= 0xEF && tail(1) && tail(2)) {
        const char32_t c = (first & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
        if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) {
            made = c;
            size = 3;
        }
    } else if (first >= 0xF0 && first <= 0xF4 && tail(1) && tail(2) && tail(3)) {
        const char32_t c = (first & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U | (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
        if (c >= 0x10000 && c <= 0x10FFFF) {
            made = c;
            size = 4;
        }
    }
    text.remove_prefix(size);
    return made;
}

std::size_t count_characters(std::string_view text) noexcept {
    std::size_t count = 0;
    for (; !text.empty(); ++count) static_cast<void>(next_character(text));
    return count;
}

bool is_word_character(char32_t c) noexcept {
    if (c < 0x80) return is_ascii_digit(c) || is_ascii_letter(c) || c == '_';
    if (unicode() != nullptr) return iswalnum_l(static_cast<wint_t>(c), unicode()) != 0;
    return c >= 0xAA && c != 0xD7 && c != 0xF7 && c != 0xFFFD && !is_space_character(c) && (c < 0x2000 || c > 0x206F);
}

bool is_space_character(char32_t c) noexcept {
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

char32_t lower_character(char32_t c) noexcept {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
    return unicode() != nullptr ? static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode())) : c;
}

}  // namespace reinhardt::db
