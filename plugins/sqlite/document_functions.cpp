#include "document_functions.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db::sqlite {
namespace {

/// Members by their keys, whole numbers as integers.
void normalize(Value& value) {
    constexpr double farthest = 9.2e18;
    if (value.is_real() && std::nearbyint(value.as_real()) == value.as_real() && std::abs(value.as_real()) < farthest) value = Value(static_cast<std::int64_t>(value.as_real()));
    if (value.is_list()) {
        for (Value& one : value.as_list()) normalize(one);
    }
    if (!value.is_object()) return;
    Value::Object& members = value.as_object();
    for (Member& one : members) normalize(one.value);
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
}

void json_normal(sqlite3_context* context, int, sqlite3_value** values) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    if (bytes == nullptr) return sqlite3_result_null(context);
    try {
        const std::string_view text(bytes, static_cast<std::size_t>(sqlite3_value_bytes(values[0])));
        std::string made;
        try {
            Value value = parse_json(text, {}, ErrorCode::database, BigNumbers::as_real);
            normalize(value);
            made = to_json(value);
        } catch (const Error&) {
            made = text;
        }
        sqlite3_result_text64(context, made.data(), made.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } catch (...) {
        sqlite3_result_error_nomem(context);
    }
}

}  // namespace

void add_document_functions(sqlite3* handle) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    sqlite3_create_function_v2(handle, "rdb_json_normal", 1, flags, nullptr, json_normal, nullptr, nullptr, nullptr);
}

}  // namespace reinhardt::db::sqlite
