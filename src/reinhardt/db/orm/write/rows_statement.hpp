#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/write_plan.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>
#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {

// Statements that write several rows.

/// How many rows of `width` values one statement takes: as many as the dialect likes ("bulk.values") and the server's parameters allow.
[[nodiscard]] std::size_t rows_in_statement(const Dialect& dialect, std::size_t width);
/// (?, ?), (?, ?) … with numbers from 1 on; `casts` (may be empty): a type for each column, which the values are cast to.
[[nodiscard]] std::string values_sql(std::size_t rows, std::size_t width, const std::vector<std::string>& casts, const Dialect& dialect);
/// SELECT a AS rdb_v1, b AS rdb_v2 FROM table WHERE FALSE UNION ALL VALUES (?, ?) …, where VALUES alone has neither names nor types for its columns.
[[nodiscard]] std::string typed_rows_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& fields, std::size_t rows);
/// INSERT INTO table (columns) VALUES …
[[nodiscard]] std::string rows_insert_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& fields, std::size_t rows);
/// What follows INSERT where rows are in conflict with others: `updated` (none: they are left out) get the new values.
[[nodiscard]] std::string conflict_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& updated, const std::vector<const FieldInfo*>& unique);

/// How many of the next `rows` objects, which `object(index)` gives, one statement takes by the size of their values; at least one.
template <class Object>
[[nodiscard]] std::size_t fitting_rows(const std::vector<const FieldInfo*>& fields, std::size_t rows, Object object) {
    constexpr std::size_t most_bytes = 4'000'000;  // below the usual max_allowed_packet of a server, texts in quotes included
    std::vector<const FieldInfo*> large;
    for (const FieldInfo* field : fields) {
        const FieldKind kind = field->desc->kind;
        if (kind == FieldKind::bytes || kind == FieldKind::json || kind == FieldKind::array || kind == FieldKind::map || (kind == FieldKind::text && field->desc->options.max_length == 0)) large.push_back(field);
    }
    if (large.empty()) return rows;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const CellScratch cells;
        add_values(object(i), large, *cells);
        for (std::uint32_t cell = 0; cell < cells->size(); ++cell) bytes += Parameter(cells->data()[cell]).is_text() ? cells->data()[cell].size : 0U;
        if (bytes > most_bytes && i != 0) return i;
    }
    return rows;
}

}  // namespace reinhardt::db
