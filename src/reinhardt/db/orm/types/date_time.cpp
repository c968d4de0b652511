#include <reinhardt/db/orm/types/date_time.hpp>

#include <array>
#include <cmath>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/times.hpp>

namespace reinhardt::db {

namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;
constexpr std::int64_t latest_year = 290'000;  // what 64 bits of microseconds hold, rounded down

/// Walks over a text; what does not match leaves it where it is.
class Reader {
public:
    explicit Reader(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] bool done() const noexcept { return text_.empty(); }
    [[nodiscard]] bool next_is_digit() const noexcept { return !text_.empty() && is_digit(text_.front()); }
    bool skip(char wanted) noexcept {
        if (text_.empty() || text_.front() != wanted) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool skip_any(std::string_view wanted) noexcept {
        if (text_.empty() || wanted.find(text_.front()) == std::string_view::npos) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool skip(std::string_view wanted) noexcept {
        if (!text_.starts_with(wanted)) return false;
        text_.remove_prefix(wanted.size());
        return true;
    }
    bool skip_word(std::string_view& word) noexcept {
        std::size_t size = 0;
        while (size < text_.size() && text_[size] >= 'a' && text_[size] <= 'z') ++size;
        word = text_.substr(0, size);
        text_.remove_prefix(size);
        return size > 0;
    }
    /// Digits, at least `least` and at most `most`.
    bool number(std::size_t least, std::size_t most, std::int64_t& out) noexcept {
        std::size_t size = 0;
        std::int64_t made = 0;
        for (; size < text_.size() && size < most && is_digit(text_[size]); ++size) made = made * 10 + (text_[size] - '0');
        if (size < least) return false;
        text_.remove_prefix(size);
        out = made;
        return true;
    }
    /// ".5" as 500000, "" as 0; digits behind the sixth are passed over.
    std::int64_t fraction() noexcept {
        if (text_.size() < 2 || (text_.front() != '.' && text_.front() != ',') || !is_digit(text_[1])) return 0;
        text_.remove_prefix(1);
        std::int64_t made = 0, unit = second_us;
        for (; next_is_digit(); text_.remove_prefix(1)) made += (text_.front() - '0') * (unit /= 10);
        return made;
    }

private:
    static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
    std::string_view text_;
};

bool make_day(std::int64_t year, std::int64_t month, std::int64_t day, Date& out) noexcept {
    if (year > latest_year || year < -latest_year || month > 12 || day > 31) return false;
    // The library's year has 16 bits; the calendar repeats every 400 years.
    const std::int64_t era = year >= 0 ? year / 400 : (year - 399) / 400;
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year - era * 400)), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok()) return false;
    out = Date(date) + days(era * 146'097);
    return true;
}

struct DateParts {
    std::int64_t year = 0, month = 0, day = 0;
    bool read(Reader& reader) noexcept {
        const bool negative = reader.skip('-');
        if (!negative) reader.skip('+');
        if (!reader.number(4, 6, year) || !reader.skip('-') || !reader.number(2, 2, month) || !reader.skip('-') || !reader.number(2, 2, day)) return false;
        if (negative) year = -year;
        return true;
    }
    /// " BC" behind what was read; year 1 BC is the year 0.
    bool finish(Reader& reader, Date& out) noexcept {
        if (reader.skip(" BC")) year = 1 - year;
        return reader.done() && make_day(year, month, day, out);
    }
};

/// HH:MM[:SS[.f]] of a day.
bool read_clock(Reader& reader, std::int64_t& us) noexcept {
    std::int64_t hour = 0, minute = 0, second = 0;
    if (!reader.number(2, 2, hour) || !reader.skip(':') || !reader.number(2, 2, minute)) return false;
    std::int64_t fraction = 0;
    if (reader.skip(':')) {
        if (!reader.number(2, 2, second)) return false;
        fraction = reader.fraction();
    }
    us = ((hour * 60 + minute) * 60 + second) * second_us + fraction;
    return hour < 24 && minute < 60 && second < 60;
}

/// The offset of a zone; without one it is 0.
bool read_zone(Reader& reader, std::int64_t& us) noexcept {
    us = 0;
    if (reader.skip_any("Zz")) return true;
    const bool east = reader.skip('+');
    if (!east && !reader.skip('-')) return true;
    std::int64_t hour = 0, minute = 0, second = 0;
    if (!reader.number(2, 2, hour)) return false;
    if (reader.skip(':') ? !reader.number(2, 2, minute) : reader.next_is_digit() && !reader.number(2, 2, minute)) return false;
    if (reader.skip(':') && !reader.number(2, 2, second)) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    us = ((hour * 60 + minute) * 60 + second) * second_us * (east ? 1 : -1);
    return true;
}

bool add_scaled(std::int64_t count, std::int64_t unit, std::int64_t& total) noexcept {
    std::int64_t product = 0;
    return !__builtin_mul_overflow(count, unit, &product) && !__builtin_add_overflow(total, product, &total);
}

constexpr std::size_t most_count_digits = 18;

/// "04:05:06.7" with any number of hours, after its sign.
bool read_long_clock(Reader& reader, std::int64_t hours, bool negative, std::int64_t& total) noexcept {
    std::int64_t minute = 0, second = 0;
    if (!reader.number(2, 2, minute) || minute > 59) return false;
    std::int64_t fraction = 0;
    if (reader.skip(':')) {
        if (!reader.number(2, 2, second) || second > 59) return false;
        fraction = reader.fraction();
    }
    const std::int64_t sign = negative ? -1 : 1;
    return add_scaled(hours, sign * 3600 * second_us, total) && add_scaled((minute * 60 + second) * second_us + fraction, sign, total);
}

std::int64_t unit_of_word(std::string_view word) noexcept {
    if (word == "year" || word == "years") return 365 * day_us;
    if (word == "mon" || word == "mons") return 30 * day_us;
    if (word == "day" || word == "days") return day_us;
    return 0;
}

bool read_words(Reader reader, std::int64_t& total) noexcept {
    total = 0;
    bool some = false, clock = false;
    while (!reader.done()) {
        if (clock || (some && !reader.skip(' '))) return false;
        const bool negative = reader.skip('-');
        if (!negative) reader.skip('+');
        std::int64_t count = 0;
        if (!reader.number(1, most_count_digits, count)) return false;
        std::string_view word;
        if (reader.skip(':')) {
            if (!read_long_clock(reader, count, negative, total)) return false;
            clock = true;
        } else {
            reader.skip(' ');
            // Django writes "3 04:05:06" and "3 days, 04:05:06".
            const std::int64_t unit = reader.skip_word(word) ? unit_of_word(word) : (reader.next_is_digit() ? day_us : 0);
            if (unit == 0 || !add_scaled(count, negative ? -unit : unit, total)) return false;
            if (word.empty()) {
                if (!reader.number(1, most_count_digits, count) || !reader.skip(':') || !read_long_clock(reader, count, negative, total)) return false;
                clock = true;
            } else {
                reader.skip(',');
            }
        }
        some = true;
    }
    return some;
}

std::int64_t iso_unit(bool time, char unit) noexcept {
    if (!time) return unit == 'Y' ? 365 * day_us : unit == 'M' ? 30 * day_us : unit == 'W' ? 7 * day_us : unit == 'D' ? day_us : 0;
    return unit == 'H' ? 3600 * second_us : unit == 'M' ? 60 * second_us : unit == 'S' ? second_us : 0;
}

bool read_iso(Reader reader, std::int64_t& total) noexcept {
    total = 0;
    const bool all_negative = reader.skip('-');
    if (!reader.skip('P')) return false;
    bool time = false, some = false;
    while (!reader.done()) {
        if (!time && reader.skip('T')) {
            time = true;
            some = false;
            continue;
        }
        const bool negative = reader.skip('-') != all_negative;
        reader.skip('+');
        std::int64_t count = 0;
        if (!reader.number(1, most_count_digits, count)) return false;
        const std::int64_t fraction = reader.fraction();
        std::int64_t unit = 0;
        for (const char c : {'Y', 'M', 'W', 'D', 'H', 'S'}) {
            if (reader.skip(c)) {
                unit = iso_unit(time, c);
                break;
            }
        }
        if (unit == 0 || (fraction != 0 && unit > 7 * day_us)) return false;
        const std::int64_t sign = negative ? -1 : 1;
        if (!add_scaled(count, sign * unit, total) || !add_scaled(fraction * (unit / second_us), sign, total)) return false;
        some = true;
    }
    return some;
}

std::optional<std::string_view> text_of(const rdb_cell& cell) noexcept {
    if (cell.tag == RDB_TEXT || cell.tag == RDB_BLOB || cell.tag == RDB_DECIMAL) return cell_bytes(cell);
    return std::nullopt;
}

unsigned two(const char* at, unsigned& bad) noexcept {
    const unsigned tens = static_cast<unsigned>(at[0]) - '0', ones = static_cast<unsigned>(at[1]) - '0';
    bad |= static_cast<unsigned>(tens > 9) | static_cast<unsigned>(ones > 9);
    return tens * 10 + ones;
}

}  // namespace

Time::Time(unsigned hour, unsigned minute, unsigned second, unsigned microsecond)
    : microseconds_(((hour * std::int64_t{60} + minute) * 60 + second) * second_us + microsecond) {
    if (hour > 23 || minute > 59 || second > 59 || microsecond >= second_us) throw Error(ErrorCode::usage, fmt::format("{}:{}:{}.{} is no time of day", hour, minute, second, microsecond));
}

Time::Time(Duration since_midnight) : microseconds_(since_midnight.count()) {
    if (microseconds_ < 0 || microseconds_ >= day_us) throw Error(ErrorCode::usage, fmt::format("{} microseconds after midnight are no time of day", microseconds_));
}

DateTime utc_now() noexcept { return floor<Duration>(std::chrono::system_clock::now()); }

std::string to_text(DateTime moment) {
    std::string text = timestamp_text(moment.time_since_epoch().count());
    text[text.find(' ')] = 'T';
    return text += 'Z';
}

std::string to_text(Date day) { return date_text(day.time_since_epoch().count()); }

std::string to_text(Time time) { return time_text(time.since_midnight().count()); }

std::string to_text(Duration duration) {
    const std::int64_t count = duration.count();
    if (count == 0) return "PT0S";
    const std::uint64_t us = count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
    std::string text = count < 0 ? "-P" : "P";
    const std::uint64_t day = us / day_us, hour = us / (3600 * second_us) % 24, minute = us / (60 * second_us) % 60, second = us / second_us % 60, fraction = us % second_us;
    if (day != 0) text += fmt::format("{}D", day);
    if (us % day_us == 0) return text;
    text += 'T';
    if (hour != 0) text += fmt::format("{}H", hour);
    if (minute != 0) text += fmt::format("{}M", minute);
    if (second == 0 && fraction == 0) return text;
    text += fmt::format("{}", second);
    if (fraction != 0) {
        text += fmt::format(".{:06}", fraction);
        text.resize(text.find_last_not_of('0') + 1);
    }
    return text += 'S';
}

bool parse_plain_timestamp(std::string_view text, DateTime& out) noexcept {
    const char* at = text.data();
    if (text.size() < 19 || text.size() > 26 || at[4] != '-' || at[7] != '-' || (at[10] != ' ' && at[10] != 'T') || at[13] != ':' || at[16] != ':') return false;
    unsigned bad = 0;
    const unsigned year = two(at, bad) * 100 + two(at + 2, bad), month = two(at + 5, bad), day = two(at + 8, bad);
    const unsigned hour = two(at + 11, bad), minute = two(at + 14, bad), second = two(at + 17, bad);
    std::int64_t fraction = 0;
    if (text.size() > 19) {
        if (at[19] != '.' || text.size() == 20) return false;
        std::int64_t unit = second_us;
        for (std::size_t i = 20; i < text.size(); ++i) {
            const unsigned digit = static_cast<unsigned>(at[i]) - '0';
            bad |= static_cast<unsigned>(digit > 9);
            fraction += static_cast<std::int64_t>(digit) * (unit /= 10);
        }
    }
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year)), std::chrono::month(month), std::chrono::day(day));
    if (bad != 0 || !date.ok() || hour > 23 || minute > 59 || second > 59) return false;
    out = DateTime(Date(date)) + Duration(((hour * std::int64_t{60} + minute) * 60 + second) * second_us + fraction);
    return true;
}

std::optional<DateTime> parse_date_time(std::string_view text) noexcept {
    DateTime moment;
    if (parse_plain_timestamp(text, moment)) return moment;
    Reader reader(text);
    DateParts parts;
    if (!parts.read(reader)) return std::nullopt;
    std::int64_t us = 0, offset = 0;
    if (reader.skip_any("Tt")) {
        if (!read_clock(reader, us) || !read_zone(reader, offset)) return std::nullopt;
    } else if (Reader ahead = reader; ahead.skip(' ') && ahead.next_is_digit()) {
        reader = ahead;
        if (!read_clock(reader, us) || !read_zone(reader, offset)) return std::nullopt;
    }
    Date day;
    if (!parts.finish(reader, day)) return std::nullopt;
    return DateTime(day) + Duration(us - offset);
}

std::optional<Date> parse_date(std::string_view text) noexcept {
    Reader reader(text);
    DateParts parts;
    Date day;
    if (!parts.read(reader) || !parts.finish(reader, day)) return std::nullopt;
    return day;
}

std::optional<Time> parse_time(std::string_view text) noexcept {
    Reader reader(text);
    std::int64_t us = 0;
    if (!read_clock(reader, us) || !reader.done()) return std::nullopt;
    return Time(Duration(us));
}

std::optional<Duration> parse_duration_text(std::string_view text) noexcept {
    std::int64_t total = 0;
    if (!read_iso(Reader(text), total) && !read_words(Reader(text), total)) return std::nullopt;
    return Duration(total);
}

DateTime to_date_time_slow(const rdb_cell& cell) {
    if (cell.tag == RDB_DATE && cell.u.i > -latest_year * 365 && cell.u.i < latest_year * 365) return DateTime(days(cell.u.i));
    if (const auto text = text_of(cell)) {
        if (const auto moment = parse_date_time(*text)) return *moment;
    }
    decode_mismatch(cell, "a date with time");
}

void type_adapter<Date>::decode(const rdb_cell& cell, Date& value) {
    constexpr std::int64_t farthest = std::int64_t{1} << 31;
    if (cell.tag == RDB_DATE && cell.u.i > -farthest && cell.u.i < farthest) {
        value = Date(days(cell.u.i));
        return;
    }
    std::optional<DateTime> moment;
    if (cell.tag == RDB_TIMESTAMP) moment = DateTime(Duration(cell.u.i));
    else if (const auto text = text_of(cell)) {
        if (const auto day = parse_date(*text)) {
            value = *day;
            return;
        }
        moment = parse_date_time(*text);
    }
    if (!moment || floor<days>(*moment) != *moment) decode_mismatch(cell, "a date");
    value = floor<days>(*moment);
}

void type_adapter<Time>::decode(const rdb_cell& cell, Time& value) {
    if (cell.tag == RDB_TIME && cell.u.i >= 0 && cell.u.i < day_us) {
        value = Time(Duration(cell.u.i));
        return;
    }
    const auto text = text_of(cell);
    const auto time = text ? parse_time(*text) : std::nullopt;
    if (!time) decode_mismatch(cell, "a time of day");
    value = *time;
}

void type_adapter<Duration>::decode(const rdb_cell& cell, Duration& value) {
    // A column of type TIME counts on behind a day: 24:00, and on MySQL and MariaDB 838 hours.
    if (cell.tag == RDB_TIME) {
        value = Duration(cell.u.i);
        return;
    }
    // The mean of numbers of microseconds.
    if (cell.tag == RDB_REAL || cell.tag == RDB_DECIMAL) {
        const double real = std::nearbyint(to_real_slow(cell));
        if (std::abs(real) < 9.2e18) {
            value = Duration(static_cast<std::int64_t>(real));
            return;
        }
    }
    const auto text = text_of(cell);
    const auto duration = text ? parse_duration_text(*text) : std::nullopt;
    value = duration ? *duration : Duration(to_integer_slow(cell, Duration::min().count(), Duration::max().count()));
}

}  // namespace reinhardt::db
