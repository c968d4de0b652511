#include <reinhardt/db/backends/cell.hpp>

#include <cstdint>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {
namespace {

constexpr std::int64_t microseconds_a_day = 86'400'000'000;

rdb_cell text_cell(const std::string& text, rdb_tag tag) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) throw Error(ErrorCode::unsupported, "a value is longer than 4 GiB");
    rdb_cell cell{};
    cell.u.p = text.data();
    cell.size = static_cast<std::uint32_t>(text.size());
    cell.tag = static_cast<std::uint8_t>(tag);
    return cell;
}

rdb_cell int_cell(std::int64_t number, rdb_tag tag) {
    rdb_cell cell{};
    cell.u.i = number;
    cell.tag = static_cast<std::uint8_t>(tag);
    return cell;
}

/// The proleptic Gregorian date of a number of days since 1970-01-01 (Howard Hinnant's civil_from_days).
std::string date_text(std::int64_t days) {
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const std::int64_t day_of_era = shifted - era * 146'097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_index = (5 * day_of_year + 2) / 153;
    const std::int64_t day = day_of_year - (153 * month_index + 2) / 5 + 1;
    const std::int64_t month = month_index < 10 ? month_index + 3 : month_index - 9;
    return fmt::format("{:04}-{:02}-{:02}", year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

std::string time_text(std::int64_t microseconds) {
    const std::int64_t seconds = microseconds / 1'000'000;
    std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3'600, seconds / 60 % 60, seconds % 60);
    if (const std::int64_t fraction = microseconds % 1'000'000; fraction != 0) text += fmt::format(".{:06}", fraction);
    return text;
}

std::string timestamp_text(std::int64_t microseconds) {
    std::int64_t days = microseconds / microseconds_a_day;
    std::int64_t rest = microseconds % microseconds_a_day;
    if (rest < 0) {
        rest += microseconds_a_day;
        --days;
    }
    return date_text(days) + "T" + time_text(rest) + "Z";
}

std::string uuid_text(std::string_view bytes) {
    if (bytes.size() != 16) return std::string(bytes);
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
    }
    return text;
}

}  // namespace

CellRow::CellRow(const std::vector<Value>& values) {
    texts_.reserve(values.size());  // the cells point into its elements
    cells_.reserve(values.size());
    for (const Value& value : values) {
        switch (value.kind()) {
            case Value::Kind::null: cells_.push_back(int_cell(0, RDB_NULL)); break;
            case Value::Kind::boolean: cells_.push_back(int_cell(value.as_bool() ? 1 : 0, RDB_BOOL)); break;
            case Value::Kind::integer: cells_.push_back(int_cell(value.as_int(), RDB_INT)); break;
            case Value::Kind::real: {
                rdb_cell cell{};
                cell.u.d = value.as_real();
                cell.tag = RDB_REAL;
                cells_.push_back(cell);
                break;
            }
            case Value::Kind::text: cells_.push_back(text_cell(value.as_text(), RDB_TEXT)); break;
            case Value::Kind::list:
            case Value::Kind::object:
                texts_.push_back(to_json(value));
                cells_.push_back(text_cell(texts_.back(), RDB_JSON));
                break;
        }
    }
}

Value to_value(const rdb_cell& cell) {
    const auto text = [&] { return cell.size ? std::string(cell.u.p, cell.size) : std::string(); };
    switch (cell.tag) {
        case RDB_NULL: return {};
        case RDB_BOOL: return cell.u.i != 0;
        case RDB_INT: return cell.u.i;
        case RDB_UINT: return cell.u.i >= 0 ? Value(cell.u.i) : Value(std::to_string(static_cast<std::uint64_t>(cell.u.i)));
        case RDB_REAL: return cell.u.d;
        case RDB_DATE: return date_text(cell.u.i);
        case RDB_TIME: return time_text(cell.u.i);
        case RDB_TIMESTAMP: return timestamp_text(cell.u.i);
        case RDB_UUID: return uuid_text(text());
        case RDB_TEXT:
        case RDB_BLOB:
        case RDB_DECIMAL:
        case RDB_JSON: return text();
        default: throw Error(ErrorCode::driver, fmt::format("the driver answered a value of unknown kind {}", cell.tag));
    }
}

}  // namespace reinhardt::db
