#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// An exact decimal number of any length. It keeps its scale (1.50 prints as 1.50) and compares by value (1.50 == 1.5). Up to 15 digits need no memory
/// of their own. No NaN, no infinity. At most 147 455 digits on each side of the point, as PostgreSQL's numeric.
class Decimal {
public:
    Decimal() = default;
    template <std::integral I>
        requires(!std::same_as<I, bool> && !std::same_as<I, char>)
    Decimal(I value) : Decimal(value < 0, value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value)) {}
    /// "-12.50", "+1", ".5", "1e-3". Error(usage) for anything else.
    explicit Decimal(std::string_view text);
    explicit Decimal(const char* text) : Decimal(std::string_view(text)) {}
    /// As the constructor; nullopt instead of the error.
    [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);
    /// The shortest decimal that reads back as `value`. Error(usage) when it is not finite.
    [[nodiscard]] static Decimal from_double(double value);

    [[nodiscard]] bool is_negative() const noexcept { return negative_; }
    [[nodiscard]] bool is_zero() const noexcept { return digits_.empty(); }
    [[nodiscard]] std::uint32_t scale() const noexcept { return scale_; }  ///< digits behind the point
    [[nodiscard]] std::uint32_t whole_digits() const noexcept;            ///< digits in front of the point, without zeros that lead

    [[nodiscard]] std::string to_text() const;  ///< without exponent
    [[nodiscard]] double to_double() const;     ///< the nearest
    /// The number when it is whole and fits.
    [[nodiscard]] std::optional<std::int64_t> to_int64() const;

    /// To `scale` digits behind the point, half away from zero, as SQL's round.
    [[nodiscard]] Decimal rounded(std::uint32_t scale) const;
    /// Without zeros behind the last digit that counts: 1.50 as 1.5.
    [[nodiscard]] Decimal normalized() const;
    [[nodiscard]] Decimal operator-() const;
    [[nodiscard]] Decimal abs() const;

    // Exact: the larger scale for sums, both scales together for products.
    friend Decimal operator+(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a, const Decimal& b);
    friend Decimal operator*(const Decimal& a, const Decimal& b);
    Decimal& operator+=(const Decimal& other) { return *this = *this + other; }
    Decimal& operator-=(const Decimal& other) { return *this = *this - other; }
    Decimal& operator*=(const Decimal& other) { return *this = *this * other; }
    /// a / b with `scale` digits behind the point, half away from zero. Error(usage) when b is zero.
    friend Decimal divide(const Decimal& a, const Decimal& b, std::uint32_t scale);

    friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
    friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

private:
    Decimal(bool negative, std::uint64_t value);
    Decimal(bool negative, std::string digits, std::uint32_t scale);

    std::string digits_;  ///< of the number without point, no zero in front; zero has none
    std::uint32_t scale_ = 0;
    bool negative_ = false;
};

[[nodiscard]] Decimal divide(const Decimal& a, const Decimal& b, std::uint32_t scale);
[[nodiscard]] inline std::string to_text(const Decimal& value) { return value.to_text(); }

template <>
struct type_adapter<Decimal> {
    static constexpr FieldKind kind = FieldKind::decimal;
    static void decode(const rdb_cell& cell, Decimal& value);
    static void encode(const Decimal& value, CellWriter& out) { out.owned(value.to_text(), RDB_DECIMAL); }
};

}  // namespace reinhardt::db
