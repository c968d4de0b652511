#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::postgresql {

[[nodiscard]] std::string quoted(std::string_view name);
/// "a", "b"
[[nodiscard]] std::string name_list(const std::vector<std::string>& names);
/// An expression of the models with its {name}s quoted.
[[nodiscard]] std::string expression_text(std::string_view expression);

// What stands in CREATE TABLE or behind ADD. `default_clause` replaces the column's own default.
[[nodiscard]] std::string column_text(const Column& column, const std::string& default_clause, bool not_null);
[[nodiscard]] std::string column_text(const Column& column);
[[nodiscard]] std::string primary_key_text(const PrimaryKey& key);
[[nodiscard]] std::string foreign_key_text(const ForeignKeyConstraint& key, const std::string& qualified_target);
[[nodiscard]] std::string unique_text(const Unique& unique);
[[nodiscard]] std::string check_text(const Check& check);
[[nodiscard]] std::string exclusion_text(const Exclusion& exclusion);
/// CREATE INDEX …
[[nodiscard]] std::string index_statement(const Index& index, const std::string& qualified_table, bool concurrently = false);
/// " DEFERRABLE …", or nothing.
[[nodiscard]] std::string deferrable_text(const std::string& deferrable);
[[nodiscard]] std::string storage_parameters(const Value& with);

}  // namespace reinhardt::db::postgresql
