#include "definition.hpp"

#include <algorithm>

#include <reinhardt/db/support/text.hpp>

#include "quote.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

using sql::quote_identifier;

namespace {

std::string constraint_name(const std::string& name) { return name.empty() ? std::string() : "CONSTRAINT " + quote_identifier(name) + ' '; }
std::string on_conflict(const std::string& conflict) { return conflict.empty() ? std::string() : " ON CONFLICT " + conflict; }
std::string action(const std::string& name) { return replace_all(name, "_", " "); }

std::string key_parts(const std::vector<KeyPart>& parts) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += ", ";
        text += part.expression.empty() ? quote_identifier(part.column) : part.expression;
        if (!part.collation.empty()) text += " COLLATE " + quote_identifier(part.collation);
        if (part.order == "desc") text += " DESC";
        if (part.order == "asc") text += " ASC";
    }
    return '(' + text + ')';
}

std::string names(const std::vector<std::string>& columns) {
    std::string text;
    for (const auto& column : columns) text += (text.empty() ? "" : ", ") + quote_identifier(column);
    return '(' + text + ')';
}

std::string reference(const ReferenceDefinition& reference) {
    const ForeignKeyConstraint& key = reference.key;
    std::string text = "REFERENCES " + quote_identifier(key.to_table);
    if (!key.to_columns.empty()) text += ' ' + names(key.to_columns);
    if (key.on_delete != "NO_ACTION") text += " ON DELETE " + action(key.on_delete);
    if (key.on_update != "NO_ACTION") text += " ON UPDATE " + action(key.on_update);
    if (!reference.match.empty()) text += " MATCH " + reference.match;
    if (key.deferrable == "deferred") text += " DEFERRABLE INITIALLY DEFERRED";
    if (key.deferrable == "immediate") text += " DEFERRABLE INITIALLY IMMEDIATE";
    return text;
}

std::string to_text(const TableConstraint& constraint) {
    switch (constraint.kind) {
        case TableConstraint::Kind::primary_key:
            return constraint_name(constraint.key.name) + "PRIMARY KEY " + key_parts(constraint.key.parts) + on_conflict(constraint.key.conflict);
        case TableConstraint::Kind::unique:
            return constraint_name(constraint.key.name) + "UNIQUE " + key_parts(constraint.key.parts) + on_conflict(constraint.key.conflict);
        case TableConstraint::Kind::check: return constraint_name(constraint.check.name) + "CHECK (" + constraint.check.expression + ')';
        case TableConstraint::Kind::foreign_key: break;
    }
    const auto& key = constraint.reference.key;
    return constraint_name(key.name) + "FOREIGN KEY " + names(key.columns) + ' ' + reference(constraint.reference);
}

}  // namespace

const ColumnDefinition* TableDefinition::column(std::string_view column_name) const noexcept {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return same_name(column.name, column_name); });
    return found == columns.end() ? nullptr : &*found;
}

ColumnDefinition* TableDefinition::column(std::string_view column_name) noexcept {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return same_name(column.name, column_name); });
    return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> TableDefinition::key_columns() const {
    for (const auto& column : columns) {
        if (column.primary_key) return {column.name};
    }
    std::vector<std::string> result;
    for (const auto& constraint : constraints) {
        if (constraint.kind != TableConstraint::Kind::primary_key) continue;
        for (const auto& part : constraint.key.parts) result.push_back(part.column);
    }
    return result;
}

bool TableDefinition::autoincrement() const noexcept {
    const auto in_column = [](const auto& column) { return column.primary_key && column.primary_key->autoincrement; };
    const auto in_table = [](const auto& constraint) { return constraint.kind == TableConstraint::Kind::primary_key && constraint.key.autoincrement; };
    return std::any_of(columns.begin(), columns.end(), in_column) || std::any_of(constraints.begin(), constraints.end(), in_table);
}

const ColumnDefinition* TableDefinition::rowid_alias() const {
    if (without_rowid) return nullptr;
    const auto key = key_columns();
    const ColumnDefinition* only = key.size() == 1 ? column(key.front()) : nullptr;
    if (only == nullptr || !same_name(only->type, "integer")) return nullptr;
    // A column constraint "PRIMARY KEY DESC" makes an ordinary key, a quirk SQLite keeps for old files.
    if (only->primary_key && !only->primary_key->parts.empty() && only->primary_key->parts.front().order == "desc") return nullptr;
    return only;
}

std::string to_sql(const ColumnDefinition& column) {
    std::string text = quote_identifier(column.name);
    if (!column.type.empty()) text += ' ' + column.type;
    if (!column.collation.empty()) text += " COLLATE " + quote_identifier(column.collation);
    if (column.not_null) text += ' ' + constraint_name(column.not_null_name) + "NOT NULL" + on_conflict(column.not_null_conflict);
    if (!column.default_text.empty()) text += " DEFAULT " + column.default_text;
    if (column.primary_key) {
        const KeyDefinition& key = *column.primary_key;
        text += ' ' + constraint_name(key.name) + "PRIMARY KEY";
        if (!key.parts.empty() && key.parts.front().order == "desc") text += " DESC";
        text += on_conflict(key.conflict);
        if (key.autoincrement) text += " AUTOINCREMENT";
    }
    if (column.unique) text += ' ' + constraint_name(column.unique->name) + "UNIQUE" + on_conflict(column.unique->conflict);
    for (const auto& check : column.checks) text += ' ' + constraint_name(check.name) + "CHECK (" + check.expression + ')';
    for (const auto& item : column.references) text += ' ' + constraint_name(item.key.name) + reference(item);
    if (column.generated) text += " GENERATED ALWAYS AS (" + column.generated->expression + ") " + (column.generated->stored ? "STORED" : "VIRTUAL");
    return text;
}

std::string to_sql(const TableDefinition& table, std::string_view name) {
    std::string text = "CREATE TABLE " + quote_identifier(name.empty() ? std::string_view(table.name) : name) + " (";
    const char* separator = "\n    ";
    for (const auto& column : table.columns) {
        text += separator + to_sql(column);
        separator = ",\n    ";
    }
    for (const auto& constraint : table.constraints) {
        text += separator + to_text(constraint);
        separator = ",\n    ";
    }
    text += "\n)";
    if (table.strict) text += " STRICT";
    if (table.without_rowid) text += table.strict ? ", WITHOUT ROWID" : " WITHOUT ROWID";
    return text;
}

std::string to_sql(const IndexDefinition& index) {
    std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    text += quote_identifier(index.name) + " ON " + quote_identifier(index.table) + ' ' + key_parts(index.parts);
    if (!index.where.empty()) text += " WHERE " + index.where;
    return text;
}

Affinity affinity_of(std::string_view type) {
    const std::string name = lower(type);
    const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
    if (has("int")) return Affinity::integer;
    if (has("char") || has("clob") || has("text")) return Affinity::text;
    if (has("blob") || name.empty()) return Affinity::blob;
    if (has("real") || has("floa") || has("doub")) return Affinity::real;
    return Affinity::numeric;
}

std::string_view affinity_name(Affinity affinity) noexcept {
    switch (affinity) {
        case Affinity::text: return "TEXT";
        case Affinity::integer: return "INTEGER";
        case Affinity::real: return "REAL";
        case Affinity::numeric: return "NUMERIC";
        case Affinity::blob: break;
    }
    return "BLOB";
}

}  // namespace reinhardt::db::sqlite
