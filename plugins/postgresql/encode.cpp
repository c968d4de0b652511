#include "encode.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "epoch.hpp"
#include "numeric.hpp"
#include "quote.hpp"
#include "result.hpp"

namespace reinhardt::db::postgresql {

namespace {

template <class Number>
bool put(Number number, std::string& out) {
    std::array<char, sizeof(Number)> bytes{};
    auto rest = static_cast<std::uint64_t>(number);
    for (std::size_t i = sizeof(Number); i > 0; --i, rest >>= 8U) bytes[i - 1] = static_cast<char>(rest & 0xFFU);
    out.append(bytes.data(), bytes.size());
    return true;
}

template <class Number>
bool put_if_fits(std::int64_t number, std::string& out) {
    return number >= std::numeric_limits<Number>::min() && number <= static_cast<std::int64_t>(std::numeric_limits<Number>::max()) && put(static_cast<Number>(number), out);
}

template <class Number>
void append_number(Number number, std::string& out) {
    std::array<char, 40> buffer{};
    out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr);
}

void append_real(double number, std::string& out) {
    if (std::isnan(number)) out += "NaN";
    else if (std::isinf(number)) out += number > 0 ? "Infinity" : "-Infinity";
    else append_number(number, out);
}

bool is_integer(const rdb_cell& cell) noexcept { return cell.tag == RDB_INT || cell.tag == RDB_BOOL || (cell.tag == RDB_UINT && cell.u.i >= 0); }
bool is_words(const rdb_cell& cell) noexcept { return cell.tag == RDB_TEXT || cell.tag == RDB_DECIMAL || cell.tag == RDB_JSON || (cell.tag == RDB_UUID && cell.size != 16); }

int nibble(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// 8-4-4-4-12 digits.
bool put_uuid(std::string_view text, std::string& out) {
    std::array<char, 16> bytes{};
    if (text.size() != 36) return false;
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') return false;
            ++i;
        }
        const int high = nibble(text[i]), low = nibble(text[i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[count++] = static_cast<char>(high * 16 + low);
    }
    out.append(bytes.data(), bytes.size());
    return true;
}

bool put_numeric(const rdb_cell& cell, std::string& out) {
    if (is_words(cell)) return write_numeric(plugin::bytes(cell), out);
    std::string digits;
    append_number(cell.u.i, digits);
    return write_numeric(digits, out);
}

}  // namespace

bool is_text_type(Oid type) noexcept { return type == text_oid || type == varchar_oid || type == bpchar_oid || type == name_oid || type == json_oid; }

bool writes_binary(Oid type, const rdb_cell& cell) noexcept {
    switch (type) {
        case bool_oid: return cell.tag == RDB_BOOL;
        case int2_oid:
        case int4_oid:
        case int8_oid:
        case oid_oid: return is_integer(cell);
        case float4_oid:
        case float8_oid: return cell.tag == RDB_REAL;
        case numeric_oid: return is_integer(cell) || is_words(cell);
        case date_oid: return cell.tag == RDB_DATE;
        case time_oid: return cell.tag == RDB_TIME;
        case timestamp_oid:
        case timestamptz_oid: return cell.tag == RDB_TIMESTAMP;
        case interval_oid: return cell.tag == RDB_INT;
        case uuid_oid: return cell.tag == RDB_UUID || cell.tag == RDB_TEXT;
        case bytea_oid: return cell.tag == RDB_BLOB;
        case jsonb_oid: return is_words(cell);
        default: return is_text_type(type) && is_words(cell);
    }
}

bool write_binary(Oid type, const rdb_cell& cell, std::string& out) {
    if (!writes_binary(type, cell)) return false;
    switch (type) {
        case bool_oid: return put(static_cast<std::uint8_t>(cell.u.i != 0), out);
        case int2_oid: return put_if_fits<std::int16_t>(cell.u.i, out);
        case int4_oid: return put_if_fits<std::int32_t>(cell.u.i, out);
        case int8_oid: return put(cell.u.i, out);
        case oid_oid: return put_if_fits<std::uint32_t>(cell.u.i, out);
        case float4_oid: {
            const auto number = static_cast<float>(cell.u.d);
            return (std::isfinite(number) || !std::isfinite(cell.u.d)) && put(std::bit_cast<std::uint32_t>(number), out);
        }
        case float8_oid: return put(std::bit_cast<std::uint64_t>(cell.u.d), out);
        case numeric_oid: return put_numeric(cell, out);
        case date_oid: return put_if_fits<std::int32_t>(cell.u.i - epoch_days, out);
        case time_oid: return put(cell.u.i, out);
        case timestamp_oid:
        case timestamptz_oid: return put(cell.u.i - epoch_us, out);
        case interval_oid:
            // Microseconds, days, months.
            put(cell.u.i, out);
            return put(std::uint64_t{0}, out);
        case uuid_oid:
            if (cell.tag != RDB_UUID || cell.size != 16) return put_uuid(plugin::bytes(cell), out);
            break;
        case jsonb_oid: out += '\1'; break;  // the version of the form
        default: break;
    }
    out.append(plugin::bytes(cell));
    return true;
}

void write_text(Oid type, const rdb_cell& cell, std::string& out) {
    switch (static_cast<rdb_tag>(cell.tag)) {
        case RDB_NULL: break;
        case RDB_BOOL: out += cell.u.i != 0 ? 't' : 'f'; break;
        case RDB_INT:
            append_number(cell.u.i, out);
            if (type == interval_oid) out += " microseconds";  // a bare number would be seconds
            break;
        case RDB_UINT: append_number(static_cast<std::uint64_t>(cell.u.i), out); break;
        case RDB_REAL: append_real(cell.u.d, out); break;
        case RDB_DATE: out += sql::date_text(cell.u.i); break;
        case RDB_TIME: out += sql::time_text(cell.u.i); break;
        case RDB_TIMESTAMP: out += sql::timestamp_text(cell.u.i) + "+00"; break;
        case RDB_UUID:
            if (cell.size == 16) out += sql::hex(plugin::bytes(cell));
            else out.append(plugin::bytes(cell));
            break;
        default: out.append(plugin::bytes(cell));
    }
}

void check_text(const rdb_cell& cell) {
    if (cell.tag < RDB_TEXT || cell.tag == RDB_BLOB || cell.tag == RDB_DATE || cell.tag == RDB_TIME || cell.tag == RDB_TIMESTAMP || cell.size == 0) return;
    if (cell.tag == RDB_UUID && cell.size == 16) return;
    if (std::memchr(cell.u.p, '\0', cell.size) != nullptr) throw plugin::PluginError(RDB_E_DATA, "PostgreSQL keeps no NUL character in a text");
}

}  // namespace reinhardt::db::postgresql
