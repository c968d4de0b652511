#pragma once

#include <array>
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
[[nodiscard]] std::string foreign_key_text(const ForeignKeyConstraint& key);
/// With the lengths of the table's option "primary_key_prefix", in the form of an index's "prefix".
[[nodiscard]] std::string primary_key_text(const std::vector<std::string>& columns, const Value& options);
[[nodiscard]] std::string unique_text(const Unique& unique);
[[nodiscard]] std::string check_text(const Check& check);
[[nodiscard]] std::string index_text(const Index& index);
[[nodiscard]] std::string table_options(const Table& table);

/// Options that stand in DDL under their own name in capitals, a number or a word each.
inline constexpr std::array<std::string_view, 15> plain_table_options = {
    "key_block_size", "max_rows", "min_rows", "avg_row_length", "pack_keys", "checksum", "delay_key_write", "stats_persistent",
    "stats_auto_recalc", "stats_sample_pages", "transactional", "page_checksum", "page_compressed", "page_compression_level", "encrypted"};
[[nodiscard]] std::string capitals(std::string_view word);

}  // namespace reinhardt::db::mysql
