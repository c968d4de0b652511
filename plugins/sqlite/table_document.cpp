#include "table_document.hpp"

#include <algorithm>

#include "expression.hpp"
#include "literal.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

Column to_column(const ColumnDefinition& definition, const TableDefinition& table) {
    Column column;
    column.name = definition.name;
    column.type = definition.type;
    const auto key = table.key_columns();
    const bool in_key = std::any_of(key.begin(), key.end(), [&](const auto& name) { return same_name(name, definition.name); });
    const bool forced = in_key && (table.without_rowid || table.strict || table.rowid_alias() == &definition);
    column.null = !definition.not_null && !forced;
    column.auto_increment = definition.primary_key && definition.primary_key->autoincrement;
    if (!definition.default_text.empty() && !literal_from_default(definition.default_text, definition.type, column.default_value)) {
        column.db_default = definition.default_text;
    }
    column.collation = definition.collation;
    column.generated = definition.generated;
    return column;
}

bool is_plain(const KeyPart& part) { return part.expression.empty() && part.collation.empty() && part.order != "desc"; }

Unique to_unique(const KeyDefinition& key) {
    Unique unique;
    unique.name = key.name;
    for (const auto& part : key.parts) unique.columns.push_back(part.column);
    return unique;
}

void add_index(Table& table, const IndexDefinition& definition) {
    if (definition.unique && definition.where.empty() && std::all_of(definition.parts.begin(), definition.parts.end(), is_plain)) {
        Unique unique;
        unique.name = definition.name;
        for (const auto& part : definition.parts) unique.columns.push_back(part.column);
        table.uniques.push_back(std::move(unique));
        return;
    }
    Index index;
    index.name = definition.name;
    index.unique = definition.unique;
    index.where = definition.where;
    for (const auto& part : definition.parts) {
        index.parts.push_back({part.column, part.expression, part.order == "desc" ? "desc" : "", {}, part.collation, {}});
    }
    table.indexes.push_back(std::move(index));
}

KeyPart plain_part(std::string column) { return {std::move(column), {}, {}, {}}; }

}  // namespace

Table to_table(const TableDefinition& definition, const std::vector<StoredIndex>& indexes) {
    Table table;
    table.name = definition.name;
    if (definition.strict) table.options.set("strict", true);
    if (definition.without_rowid) table.options.set("without_rowid", true);
    for (const auto& column : definition.columns) {
        table.columns.push_back(to_column(column, definition));
        if (column.primary_key) table.primary_key = {column.primary_key->name, {column.name}};
        if (column.unique) table.uniques.push_back({column.unique->name, {column.name}, {}, {}, true});
        for (const auto& check : column.checks) table.checks.push_back({check.name, check.expression});
        for (const auto& reference : column.references) table.foreign_keys.push_back(reference.key);
    }
    for (const auto& constraint : definition.constraints) {
        switch (constraint.kind) {
            case TableConstraint::Kind::primary_key: table.primary_key = {constraint.key.name, definition.key_columns()}; break;
            case TableConstraint::Kind::unique: table.uniques.push_back(to_unique(constraint.key)); break;
            case TableConstraint::Kind::check: table.checks.push_back({constraint.check.name, constraint.check.expression}); break;
            case TableConstraint::Kind::foreign_key: table.foreign_keys.push_back(constraint.reference.key); break;
        }
    }
    for (const auto& index : indexes) add_index(table, index.definition);
    return table;
}

ColumnDefinition to_definition(const Column& column) {
    ColumnDefinition definition;
    definition.name = column.name;
    definition.type = column.type;
    definition.not_null = !column.null;
    definition.collation = column.collation;
    if (column.generated) {
        definition.generated = Generated{quote_placeholders(column.generated->expression), column.generated->stored};
    } else {
        definition.default_text = default_text(column);
    }
    return definition;
}

ReferenceDefinition to_definition(const ForeignKeyConstraint& key) { return {key, {}}; }

TableDefinition to_definition(const Table& table) {
    TableDefinition definition;
    definition.name = table.name;
    definition.strict = table.options.bool_or("strict", false);
    definition.without_rowid = table.options.bool_or("without_rowid", false);
    for (const auto& column : table.columns) {
        definition.columns.push_back(to_definition(column));
        const bool only_key = table.primary_key.columns.size() == 1 && table.primary_key.columns.front() == column.name;
        if (only_key) definition.columns.back().primary_key = KeyDefinition{table.primary_key.name, {{}}, {}, column.auto_increment};
    }
    if (table.primary_key.columns.size() > 1) {
        TableConstraint key;
        key.kind = TableConstraint::Kind::primary_key;
        key.key.name = table.primary_key.name;
        for (const auto& column : table.primary_key.columns) key.key.parts.push_back(plain_part(column));
        definition.constraints.push_back(std::move(key));
    }
    for (const auto& check : table.checks) {
        TableConstraint constraint;
        constraint.kind = TableConstraint::Kind::check;
        constraint.check = {check.name, quote_placeholders(check.expression)};
        definition.constraints.push_back(std::move(constraint));
    }
    for (const auto& key : table.foreign_keys) {
        TableConstraint constraint;
        constraint.kind = TableConstraint::Kind::foreign_key;
        constraint.reference = to_definition(key);
        definition.constraints.push_back(std::move(constraint));
    }
    return definition;
}

IndexDefinition to_definition(const Index& index, std::string_view table) {
    IndexDefinition definition{index.name, std::string(table), index.unique, {}, quote_placeholders(index.where)};
    for (const auto& part : index.parts) {
        std::string expression = quote_placeholders(part.expression);
        // A bare name or literal would be taken for a column or refused: in parentheses it is an expression.
        if (!expression.empty() && tokenize(expression).size() == 2) expression = '(' + expression + ')';
        definition.parts.push_back({part.column, std::move(expression), part.collation, part.order});
    }
    return definition;
}

IndexDefinition to_definition(const Unique& unique, std::string_view table) {
    IndexDefinition definition{unique.name, std::string(table), true, {}, {}};
    for (const auto& column : unique.columns) definition.parts.push_back(plain_part(column));
    return definition;
}

}  // namespace reinhardt::db::sqlite
