#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/schema/edit.hpp>

namespace reinhardt::db {

/// Names that changed: tables (old -> new) and columns ((old table, old column) -> new column). Everything that refers to them
/// follows by itself in every backend and needs no edit.
struct SchemaRenames {
    std::map<std::string, std::string> tables;
    std::map<std::pair<std::string, std::string>, std::string> columns;
};

/// Appends the edits that make `to` of `from`, in an order that always applies: rename of the table, drops of foreign keys, checks,
/// uniques and indexes, renames of columns, dropped, added and altered columns, key, options, then what is added. Pure.
void table_edits(const Table& from, const Table& to, const SchemaRenames& renames, std::vector<SchemaEdit>& edits);

/// The edits that turn one schema into another: tables made (referenced ones first, foreign keys of circles added last), changed, dropped.
[[nodiscard]] std::vector<SchemaEdit> schema_edits(const std::vector<Table>& from, const std::vector<Table>& to, const SchemaRenames& renames = {});

/// Makes a batch of edits applicable in which tables exchange names: a rename onto a name that a later rename frees goes over a temporary
/// name (details 2.11).
void untangle_renames(std::vector<SchemaEdit>& edits);

}  // namespace reinhardt::db
