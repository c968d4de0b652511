#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <reinhardt/db/orm/types/array.hpp>
#include <reinhardt/db/orm/types/date_time.hpp>
#include <reinhardt/db/orm/types/decimal.hpp>

namespace reinhardt::db {

/// Types of which PostgreSQL has ranges: int4range, int8range, numrange, daterange, tstzrange.
template <class T>
concept range_bound = std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::int64_t> || std::is_same_v<T, Decimal> || std::is_same_v<T, Date> || std::is_same_v<T, DateTime>;

/// The text form of a range taken apart, and put together.
struct RangeText {
    bool empty = false, lower_inclusive = false, upper_inclusive = false;
    std::optional<std::string> lower, upper;
    /// Throws as decode_mismatch.
    [[nodiscard]] static RangeText read(const rdb_cell& cell);
    [[nodiscard]] std::string write() const;
};

/// A range of values. A bound that is absent is infinite, and never part of the range.
template <range_bound T>
class Range {
public:
    static constexpr bool is_discrete = !std::is_same_v<T, Decimal> && !std::is_same_v<T, DateTime>;

    Range() = default;  ///< (,): everything
    /// `bounds` is one of "[)", "[]", "(]", "()".
    Range(std::optional<T> lower, std::optional<T> upper, std::string_view bounds = "[)")
        : lower_(std::move(lower)), upper_(std::move(upper)), lower_inclusive_(lower_ && bounds.starts_with('[')), upper_inclusive_(upper_ && bounds.ends_with(']')) {
        empty_ = lower_ && upper_ && (*upper_ < *lower_ || (*upper_ == *lower_ && !(lower_inclusive_ && upper_inclusive_)));
        if (empty_) *this = empty();
    }
    [[nodiscard]] static Range empty() {
        Range made;
        made.empty_ = true;
        return made;
    }

    [[nodiscard]] const std::optional<T>& lower() const noexcept { return lower_; }
    [[nodiscard]] const std::optional<T>& upper() const noexcept { return upper_; }
    [[nodiscard]] bool lower_inclusive() const noexcept { return lower_inclusive_; }
    [[nodiscard]] bool upper_inclusive() const noexcept { return upper_inclusive_; }
    [[nodiscard]] bool lower_infinite() const noexcept { return !empty_ && !lower_; }
    [[nodiscard]] bool upper_infinite() const noexcept { return !empty_ && !upper_; }
    [[nodiscard]] bool is_empty() const noexcept { return empty_; }

    [[nodiscard]] bool contains(const T& value) const {
        if (empty_) return false;
        const bool above = !lower_ || *lower_ < value || (lower_inclusive_ && *lower_ == value);
        return above && (!upper_ || value < *upper_ || (upper_inclusive_ && *upper_ == value));
    }

    /// As PostgreSQL keeps ranges of whole numbers and dates: "[)". Others stay as they are. A bound at the end of its type stays inclusive.
    [[nodiscard]] Range canonical() const {
        if constexpr (!is_discrete) return *this;
        else {
            Range made = *this;
            if (made.lower_ && !made.lower_inclusive_) made.lower_inclusive_ = advance(*made.lower_);
            if (made.upper_ && made.upper_inclusive_) made.upper_inclusive_ = !advance(*made.upper_);
            if (made.lower_ && made.upper_ && !made.upper_inclusive_ && !(*made.lower_ < *made.upper_)) return empty();
            return made;
        }
    }
    /// [1,4] and [1,5) of whole numbers are one.
    friend bool operator==(const Range& a, const Range& b) {
        if constexpr (is_discrete) return a.canonical().same(b.canonical());
        else return a.same(b);
    }

private:
    bool same(const Range& other) const {
        return empty_ == other.empty_ && lower_ == other.lower_ && upper_ == other.upper_ && lower_inclusive_ == other.lower_inclusive_ && upper_inclusive_ == other.upper_inclusive_;
    }
    static bool advance(T& value) {
        if constexpr (std::is_integral_v<T>) {
            if (value == std::numeric_limits<T>::max()) return false;
            ++value;
        } else if constexpr (std::is_same_v<T, Date>) {
            value += std::chrono::days(1);
        }
        return true;
    }

    std::optional<T> lower_, upper_;
    bool lower_inclusive_ = false, upper_inclusive_ = false, empty_ = false;
};

template <range_bound T>
struct type_adapter<Range<T>> {
    static constexpr FieldKind kind = FieldKind::range;
    static constexpr FieldKind element = type_adapter<T>::kind;
    static void decode(const rdb_cell& cell, Range<T>& value) {
        const RangeText text = RangeText::read(cell);
        if (text.empty) value = Range<T>::empty();
        else value = Range<T>(bound(text.lower), bound(text.upper), text.lower_inclusive ? (text.upper_inclusive ? "[]" : "[)") : text.upper_inclusive ? "(]" : "()");
    }
    static void encode(const Range<T>& value, CellWriter& out) {
        out.owned(RangeText{value.is_empty(), value.lower_inclusive(), value.upper_inclusive(), text_of(value.lower()), text_of(value.upper())}.write());
    }

private:
    static std::optional<T> bound(const std::optional<std::string>& text) {
        if (!text) return std::nullopt;
        CellWriter cells;
        cells.text(*text);
        T value{};
        type_adapter<T>::decode(*cells.data(), value);
        return value;
    }
    static std::optional<std::string> text_of(const std::optional<T>& value) {
        if (!value) return std::nullopt;
        CellWriter cells;
        type_adapter<T>::encode(*value, cells);
        return element_text(*cells.data(), type_adapter<T>::kind);
    }
};

}  // namespace reinhardt::db
