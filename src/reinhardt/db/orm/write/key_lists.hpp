#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <reinhardt/db/orm/write/write_session.hpp>

namespace reinhardt::db {

/// The values of some columns of a row.
using RowValues = std::vector<Parameter>;

/// The first `count` values as a text to compare them by: as a program or any of the servers gives them, a key has one.
[[nodiscard]] std::string comparable_key(const RowValues& values, std::size_t count);

/// How texts are compared: byte by byte, or as the server compares a foreign key with what it refers to.
enum class KeyMatch : std::uint8_t { exact, as_server };

/// How many rows of `width` values one statement of that dialect takes as a list.
[[nodiscard]] std::size_t rows_in_list(const Dialect& dialect, std::size_t width);

/// "a" IN (?, ?), or ("a" = ? AND "b" = ?) OR … for several columns, with the values that are to be bound.
struct KeyCondition {
    std::string sql;
    std::vector<const Parameter*> values;
};
/// For the first values of `rows`; parameters are numbered from `first` on.
[[nodiscard]] KeyCondition key_condition(const std::vector<std::string>& columns, std::span<const RowValues* const> rows, std::size_t first, const Dialect& dialect, KeyMatch match);

/// Calls `run(condition, cells)` for one block of rows after another: `condition` holds for the rows whose `columns` are the first values of one of
/// them. The number of rows in a condition is a power of two, so that few different statements are prepared; the last row is repeated. `leading`: what
/// is bound in front of them.
template <class Run>
void for_key_blocks(const std::vector<RowValues>& rows, const std::vector<std::string>& columns, const Dialect& dialect, Run run, const RowValues& leading = {}, KeyMatch match = KeyMatch::exact) {
    const std::size_t most = rows_in_list(dialect, columns.size());
    for (std::size_t from = 0; from < rows.size();) {
        const std::size_t count = rows.size() - from < most ? rows.size() - from : most;
        std::size_t padded = 1;
        while (padded < count) padded *= 2;
        std::vector<const RowValues*> block;
        for (std::size_t i = 0; i < padded; ++i) block.push_back(&rows[from + (i < count ? i : count - 1)]);
        const KeyCondition condition = key_condition(columns, block, leading.size() + 1, dialect, match);
        const CellScratch cells;
        for (const Parameter& value : leading) cells->cell(value.cell());
        for (const Parameter* value : condition.values) cells->cell(value->cell());
        run(condition.sql, *cells);
        from += count;
    }
}

}  // namespace reinhardt::db
