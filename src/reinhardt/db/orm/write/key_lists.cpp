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
    const std::size_t parameters = dialect.max_parameters() != 0 ? dialect.max_parameters() : most * width;
    std::size_t rows = 1;
    while (rows * 2 <= most && rows * 2 * width <= parameters) rows *= 2;
    return rows;
}

std::string key_list_sql(const std::vector<std::string>& columns, std::size_t rows, std::size_t first, const Dialect& dialect) {
    if (columns.size() == 1) return dialect.quoted(columns.front()) + " IN (" + placeholders_sql(first, rows, dialect) + ")";
    std::string sql;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(" : " OR (";
        for (std::size_t column = 0; column < columns.size(); ++column) {
            if (column != 0) sql += " AND ";
            dialect.quote(sql, columns[column]);
            sql += " = ";
            dialect.placeholder(sql, first++);
        }
        sql += ")";
    }
    return sql;
}

}  // namespace reinhardt::db
