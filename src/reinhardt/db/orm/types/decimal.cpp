#include <reinhardt/db/orm/types/decimal.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

constexpr std::int64_t most_digits = 147'455;  // 131072 before the point, 16383 behind it
constexpr std::uint32_t limb_base = 1'000'000'000;
constexpr std::size_t limb_digits = 9;

using Limbs = std::vector<std::uint32_t>;  ///< base 10^9, the lowest first, none in front that is zero

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

Limbs limbs_of(std::string_view digits) {
    Limbs limbs;
    limbs.reserve(digits.size() / limb_digits + 1);
    while (!digits.empty()) {
        const std::size_t begin = digits.size() > limb_digits ? digits.size() - limb_digits : 0;
        std::uint32_t limb = 0;
        for (const char c : digits.substr(begin)) limb = limb * 10 + static_cast<std::uint32_t>(c - '0');
        limbs.push_back(limb);
        digits = digits.substr(0, begin);
    }
    while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
    return limbs;
}

std::string digits_of(const Limbs& limbs) {
    if (limbs.empty()) return {};
    std::string digits = std::to_string(limbs.back());
    for (std::size_t i = limbs.size() - 1; i-- > 0;) {
        const std::string part = std::to_string(limbs[i]);
        digits.append(limb_digits - part.size(), '0').append(part);
    }
    return digits;
}

std::strong_ordering compare(const Limbs& a, const Limbs& b) noexcept {
    if (a.size() != b.size()) return a.size() <=> b.size();
    for (std::size_t i = a.size(); i-- > 0;) {
        if (a[i] != b[i]) return a[i] <=> b[i];
    }
    return std::strong_ordering::equal;
}

Limbs sum(const Limbs& a, const Limbs& b) {
    Limbs made;
    made.reserve(std::max(a.size(), b.size()) + 1);
    std::uint32_t carry = 0;
    for (std::size_t i = 0; i < a.size() || i < b.size() || carry != 0; ++i) {
        const std::uint32_t limb = (i < a.size() ? a[i] : 0) + (i < b.size() ? b[i] : 0) + carry;
        carry = limb >= limb_base ? 1 : 0;
        made.push_back(limb - carry * limb_base);
    }
    return made;
}

/// a - b, which is not negative.
Limbs difference(Limbs a, const Limbs& b) {
    std::uint32_t borrow = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::uint32_t take = (i < b.size() ? b[i] : 0) + borrow;
        borrow = a[i] < take ? 1 : 0;
        a[i] += borrow * limb_base - take;
    }
    while (!a.empty() && a.back() == 0) a.pop_back();
    return a;
}

Limbs product(const Limbs& a, const Limbs& b) {
    Limbs made(a.size() + b.size(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::uint64_t carry = 0;
        for (std::size_t k = 0; k < b.size() || carry != 0; ++k) {
            const std::uint64_t limb = made[i + k] + carry + (k < b.size() ? static_cast<std::uint64_t>(a[i]) * b[k] : 0);
            made[i + k] = static_cast<std::uint32_t>(limb % limb_base);
            carry = limb / limb_base;
        }
    }
    while (!made.empty() && made.back() == 0) made.pop_back();
    return made;
}

/// The whole part of a / b by long division (Knuth, algorithm D).
Limbs quotient(Limbs a, Limbs b) {
    if (a.empty()) return a;
    // With a divisor whose highest limb is large the estimate below is at most two too large.
    const Limbs factor{limb_base / (b.back() + 1)};
    a = product(a, factor);
    b = product(b, factor);
    const std::size_t n = b.size();
    Limbs made(a.size(), 0), rest;
    for (std::size_t i = a.size(); i-- > 0;) {
        rest.insert(rest.begin(), a[i]);
        while (!rest.empty() && rest.back() == 0) rest.pop_back();
        const std::uint64_t high = rest.size() > n ? rest[n] : 0, low = rest.size() >= n ? rest[n - 1] : 0;
        auto estimate = static_cast<std::uint32_t>(std::min<std::uint64_t>((high * limb_base + low) / b[n - 1], limb_base - 1));
        Limbs taken = product(b, Limbs{estimate});
        for (; compare(taken, rest) > 0; --estimate) taken = difference(std::move(taken), b);
        made[i] = estimate;
        rest = difference(std::move(rest), taken);
    }
    while (!made.empty() && made.back() == 0) made.pop_back();
    return made;
}

/// The digits with `zeros` more behind; zero stays without digits.
std::string shifted(const std::string& digits, std::uint32_t zeros) { return digits.empty() ? digits : digits + std::string(zeros, '0'); }

}  // namespace

Decimal::Decimal(bool negative, std::uint64_t value) : negative_(negative) {
    if (value != 0) digits_ = std::to_string(value);
}

Decimal::Decimal(bool negative, std::string digits, std::uint32_t scale) : digits_(std::move(digits)), scale_(scale), negative_(negative) {
    if (const std::size_t zeros = std::min(digits_.find_first_not_of('0'), digits_.size()); zeros > 0) digits_.erase(0, zeros);
    if (digits_.empty()) negative_ = false;
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at])) ++at;
    std::string digits(text.substr(0, at));
    std::int64_t scale = 0;
    if (at < text.size() && text[at] == '.') {
        const std::size_t begin = ++at;
        while (at < text.size() && is_digit(text[at])) ++at;
        digits += text.substr(begin, at - begin);
        scale = static_cast<std::int64_t>(at - begin);
    }
    if (digits.empty()) return std::nullopt;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        if (++at < text.size() && text[at] == '+' && at + 1 < text.size() && is_digit(text[at + 1])) ++at;
        std::int32_t exponent = 0;
        const auto [end, fault] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
        if (fault != std::errc()) return std::nullopt;
        at = static_cast<std::size_t>(end - text.data());
        scale -= exponent;
    }
    if (at != text.size() || scale > most_digits || static_cast<std::int64_t>(digits.size()) - std::min<std::int64_t>(scale, 0) > 2 * most_digits) return std::nullopt;
    if (scale < 0) digits.append(static_cast<std::size_t>(-scale), '0');
    return Decimal(negative, std::move(digits), static_cast<std::uint32_t>(std::max<std::int64_t>(scale, 0)));
}

Decimal::Decimal(std::string_view text) {
    auto parsed = parse(text);
    if (!parsed) throw Error(ErrorCode::usage, fmt::format("'{}' is no decimal number", text.substr(0, 60)));
    *this = std::move(*parsed);
}

Decimal Decimal::from_double(double value) {
    if (!std::isfinite(value)) throw Error(ErrorCode::usage, fmt::format("{} is no decimal number", value));
    std::array<char, 40> buffer{};
    return Decimal(std::string_view(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr));
}

std::uint32_t Decimal::whole_digits() const noexcept { return digits_.size() > scale_ ? static_cast<std::uint32_t>(digits_.size()) - scale_ : 0; }

std::string Decimal::to_text() const {
    std::string text = negative_ ? "-" : "";
    const std::size_t whole = whole_digits();
    text.append(whole == 0 ? "0" : digits_.substr(0, whole));
    if (scale_ == 0) return text;
    text += '.';
    if (digits_.size() < scale_) text.append(scale_ - digits_.size(), '0');
    return text.append(digits_, whole, std::string::npos);
}

double Decimal::to_double() const {
    const std::string text = to_text();
    return std::strtod(text.c_str(), nullptr);
}

std::optional<std::int64_t> Decimal::to_int64() const {
    const std::string text = normalized().to_text();
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Decimal Decimal::rounded(std::uint32_t scale) const {
    if (scale >= scale_) return {negative_, shifted(digits_, scale - scale_), scale};
    const std::uint32_t cut = scale_ - scale;
    if (digits_.size() < cut) return {false, {}, scale};
    const std::size_t kept = digits_.size() - cut;
    Limbs limbs = limbs_of(std::string_view(digits_).substr(0, kept));
    if (digits_[kept] >= '5') limbs = sum(limbs, Limbs{1});
    return {negative_, digits_of(limbs), scale};
}

Decimal Decimal::normalized() const {
    if (digits_.empty()) return {};
    const std::size_t last = digits_.find_last_not_of('0');
    const auto cut = static_cast<std::uint32_t>(std::min<std::size_t>(digits_.size() - 1 - last, scale_));
    return {negative_, digits_.substr(0, digits_.size() - cut), scale_ - cut};
}

Decimal Decimal::operator-() const { return {!negative_, digits_, scale_}; }

Decimal Decimal::abs() const { return {false, digits_, scale_}; }

Decimal operator+(const Decimal& a, const Decimal& b) {
    const std::uint32_t scale = std::max(a.scale_, b.scale_);
    const Limbs left = limbs_of(shifted(a.digits_, scale - a.scale_)), right = limbs_of(shifted(b.digits_, scale - b.scale_));
    if (a.negative_ == b.negative_) return {a.negative_, digits_of(sum(left, right)), scale};
    const bool left_wins = compare(left, right) >= 0;
    return {left_wins ? a.negative_ : b.negative_, digits_of(left_wins ? difference(left, right) : difference(right, left)), scale};
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + -b; }

Decimal operator*(const Decimal& a, const Decimal& b) { return {a.negative_ != b.negative_, digits_of(product(limbs_of(a.digits_), limbs_of(b.digits_))), a.scale_ + b.scale_}; }

Decimal divide(const Decimal& a, const Decimal& b, std::uint32_t scale) {
    if (b.is_zero()) throw Error(ErrorCode::usage, "a decimal is divided by zero");
    // One digit more than asked for decides the rounding: a remainder behind it never lies at exactly one half.
    const std::int64_t shift = std::int64_t{scale} + 1 + b.scale_ - a.scale_;
    const Limbs over = limbs_of(shifted(a.digits_, shift > 0 ? static_cast<std::uint32_t>(shift) : 0));
    const Limbs under = limbs_of(shifted(b.digits_, shift < 0 ? static_cast<std::uint32_t>(-shift) : 0));
    return Decimal(a.negative_ != b.negative_, digits_of(quotient(over, under)), scale + 1).rounded(scale);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    if (a.negative_ != b.negative_) return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
    const bool shorter = a.digits_.size() + b.scale_ < b.digits_.size() + a.scale_, same = a.digits_.size() + b.scale_ == b.digits_.size() + a.scale_;
    std::strong_ordering magnitude = shorter ? std::strong_ordering::less : std::strong_ordering::greater;
    if (a.digits_.empty() || b.digits_.empty()) {
        magnitude = b.digits_.size() == a.digits_.size() ? std::strong_ordering::equal : a.digits_.empty() ? std::strong_ordering::less : std::strong_ordering::greater;
    } else if (same) {
        const std::size_t common = std::min(a.digits_.size(), b.digits_.size());
        const int prefix = a.digits_.compare(0, common, b.digits_, 0, common);
        const bool more_left = a.digits_.find_first_not_of('0', common) != std::string::npos, more_right = b.digits_.find_first_not_of('0', common) != std::string::npos;
        magnitude = prefix != 0 ? prefix <=> 0 : more_left <=> more_right;
    }
    return a.negative_ ? 0 <=> magnitude : magnitude;
}

void type_adapter<Decimal>::decode(const rdb_cell& cell, Decimal& value) {
    if (cell.tag == RDB_INT || cell.tag == RDB_BOOL) value = Decimal(cell.u.i);
    else if (cell.tag == RDB_UINT) value = Decimal(static_cast<std::uint64_t>(cell.u.i));
    else if (cell.tag == RDB_REAL && std::isfinite(cell.u.d)) value = Decimal(fmt::format("{:.15g}", cell.u.d));  // a server without decimals: the digits that its sums keep
    else {
        auto parsed = cell.tag == RDB_TEXT || cell.tag == RDB_DECIMAL || cell.tag == RDB_BLOB ? Decimal::parse(cell_bytes(cell)) : std::nullopt;
        if (!parsed) decode_mismatch(cell, "a decimal number");
        value = std::move(*parsed);
    }
}

}  // namespace reinhardt::db
