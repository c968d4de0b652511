#include "text_functions.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <reinhardt/db/support/text.hpp>

#include "digests.hpp"
#include "letter_cases.hpp"
#include "value_text.hpp"

namespace reinhardt::db::sqlite {
namespace {

constexpr std::int64_t longest = 1'000'000'000;  // SQLITE_MAX_LENGTH

bool any_null(int count, sqlite3_value** values) {
    return std::any_of(values, values + count, [](sqlite3_value* one) { return sqlite3_value_type(one) == SQLITE_NULL; });
}

void give(sqlite3_context* context, const std::string& text) { sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8); }

constexpr bool starts_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::int64_t characters(std::string_view text) { return std::count_if(text.begin(), text.end(), starts_character); }

/// The first `count` characters.
std::string_view beginning(std::string_view text, std::int64_t count) {
    std::size_t at = 0;
    while (at < text.size() && (count > 0 || !starts_character(text[at]))) {
        if (starts_character(text[at])) --count;
        ++at;
    }
    return text.substr(0, at);
}

std::string repeated(std::string_view fill, std::int64_t length) {
    std::string made;
    const std::int64_t each = characters(fill);
    if (each == 0) return made;
    for (; length >= each; length -= each) made += fill;
    return made += beginning(fill, length);
}

/// Runs a function of texts: none of the values is NULL, and what is thrown becomes an error of the statement.
template <class F>
void run(sqlite3_context* context, int count, sqlite3_value** values, F function) noexcept {
    if (any_null(count, values)) return sqlite3_result_null(context);
    try {
        function();
    } catch (...) {
        sqlite3_result_error_nomem(context);
    }
}

template <bool Left>
void pad(sqlite3_context* context, int count, sqlite3_value** values) {
    run(context, count, values, [&] {
        const std::string_view text = text_of(values[0]), fill = text_of(values[2]);
        const std::int64_t length = std::max<std::int64_t>(sqlite3_value_int64(values[1]), 0), has = characters(text);
        if (length > longest) return sqlite3_result_error_toobig(context);
        if (has >= length) return give(context, std::string(beginning(text, length)));
        const std::string filling = repeated(fill, length - has);
        give(context, Left ? filling + std::string(text) : std::string(text) + filling);
    });
}

void repeat(sqlite3_context* context, int count, sqlite3_value** values) {
    run(context, count, values, [&] {
        const std::string_view text = text_of(values[0]);
        const std::int64_t times = std::max<std::int64_t>(sqlite3_value_int64(values[1]), 0);
        if (!text.empty() && times > longest / static_cast<std::int64_t>(text.size())) return sqlite3_result_error_toobig(context);
        std::string made;
        for (std::int64_t i = 0; i < times && !text.empty(); ++i) made += text;
        give(context, made);
    });
}

void reverse(sqlite3_context* context, int count, sqlite3_value** values) {
    run(context, count, values, [&] {
        const std::string_view text = text_of(values[0]);
        std::string made;
        made.reserve(text.size());
        for (std::size_t end = text.size(), at = end; at-- > 0;) {
            if (!starts_character(text[at]) && at > 0) continue;
            made += text.substr(at, end - at);
            end = at;
        }
        give(context, made);
    });
}

template <std::string (*Change)(std::string_view)>
void change(sqlite3_context* context, int count, sqlite3_value** values) {
    run(context, count, values, [&] { give(context, Change(text_of(values[0]))); });
}

struct Bits {
    bool any;
    std::int64_t value;
};
enum class Operation : char { conjunction, disjunction, exclusive };

template <Operation O>
void bits_step(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    auto* bits = static_cast<Bits*>(sqlite3_aggregate_context(context, sizeof(Bits)));
    if (bits == nullptr) return sqlite3_result_error_nomem(context);
    const std::int64_t value = sqlite3_value_int64(values[0]);
    if (!bits->any) bits->value = value;
    else if (O == Operation::conjunction) bits->value &= value;
    else if (O == Operation::disjunction) bits->value |= value;
    else bits->value ^= value;
    bits->any = true;
}

void bits_end(sqlite3_context* context) {
    const auto* bits = static_cast<const Bits*>(sqlite3_aggregate_context(context, 0));
    if (bits == nullptr || !bits->any) return sqlite3_result_null(context);
    sqlite3_result_int64(context, bits->value);
}

/// Welford's sums: good also where the mean is large beside the deviation.
struct Moments {
    std::int64_t count;
    double mean, squares;
};

void moments_step(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    auto* moments = static_cast<Moments*>(sqlite3_aggregate_context(context, sizeof(Moments)));
    if (moments == nullptr) return sqlite3_result_error_nomem(context);
    const double value = sqlite3_value_double(values[0]);
    const double off = value - moments->mean;
    moments->mean += off / static_cast<double>(++moments->count);
    moments->squares += off * (value - moments->mean);
}

/// The variance, or its root: of all rows, or of a sample, which is nothing for one row.
template <bool Root, bool Sample>
void moments_end(sqlite3_context* context) {
    const auto* moments = static_cast<const Moments*>(sqlite3_aggregate_context(context, 0));
    const std::int64_t of = moments != nullptr ? moments->count - (Sample ? 1 : 0) : 0;
    if (of <= 0) return sqlite3_result_null(context);
    const double variance = moments->squares / static_cast<double>(of);
    sqlite3_result_double(context, Root ? std::sqrt(variance) : variance);
}

}  // namespace

void add_text_functions(sqlite3* handle) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    const auto scalar = [&](const char* name, int arguments, void (*function)(sqlite3_context*, int, sqlite3_value**)) {
        sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
    };
    const auto aggregate = [&](const char* name, void (*step)(sqlite3_context*, int, sqlite3_value**), void (*end)(sqlite3_context*)) {
        sqlite3_create_function_v2(handle, name, 1, flags, nullptr, nullptr, step, end, nullptr);
    };
    scalar("rdb_lpad", 3, pad<true>);
    scalar("rdb_rpad", 3, pad<false>);
    scalar("rdb_repeat", 2, repeat);
    scalar("rdb_reverse", 1, reverse);
    scalar("rdb_lower", 1, change<lower_case>);
    scalar("rdb_upper", 1, change<upper_case>);
    scalar("rdb_md5", 1, change<md5_hex>);
    scalar("rdb_sha1", 1, change<sha1_hex>);
    scalar("rdb_sha224", 1, change<sha224_hex>);
    scalar("rdb_sha256", 1, change<sha256_hex>);
    scalar("rdb_sha384", 1, change<sha384_hex>);
    scalar("rdb_sha512", 1, change<sha512_hex>);
    aggregate("rdb_bit_and", bits_step<Operation::conjunction>, bits_end);
    aggregate("rdb_bit_or", bits_step<Operation::disjunction>, bits_end);
    aggregate("rdb_bit_xor", bits_step<Operation::exclusive>, bits_end);
    aggregate("rdb_stddev_pop", moments_step, moments_end<true, false>);
    aggregate("rdb_stddev_samp", moments_step, moments_end<true, true>);
    aggregate("rdb_var_pop", moments_step, moments_end<false, false>);
    aggregate("rdb_var_samp", moments_step, moments_end<false, true>);
}

}  // namespace reinhardt::db::sqlite
