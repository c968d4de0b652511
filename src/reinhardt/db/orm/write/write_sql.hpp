#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/dialect.hpp>
#include <reinhardt/db/orm/model_info.hpp>

namespace reinhardt::db {

// Parts of the statements that write.

/// The quoted name of a table, with its schema where it has one.
[[nodiscard]] std::string table_sql(std::string_view schema, std::string_view table, const Dialect& dialect);
[[nodiscard]] std::string table_sql(const ModelInfo& model, const Dialect& dialect);
/// The quoted names of the columns, joined by ", ".
[[nodiscard]] std::string columns_sql(const std::vector<const FieldInfo*>& fields, const Dialect& dialect);
/// The template `word` of a comparison, with `column` for each %1 and `values` placeholders, numbered from `first` on, for each %2; appended to `sql`.
/// Returns how often the values are to be bound.
std::size_t add_comparison(std::string& sql, std::string_view word, std::string_view column, std::size_t first, std::size_t values, const Dialect& dialect);
/// `count` placeholders from number `first` on, joined by ", ".
[[nodiscard]] std::string placeholders_sql(std::size_t first, std::size_t count, const Dialect& dialect);

}  // namespace reinhardt::db
