#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/orm/field_kind.hpp>

namespace reinhardt::db {

/// Cells of parameters in order. A text that a value has itself is not copied: it must stay where it is until the cells were bound.
class CellWriter {
public:
    void null() { add(RDB_NULL).u.i = 0; }
    void boolean(bool value) { add(RDB_BOOL).u.i = value ? 1 : 0; }
    void integer(std::int64_t value, rdb_tag tag = RDB_INT) { add(tag).u.i = value; }
    void real(double value) { add(RDB_REAL).u.d = value; }
    void text(std::string_view value, rdb_tag tag = RDB_TEXT) {
        rdb_cell& cell = add(tag);
        cell.u.p = value.data();
        cell.size = size_of(value);
    }
    /// As `text`, for a text made for this purpose.
    void owned(std::string value, rdb_tag tag = RDB_TEXT);
    void cell(const rdb_cell& cell) { cells_.push_back(cell); }

    [[nodiscard]] const rdb_cell* data() const noexcept { return cells_.data(); }
    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(cells_.size()); }
    void reserve(std::size_t cells) { cells_.reserve(cells); }
    void clear() {
        cells_.clear();
        texts_.clear();
    }

private:
    rdb_cell& add(rdb_tag tag) {
        rdb_cell& cell = cells_.emplace_back();
        cell.tag = static_cast<std::uint8_t>(tag);
        return cell;
    }
    static std::uint32_t size_of(std::string_view value) {
        if (value.size() > std::numeric_limits<std::uint32_t>::max()) fail_of_size();
        return static_cast<std::uint32_t>(value.size());
    }
    [[noreturn]] static void fail_of_size();  ///< Error(unsupported)

    std::vector<rdb_cell> cells_;
    std::vector<std::unique_ptr<const std::string>> texts_;  // they stay where they are
};

/// How a C++ type is kept in a column. Specialise it for a type of your own:
///
///     template <> struct db::type_adapter<Colour> {
///         static constexpr db::FieldKind kind = db::FieldKind::text;
///         static void decode(const rdb_cell& cell, Colour& value);              // never RDB_NULL; fail with decode_mismatch()
///         static void encode(const Colour& value, db::CellWriter& out);         // exactly one cell
///     };
template <class T>
struct type_adapter;

template <class T>
concept field_value = requires(const rdb_cell& cell, T& value, const T& constant, CellWriter& out) {
    { type_adapter<T>::kind } -> std::convertible_to<FieldKind>;
    type_adapter<T>::decode(cell, value);
    type_adapter<T>::encode(constant, out);
};

/// Throws Error(data) that names what was expected and what the database answered.
[[noreturn]] void decode_mismatch(const rdb_cell& cell, std::string_view expected);

// Cells as numbers and texts, whatever the driver made of them (a boolean of SQLite is an integer, a decimal a text). Throw as decode_mismatch.
[[nodiscard]] std::int64_t to_integer_slow(const rdb_cell& cell, std::int64_t low, std::int64_t high);
[[nodiscard]] double to_real_slow(const rdb_cell& cell);
void to_text_slow(const rdb_cell& cell, std::string& out);

[[nodiscard]] inline std::string_view cell_bytes(const rdb_cell& cell) noexcept { return cell.size != 0 ? std::string_view(cell.u.p, cell.size) : std::string_view(); }

template <>
struct type_adapter<bool> {
    static constexpr FieldKind kind = FieldKind::boolean;
    static void decode(const rdb_cell& cell, bool& value) { value = cell.tag == RDB_BOOL || cell.tag == RDB_INT ? cell.u.i != 0 : to_integer_slow(cell, 0, 1) != 0; }
    static void encode(bool value, CellWriter& out) { out.boolean(value); }
};

template <class T, FieldKind K>
struct integer_adapter {
    static constexpr FieldKind kind = K;
    static void decode(const rdb_cell& cell, T& value) {
        constexpr auto low = static_cast<std::int64_t>(std::numeric_limits<T>::min());
        constexpr auto high = static_cast<std::int64_t>(std::numeric_limits<T>::max());
        value = static_cast<T>(cell.tag == RDB_INT && cell.u.i >= low && cell.u.i <= high ? cell.u.i : to_integer_slow(cell, low, high));
    }
    static void encode(T value, CellWriter& out) { out.integer(value); }
};
template <>
struct type_adapter<std::int16_t> : integer_adapter<std::int16_t, FieldKind::int16> {};
template <>
struct type_adapter<std::int32_t> : integer_adapter<std::int32_t, FieldKind::int32> {};
template <>
struct type_adapter<std::int64_t> : integer_adapter<std::int64_t, FieldKind::int64> {};

template <>
struct type_adapter<double> {
    static constexpr FieldKind kind = FieldKind::real;
    static void decode(const rdb_cell& cell, double& value) { value = cell.tag == RDB_REAL ? cell.u.d : to_real_slow(cell); }
    static void encode(double value, CellWriter& out) { out.real(value); }
};

template <>
struct type_adapter<std::string> {
    static constexpr FieldKind kind = FieldKind::text;
    static void decode(const rdb_cell& cell, std::string& value) {
        if (cell.tag == RDB_TEXT) value.assign(cell_bytes(cell));
        else to_text_slow(cell, value);
    }
    static void encode(const std::string& value, CellWriter& out) { out.text(value); }
};

template <>
struct type_adapter<std::vector<std::byte>> {
    static constexpr FieldKind kind = FieldKind::bytes;
    static void decode(const rdb_cell& cell, std::vector<std::byte>& value);
    static void encode(const std::vector<std::byte>& value, CellWriter& out) { out.text({reinterpret_cast<const char*>(value.data()), value.size()}, RDB_BLOB); }
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

struct Choice;

// What some adapters tell beside their kind, handed on.
template <class T>
struct element_of_adapter {};
template <class T>
    requires requires { type_adapter<T>::element; }
struct element_of_adapter<T> {
    static constexpr FieldKind element = type_adapter<T>::element;
};
template <class T>
struct choices_of_adapter {};
template <class T>
    requires requires { type_adapter<T>::choices; }
struct choices_of_adapter<T> {
    static const Choice* choices(std::size_t& count) { return type_adapter<T>::choices(count); }
};
template <class T>
struct image_of_adapter {};
template <class T>
    requires requires { type_adapter<T>::is_image; }
struct image_of_adapter<T> {
    static constexpr bool is_image = type_adapter<T>::is_image;
};

/// NULL is an empty optional.
template <class T>
struct type_adapter<std::optional<T>> : element_of_adapter<T>, choices_of_adapter<T>, image_of_adapter<T> {
    static constexpr FieldKind kind = type_adapter<T>::kind;
    static void decode(const rdb_cell& cell, std::optional<T>& value) { type_adapter<T>::decode(cell, value ? *value : value.emplace()); }
    static void encode(const std::optional<T>& value, CellWriter& out) {
        if (value) type_adapter<T>::encode(*value, out);
        else out.null();
    }
};

/// A value that is bound: a cell with the text that it points to.
class Parameter {
public:
    Parameter() = default;
    /// Copies what the cell points to.
    explicit Parameter(const rdb_cell& cell);
    [[nodiscard]] static Parameter of_integer(std::int64_t value, rdb_tag tag = RDB_INT);
    [[nodiscard]] static Parameter of_real(double value);
    [[nodiscard]] static Parameter of_text(std::string_view value, rdb_tag tag = RDB_TEXT);
    [[nodiscard]] static Parameter of_text(std::string&& value, rdb_tag tag = RDB_TEXT);

    [[nodiscard]] rdb_tag tag() const noexcept { return tag_; }
    [[nodiscard]] bool is_null() const noexcept { return tag_ == RDB_NULL; }
    [[nodiscard]] bool is_text() const noexcept { return tag_ >= RDB_TEXT && tag_ != RDB_DATE && tag_ != RDB_TIME && tag_ != RDB_TIMESTAMP; }
    [[nodiscard]] std::int64_t integer() const noexcept { return number_.i; }
    [[nodiscard]] double real() const noexcept { return number_.d; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// Valid as long as this is and stays where it is.
    [[nodiscard]] rdb_cell cell() const;
    friend bool operator==(const Parameter& a, const Parameter& b);

private:
    rdb_tag tag_ = RDB_NULL;
    union {
        std::int64_t i = 0;
        double d;
    } number_;
    std::string text_;
};

[[nodiscard]] inline Parameter to_parameter(const Parameter& value) { return value; }

/// The bound form of a C++ value: numbers, bool, texts, nullopt, and every type with a type_adapter.
template <class V>
[[nodiscard]] Parameter to_parameter(const V& value) {
    if constexpr (std::is_same_v<V, std::nullptr_t> || std::is_same_v<V, std::nullopt_t>) return {};
    else if constexpr (std::is_same_v<V, bool>) return Parameter::of_integer(value ? 1 : 0, RDB_BOOL);
    else if constexpr (std::is_integral_v<V>) return Parameter::of_integer(static_cast<std::int64_t>(value), std::is_unsigned_v<V> && sizeof(V) == 8 ? RDB_UINT : RDB_INT);
    else if constexpr (std::is_floating_point_v<V>) return Parameter::of_real(value);
    else if constexpr (std::is_convertible_v<const V&, std::string_view>) return Parameter::of_text(std::string_view(value));
    else {
        CellWriter out;
        type_adapter<V>::encode(value, out);
        return Parameter(out.data()[0]);
    }
}

}  // namespace reinhardt::db
