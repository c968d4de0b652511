#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm/types/types.hpp>
#include <reinhardt/db/support/error.hpp>

namespace orm_types {

namespace db = reinhardt::db;

inline rdb_cell text_cell(std::string_view text, rdb_tag tag = RDB_TEXT) {
    rdb_cell cell{};
    cell.u.p = text.data();
    cell.size = static_cast<std::uint32_t>(text.size());
    cell.tag = static_cast<std::uint8_t>(tag);
    return cell;
}

inline rdb_cell number_cell(std::int64_t number, rdb_tag tag = RDB_INT) {
    rdb_cell cell{};
    cell.u.i = number;
    cell.tag = static_cast<std::uint8_t>(tag);
    return cell;
}

inline rdb_cell real_cell(double number) {
    rdb_cell cell{};
    cell.u.d = number;
    cell.tag = RDB_REAL;
    return cell;
}

template <class T>
T decoded(const rdb_cell& cell) {
    T value{};
    db::type_adapter<T>::decode(cell, value);
    return value;
}

template <class T>
T decoded(std::string_view text) {
    return decoded<T>(text_cell(text));
}

/// Whether decoding fails with an Error of the database.
template <class T>
bool refused(const rdb_cell& cell) {
    try {
        static_cast<void>(decoded<T>(cell));
    } catch (const db::Error& error) {
        return error.code() == db::ErrorCode::database;
    }
    return false;
}

template <class T>
bool refused(std::string_view text) {
    return refused<T>(text_cell(text));
}

/// What a value is written as.
template <class T>
std::string encoded(const T& value) {
    db::CellWriter out;
    db::type_adapter<T>::encode(value, out);
    BOOST_REQUIRE(out.size() == 1);
    return std::string(db::cell_bytes(*out.data()));
}

/// Through the written form and back.
template <class T>
T again(const T& value) {
    db::CellWriter out;
    db::type_adapter<T>::encode(value, out);
    return decoded<T>(*out.data());
}

}  // namespace orm_types
