#include <reinhardt/db/support/times.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <system_error>

namespace reinhardt::db {

namespace {

constexpr long long day_us = 86'400'000'000;

struct Day {
    long long year;
    unsigned month, day;
};

// Proleptic Gregorian calendar by eras of 400 years: exact for all integers.
Day day_of(long long days) {
    days += 719'468;
    const long long era = (days >= 0 ? days : days - 146'096) / 146'097;
    const auto of_era = static_cast<unsigned>(days - era * 146'097);
    const unsigned year = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
    const unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    const unsigned month = (5 * of_year + 2) / 153;
    const unsigned real_month = month < 10 ? month + 3 : month - 9;
    return {static_cast<long long>(year) + era * 400 + (real_month <= 2 ? 1 : 0), real_month, of_year - (153 * month + 2) / 5 + 1};
}

long long days_of(long long year, unsigned month, unsigned day) {
    year -= month <= 2 ? 1 : 0;
    const long long era = (year >= 0 ? year : year - 399) / 400;
    const auto of_era = static_cast<unsigned>(year - era * 400);
    const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146'097 + static_cast<long long>(of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719'468;
}

/// Reads digits of an exact width; false when there are none.
bool number(std::string_view text, std::size_t at, std::size_t width, unsigned& out) {
    if (at + width > text.size()) return false;
    out = 0;
    for (std::size_t i = at; i < at + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        out = out * 10 + static_cast<unsigned>(text[i] - '0');
    }
    return true;
}

/// Reads HH:MM, HH:MM:SS or HH:MM:SS.ffffff from `at` on, which is moved behind it, as microseconds.
bool clock_of(std::string_view text, std::size_t& at, long long& out) {
    unsigned hour = 0, minute = 0, second = 0;
    if (!number(text, at, 2, hour) || !number(text, at + 3, 2, minute) || text[at + 2] != ':') return false;
    at += 5;
    if (at < text.size() && text[at] == ':') {
        if (!number(text, at + 1, 2, second)) return false;
        at += 3;
    }
    long long fraction = 0;
    if (at < text.size() && text[at] == '.') {
        long long unit = 100'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) fraction += unit * (text[at] - '0');
    }
    out = (hour * 3600LL + minute * 60LL + second) * 1'000'000 + fraction;
    return true;
}

/// 00, 01, … 99.
constexpr auto pairs = [] {
    std::array<char, 200> digits{};
    for (std::size_t i = 0; i < 100; ++i) {
        digits[2 * i] = static_cast<char>('0' + i / 10);
        digits[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return digits;
}();

/// The last 2, 4 or 6 digits of a number.
template <int Width>
char* put_digits(char* at, std::uint32_t value) {
    for (int i = Width - 2; i >= 0; i -= 2, value /= 100) std::memcpy(at + i, &pairs[static_cast<std::size_t>(2 * (value % 100))], 2);
    return at + Width;
}

constexpr std::size_t longest_year = 24, longest_date = longest_year + 6, longest_time = 32;

char* put_date(char* at, long long days) {
    const Day day = day_of(days);
    if (day.year >= 0 && day.year <= 9999) {
        at = put_digits<4>(at, static_cast<std::uint32_t>(day.year));
    } else {
        if (day.year < 0) *at++ = '-';
        const long long year = day.year < 0 ? -day.year : day.year;
        for (const long long least : {100, 10}) {
            if (year < least) *at++ = '0';
        }
        at = std::to_chars(at, at + longest_year, year).ptr;
    }
    *at++ = '-';
    at = put_digits<2>(at, day.month);
    *at++ = '-';
    return put_digits<2>(at, day.day);
}

char* put_time(char* at, long long microseconds) {
    auto size = static_cast<unsigned long>(microseconds);
    if (microseconds < 0) {
        *at++ = '-';
        size = 0 - size;
    }
    const unsigned long whole = size / 1'000'000, hours = whole / 3600;
    const auto rest = static_cast<std::uint32_t>(size % 1'000'000), of_hour = static_cast<std::uint32_t>(whole % 3600);
    at = hours < 100 ? put_digits<2>(at, static_cast<std::uint32_t>(hours)) : std::to_chars(at, at + longest_time, hours).ptr;
    *at++ = ':';
    at = put_digits<2>(at, of_hour / 60);
    *at++ = ':';
    at = put_digits<2>(at, of_hour % 60);
    if (rest == 0) return at;
    *at++ = '.';
    at = put_digits<6>(at, rest);
    while (at[-1] == '0') --at;
    return at;
}

}  // namespace

void append_date(std::string& text, long long days) {
    std::array<char, longest_date> buffer;
    text.append(buffer.data(), put_date(buffer.data(), days));
}

void append_time(std::string& text, long long microseconds) {
    std::array<char, 2 * longest_time> buffer;
    text.append(buffer.data(), put_time(buffer.data(), microseconds));
}

void append_timestamp(std::string& text, long long microseconds) {
    long long days = microseconds / day_us;
    if (microseconds % day_us < 0) --days;
    std::array<char, longest_date + 2 * longest_time> buffer;
    char* at = put_date(buffer.data(), days);
    *at++ = ' ';
    text.append(buffer.data(), put_time(at, microseconds - days * day_us));
}

std::string date_text(long long days) {
    std::string text;
    append_date(text, days);
    return text;
}

std::string time_text(long long microseconds) {
    std::string text;
    append_time(text, microseconds);
    return text;
}

std::string timestamp_text(long long microseconds) {
    std::string text;
    append_timestamp(text, microseconds);
    return text;
}

std::string utc_timestamp(std::string_view text) {
    unsigned year = 0, month = 0, day = 0;
    const bool shape = number(text, 0, 4, year) && number(text, 5, 2, month) && number(text, 8, 2, day) && text[4] == '-' && text[7] == '-';
    if (!shape || month < 1 || month > 12 || day < 1 || day > 31) return std::string(text);
    if (text.size() == 10) return std::string(text) + " 00:00:00";
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::string(text);
    long long clock = 0;
    std::size_t at = 11;
    if (!clock_of(text, at, clock)) return std::string(text);
    long long offset = 0;
    if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
        ++at;
    } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        unsigned off_hour = 0, off_minute = 0;
        if (!number(text, at + 1, 2, off_hour) || !number(text, at + 4, 2, off_minute)) return std::string(text);
        offset = (off_hour * 60LL + off_minute) * 60 * (text[at] == '+' ? 1 : -1);
        at += 6;
    }
    if (at != text.size()) return std::string(text);
    return timestamp_text(days_of(year, month, day) * day_us + clock - offset * 1'000'000);
}

std::string rfc3339_utc(std::string_view text) {
    std::string time = utc_timestamp(text);
    if (time.size() < 19 || time[10] != ' ') return std::string(text);
    time[10] = 'T';
    return time + 'Z';
}

std::string clock_text(std::string_view text) {
    long long clock = 0;
    std::size_t at = 0;
    return clock_of(text, at, clock) && at == text.size() ? time_text(clock) : std::string(text);
}

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

}  // namespace reinhardt::db
