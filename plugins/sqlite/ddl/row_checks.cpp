#include <algorithm>

#include <reinhardt/db/support/text.hpp>

#include "conversion.hpp"
#include "emit.hpp"
#include "expression.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// A query whose one row says how many rows fit `condition`; no row when none does.
std::string count_query(const std::string& from, const std::string& condition, const std::string& example = {}) {
    std::string answer = "count(*) || ' row' || iif(count(*) = 1, '', 's')";
    if (!example.empty()) answer += " || ', for example ' || quote(min(" + example + "))";
    return "SELECT " + answer + " FROM " + from + " WHERE " + condition + " HAVING count(*) > 0";
}

std::string type_title(const Column& column) { return column.type.empty() ? "its new type" : column.type; }

void check_column(const WorkingTable& table, const std::string& name, const ColumnChange& change, Output& output) {
    const std::string source = quoted(table.source.name);
    const std::string title = "column " + name + " of table " + table.target.name;
    if (change.from.empty()) {
        if (!change.needs_value) return;
        output.check("SELECT 'it holds rows' FROM " + source + " LIMIT 1", change.edits, title + " is NOT NULL and has no value for the rows that exist",
                     "give the operation a backfill, or the field a default");
        return;
    }
    const std::string column = quoted(change.from);
    if (change.needs_value) {
        output.check(count_query(source, column + " IS NULL"), change.edits, title + " becomes NOT NULL and holds NULL",
                     "give the operation a backfill, or the field a default");
    }
    if (!change.old_shape || !change.new_shape) return;
    const bool given = !change.conversion.empty();
    const std::string operand = given ? change.conversion : column;
    const std::string misfit = given ? misfit_of(*change.new_shape, operand) : conversion_between(*change.old_shape, *change.new_shape, operand).misfit;
    if (misfit.empty()) return;
    output.check(count_query(source, operand + " IS NOT NULL AND (" + misfit + ')', column), change.edits,
                 title + " holds values that do not convert to " + type_title(*change.new_shape),
                 "correct the rows first, or give the operation backfill = { sql = \"…\" } that converts them");
}

/// Whether rows may hold something in the column: not in a new one that is NULL everywhere.
bool has_values(const WorkingTable& table, const std::string& column, const ColumnChange& change) {
    const ColumnDefinition* definition = table.target.column(column);
    return !change.from.empty() || !change.value.empty() || (definition != nullptr && !definition->default_text.empty());
}

/// The column's name in the rows as they are before a copy; empty for one that the copy brings.
std::string copied_from(const WorkingTable& table, const std::string& column) {
    const auto change = table.changes.find(column);
    return change == table.changes.end() ? column : change->second.from;
}

void check_foreign_key(const WorkingTable& table, const ForeignKeyConstraint& key, bool rebuild, Output& output) {
    if (key.to_columns.size() != key.columns.size()) return;
    const bool copies_parent = rebuild && same_name(key.to_table, table.target.name);
    std::vector<std::string> set, equal;
    std::string example;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        const auto change = table.changes.find(key.columns[i]);
        if (change == table.changes.end() || !has_values(table, key.columns[i], change->second)) return;
        const std::string child_column = rebuild ? change->second.from : key.columns[i];
        const std::string parent_column = copies_parent ? copied_from(table, key.to_columns[i]) : key.to_columns[i];
        // A column that the copy brings is compared afterwards.
        if (child_column.empty() || parent_column.empty()) return;
        const std::string child = "child." + quoted(child_column);
        if (i == 0) example = child;
        set.push_back(child + " IS NOT NULL");
        equal.push_back("parent." + quoted(parent_column) + " = " + child);
    }
    const std::string from = quoted(table.source.name) + " AS child";
    const std::string parent = quoted(copies_parent ? table.source.name : key.to_table) + " AS parent";
    const std::string condition = join(set, " AND ") + " AND NOT EXISTS (SELECT 1 FROM " + parent + " WHERE " + join(equal, " AND ") + ')';
    output.check(count_query(from, condition, key.columns.size() == 1 ? example : std::string()), table.edits,
                 "column " + join(key.columns, ", ") + " of table " + table.target.name + " refers to rows of " + key.to_table + " that do not exist",
                 "correct the rows before the foreign key is added");
}

bool has_check(const TableDefinition& table, const CheckDefinition& check) {
    for (const auto& column : table.columns) {
        if (std::find(column.checks.begin(), column.checks.end(), check) != column.checks.end()) return true;
    }
    return std::any_of(table.constraints.begin(), table.constraints.end(), [&](const auto& item) { return item.kind == TableConstraint::Kind::check && item.check == check; });
}

bool has_reference(const TableDefinition& table, const ForeignKeyConstraint& key) {
    for (const auto& column : table.columns) {
        for (const auto& reference : column.references) {
            if (reference.key == key) return true;
        }
    }
    return std::any_of(table.constraints.begin(), table.constraints.end(), [&](const auto& item) {
        return item.kind == TableConstraint::Kind::foreign_key && item.reference.key == key;
    });
}

void check_check(const WorkingTable& table, const CheckDefinition& check, bool rebuild, Output& output) {
    for (const auto& [name, change] : table.changes) {
        if (!mentions(check.expression, name)) continue;
        // The rows' values are made by the copy, which enforces the check itself.
        if (rebuild && (change.from.empty() || change.old_shape || !change.null_value.empty())) return;
    }
    output.check(count_query(quoted(table.source.name), "NOT (" + check.expression + ')'), table.edits,
                 "rows of table " + table.target.name + " break the new check " + (check.name.empty() ? check.expression : check.name),
                 "correct the rows before the check is added");
}

}  // namespace

void check_values(const WorkingTable& table, Output& output) {
    for (const auto& column : table.target.columns) {
        const auto change = table.changes.find(column.name);
        if (change != table.changes.end()) check_column(table, column.name, change->second, output);
    }
}

void check_constraints(const WorkingTable& table, bool rebuild, Output& output) {
    for (const auto& column : table.target.columns) {
        for (const auto& check : column.checks) {
            if (!table.is_new(column.name) && !has_check(table.source, check)) check_check(table, check, rebuild, output);
        }
        for (const auto& reference : column.references) {
            if (!has_reference(table.source, reference.key)) check_foreign_key(table, reference.key, rebuild, output);
        }
    }
    for (const auto& constraint : table.target.constraints) {
        if (constraint.kind == TableConstraint::Kind::check && !has_check(table.source, constraint.check)) check_check(table, constraint.check, rebuild, output);
        if (constraint.kind == TableConstraint::Kind::foreign_key && !has_reference(table.source, constraint.reference.key)) {
            check_foreign_key(table, constraint.reference.key, rebuild, output);
        }
    }
}

}  // namespace reinhardt::db::sqlite
