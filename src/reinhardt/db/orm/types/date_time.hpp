#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// A moment in UTC, to the microsecond, as every server keeps it.
using DateTime = std::chrono::sys_time<std::chrono::microseconds>;
/// A day of the proleptic Gregorian calendar.
using Date = std::chrono::sys_days;
/// A length of time: interval on PostgreSQL, microseconds in a bigint elsewhere.
using Duration = std::chrono::microseconds;

/// A time of day without zone, from 00:00:00 to 23:59:59.999999.
class Time {
public:
    constexpr Time() = default;
    /// Error(usage) outside of a day.
    Time(unsigned hour, unsigned minute, unsigned second = 0, unsigned microsecond = 0);
    /// Since midnight. Error(usage) outside of a day.
    explicit Time(Duration since_midnight);

    [[nodiscard]] constexpr Duration since_midnight() const noexcept { return Duration(microseconds_); }
    [[nodiscard]] constexpr int hour() const noexcept { return static_cast<int>(microseconds_ / 3'600'000'000); }
    [[nodiscard]] constexpr int minute() const noexcept { return static_cast<int>(microseconds_ / 60'000'000 % 60); }
    [[nodiscard]] constexpr int second() const noexcept { return static_cast<int>(microseconds_ / 1'000'000 % 60); }
    [[nodiscard]] constexpr int microsecond() const noexcept { return static_cast<int>(microseconds_ % 1'000'000); }
    friend constexpr auto operator<=>(Time, Time) = default;

private:
    std::int64_t microseconds_ = 0;
};

/// The present moment, cut to microseconds.
[[nodiscard]] DateTime utc_now() noexcept;

/// RFC 3339 in UTC: 2024-05-06T07:08:09.5Z; the fraction has as many digits as it needs.
[[nodiscard]] std::string to_text(DateTime moment);
[[nodiscard]] std::string to_text(Date day);   ///< 2024-05-06
[[nodiscard]] std::string to_text(Time time);  ///< 07:08:09.5
/// ISO 8601 in days and less: P1DT2H3M4.5S, -PT0.5S, PT0S.
[[nodiscard]] std::string to_text(Duration duration);

// Readers of text; nullopt when it is of no such form or no such moment. Digits behind the microsecond are cut.

/// RFC 3339 and what the servers answer: 2024-05-06 07:08:09.5, with T or blank, zone Z, +HH, +HH:MM, +HHMM, +HH:MM:SS or none (UTC); a date alone
/// is its midnight; years of more than four digits, and " BC" behind, as PostgreSQL writes them.
[[nodiscard]] std::optional<DateTime> parse_date_time(std::string_view text) noexcept;
[[nodiscard]] std::optional<Date> parse_date(std::string_view text) noexcept;
/// HH:MM, HH:MM:SS, HH:MM:SS.ffffff.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text) noexcept;
/// ISO 8601 (P1DT2H, weeks too), PostgreSQL's "1 year 2 mons -3 days +04:05:06.7", Django's "3 04:05:06.7", and HH:MM:SS alone. A year is 365 days
/// and a month 30, as Django reads an interval. nullopt beyond 292 000 years.
[[nodiscard]] std::optional<Duration> parse_duration_text(std::string_view text) noexcept;

/// What `text` at its front means in the one form that SQLite and MySQL answer, 2024-01-02 03:04:05[.f…]; false for any other.
[[nodiscard]] bool parse_plain_timestamp(std::string_view text, DateTime& out) noexcept;

[[nodiscard]] DateTime to_date_time_slow(const rdb_cell& cell);

template <>
struct type_adapter<DateTime> {
    static constexpr FieldKind kind = FieldKind::datetime;
    static void decode(const rdb_cell& cell, DateTime& value) {
        if (cell.tag == RDB_TIMESTAMP) value = DateTime(Duration(cell.u.i));
        else if (cell.tag != RDB_TEXT || !parse_plain_timestamp(cell_bytes(cell), value)) value = to_date_time_slow(cell);
    }
    static void encode(DateTime value, CellWriter& out) { out.integer(value.time_since_epoch().count(), RDB_TIMESTAMP); }
};

template <>
struct type_adapter<Date> {
    static constexpr FieldKind kind = FieldKind::date;
    static void decode(const rdb_cell& cell, Date& value);
    static void encode(Date value, CellWriter& out) { out.integer(value.time_since_epoch().count(), RDB_DATE); }
};

template <>
struct type_adapter<Time> {
    static constexpr FieldKind kind = FieldKind::time;
    static void decode(const rdb_cell& cell, Time& value);
    static void encode(Time value, CellWriter& out) { out.integer(value.since_midnight().count(), RDB_TIME); }
};

template <>
struct type_adapter<Duration> {
    static constexpr FieldKind kind = FieldKind::duration;
    static void decode(const rdb_cell& cell, Duration& value);
    static void encode(Duration value, CellWriter& out) { out.integer(value.count()); }
};

}  // namespace reinhardt::db
