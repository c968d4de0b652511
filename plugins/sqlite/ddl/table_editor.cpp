#include "table_editor.hpp"

#include <algorithm>

#include <reinhardt/db/support/error.hpp>

#include "conversion.hpp"
#include "expression.hpp"
#include "literal.hpp"
#include "table_document.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

bool set_expression(const Value& fill) { return fill.is_object() && fill.as_object().size() == 1 && fill.has("sql"); }

}  // namespace

void TableEditor::apply() {
    table_.touch(number_);
    switch (edit_.kind) {
        case EditKind::alter_table: return alter_table();
        case EditKind::add_column: return add_column();
        case EditKind::drop_column: return drop_column();
        case EditKind::alter_column: return alter_column();
        case EditKind::alter_primary_key: return alter_primary_key();
        case EditKind::add_foreign_key: return add_foreign_key(*edit_.foreign_key);
        case EditKind::drop_foreign_key: return drop_foreign_key(*edit_.foreign_key);
        case EditKind::alter_foreign_key:
            drop_foreign_key(*edit_.foreign_key_from);
            return add_foreign_key(*edit_.foreign_key);
        case EditKind::add_check: return add_check();
        case EditKind::drop_check: return drop_check();
        case EditKind::add_unique: return add_unique();
        case EditKind::drop_unique: return drop_unique();
        case EditKind::add_index: return add_index();
        case EditKind::drop_index: return drop_index(edit_.index->name);
        case EditKind::rename_index: return rename_index();
        case EditKind::create_table:
        case EditKind::drop_table:
        case EditKind::rename_table:
        case EditKind::rename_column:
        default: break;  // refused before
    }
}

void TableEditor::missing(const std::string& what) const {
    throw Error(ErrorCode::unsupported, "table " + table_.target.name + " has no " + what)
        .hint("the database is not as the migrations left it; see: reinhardt-db inspect --diff applied");
}

void TableEditor::alter_table() {
    const bool strict = edit_.table_value->options.bool_or("strict", false);
    const bool without_rowid = edit_.table_value->options.bool_or("without_rowid", false);
    table_.rebuild = table_.rebuild || strict != table_.target.strict || without_rowid != table_.target.without_rowid;
    table_.target.strict = strict;
    table_.target.without_rowid = without_rowid;
}

void TableEditor::add_column() {
    const Column& column = *edit_.column;
    ColumnDefinition definition = to_definition(column);
    ColumnChange change;
    change.edits.push_back(number_);
    change.needs_value = edit_.needs_value && !column.auto_increment && !table_.created;
    if (edit_.has_backfill && !column.generated) change.value = fill_expression(edit_.backfill, column);
    change.new_shape = column;
    if (column.auto_increment) table_.automatic.push_back(column.name);
    if (column.generated && column.generated->stored) table_.rebuild = true;
    table_.changes[column.name] = std::move(change);
    table_.target.columns.push_back(std::move(definition));
}

void TableEditor::drop_column() {
    const std::string name = edit_.column->name;
    const ColumnDefinition* column = table_.target.column(name);
    if (column == nullptr) missing("column " + name);
    const std::string real_name = column->name;
    if (column->unique || contains_name(table_.target.key_columns(), real_name)) table_.rebuild = true;
    if (!table_.is_new(real_name)) table_.destroyed[table_.changes[real_name].from] = number_;
    std::erase_if(table_.target.columns, [&](const auto& item) { return item.name == real_name; });
    table_.changes.erase(real_name);
    drop_dependents(real_name);
}

/// What cannot be without the column goes with it: hand-made indexes and constraints that name it.
void TableEditor::drop_dependents(const std::string& name) {
    for (auto& column : table_.target.columns) {
        std::erase_if(column.checks, [&](const auto& check) { return mentions(check.expression, name); });
    }
    std::erase_if(table_.target.constraints, [&](const TableConstraint& constraint) {
        switch (constraint.kind) {
            case TableConstraint::Kind::check: return mentions(constraint.check.expression, name);
            case TableConstraint::Kind::foreign_key: return contains_name(constraint.reference.key.columns, name);
            default: break;
        }
        const auto& parts = constraint.key.parts;
        const bool gone = std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return same_name(part.column, name); });
        table_.rebuild = table_.rebuild || gone;
        return gone;
    });
    std::erase_if(table_.automatic, [&](const auto& item) { return same_name(item, name); });
    drop_index_where(name);
}

void TableEditor::drop_index_where(const std::string& column) {
    std::erase_if(table_.target_indexes, [&](const WorkingIndex& index) {
        const auto uses = [&](const KeyPart& part) { return same_name(part.column, column) || mentions(part.expression, column); };
        const auto& parts = index.definition.parts;
        const bool gone = std::any_of(parts.begin(), parts.end(), uses) || mentions(index.definition.where, column);
        if (gone) record_drop(index.definition.name);
        return gone;
    });
}

void TableEditor::alter_column() {
    ColumnDefinition* column = table_.target.column(edit_.column->name);
    if (column == nullptr) missing("column " + edit_.column->name);
    ColumnChange& change = table_.changes[column->name];
    const Column& from = *edit_.column_from;
    const Column& to = *edit_.column;
    change.edits.push_back(number_);
    if (from.type != to.type || edit_.narrows) change_type(*column, change);
    if (from.null != to.null || edit_.needs_value) change_null(*column, change);
    change_default(*column, change);
    if (from.collation != to.collation) {
        column->collation = to.collation;
        table_.rebuild = true;  // indexes hold the order of the old collation
    }
    if (from.generated != to.generated) {
        column->generated = to_definition(to).generated;
        if (column->generated) column->default_text.clear();
        table_.rebuild = true;
    }
    if (from.auto_increment != to.auto_increment) {
        std::erase_if(table_.automatic, [&](const auto& name) { return same_name(name, column->name); });
        if (to.auto_increment) table_.automatic.push_back(column->name);
        if (column->primary_key) column->primary_key->autoincrement = to.auto_increment;
        table_.rebuild = true;
    }
}

void TableEditor::change_type(ColumnDefinition& column, ColumnChange& change) {
    column.type = edit_.column->type;
    if (change.from.empty()) {
        change.new_shape = *edit_.column;
        return;
    }
    const bool converts = edit_.narrows || !same_kind(*edit_.column_from, *edit_.column);
    if (!converts && !change.old_shape) {
        if (table_.target.strict && edit_.column_from->type != edit_.column->type) table_.rebuild = true;
        return;
    }
    if (!change.old_shape) change.old_shape = *edit_.column_from;
    change.new_shape = *edit_.column;
    if (edit_.has_backfill && set_expression(edit_.backfill)) {
        change.conversion = fill_expression(edit_.backfill, *edit_.column);
        table_.rebuild = true;
    }
    const auto conversion = conversion_between(*change.old_shape, *change.new_shape, "c");
    const bool stored_otherwise = conversion.expression != "c" || affinity_of(change.old_shape->type) != affinity_of(change.new_shape->type);
    if (stored_otherwise || (table_.target.strict && change.old_shape->type != change.new_shape->type)) table_.rebuild = true;
}

void TableEditor::change_null(ColumnDefinition& column, ColumnChange& change) {
    column.not_null = !edit_.column->null;
    if (!column.not_null) {
        column.not_null_name.clear();
        column.not_null_conflict.clear();
        change.null_value.clear();
        change.needs_value = false;
        return;
    }
    if (change.from.empty()) {
        if (change.value.empty() && edit_.has_backfill) change.value = fill_expression(edit_.backfill, *edit_.column);
        change.needs_value = change.needs_value || edit_.needs_value;
        return;
    }
    change.needs_value = edit_.needs_value;
    if (edit_.has_backfill) {
        if (change.conversion.empty()) change.null_value = fill_expression(edit_.backfill, *edit_.column);
    } else if (!edit_.needs_value) {
        change.null_value = default_text(*edit_.column);
    }
}

void TableEditor::change_default(ColumnDefinition& column, ColumnChange& change) {
    const std::string before = default_text(*edit_.column_from);
    const std::string after = default_text(*edit_.column);
    if (before == after) return;
    // A row that is older than its column holds nothing for it, and reads the default from the schema, or NULL where there is none.
    const bool is_null = column.default_text.empty() || same_name(column.default_text, "NULL");
    const bool readable = is_null ? edit_.column_from->null : is_constant_default(column.default_text);
    if (readable && !change.from.empty()) change.default_changed = true;
    column.default_text = after;
}

void TableEditor::alter_primary_key() {
    table_.rebuild = true;
    TableDefinition& target = table_.target;
    for (auto& column : target.columns) column.primary_key.reset();
    std::erase_if(target.constraints, [](const auto& constraint) { return constraint.kind == TableConstraint::Kind::primary_key; });
    const auto& wanted = edit_.primary_key->columns;
    for (const auto& name : wanted) {
        ColumnDefinition* column = target.column(name);
        if (column == nullptr) missing("column " + name);
        column->not_null = true;
        if (wanted.size() == 1) column->primary_key = KeyDefinition{edit_.primary_key->name, {{}}, {}, table_.is_automatic(column->name)};
    }
    if (wanted.size() < 2) return;
    TableConstraint key;
    key.kind = TableConstraint::Kind::primary_key;
    key.key.name = edit_.primary_key->name;
    for (const auto& name : wanted) key.key.parts.push_back({name, {}, {}, {}});
    target.constraints.insert(target.constraints.begin(), std::move(key));
}

}  // namespace reinhardt::db::sqlite
