#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// An array column of PostgreSQL. An element that may be NULL is a std::optional; several dimensions are Array<Array<T>>.
template <class T>
class Array : public std::vector<T> {
public:
    using std::vector<T>::vector;
    Array(std::vector<T> values) : std::vector<T>(std::move(values)) {}
};

template <class T>
inline constexpr bool is_array = false;
template <class T>
inline constexpr bool is_array<Array<T>> = true;

/// Reads PostgreSQL's text form of an array, {1,NULL,"a \"b\"",{…}}, element by element. Bounds in front ([0:2]=) are passed over.
class ArrayReader {
public:
    /// Throws as decode_mismatch when `cell` is no such text.
    explicit ArrayReader(const rdb_cell& cell);
    /// The next element into `out`: RDB_NULL, or the text of an element or of an inner array, valid until the next call. False at the end.
    bool next(rdb_cell& out, FieldKind kind);

private:
    [[noreturn]] void fail() const;
    void read_quoted();
    void read_plain();
    void read_nested();
    void convert(rdb_cell& out, FieldKind kind);

    rdb_cell whole_;
    std::string_view rest_;
    std::string_view element_;
    std::string text_;
    bool quoted_ = false, nested_ = false, first_ = true;
};

/// Writes the same form.
class ArrayWriter {
public:
    void add(const rdb_cell& cell, FieldKind kind);
    void add_nested(std::string_view array);  ///< the text of an inner array
    [[nodiscard]] std::string finish() { return std::move(text_ += '}'); }

private:
    void separate();
    std::string text_ = "{";
};

/// A cell in the text form that it has within arrays and ranges of PostgreSQL, without quotes.
[[nodiscard]] std::string element_text(const rdb_cell& cell, FieldKind kind);

template <class T>
struct type_adapter<Array<T>> {
    static constexpr FieldKind kind = FieldKind::array;
    /// Of the innermost elements.
    static constexpr FieldKind element = [] {
        if constexpr (is_array<T>) return type_adapter<T>::element;
        else return type_adapter<T>::kind;
    }();
    static constexpr std::uint8_t dimensions = [] {
        if constexpr (is_array<T>) return static_cast<std::uint8_t>(type_adapter<T>::dimensions + 1);
        else return std::uint8_t{1};
    }();
    static void decode(const rdb_cell& cell, Array<T>& value) {
        value.clear();
        ArrayReader reader(cell);
        rdb_cell item;
        while (reader.next(item, type_adapter<T>::kind)) {
            T made{};
            if (item.tag != RDB_NULL) type_adapter<T>::decode(item, made);
            else if constexpr (!is_optional<T>) decode_mismatch(item, "an array without NULL elements");
            value.push_back(std::move(made));
        }
    }
    static void encode(const Array<T>& value, CellWriter& out) { out.owned(text_of(value)); }

    [[nodiscard]] static std::string text_of(const Array<T>& value) {
        ArrayWriter writer;
        CellWriter cells;
        for (const auto& item : value) {
            if constexpr (is_array<T>) {
                writer.add_nested(type_adapter<T>::text_of(item));
            } else {
                cells.clear();
                type_adapter<T>::encode(item, cells);
                writer.add(*cells.data(), type_adapter<T>::kind);
            }
        }
        return writer.finish();
    }
};

}  // namespace reinhardt::db
