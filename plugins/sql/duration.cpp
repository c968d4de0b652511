#include "duration.hpp"

#include <charconv>
#include <system_error>

namespace reinhardt::db::sql {

bool duration_us(std::string_view text, std::int64_t& out) {
    double sign = 1, total = 0;
    if (!text.empty() && text.front() == '-') {
        sign = -1;
        text.remove_prefix(1);
    }
    if (text.size() < 3 || text.front() != 'P') return false;
    text.remove_prefix(1);
    bool time = false;
    while (!text.empty()) {
        if (text.front() == 'T') {
            time = true;
            text.remove_prefix(1);
            continue;
        }
        double number = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
        if (end.ec != std::errc{} || end.ptr == text.data() + text.size()) return false;
        const char unit = *end.ptr;
        text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()) + 1);
        if (!time && unit == 'W') {
            total += number * 604'800;
        } else if (!time && unit == 'D') {
            total += number * 86'400;
        } else if (time && unit == 'H') {
            total += number * 3600;
        } else if (time && unit == 'M') {
            total += number * 60;
        } else if (time && unit == 'S') {
            total += number;
        } else {
            return false;
        }
    }
    const double us = sign * total * 1e6;
    out = static_cast<std::int64_t>(us < 0 ? us - 0.5 : us + 0.5);
    return true;
}

}  // namespace reinhardt::db::sql
