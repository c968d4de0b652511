#include "cells.hpp"

#include <cmath>
#include <random>

using namespace orm_types;

namespace {

db::Decimal d(const char* text) { return db::Decimal(text); }

}  // namespace

BOOST_AUTO_TEST_SUITE(decimal)

BOOST_AUTO_TEST_CASE(a_decimal_prints_as_it_was_written) {
    const struct {
        const char *text, *printed;
    } cases[] = {{"0", "0"}, {"-0", "0"}, {"0.00", "0.00"}, {"1.50", "1.50"}, {"-12.345", "-12.345"}, {"+7", "7"}, {".5", "0.5"}, {"5.", "5"}, {"007.10", "7.10"}, {"1e3", "1000"}, {"1.5E-3", "0.0015"},
                 {"12e+2", "1200"}, {"0.000000000000000000000000000001", "0.000000000000000000000000000001"}, {"99999999999999999999999999999999999999.99", "99999999999999999999999999999999999999.99"}};
    for (const auto& one : cases) {
        BOOST_TEST(d(one.text).to_text() == one.printed, one.text);
        BOOST_TEST((again(d(one.text)) == d(one.text)));
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_decimal_is_refused) {
    for (const char* text : {"", "-", ".", "1.2.3", "1,5", " 1", "1 ", "NaN", "Infinity", "1e", "1e+", "1e-+5", "0x10", "1e999999999", "1e-999999999", "1e99999999999", "--1"}) {
        BOOST_TEST(!db::Decimal::parse(text).has_value(), "'" << text << "' is taken for a decimal");
        BOOST_TEST(refused<db::Decimal>(text), text);
        BOOST_CHECK_THROW(d(text), db::Error);
    }
}

BOOST_AUTO_TEST_CASE(decimals_compare_by_value) {
    BOOST_TEST((d("1.50") == d("1.5")));
    BOOST_TEST((d("0.0") == d("-0")));
    BOOST_TEST((d("100") == d("1e2")));
    const char* ascending[] = {"-1000", "-10.5", "-10.49", "-1", "-0.001", "0", "0.0009", "0.001", "0.1", "0.99", "1", "1.000001", "9.99", "10", "10.01", "123456789012345678901234567890"};
    for (std::size_t i = 0; i + 1 < std::size(ascending); ++i) BOOST_TEST((d(ascending[i]) < d(ascending[i + 1])), ascending[i] << " and " << ascending[i + 1]);
}

BOOST_AUTO_TEST_CASE(sums_and_products_are_exact) {
    BOOST_TEST((d("0.1") + d("0.2")).to_text() == "0.3");
    BOOST_TEST((d("1.10") - d("1.1")).to_text() == "0.00");
    BOOST_TEST((d("-5") + d("3.25")).to_text() == "-1.75");
    BOOST_TEST((d("999999999999999999") + 1).to_text() == "1000000000000000000");
    BOOST_TEST((d("-1.5") * d("0.20")).to_text() == "-0.300");
    BOOST_TEST((d("123456789012345678901234567890") * d("987654321098765432109876543210")).to_text() == "121932631137021795226185032733622923332237463801111263526900");
    db::Decimal total;
    for (int i = 0; i < 1000; ++i) total += d("0.001");
    BOOST_TEST((total == 1));
}

BOOST_AUTO_TEST_CASE(a_quotient_is_rounded_half_away_from_zero) {
    BOOST_TEST(divide(d("1"), d("3"), 5).to_text() == "0.33333");
    BOOST_TEST(divide(d("2"), d("3"), 2).to_text() == "0.67");
    BOOST_TEST(divide(d("-1"), d("8"), 2).to_text() == "-0.13");
    BOOST_TEST(divide(d("0.25"), d("1"), 1).to_text() == "0.3");
    BOOST_TEST(divide(d("10"), d("0.004"), 0).to_text() == "2500");
    BOOST_TEST(divide(d("0"), d("7"), 3).to_text() == "0.000");
    BOOST_TEST(divide(d("121932631137021795226185032733622923332237463801111263526900"), d("987654321098765432109876543210"), 0).to_text() == "123456789012345678901234567890");
    BOOST_CHECK_THROW(static_cast<void>(db::divide(1, 0, 2)), db::Error);
}

BOOST_AUTO_TEST_CASE(rounding_follows_sql) {
    const struct {
        const char* text;
        std::uint32_t scale;
        const char* expected;
    } cases[] = {{"2.5", 0, "3"}, {"-2.5", 0, "-3"}, {"2.4999", 0, "2"}, {"0.5", 0, "1"}, {"0.05", 0, "0"}, {"999.995", 2, "1000.00"}, {"1.5", 3, "1.500"}, {"0.0049", 2, "0.00"}, {"-0.004", 2, "0.00"}, {"0.005", 2, "0.01"}};
    for (const auto& one : cases) BOOST_TEST(d(one.text).rounded(one.scale).to_text() == one.expected, one.text);
    BOOST_TEST(d("1.500").normalized().to_text() == "1.5");
    BOOST_TEST(d("100").normalized().to_text() == "100");
    BOOST_TEST(d("0.000").normalized().to_text() == "0");
}

BOOST_AUTO_TEST_CASE(arithmetic_agrees_with_128_bits) {
    std::mt19937_64 random(7);
    __extension__ using Wide = __int128;
    const auto text_of = [](Wide value) {
        std::string text;
        const bool negative = value < 0;
        for (; value != 0; value /= 10) text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(negative ? -(value % 10) : value % 10)));
        return text.empty() ? std::string("0") : (negative ? "-" : "") + text;
    };
    for (int i = 0; i < 20'000; ++i) {
        const auto a = static_cast<std::int64_t>(random()) >> (random() % 60), b = static_cast<std::int64_t>(random()) >> (random() % 60);
        const db::Decimal x(a), y(b);
        bool good = (x + y).to_text() == text_of(static_cast<Wide>(a) + b) && (x * y).to_text() == text_of(static_cast<Wide>(a) * b) && (x < y) == (a < b);
        const Wide shifted = static_cast<Wide>(a) * 1'000'000;
        if (b != 0) {
            Wide exact = shifted / b;
            const Wide rest = shifted % b, twice = (rest < 0 ? -rest : rest) * 2, magnitude = b < 0 ? -static_cast<Wide>(b) : b;
            if (twice >= magnitude) exact += (a < 0) != (b < 0) ? -1 : 1;
            good = good && divide(x, y, 6) == divide(d(text_of(exact).c_str()), d("1000000"), 6);
            // The product of what was multiplied divides without rest.
            good = good && divide(x * y * x, y, 0) == x * x;
        }
        if (!good) BOOST_ERROR(a << " and " << b);
    }
}

BOOST_AUTO_TEST_CASE(a_decimal_is_read_of_every_kind_of_number) {
    BOOST_TEST(decoded<db::Decimal>(number_cell(-5)).to_text() == "-5");
    BOOST_TEST(decoded<db::Decimal>(number_cell(-1, RDB_UINT)).to_text() == "18446744073709551615");
    BOOST_TEST(decoded<db::Decimal>(real_cell(0.1)).to_text() == "0.1");
    BOOST_TEST(decoded<db::Decimal>(real_cell(1e21)).to_text() == "1000000000000000000000");
    BOOST_TEST(decoded<db::Decimal>(text_cell("12.50", RDB_DECIMAL)).to_text() == "12.50");
    BOOST_TEST(refused<db::Decimal>(real_cell(std::nan(""))));
    BOOST_TEST(refused<db::Decimal>(rdb_cell{}));
    BOOST_TEST(db::Decimal(std::numeric_limits<std::int64_t>::min()).to_text() == "-9223372036854775808");
    BOOST_TEST(d("12.5").to_double() == 12.5);
    BOOST_TEST((d("12.00").to_int64() == 12));
    BOOST_TEST(!d("12.01").to_int64().has_value());
    BOOST_TEST(!d("9223372036854775808").to_int64().has_value());
    BOOST_TEST(d("0.001").whole_digits() == 0U);
    BOOST_TEST(d("120.5").whole_digits() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
