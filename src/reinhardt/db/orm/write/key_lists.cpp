#include <reinhardt/db/orm/write/key_lists.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {

std::string comparable_key(const RowValues& values, std::size_t count) {
    std::string key;
    for (std::size_t i = 0; i < count; ++i) {
        const Parameter& value = values[i];
        if (value.is_null()) {
            key += 'n';
            continue;
        }
        const std::string text = value.is_text() ? value.text() : value.tag() == RDB_REAL ? fmt::format("{}", value.real()) : fmt::format("{}", value.integer());
        key += fmt::format("v{}:", text.size());
        key += text;
    }
    return key;
}

std::size_t rows_in_list(const Dialect& dialect, std::size_t width) {
    constexpr std::size_t most = 1024;
    // A text may be bound twice.
    const std::size_t parameters = dialect.max_parameters() != 0 ? dialect.max_parameters() / (dialect.has("lookup.in.text") ? 2 : 1) : most * width;
    std::size_t rows = 1;
    while (rows * 2 <= most && rows * 2 * width <= parameters) rows *= 2;
    return rows;
}

KeyCondition key_condition(const std::vector<std::string>& columns, std::span<const RowValues* const> rows, std::size_t first, const Dialect& dialect, KeyMatch match) {
    KeyCondition made;
    const auto word = [&](std::size_t column, const char* exact, std::string_view otherwise) {
        const bool text = match == KeyMatch::exact && std::any_of(rows.begin(), rows.end(), [&](const RowValues* row) { return (*row)[column].tag() == RDB_TEXT; });
        const char* const found = text ? dialect.find(exact) : nullptr;
        return found != nullptr ? std::string_view(found) : otherwise;
    };
    if (columns.size() == 1) {
        for (std::size_t times = add_comparison(made.sql, word(0, "lookup.in.text", "%1 IN (%2)"), dialect.quoted(columns.front()), first, rows.size(), dialect); times > 0; --times) {
            for (const RowValues* row : rows) made.values.push_back(&row->front());
        }
        return made;
    }
    for (const RowValues* row : rows) {
        made.sql += row == rows.front() ? "(" : " OR (";
        for (std::size_t column = 0; column < columns.size(); ++column) {
            if (column != 0) made.sql += " AND ";
            const std::size_t number = first + made.values.size();
            const std::size_t times = add_comparison(made.sql, word(column, "lookup.exact.text", "%1 = %2"), dialect.quoted(columns[column]), number, 1, dialect);
            made.values.insert(made.values.end(), times, &(*row)[column]);
        }
        made.sql += ")";
    }
    return made;
}

}  // namespace reinhardt::db
