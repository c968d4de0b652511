#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/value.hpp>

namespace property {

/// Puts three rows into every table of `schema` that has none; foreign keys of row n refer to row n.
void fill_tables(reinhardt::db::Connection& connection, const reinhardt::db::Schema& schema);

/// All rows, by table: (column -> value) in order of the key.
using Snapshot = std::map<std::string, std::vector<std::map<std::string, reinhardt::db::Value>>>;
[[nodiscard]] Snapshot snapshot(reinhardt::db::Connection& connection, const reinhardt::db::Schema& schema);

/// The columns of a table that should hold the same values in another: (old table, new table) -> old column -> new column.
struct SameColumns {
    std::string from, to;
    std::vector<std::pair<std::string, std::string>> columns;
    std::vector<std::string> filled;  ///< old columns whose NULLs may have become values
};

/// The first difference, or "".
[[nodiscard]] std::string compare(const Snapshot& before, const Snapshot& after, const std::vector<SameColumns>& columns, bool backwards);

}  // namespace property
