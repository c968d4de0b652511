#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

#include "definition.hpp"

namespace reinhardt::db::sqlite {

/// An index of a table with the text that made it.
struct StoredIndex {
    IndexDefinition definition;
    std::string sql;
};

/// The schema's view of a table as it was parsed. Unique constraints and plain unique indexes are both `uniques`.
[[nodiscard]] Table to_table(const TableDefinition& definition, const std::vector<StoredIndex>& indexes);
/// The definition that CREATE TABLE of a model's table is printed from; its uniques and indexes are made by statements of their own.
[[nodiscard]] TableDefinition to_definition(const Table& table);
[[nodiscard]] ColumnDefinition to_definition(const Column& column);
[[nodiscard]] ReferenceDefinition to_definition(const ForeignKeyConstraint& key);
[[nodiscard]] IndexDefinition to_definition(const Index& index, std::string_view table);
[[nodiscard]] IndexDefinition to_definition(const Unique& unique, std::string_view table);

}  // namespace reinhardt::db::sqlite
