#include "query_functions.hpp"

#include <locale.h>
#include <regex.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <reinhardt/db/support/times.hpp>

#include "failure.hpp"
#include "quote.hpp"
#include "value_text.hpp"

namespace reinhardt::db::sqlite {
namespace {

bool is_null(sqlite3_value* value) { return sqlite3_value_type(value) == SQLITE_NULL; }

/// Classes of Perl that POSIX has not.
std::string posix(std::string_view pattern) {
    std::string made;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '\\' || i + 1 == pattern.size()) {
            made += pattern[i];
            continue;
        }
        const char next = pattern[++i];
        if (next == 'd') made += "[0-9]";
        else if (next == 'D') made += "[^0-9]";
        else (made += '\\') += next;
    }
    return made;
}

/// While it lives the thread reads texts as UTF-8, so that `.` is a character and no byte.
class Utf8 {
public:
    Utf8() : before_(locale() != nullptr ? uselocale(locale()) : nullptr) {}
    ~Utf8() {
        if (before_ != nullptr) uselocale(before_);
    }
    Utf8(const Utf8&) = delete;
    Utf8& operator=(const Utf8&) = delete;

private:
    static locale_t locale() {
        struct Table {
            ~Table() {
                if (made != nullptr) freelocale(made);
            }
            locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
        };
        static const Table table;
        return table.made;
    }
    locale_t before_;
};

struct Expression {
    explicit Expression(const std::string& pattern, bool fold) : failure(regcomp(&compiled, posix(pattern).c_str(), REG_EXTENDED | REG_NOSUB | (fold ? REG_ICASE : 0))) {}
    ~Expression() {
        if (failure == 0) regfree(&compiled);
    }
    Expression(const Expression&) = delete;
    Expression& operator=(const Expression&) = delete;
    regex_t compiled{};
    int failure;
};

void regexp(sqlite3_context* context, int, sqlite3_value** values) {
    if (is_null(values[0]) || is_null(values[1])) return sqlite3_result_null(context);
    try {
        const Utf8 utf8;
        auto* kept = static_cast<Expression*>(sqlite3_get_auxdata(context, 0));
        std::unique_ptr<Expression> made;
        if (kept == nullptr) {
            made = std::make_unique<Expression>(std::string(text_of(values[0])), sqlite3_value_int(values[2]) != 0);
            if (made->failure != 0) return refuse(context, "the regular expression is not valid");
            kept = made.get();
        }
        sqlite3_result_int(context, regexec(&kept->compiled, std::string(text_of(values[1])).c_str(), 0, nullptr, 0) == 0 ? 1 : 0);
        // Kept for the next row, where the pattern is the same for all.
        if (made != nullptr) sqlite3_set_auxdata(context, 0, made.release(), [](void* one) { delete static_cast<Expression*>(one); });
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

/// "2024-01-02[ 03:04:05[.678]]" in microseconds since 1970.
std::optional<std::int64_t> moment(std::string_view text) {
    const auto number = [&](std::size_t at, std::size_t count) {
        std::int64_t made = 0;
        for (std::size_t i = at; i < at + count && i < text.size(); ++i) made = made * 10 + (text[i] - '0');
        return made;
    };
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(number(0, 4))), std::chrono::month(static_cast<unsigned>(number(5, 2))), std::chrono::day(static_cast<unsigned>(number(8, 2))));
    if (!day.ok()) return std::nullopt;
    std::int64_t us = std::chrono::sys_days(day).time_since_epoch().count() * 86'400'000'000;
    if (text.size() < 19) return us;
    us += ((number(11, 2) * 60 + number(14, 2)) * 60 + number(17, 2)) * 1'000'000;
    std::int64_t unit = 100'000;
    for (std::size_t i = 20; text.size() > 19 && text[19] == '.' && i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, unit /= 10) us += (text[i] - '0') * unit;
    return us;
}

void moment_add(sqlite3_context* context, int, sqlite3_value** values) {
    if (is_null(values[0]) || is_null(values[1])) return sqlite3_result_null(context);
    const auto from = moment(text_of(values[0]));
    std::int64_t sum = 0;
    if (!from || __builtin_add_overflow(*from, sqlite3_value_int64(values[1]), &sum)) return refuse(context, "no such moment");
    const std::string text = sql::timestamp_text(sum);
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void moment_difference(sqlite3_context* context, int, sqlite3_value** values) {
    if (is_null(values[0]) || is_null(values[1])) return sqlite3_result_null(context);
    const auto a = moment(text_of(values[0])), b = moment(text_of(values[1]));
    if (!a || !b) return refuse(context, "no such moment");
    sqlite3_result_int64(context, *a - *b);
}

}  // namespace

void add_query_functions(sqlite3* handle) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    const auto scalar = [&](const char* name, int arguments, void (*function)(sqlite3_context*, int, sqlite3_value**)) {
        sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
    };
    scalar("rdb_regexp", 3, regexp);
    scalar("rdb_moment_add", 2, moment_add);
    scalar("rdb_moment_difference", 2, moment_difference);
}

}  // namespace reinhardt::db::sqlite
