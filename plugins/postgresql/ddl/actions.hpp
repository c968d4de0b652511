#pragma once

#include <string>

#include <reinhardt/db/schema/schema.hpp>

#include "output.hpp"

// What may stand in one ALTER TABLE with others (sql/merge.cpp). The server does the actions of a statement in passes, whatever their order in the text: drops, types,
// new columns, checks, NOT NULL, keys, defaults, foreign keys (tablecmds.c, AlterTablePass). Foreign keys stay apart: they take a lesser lock (manual, ALTER TABLE).
namespace reinhardt::db::postgresql {

[[nodiscard]] const sql::MergeRules& merge_rules() noexcept;

[[nodiscard]] sql::Action add_column_action(const std::string& table, const Column& column, const std::string& default_clause, bool not_null);
[[nodiscard]] sql::Action drop_column_action(const Table& table, const Column& column);
/// `text` is what stands behind TYPE, `expression` what of it may name other columns.
[[nodiscard]] sql::Action type_action(const std::string& table, const std::string& column, const std::string& text, const std::string& expression);
/// Sets the default, or drops it where `text` is empty.
[[nodiscard]] sql::Action default_action(const std::string& table, const std::string& column, const std::string& text);
[[nodiscard]] sql::Action not_null_action(const std::string& table, const std::string& column, bool not_null);
[[nodiscard]] sql::Action add_check_action(const std::string& table, const Check& check);
[[nodiscard]] sql::Action add_unique_action(const std::string& table, const Unique& unique);
[[nodiscard]] sql::Action add_primary_key_action(const std::string& table, const PrimaryKey& key);
[[nodiscard]] sql::Action add_foreign_key_action(const std::string& table, const ForeignKeyConstraint& key, const std::string& qualified_target);
/// `touches`: of the constraint.
[[nodiscard]] sql::Action drop_constraint_action(const std::string& constraint, sql::Touches touches);

}  // namespace reinhardt::db::postgresql
