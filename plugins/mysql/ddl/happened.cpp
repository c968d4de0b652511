#include "happened.hpp"

#include <reinhardt/db/support/text.hpp>

#include "literal.hpp"

namespace reinhardt::db::mysql::happened {

namespace {

/// Names of tables differ in case where lower_case_table_names is 0 (manual, identifier case sensitivity); information_schema compares them without case.
std::string is_table(std::string_view table) {
    const std::string name = text_literal(table);
    return "table_schema = DATABASE() AND table_name = " + name + " AND (@@lower_case_table_names <> 0 OR CAST(table_name AS BINARY) = " + name + ')';
}

std::string same_bytes(const std::string& column, std::string_view name) { return "CAST(" + column + " AS BINARY) = " + text_literal(name); }

/// The server folds case alone, where the collation of information_schema takes é for e.
std::string same_name(const std::string& column, std::string_view name) {
    return "CAST(lower(" + column + ") AS BINARY) = CAST(lower(" + text_literal(name) + ") AS BINARY)";
}

std::string exists(const std::string& from, const std::string& condition) { return "EXISTS (SELECT 1 FROM information_schema." + from + " WHERE " + condition + ')'; }
std::string there(const std::string& from, const std::string& condition) { return "SELECT " + exists(from, condition); }
std::string gone(const std::string& from, const std::string& condition) { return "SELECT NOT " + exists(from, condition); }

}  // namespace

std::string table_there(std::string_view table) {
    const std::string name = text_literal(table);
    return there("tables", "table_schema = DATABASE() AND table_name = " + name + " AND CAST(table_name AS BINARY) = IF(@@lower_case_table_names = 1, lower(" + name + "), " + name + ')');
}
std::string table_gone(std::string_view table) { return gone("tables", is_table(table)); }

std::string column_there(std::string_view table, std::string_view column) { return there("columns", is_table(table) + " AND " + same_bytes("column_name", column)); }
std::string column_gone(std::string_view table, std::string_view column) { return gone("columns", is_table(table) + " AND " + same_name("column_name", column)); }

std::string index_there(std::string_view table, std::string_view index) { return there("statistics", is_table(table) + " AND " + same_bytes("index_name", index)); }
std::string index_gone(std::string_view table, std::string_view index) { return gone("statistics", is_table(table) + " AND " + same_name("index_name", index)); }

std::string constraint_there(std::string_view table, std::string_view constraint) {
    return constraint.empty() ? std::string() : there("table_constraints", is_table(table) + " AND " + same_bytes("constraint_name", constraint));
}
std::string constraint_gone(std::string_view table, std::string_view constraint) {
    return constraint.empty() ? std::string() : gone("table_constraints", is_table(table) + " AND " + same_name("constraint_name", constraint));
}

std::string primary_key_is(std::string_view table, const std::vector<std::string>& columns) {
    const std::string key = is_table(table) + " AND index_name = 'PRIMARY'";
    if (columns.empty()) return gone("statistics", key);
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < columns.size(); ++i) parts.push_back("seq_in_index = " + std::to_string(i + 1) + " AND " + same_name("column_name", columns[i]));
    const std::string count = std::to_string(columns.size());
    return "SELECT count(*) = " + count + " AND coalesce(sum(" + join(parts, " OR ") + "), 0) = " + count + " FROM information_schema.statistics WHERE " + key;
}

std::string partitions_gone(std::string_view table) { return gone("partitions", is_table(table) + " AND partition_name IS NOT NULL"); }

}  // namespace reinhardt::db::mysql::happened
