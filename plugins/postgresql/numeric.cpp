#include "numeric.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace reinhardt::db::postgresql {

namespace {

constexpr int digits_a_group = 4;
constexpr std::uint16_t negative = 0x4000, not_a_number = 0xC000, infinite = 0xD000, minus_infinite = 0xF000;

std::uint16_t word_at(std::string_view bytes, std::size_t index) noexcept {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data()) + 2 * index;
    return static_cast<std::uint16_t>(data[0] << 8U | data[1]);
}

void append_word(std::string& out, int word) {
    out += static_cast<char>(static_cast<unsigned>(word) >> 8U);
    out += static_cast<char>(static_cast<unsigned>(word) & 0xFFU);
}

std::size_t put(std::string_view text, char* out) noexcept {
    std::memcpy(out, text.data(), text.size());
    return text.size();
}

}  // namespace

std::size_t numeric_room(std::string_view bytes) noexcept {
    if (bytes.size() < numeric_header) return 16;
    const int weight = static_cast<std::int16_t>(word_at(bytes, 1));
    return static_cast<std::size_t>(std::max(weight, 0) + 1) * digits_a_group + word_at(bytes, 3) + digits_a_group + 16;
}

std::size_t numeric_text(std::string_view bytes, char* out) noexcept {
    if (bytes.size() < numeric_header) return 0;
    const int count = word_at(bytes, 0), weight = static_cast<std::int16_t>(word_at(bytes, 1)), scale = word_at(bytes, 3);
    const std::uint16_t sign = word_at(bytes, 2);
    if (sign == not_a_number) return put("NaN", out);
    if (sign == infinite) return put("Infinity", out);
    if (sign == minus_infinite) return put("-Infinity", out);
    if (bytes.size() < numeric_header + 2 * static_cast<std::size_t>(count)) return 0;
    char* at = out;
    if (sign == negative) *at++ = '-';
    const auto group = [&](int index) { return index >= 0 && index < count ? static_cast<int>(word_at(bytes, 4 + static_cast<std::size_t>(index))) : 0; };
    const auto digits = [&](int value) {
        for (int unit = 1'000; unit > 0; unit /= 10) *at++ = static_cast<char>('0' + value / unit % 10);
    };
    char* const whole = at;
    for (int index = 0; index <= weight; ++index) digits(group(index));
    char* first = whole;
    while (first < at - 1 && *first == '0') ++first;
    std::memmove(whole, first, static_cast<std::size_t>(at - first));
    at -= first - whole;
    if (at == whole) *at++ = '0';
    if (scale == 0) return static_cast<std::size_t>(at - out);
    *at++ = '.';
    char* const fraction = at;
    const int below = (scale + digits_a_group - 1) / digits_a_group;
    for (int index = 1; index <= below; ++index) digits(group(weight + index));
    return static_cast<std::size_t>(fraction - out) + static_cast<std::size_t>(scale);
}

bool write_numeric(std::string_view text, std::string& out) {
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string_view whole = text.substr(0, point);
    const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
    const auto is_number = [](std::string_view part) { return part.find_first_not_of("0123456789") == std::string_view::npos; };
    if (whole.size() + fraction.size() == 0 || !is_number(whole) || !is_number(fraction) || whole.size() > 100'000 || fraction.size() > 16'000) return false;
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    const int groups = (static_cast<int>(whole.size()) + digits_a_group - 1) / digits_a_group;
    const int below = (static_cast<int>(fraction.size()) + digits_a_group - 1) / digits_a_group;
    const int lead = groups * digits_a_group - static_cast<int>(whole.size());
    // Position 0 is the first digit of the first group; digits outside of the text are zeros.
    const auto digit = [&](int position) {
        const int index = position - lead;
        if (index < 0) return 0;
        const auto in_whole = static_cast<std::size_t>(index);
        if (in_whole < whole.size()) return whole[in_whole] - '0';
        const std::size_t in_fraction = in_whole - whole.size();
        return in_fraction < fraction.size() ? fraction[in_fraction] - '0' : 0;
    };
    const auto group = [&](int index) { return ((digit(4 * index) * 10 + digit(4 * index + 1)) * 10 + digit(4 * index + 2)) * 10 + digit(4 * index + 3); };
    int first = 0, last = groups + below;
    while (first < last && group(first) == 0) ++first;
    while (last > first && group(last - 1) == 0) --last;
    append_word(out, last - first);
    append_word(out, last > first ? groups - 1 - first : 0);
    append_word(out, minus && last > first ? negative : 0);
    append_word(out, static_cast<int>(fraction.size()));
    for (int index = first; index < last; ++index) append_word(out, group(index));
    return true;
}

}  // namespace reinhardt::db::postgresql
