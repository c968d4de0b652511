#include <reinhardt/db/support/times.hpp>

#include <array>
#include <charconv>
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

/// At least `width` digits.
void append_digits(std::string& text, long long value, int width) {
    std::array<char, 24> buffer{};
    char* const end = buffer.data() + buffer.size();
    char* at = end;
    auto rest = static_cast<unsigned long long>(value);
    for (int i = 0; i < width || rest != 0; ++i, rest /= 10) *--at = static_cast<char>('0' + rest % 10);
    text.append(at, static_cast<std::size_t>(end - at));
}

}  // namespace

void append_date(std::string& text, long long days) {
    const Day day = day_of(days);
    if (day.year < 0) text += '-';
    append_digits(text, day.year < 0 ? -day.year : day.year, day.year < 0 ? 3 : 4);
    text += '-';
    append_digits(text, day.month, 2);
    text += '-';
    append_digits(text, day.day, 2);
}

void append_time(std::string& text, long long microseconds) {
    if (microseconds < 0) {
        text += '-';
        microseconds = -microseconds;
    }
    const long long seconds = microseconds / 1'000'000;
    append_digits(text, seconds / 3600, 2);
    text += ':';
    append_digits(text, seconds / 60 % 60, 2);
    text += ':';
    append_digits(text, seconds % 60, 2);
    const long long rest = microseconds % 1'000'000;
    if (rest == 0) return;
    text += '.';
    append_digits(text, rest, 6);
    while (text.back() == '0') text.pop_back();
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

void append_timestamp(std::string& text, long long microseconds) {
    long long days = microseconds / day_us;
    if (microseconds % day_us < 0) --days;
    append_date(text, days);
    text += ' ';
    append_time(text, microseconds - days * day_us);
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
