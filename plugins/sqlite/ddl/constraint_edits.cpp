#include <algorithm>

#include "expression.hpp"
#include "table_document.hpp"
#include "table_editor.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

bool same_names(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) { return same_name(x, y); });
}

bool same_key(const ForeignKeyConstraint& a, const ForeignKeyConstraint& b) {
    return same_names(a.columns, b.columns) && same_name(a.to_table, b.to_table) &&
           (a.to_columns.empty() || b.to_columns.empty() || same_names(a.to_columns, b.to_columns));
}

bool plain_columns(const std::vector<KeyPart>& parts, const std::vector<std::string>& columns) {
    return parts.size() == columns.size() && std::equal(parts.begin(), parts.end(), columns.begin(), [](const auto& part, const auto& column) {
               return same_name(part.column, column) && part.expression.empty();
           });
}

/// Calls `match` with each item's name and content until one fits: those of the same name first, then those of the same content.
/// Erases it. `take(by_name)` gives whether something was erased.
template <class Take>
bool by_name_then_content(bool auto_named, Take&& take) {
    return auto_named ? take(false) || take(true) : take(true) || take(false);
}

}  // namespace

void TableEditor::add_foreign_key(const ForeignKeyConstraint& key) {
    ReferenceDefinition reference = to_definition(key);
    // At a new column it can be added with the column.
    if (!table_.created && key.columns.size() == 1 && table_.is_new(key.columns.front())) {
        table_.target.column(key.columns.front())->references.push_back(std::move(reference));
        return;
    }
    TableConstraint constraint;
    constraint.kind = TableConstraint::Kind::foreign_key;
    constraint.reference = std::move(reference);
    table_.target.constraints.push_back(std::move(constraint));
}

void TableEditor::drop_foreign_key(const ForeignKeyConstraint& key) {
    const bool found = by_name_then_content(edit_.auto_named, [&](bool by_name) {
        const auto fits = [&](const ForeignKeyConstraint& item) { return by_name ? !key.name.empty() && same_name(item.name, key.name) : same_key(item, key); };
        for (auto& column : table_.target.columns) {
            const auto at = std::find_if(column.references.begin(), column.references.end(), [&](const auto& item) { return fits(item.key); });
            if (at == column.references.end()) continue;
            column.references.erase(at);
            return true;
        }
        auto& constraints = table_.target.constraints;
        const auto at = std::find_if(constraints.begin(), constraints.end(), [&](const auto& item) {
            return item.kind == TableConstraint::Kind::foreign_key && fits(item.reference.key);
        });
        if (at == constraints.end()) return false;
        constraints.erase(at);
        return true;
    });
    if (!found) missing("foreign key from " + (key.columns.empty() ? key.name : key.columns.front()) + " to " + key.to_table);
}

void TableEditor::add_check() {
    CheckDefinition check{edit_.check->name, quote_placeholders(edit_.check->expression)};
    if (!table_.created) {
        for (auto& column : table_.target.columns) {
            if (!table_.is_new(column.name) || !mentions_only(check.expression, {column.name}) || !mentions(check.expression, column.name)) continue;
            column.checks.push_back(std::move(check));
            return;
        }
    }
    TableConstraint constraint;
    constraint.kind = TableConstraint::Kind::check;
    constraint.check = std::move(check);
    table_.target.constraints.push_back(std::move(constraint));
}

void TableEditor::drop_check() {
    const std::string expression = normalize(edit_.check->expression);
    const std::string& name = edit_.check->name;
    const bool found = by_name_then_content(edit_.auto_named, [&](bool by_name) {
        const auto fits = [&](const CheckDefinition& item) { return by_name ? !name.empty() && same_name(item.name, name) : normalize(item.expression) == expression; };
        for (auto& column : table_.target.columns) {
            const auto at = std::find_if(column.checks.begin(), column.checks.end(), fits);
            if (at == column.checks.end()) continue;
            column.checks.erase(at);
            return true;
        }
        auto& constraints = table_.target.constraints;
        const auto at = std::find_if(constraints.begin(), constraints.end(), [&](const auto& item) {
            return item.kind == TableConstraint::Kind::check && fits(item.check);
        });
        if (at == constraints.end()) return false;
        constraints.erase(at);
        return true;
    });
    if (!found) missing("check " + name);
}

void TableEditor::add_unique() { table_.target_indexes.push_back({to_definition(*edit_.unique, table_.target.name), {}, {number_}}); }

void TableEditor::drop_unique() {
    const Unique& unique = *edit_.unique;
    const bool found = by_name_then_content(edit_.auto_named, [&](bool by_name) {
        auto& indexes = table_.target_indexes;
        const auto at = std::find_if(indexes.begin(), indexes.end(), [&](const WorkingIndex& item) {
            if (!item.definition.unique || !item.definition.where.empty()) return false;
            return by_name ? same_name(item.definition.name, unique.name) : plain_columns(item.definition.parts, unique.columns);
        });
        if (at == indexes.end()) return false;
        record_drop(at->definition.name);
        indexes.erase(at);
        return true;
    });
    if (!found && !drop_unique_constraint(unique)) missing("unique constraint " + unique.name);
}

/// A UNIQUE inside CREATE TABLE has an index that no statement drops: only a copy of the table is without it.
bool TableEditor::drop_unique_constraint(const Unique& unique) {
    auto& constraints = table_.target.constraints;
    const auto at = std::find_if(constraints.begin(), constraints.end(), [&](const auto& item) {
        return item.kind == TableConstraint::Kind::unique && plain_columns(item.key.parts, unique.columns);
    });
    ColumnDefinition* column = unique.columns.size() == 1 ? table_.target.column(unique.columns.front()) : nullptr;
    if (at != constraints.end()) {
        constraints.erase(at);
    } else if (column != nullptr && column->unique) {
        column->unique.reset();
    } else {
        return false;
    }
    table_.rebuild = true;
    return true;
}

void TableEditor::add_index() { table_.target_indexes.push_back({to_definition(*edit_.index, table_.target.name), {}, {number_}}); }

/// An index that an earlier edit of the batch only asked for is not there to be dropped.
void TableEditor::record_drop(const std::string& index) {
    const auto named = [&](const WorkingIndex& item) { return same_name(item.definition.name, index); };
    const bool stored = std::any_of(table_.source_indexes.begin(), table_.source_indexes.end(), named);
    const bool wanted = std::any_of(table_.target_indexes.begin(), table_.target_indexes.end(), named);
    if (stored || !wanted) table_.dropped_indexes[index].push_back(number_);
}

void TableEditor::drop_index(const std::string& name) {
    record_drop(name);
    std::erase_if(table_.target_indexes, [&](const WorkingIndex& index) { return same_name(index.definition.name, name); });
}

void TableEditor::rename_index() {
    auto& indexes = table_.target_indexes;
    const auto at = std::find_if(indexes.begin(), indexes.end(), [&](const auto& index) { return same_name(index.definition.name, edit_.from); });
    record_drop(edit_.from);
    WorkingIndex index{to_definition(*edit_.index, table_.target.name), {}, {number_}};
    if (at != indexes.end()) {
        index.definition = at->definition;
        indexes.erase(at);
    }
    index.definition.name = edit_.to;
    indexes.push_back(std::move(index));
}

}  // namespace reinhardt::db::sqlite
