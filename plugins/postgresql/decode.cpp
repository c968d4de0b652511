#include "decode.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "epoch.hpp"
#include "numeric.hpp"
#include "result.hpp"

namespace reinhardt::db::postgresql {

namespace {

template <class Number>
Number big_endian(const char* bytes) noexcept {
    std::make_unsigned_t<Number> number{};
    std::memcpy(&number, bytes, sizeof number);
    if constexpr (std::endian::native == std::endian::little) {
        if constexpr (sizeof number == 2) number = __builtin_bswap16(number);
        if constexpr (sizeof number == 4) number = __builtin_bswap32(number);
        if constexpr (sizeof number == 8) number = __builtin_bswap64(number);
    }
    return static_cast<Number>(number);
}

/// A count since PostgreSQL's epoch as one since 1970; what stands for infinity as the text that it has in the other form.
template <class Number>
rdb_cell since_1970(const char* bytes, std::int64_t epoch, rdb_tag tag) {
    const auto number = big_endian<Number>(bytes);
    if (number == std::numeric_limits<Number>::max()) return plugin::bytes_cell("infinity");
    if (number == std::numeric_limits<Number>::min()) return plugin::bytes_cell("-infinity");
    return plugin::int_cell(number + epoch, tag);
}

rdb_cell numeric_cell(std::string_view bytes, sql::Arena& arena) {
    char* text = arena.room(numeric_room(bytes));
    return plugin::bytes_cell({text, numeric_text(bytes, text)}, RDB_DECIMAL);
}

rdb_cell binary_cell(Oid type, std::string_view bytes, sql::Arena& arena) {
    const char* data = bytes.data();
    switch (type) {
        case bool_oid: return plugin::int_cell(data[0] != 0 ? 1 : 0, RDB_BOOL);
        case int2_oid: return plugin::int_cell(big_endian<std::int16_t>(data));
        case int4_oid: return plugin::int_cell(big_endian<std::int32_t>(data));
        case int8_oid: return plugin::int_cell(big_endian<std::int64_t>(data));
        case oid_oid: return plugin::int_cell(big_endian<std::uint32_t>(data));
        case float4_oid: return plugin::real_cell(static_cast<double>(std::bit_cast<float>(big_endian<std::uint32_t>(data))));
        case float8_oid: return plugin::real_cell(std::bit_cast<double>(big_endian<std::uint64_t>(data)));
        case bytea_oid: return plugin::bytes_cell(bytes, RDB_BLOB);
        case date_oid: return since_1970<std::int32_t>(data, epoch_days, RDB_DATE);
        case time_oid: return plugin::int_cell(big_endian<std::int64_t>(data), RDB_TIME);
        case timestamp_oid:
        case timestamptz_oid: return since_1970<std::int64_t>(data, epoch_us, RDB_TIMESTAMP);
        case json_oid: return plugin::bytes_cell(bytes, RDB_JSON);
        case jsonb_oid: return plugin::bytes_cell(bytes.substr(std::min<std::size_t>(1, bytes.size())), RDB_JSON);  // behind the version of the form
        case uuid_oid: return plugin::bytes_cell(bytes, RDB_UUID);
        case numeric_oid: return numeric_cell(bytes, arena);
        default: return plugin::bytes_cell(bytes);
    }
}

/// A number at the front of `text`, of `digits` digits, and the sign behind it; false where they are not there.
bool take(std::string_view& text, std::size_t digits, char sign, std::int64_t& number) {
    if (text.size() < digits || std::from_chars(text.data(), text.data() + digits, number).ptr != text.data() + digits) return false;
    text.remove_prefix(digits);
    if (sign == '\0') return true;
    if (text.empty() || text.front() != sign) return false;
    text.remove_prefix(1);
    return true;
}

/// Days of a date in ISO form at the front of `text`.
bool take_date(std::string_view& text, std::int64_t& days) {
    std::int64_t year = 0, month = 0, day = 0;
    if (!take(text, 4, '-', year) || !take(text, 2, '-', month) || !take(text, 2, '\0', day)) return false;
    days = std::chrono::sys_days(std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) / static_cast<int>(day)).time_since_epoch().count();
    return true;
}

/// Microseconds of a time at the front of `text`.
bool take_time(std::string_view& text, std::int64_t& us) {
    std::int64_t hour = 0, minute = 0, second = 0, fraction = 0;
    if (!take(text, 2, ':', hour) || !take(text, 2, ':', minute) || !take(text, 2, '\0', second)) return false;
    us = ((hour * 60 + minute) * 60 + second) * 1'000'000;
    if (text.empty() || text.front() != '.') return true;
    text.remove_prefix(1);
    std::int64_t unit = 1'000'000;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) fraction += (text.front() - '0') * (unit /= 10);
    us += fraction;
    return true;
}

/// A date or time in the form of the session, as the binary form gives it; others ("infinity", before Christ) as the text that they are.
rdb_cell clock_cell(Oid type, std::string_view text) {
    std::string_view rest = text;
    std::int64_t days = 0, us = 0;
    if (type == date_oid && take_date(rest, days) && rest.empty()) return plugin::int_cell(days, RDB_DATE);
    if (type == time_oid && take_time(rest, us) && rest.empty()) return plugin::int_cell(us, RDB_TIME);
    const bool moment = (type == timestamp_oid || type == timestamptz_oid) && take_date(rest, days) && rest.starts_with(' ');
    if (!moment) return plugin::bytes_cell(text);
    rest.remove_prefix(1);
    if (!take_time(rest, us) || rest != (type == timestamptz_oid ? "+00" : "")) return plugin::bytes_cell(text);
    return plugin::int_cell(days * 86'400'000'000 + us, RDB_TIMESTAMP);
}

/// Bytes written as \x…; decoded into memory of the result.
rdb_cell blob_cell(PGresult* result, std::string_view text) {
    std::size_t size = 0;
    const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(PQunescapeBytea(reinterpret_cast<const unsigned char*>(text.data()), &size), &PQfreemem);
    void* kept = bytes != nullptr ? PQresultAlloc(result, size + 1) : nullptr;
    if (kept == nullptr) throw std::bad_alloc();
    std::memcpy(kept, bytes.get(), size);
    return plugin::bytes_cell({static_cast<const char*>(kept), size}, RDB_BLOB);
}

rdb_cell text_cell(Oid type, std::string_view text) {
    switch (type) {
        case date_oid:
        case time_oid:
        case timestamp_oid:
        case timestamptz_oid: return clock_cell(type, text);
        case bool_oid: return plugin::int_cell(text == "t" ? 1 : 0, RDB_BOOL);
        case int2_oid:
        case int4_oid:
        case int8_oid:
        case oid_oid: return plugin::int_cell(std::strtoll(text.data(), nullptr, 10));
        case float4_oid:
        case float8_oid: return plugin::real_cell(std::strtod(text.data(), nullptr));
        case numeric_oid: return plugin::bytes_cell(text, RDB_DECIMAL);
        case uuid_oid: return plugin::bytes_cell(text, RDB_UUID);
        case json_oid:
        case jsonb_oid: return plugin::bytes_cell(text, RDB_JSON);
        default: return plugin::bytes_cell(text);
    }
}

}  // namespace

bool reads_binary(Oid type) noexcept {
    switch (type) {
        case bool_oid:
        case bytea_oid:
        case name_oid:
        case int8_oid:
        case int2_oid:
        case int4_oid:
        case text_oid:
        case oid_oid:
        case json_oid:
        case float4_oid:
        case float8_oid:
        case bpchar_oid:
        case varchar_oid:
        case date_oid:
        case time_oid:
        case timestamp_oid:
        case timestamptz_oid:
        case jsonb_oid:
        case uuid_oid:
        case numeric_oid: return true;
        default: return false;
    }
}

void read_cells(PGresult* result, int row, const std::vector<Oid>& types, bool binary, sql::Arena& arena, rdb_cell* out) {
    const int columns = static_cast<int>(types.size());
    for (int column = 0; column < columns; ++column, ++out) {
        const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
        if (size == 0 && PQgetisnull(result, row, column) != 0) {
            *out = plugin::null_cell();
            continue;
        }
        const std::string_view bytes(PQgetvalue(result, row, column), size);
        const Oid type = types[static_cast<std::size_t>(column)];
        if (binary) *out = binary_cell(type, bytes, arena);
        else *out = type == bytea_oid ? blob_cell(result, bytes) : text_cell(type, bytes);
    }
}

}  // namespace reinhardt::db::postgresql
