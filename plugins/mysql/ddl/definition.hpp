#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::mysql {

[[nodiscard]] std::string name_list(const std::vector<std::string>& names);
/// An expression of the models with its {name}s quoted.
[[nodiscard]] std::string expression_text(std::string_view expression);

// What stands in CREATE TABLE or behind ADD, MODIFY. `default_clause` replaces the column's own default.
[[nodiscard]] std::string column_text(const Column& column, const std::string& default_clause, bool not_null);
[[nodiscard]] std::string column_text(const Column& column);
[[nodiscard]] std::string foreign_key_text(const ForeignKey& key);
[[nodiscard]] std::string unique_text(const Unique& unique);
[[nodiscard]] std::string check_text(const Check& check);
[[nodiscard]] std::string index_text(const Index& index);
[[nodiscard]] std::string table_options(const Table& table);

}  // namespace reinhardt::db::mysql
