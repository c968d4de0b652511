#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <reinhardt/db/orm/write/write_session.hpp>

namespace reinhardt::db {

/// The values of some columns of a row.
using RowValues = std::vector<Parameter>;

/// The first `count` values as a text to compare them by: as a program or any of the servers gives them, a key has one.
[[nodiscard]] std::string comparable_key(const RowValues& values, std::size_t count);

/// How many rows of `width` values one statement of that dialect takes as a list.
[[nodiscard]] std::size_t rows_in_list(const Dialect& dialect, std::size_t width);

/// "a" IN (?, ?), or ("a" = ? AND "b" = ?) OR … for several columns, for `rows` rows; parameters are numbered from `first` on.
[[nodiscard]] std::string key_list_sql(const std::vector<std::string>& columns, std::size_t rows, std::size_t first, const Dialect& dialect);

/// Calls `run(condition, cells)` for one block of rows after another: `condition` holds for the rows whose `columns` are the first values of one of
/// them. The number of rows in a condition is a power of two, so that few different statements are prepared; the last row is repeated. `leading`: what
/// is bound in front of them.
template <class Run>
void for_key_blocks(const std::vector<RowValues>& rows, const std::vector<std::string>& columns, const Dialect& dialect, Run run, const RowValues& leading = {}) {
    const std::size_t most = rows_in_list(dialect, columns.size());
    for (std::size_t from = 0; from < rows.size();) {
        const std::size_t count = rows.size() - from < most ? rows.size() - from : most;
        std::size_t padded = 1;
        while (padded < count) padded *= 2;
        const CellScratch cells;
        for (const Parameter& value : leading) cells->cell(value.cell());
        for (std::size_t i = 0; i < padded; ++i) {
            const RowValues& row = rows[from + (i < count ? i : count - 1)];
            for (std::size_t column = 0; column < columns.size(); ++column) cells->cell(row[column].cell());
        }
        run(key_list_sql(columns, padded, leading.size() + 1, dialect), *cells);
        from += count;
    }
}

}  // namespace reinhardt::db
