#include "decode.hpp"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "result.hpp"

namespace reinhardt::db::postgresql {

namespace {

constexpr std::int64_t epoch_days = 10'957;  ///< from 1970-01-01 to 2000-01-01, where PostgreSQL counts from
constexpr std::int64_t epoch_us = epoch_days * 86'400'000'000;

template <class Number>
Number big_endian(const char* bytes) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
    return static_cast<Number>(number);
}

rdb_cell binary_cell(Oid type, std::string_view bytes) {
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
        case date_oid: return plugin::int_cell(big_endian<std::int32_t>(data) + epoch_days, RDB_DATE);
        case time_oid: return plugin::int_cell(big_endian<std::int64_t>(data), RDB_TIME);
        case timestamp_oid:
        case timestamptz_oid: return plugin::int_cell(big_endian<std::int64_t>(data) + epoch_us, RDB_TIMESTAMP);
        case json_oid: return plugin::bytes_cell(bytes, RDB_JSON);
        default: return plugin::bytes_cell(bytes);
    }
}

rdb_cell text_cell(Oid type, std::string_view text) {
    switch (type) {
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
        case timestamptz_oid: return true;
        default: return false;
    }
}

rdb_cell cell_of(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return plugin::null_cell();
    const std::string_view bytes(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
    const Oid type = PQftype(result, column);
    return PQfformat(result, column) == 1 ? binary_cell(type, bytes) : text_cell(type, bytes);
}

}  // namespace reinhardt::db::postgresql
