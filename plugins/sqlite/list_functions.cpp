#include "list_functions.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/value.hpp>

#include "value_text.hpp"

namespace reinhardt::db::sqlite {
namespace {

constexpr unsigned json_subtype = 74;  // 'J', of SQLite's JSON functions

/// A value of SQLite; they compare as SQLite orders them: NULL, numbers, texts by their bytes.
using Plain = std::variant<std::monostate, double, std::string>;
struct Item {
    Plain plain;
    std::int64_t integer = 0;
    bool is_integer = false, is_json = false;

    explicit Item(sqlite3_value* value) {
        switch (sqlite3_value_type(value)) {
            case SQLITE_NULL: return;
            case SQLITE_INTEGER:
                is_integer = true;
                integer = sqlite3_value_int64(value);
                plain = static_cast<double>(integer);
                return;
            case SQLITE_FLOAT: plain = sqlite3_value_double(value); return;
            default:
                is_json = sqlite3_value_subtype(value) == json_subtype;
                plain = std::string(text_of(value));
        }
    }
    [[nodiscard]] bool is_null() const noexcept { return plain.index() == 0; }
    [[nodiscard]] std::string json() const {
        if (is_null()) return "null";
        if (is_integer) return std::to_string(integer);
        if (plain.index() == 1) return to_json(Value(std::get<double>(plain)));
        return is_json ? std::get<std::string>(plain) : to_json(Value(std::get<std::string>(plain)));
    }
    friend bool operator==(const Item& a, const Item& b) noexcept { return a.is_integer && b.is_integer ? a.integer == b.integer : a.plain == b.plain; }
    friend bool operator<(const Item& a, const Item& b) noexcept { return a.is_integer && b.is_integer ? a.integer < b.integer : a.plain < b.plain; }
};

struct Row {
    std::string text;          ///< of the value
    std::vector<Item> value;   ///< the value itself, then what it is ordered by
};

struct Direction {
    bool descending = false, nulls_first = true;
};

struct List {
    std::deque<Row> rows;
    std::vector<Direction> directions;
    std::string delimiter;
    bool distinct = false;

    /// The rows as they come out.
    [[nodiscard]] std::vector<const Row*> chosen() const {
        std::vector<const Row*> made;
        for (const Row& row : rows) made.push_back(&row);
        if (distinct) {
            const auto less = [](const Row* a, const Row* b) { return a->value.front() < b->value.front(); };
            std::stable_sort(made.begin(), made.end(), less);
            made.erase(std::unique(made.begin(), made.end(), [](const Row* a, const Row* b) { return a->value.front() == b->value.front(); }), made.end());
        }
        if (directions.empty()) return made;
        std::stable_sort(made.begin(), made.end(), [&](const Row* a, const Row* b) {
            for (std::size_t i = 0; i < directions.size(); ++i) {
                const Item &left = a->value[i + 1], &right = b->value[i + 1];
                if (left == right) continue;
                if (left.is_null() || right.is_null()) return left.is_null() == directions[i].nulls_first;
                return directions[i].descending ? right < left : left < right;
            }
            return false;
        });
        return made;
    }
};

List* list_of(sqlite3_context* context, bool make) {
    auto** place = static_cast<List**>(sqlite3_aggregate_context(context, make ? sizeof(List*) : 0));
    if (place == nullptr) return nullptr;
    if (*place == nullptr && make) *place = new List;
    return *place;
}

template <bool Json>
void step(sqlite3_context* context, int count, sqlite3_value** values) {
    constexpr int fixed = Json ? 2 : 3;
    if (count < fixed || (count - fixed) % 2 != 0) return sqlite3_result_error(context, "how, a value and pairs of a direction and a value are wanted", -1);
    if (!Json && sqlite3_value_type(values[1]) == SQLITE_NULL) return;
    try {
        List* list = list_of(context, true);
        if (list == nullptr) return sqlite3_result_error_nomem(context);
        if (list->rows.empty()) {
            list->distinct = text_of(values[0]) == "distinct";
            if (!Json) list->delimiter = text_of(values[2]);
            list->directions.clear();
            for (int i = fixed; i < count; i += 2) {
                const std::string_view word = text_of(values[i]);
                const bool descending = word.starts_with('-');
                list->directions.push_back({descending, word.size() > 1 ? descending : !descending});
            }
        }
        Row row;
        row.value.emplace_back(values[1]);
        row.text = Json ? row.value.front().json() : std::string(text_of(values[1]));
        for (int i = fixed + 1; i < count; i += 2) row.value.emplace_back(values[i]);
        list->rows.push_back(std::move(row));
    } catch (...) {
        sqlite3_result_error_nomem(context);
    }
}

/// The first row leaves a window.
template <bool Json>
void inverse(sqlite3_context* context, int, sqlite3_value** values) {
    List* list = list_of(context, false);
    if (list == nullptr || list->rows.empty() || (!Json && sqlite3_value_type(values[1]) == SQLITE_NULL)) return;
    list->rows.pop_front();
}

template <bool Json>
void give(sqlite3_context* context) {
    const List* list = list_of(context, false);
    if (list == nullptr || list->rows.empty()) return sqlite3_result_null(context);
    try {
        std::string text;
        bool first = true;
        for (const Row* row : list->chosen()) {
            if (!first) text += Json ? std::string_view(",") : std::string_view(list->delimiter);
            if (first && Json) text += '[';
            first = false;
            text += row->text;
        }
        if (Json) text += ']';
        sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        if (Json) sqlite3_result_subtype(context, json_subtype);
    } catch (...) {
        sqlite3_result_error_nomem(context);
    }
}

template <bool Json>
void end(sqlite3_context* context) {
    give<Json>(context);
    delete list_of(context, false);
}

}  // namespace

void add_list_functions(sqlite3* handle) {
#ifdef SQLITE_RESULT_SUBTYPE
    constexpr int subtypes = SQLITE_SUBTYPE | SQLITE_RESULT_SUBTYPE;
#else
    constexpr int subtypes = SQLITE_SUBTYPE;
#endif
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS | subtypes;
    sqlite3_create_window_function(handle, "rdb_string_agg", -1, flags, nullptr, step<false>, end<false>, give<false>, inverse<false>, nullptr);
    sqlite3_create_window_function(handle, "rdb_json_agg", -1, flags, nullptr, step<true>, end<true>, give<true>, inverse<true>, nullptr);
}

}  // namespace reinhardt::db::sqlite
