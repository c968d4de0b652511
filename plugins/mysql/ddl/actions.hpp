#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

#include "output.hpp"
#include "server.hpp"

// What may stand in one ALTER TABLE with others (sql/merge.cpp): it is one statement where that costs no more than several. A table that is copied anyway takes
// everything with it; what is instant alone would rebuild the table together with an index (MySQL manual 17.12.1, MariaDB: InnoDB online DDL).
namespace reinhardt::db::mysql {

[[nodiscard]] const sql::MergeRules& merge_rules() noexcept;

[[nodiscard]] sql::Action add_column_action(const std::string& table, const Column& column, const std::string& default_clause, bool not_null);
[[nodiscard]] sql::Action drop_column_action(const Table& table, const Column& column);
/// Whether a column changes by values that its enum gets at the end, and by its default and comment, which the server does in an instant.
[[nodiscard]] bool changes_definition_alone(const Column& from, const Column& to);
[[nodiscard]] sql::Action modify_action(const std::string& table, const Column& from, const Column& to);
/// Sets the default, or drops it where `text` is empty.
[[nodiscard]] sql::Action default_action(const std::string& table, const std::string& column, const std::string& text);
[[nodiscard]] sql::Action add_index_action(const std::string& table, const Index& index);
[[nodiscard]] sql::Action add_unique_action(const std::string& table, const Unique& unique);
/// `columns`: those of the index.
[[nodiscard]] sql::Action drop_index_action(const std::string& table, const std::string& index, const std::vector<std::string>& columns, const ServerKind& server);
[[nodiscard]] sql::Action rename_index_action(const std::string& table, const std::string& from, const std::string& to, const ServerKind& server);
[[nodiscard]] sql::Action add_check_action(const std::string& table, const Check& check);
[[nodiscard]] sql::Action drop_check_action(const std::string& table, const Check& check, const ServerKind& server);
[[nodiscard]] sql::Action add_foreign_key_action(const std::string& table, const ForeignKeyConstraint& key);
[[nodiscard]] sql::Action drop_foreign_key_action(const std::string& table, const ForeignKeyConstraint& key, const ServerKind& server);

}  // namespace reinhardt::db::mysql
