#include "number_functions.hpp"

#include <sqlite3.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "failure.hpp"
#include "value_text.hpp"

namespace reinhardt::db::sqlite {
namespace {

__extension__ using Wide = __int128;

constexpr int most_digits = 36;  // of a Wide, with room for a sum

constexpr Wide power_of_ten(int exponent) {
    Wide made = 1;
    for (int i = 0; i < exponent; ++i) made *= 10;
    return made;
}
constexpr Wide limit = power_of_ten(most_digits), half_limit = power_of_ten(most_digits / 2);

/// A decimal number: digits * 10^-scale.
struct Number {
    Wide digits = 0;
    int scale = 0;

    /// With that many places, which are no fewer; false where it is too long then.
    [[nodiscard]] bool widen(int places) {
        for (; scale < places; ++scale, digits *= 10) {
            if (digits >= limit / 10 || digits <= -limit / 10) return false;
        }
        return true;
    }
    void shorten() {
        for (; scale > 0 && digits % 10 == 0; --scale) digits /= 10;
    }
    [[nodiscard]] std::string text() const {
        const bool negative = digits < 0;
        std::string made;
        Wide rest = negative ? -digits : digits;
        for (int at = 0; rest != 0 || at <= scale; ++at, rest /= 10) {
            if (at == scale && scale > 0) made += '.';
            made += static_cast<char>('0' + static_cast<int>(rest % 10));
        }
        if (negative) made += '-';
        return {made.rbegin(), made.rend()};
    }
    [[nodiscard]] long double real() const { return std::strtold(text().c_str(), nullptr); }
};

std::optional<Number> parsed(std::string_view text) {
    Number made;
    std::size_t at = 0;
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) ++at;
    int digits = 0;
    bool point = false, any = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !point) {
            point = true;
            continue;
        }
        if (text[at] < '0' || text[at] > '9') break;
        any = true;
        if (made.digits != 0 && ++digits >= most_digits) return std::nullopt;
        made.digits = made.digits * 10 + (text[at] - '0');
        made.scale += point ? 1 : 0;
    }
    if (any && at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        made.scale -= std::atoi(std::string(text.substr(at + 1)).c_str());
        at = text.size();
    }
    if (!any || at != text.size() || !made.widen(0)) return std::nullopt;
    if (negative) made.digits = -made.digits;
    made.shorten();
    if (made.scale > most_digits) return std::nullopt;
    return made;
}

/// The decimal of 15 digits that a real stands for.
std::optional<Number> rounded(long double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.14Le", value);
    return parsed(text.data());
}

std::optional<Number> number_of(sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: return Number{sqlite3_value_int64(value), 0};
        case SQLITE_FLOAT: return rounded(static_cast<long double>(sqlite3_value_double(value)));
        default: return parsed(text_of(value));
    }
}

void give(sqlite3_context* context, Number number) {
    number.shorten();
    const bool whole = number.scale == 0 && number.digits >= std::numeric_limits<std::int64_t>::min() && number.digits <= std::numeric_limits<std::int64_t>::max();
    if (whole) sqlite3_result_int64(context, static_cast<std::int64_t>(number.digits));
    else sqlite3_result_double(context, std::strtod(number.text().c_str(), nullptr));
}

void give(sqlite3_context* context, long double value) {
    if (const auto number = rounded(value)) give(context, *number);
    else sqlite3_result_double(context, static_cast<double>(value));
}

/// Runs `function`; what is thrown becomes an error of the statement.
template <class F>
void run(sqlite3_context* context, F function) noexcept {
    try {
        function();
    } catch (...) {
        sqlite3_result_error_nomem(context);
    }
}

template <char Sign>
void combine(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || sqlite3_value_type(values[1]) == SQLITE_NULL) return sqlite3_result_null(context);
    run(context, [&] {
        constexpr bool divides = Sign == '/' || Sign == '%';
        std::optional<Number> a = number_of(values[0]), b = number_of(values[1]);
        const long double left = a ? a->real() : static_cast<long double>(sqlite3_value_double(values[0])), right = b ? b->real() : static_cast<long double>(sqlite3_value_double(values[1]));
        if (divides && right == 0) return sqlite3_result_null(context);
        if (Sign == '*' && a && b && std::abs(left) < 1e18L && std::abs(right) < 1e18L && a->digits < half_limit && a->digits > -half_limit && b->digits < half_limit && b->digits > -half_limit) {
            return give(context, Number{a->digits * b->digits, a->scale + b->scale});
        }
        if ((Sign == '+' || Sign == '-' || Sign == '%') && a && b && a->widen(b->scale) && b->widen(a->scale)) {
            const Wide made = Sign == '+' ? a->digits + b->digits : Sign == '-' ? a->digits - b->digits : a->digits % b->digits;
            return give(context, Number{made, a->scale});
        }
        switch (Sign) {
            case '+': return give(context, left + right);
            case '-': return give(context, left - right);
            case '*': return give(context, left * right);
            case '/': return give(context, left / right);
            default: return give(context, std::fmod(left, right));
        }
    });
}

/// To that many places, halves away from zero.
void round_to(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    run(context, [&] {
        std::optional<Number> number = number_of(values[0]);
        const int places = sqlite3_value_int(values[1]);
        if (!number || places < 0) return sqlite3_result_value(context, values[0]);
        if (number->scale > places) {
            const Wide unit = power_of_ten(number->scale - places), rest = number->digits % unit;
            number->digits = number->digits / unit + (rest >= unit - rest ? 1 : -rest >= unit + rest ? -1 : 0);
            number->scale = places;
        }
        give(context, *number);
    });
}

struct Sum {
    Number total;
    long double real;
    std::int64_t count, unfit;  ///< rows, and those of them that are no Number
    bool inexact;               ///< the total did not fit one
};

/// SQLite aligns the memory of an aggregate for numbers of 64 bits alone.
Sum* sum_of(sqlite3_context* context, bool make) {
    std::size_t room = sizeof(Sum) + alignof(Sum);
    void* memory = sqlite3_aggregate_context(context, make ? static_cast<int>(room) : 0);
    return memory != nullptr ? static_cast<Sum*>(std::align(alignof(Sum), sizeof(Sum), memory, room)) : nullptr;
}

/// Adds a row to the sum, or takes one out of it, where a window leaves it behind.
template <bool In>
void count_row(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    Sum* sum = sum_of(context, true);
    if (sum == nullptr) return sqlite3_result_error_nomem(context);
    run(context, [&] {
        constexpr int sign = In ? 1 : -1;
        std::optional<Number> number = number_of(values[0]);
        sum->count += sign;
        sum->unfit += number ? 0 : sign;
        sum->real += sign * (number ? number->real() : static_cast<long double>(sqlite3_value_double(values[0])));
        if (!number) return;
        sum->inexact = sum->inexact || !number->widen(sum->total.scale) || !sum->total.widen(number->scale);
        if (sum->inexact) return;
        sum->total.digits += sign * number->digits;
        sum->inexact = sum->total.digits >= limit || sum->total.digits <= -limit;
    });
}

[[nodiscard]] bool is_exact(const Sum& sum) noexcept { return !sum.inexact && sum.unfit == 0; }

template <bool Average>
void sum_end(sqlite3_context* context) {
    const Sum* sum = sum_of(context, false);
    if (sum == nullptr || sum->count == 0) return sqlite3_result_null(context);
    run(context, [&] {
        if (Average) give(context, (is_exact(*sum) ? sum->total.real() : sum->real) / static_cast<long double>(sum->count));
        else if (is_exact(*sum)) give(context, sum->total);
        else give(context, sum->real);
    });
}

/// The mean of whole numbers as one.
void whole_average_end(sqlite3_context* context) {
    const Sum* sum = sum_of(context, false);
    if (sum == nullptr || sum->count == 0) return sqlite3_result_null(context);
    sqlite3_result_int64(context, static_cast<std::int64_t>(std::round((is_exact(*sum) ? static_cast<long double>(sum->total.digits) : sum->real) / static_cast<long double>(sum->count))));
}

/// A number that no real is large enough for.
void finite(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_FLOAT && std::isinf(sqlite3_value_double(values[0]))) return sqlite3_result_error(context, "a number is out of range", -1);
    sqlite3_result_value(context, values[0]);
}

/// For a column of whole numbers from `low` to `high`.
void whole(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    const std::int64_t low = sqlite3_value_int64(values[1]), high = sqlite3_value_int64(values[2]);
    const int type = sqlite3_value_numeric_type(values[0]);
    if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) return refuse(context, "a text is no whole number");
    const double real = type == SQLITE_FLOAT ? std::nearbyint(sqlite3_value_double(values[0])) : 0;
    const bool fits = std::abs(real) < 9.2e18;
    const std::int64_t number = type == SQLITE_INTEGER ? sqlite3_value_int64(values[0]) : fits ? static_cast<std::int64_t>(real) : 0;
    if (!fits || number < low || number > high) return refuse(context, "a number is out of the range of its column");
    sqlite3_result_int64(context, number);
}

}  // namespace

void add_number_functions(sqlite3* handle) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    const auto scalar = [&](const char* name, int arguments, void (*function)(sqlite3_context*, int, sqlite3_value**)) {
        sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
    };
    const auto aggregate = [&](const char* name, void (*end)(sqlite3_context*)) {
        sqlite3_create_window_function(handle, name, 1, flags, nullptr, count_row<true>, end, end, count_row<false>, nullptr);
    };
    scalar("rdb_decimal_add", 2, combine<'+'>);
    scalar("rdb_decimal_subtract", 2, combine<'-'>);
    scalar("rdb_decimal_multiply", 2, combine<'*'>);
    scalar("rdb_decimal_divide", 2, combine<'/'>);
    scalar("rdb_decimal_modulo", 2, combine<'%'>);
    scalar("rdb_decimal_round", 2, round_to);
    scalar("rdb_whole", 3, whole);
    scalar("rdb_finite", 1, finite);
    aggregate("rdb_decimal_sum", sum_end<false>);
    aggregate("rdb_decimal_avg", sum_end<true>);
    aggregate("rdb_whole_avg", whole_average_end);
}

}  // namespace reinhardt::db::sqlite
