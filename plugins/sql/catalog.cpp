#include "catalog.hpp"

#include <algorithm>

#include <reinhardt/db/schema/identifiers.hpp>

#include "canonical.hpp"
#include "quote.hpp"

namespace reinhardt::db::sql {

namespace {

template <class Item, class Same>
const Item* look_up(const std::vector<Item>& items, const std::string& name, bool auto_named, const Same& same) {
    const auto by_name = [&] { return std::find_if(items.begin(), items.end(), [&](const Item& item) { return !name.empty() && item.name == name; }); };
    const auto by_content = [&] { return std::find_if(items.begin(), items.end(), same); };
    if (const auto both = by_name(); both != items.end() && same(*both)) return &*both;
    auto found = auto_named ? by_content() : by_name();
    if (found == items.end()) found = auto_named ? by_name() : by_content();
    return found == items.end() ? nullptr : &*found;
}

void replace(std::vector<std::string>& names, const std::string& from, const std::string& to) { std::replace(names.begin(), names.end(), from, to); }

template <class Item>
void erase_named(std::vector<Item>& items, const Item* found) {
    if (found != nullptr) items.erase(items.begin() + (found - items.data()));
}

bool uses(const std::string& expression, const std::string& column) {
    const auto names = identifiers_in(expression);
    return std::find(names.begin(), names.end(), column) != names.end();
}

bool holds(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

}  // namespace

bool is_dropped_later(const std::vector<SchemaEdit>& edits, std::size_t from, const Table& owner, const ForeignKeyConstraint& key) {
    return std::any_of(edits.begin() + static_cast<std::ptrdiff_t>(from), edits.end(), [&](const SchemaEdit& edit) {
        if (edit.table != owner.name) return false;
        switch (edit.kind) {
            case EditKind::drop_table: return true;
            case EditKind::drop_column: return std::find(key.columns.begin(), key.columns.end(), edit.column->name) != key.columns.end();
            case EditKind::drop_foreign_key: return edit.foreign_key->columns == key.columns && edit.foreign_key->to_table == key.to_table;
            default: return false;
        }
    });
}

std::vector<Table> tables_in(const Value& request, std::string_view key) {
    std::vector<Table> tables;
    const Value* list = request.find(key);
    if (list == nullptr || !list->is_list()) return tables;
    for (const auto& table : list->as_list()) tables.push_back(table_from(table));
    return tables;
}

Catalog::Catalog(std::vector<Table> live, std::vector<Table> before, const Lexis& lexis, char quote) : tables_(std::move(live)), lexis_(lexis), quote_(quote) {
    for (auto& table : before) {
        // Of several live tables of one name in different schemas it is that of the models.
        const auto same_name = [&](const Table& other) { return other.name == table.name; };
        if (std::any_of(tables_.begin(), tables_.end(), [&](const Table& other) { return same_name(other) && other.schema == table.schema; })) {
            std::erase_if(tables_, [&](const Table& other) { return same_name(other) && other.schema != table.schema; });
        }
        if (find(table.name) == nullptr) tables_.push_back(std::move(table));
    }
}

Table* Catalog::find(std::string_view name) {
    const auto at = std::find_if(tables_.begin(), tables_.end(), [&](const Table& table) { return table.name == name; });
    return at == tables_.end() ? nullptr : &*at;
}

std::string Catalog::qualified(std::string_view table) {
    const Table* known = find(table);
    const std::string name = quote_identifier(table, quote_, quote_);
    return known == nullptr || known->schema.empty() ? name : quote_identifier(known->schema, quote_, quote_) + '.' + name;
}

const ForeignKeyConstraint* Catalog::find(const Table& table, const ForeignKeyConstraint& key, bool auto_named) const {
    consulted_ = true;
    return look_up(table.foreign_keys, key.name, auto_named, [&](const ForeignKeyConstraint& item) {
        return item.columns == key.columns && item.to_table == key.to_table && (key.to_columns.empty() || item.to_columns == key.to_columns);
    });
}

const Unique* Catalog::find(const Table& table, const Unique& unique, bool auto_named) const {
    consulted_ = true;
    return look_up(table.uniques, unique.name, auto_named, [&](const Unique& item) { return item.columns == unique.columns; });
}

const Check* Catalog::find(const Table& table, const Check& check, bool auto_named) const {
    consulted_ = true;
    const std::string wanted = canonical_expression(check.expression, lexis_);
    return look_up(table.checks, check.name, auto_named, [&](const Check& item) { return canonical_expression(item.expression, lexis_) == wanted; });
}

SchemaEdit Catalog::with_free_name(const SchemaEdit& edit) const {
    SchemaEdit free = edit;
    std::string* name = edit.kind == EditKind::add_unique        ? &free.unique->name
                        : edit.kind == EditKind::add_check       ? &free.check->name
                        : edit.kind == EditKind::add_foreign_key ? &free.foreign_key->name
                                                                 : nullptr;
    if (name == nullptr || !is_automatic_name(*name)) return free;
    consulted_ = true;
    const auto has_it = [&](const auto& items) { return std::any_of(items.begin(), items.end(), [&](const auto& item) { return item.name == *name; }); };
    const auto in_use = [&](const Table& table) { return has_it(table.uniques) || has_it(table.checks) || has_it(table.foreign_keys) || has_it(table.indexes); };
    while (std::any_of(tables_.begin(), tables_.end(), in_use)) *name = other_automatic_name(*name);
    return free;
}

void Catalog::each_reference(std::string_view table, const std::function<void(Table&, ForeignKeyConstraint&)>& visit) {
    consulted_ = true;
    visit_references(table, visit);
}

bool Catalog::has_key(std::string_view table, const std::string& column) {
    const Table* known = find(table);
    bool found = known != nullptr && std::any_of(known->foreign_keys.begin(), known->foreign_keys.end(), [&](const ForeignKeyConstraint& key) { return holds(key.columns, column); });
    visit_references(table, [&](Table&, ForeignKeyConstraint& key) { found = found || holds(key.to_columns, column); });
    return found;
}

template <class Visit>
void Catalog::visit_references(std::string_view table, const Visit& visit) {
    for (auto& owner : tables_) {
        for (auto& key : owner.foreign_keys) {
            if (key.to_table == table) visit(owner, key);
        }
    }
}

void Catalog::rename_table(const std::string& from, const std::string& to) {
    visit_references(from, [&](Table&, ForeignKeyConstraint& key) { key.to_table = to; });
    if (Table* table = find(from)) table->name = to;
}

void Catalog::rename_column(Table& table, const std::string& from, const std::string& to) {
    if (Column* column = table.column(from)) column->name = to;
    replace(table.primary_key.columns, from, to);
    for (auto& unique : table.uniques) replace(unique.columns, from, to);
    for (auto& key : table.foreign_keys) replace(key.columns, from, to);
    for (auto& check : table.checks) check.expression = rename_identifier(check.expression, from, to);
    for (auto& index : table.indexes) {
        for (auto& part : index.parts) {
            if (part.column == from) part.column = to;
            part.expression = rename_identifier(part.expression, from, to);
        }
        index.where = rename_identifier(index.where, from, to);
        replace(index.include, from, to);
    }
    for (auto& column : table.columns) {
        if (column.generated) column.generated->expression = rename_identifier(column.generated->expression, from, to);
    }
    visit_references(table.name, [&](Table&, ForeignKeyConstraint& key) { replace(key.to_columns, from, to); });
}

void Catalog::drop_column(Table& table, const std::string& name) {
    std::erase_if(table.columns, [&](const Column& column) { return column.name == name; });
    std::erase_if(table.uniques, [&](const Unique& unique) { return holds(unique.columns, name); });
    std::erase_if(table.foreign_keys, [&](const ForeignKeyConstraint& key) { return holds(key.columns, name); });
    std::erase_if(table.checks, [&](const Check& check) { return uses(check.expression, name); });
    std::erase_if(table.indexes, [&](const Index& index) {
        return holds(index.include, name) || uses(index.where, name) ||
               std::any_of(index.parts.begin(), index.parts.end(), [&](const IndexPart& part) { return part.column == name || uses(part.expression, name); });
    });
    if (holds(table.primary_key.columns, name)) table.primary_key = {};
}

void Catalog::apply(const SchemaEdit& edit) {
    // What the change finds in the catalog makes no statement.
    const bool consulted = consulted_;
    change(edit);
    consulted_ = consulted;
}

void Catalog::change(const SchemaEdit& edit) {
    if (edit.kind == EditKind::create_table) {
        std::erase_if(tables_, [&](const Table& item) { return item.name == edit.table; });  // one of another schema
        tables_.push_back(*edit.table_value);
        return;
    }
    if (edit.kind == EditKind::rename_table) return rename_table(edit.from, edit.to);
    Table* table = find(edit.table);
    if (table == nullptr) return;
    switch (edit.kind) {
        case EditKind::drop_table: std::erase_if(tables_, [&](const Table& item) { return item.name == edit.table; }); break;
        case EditKind::alter_table:
            table->comment = edit.table_value->comment;
            table->options = edit.table_value->options;
            break;
        case EditKind::add_column: table->columns.push_back(*edit.column); break;
        case EditKind::drop_column: drop_column(*table, edit.column->name); break;
        case EditKind::rename_column: rename_column(*table, edit.from, edit.to); break;
        case EditKind::alter_column:
            if (Column* column = table->column(edit.column->name)) *column = *edit.column;
            break;
        case EditKind::alter_primary_key: table->primary_key = *edit.primary_key; break;
        case EditKind::add_foreign_key: table->foreign_keys.push_back(*edit.foreign_key); break;
        case EditKind::drop_foreign_key: erase_named(table->foreign_keys, find(*table, *edit.foreign_key, edit.auto_named)); break;
        case EditKind::alter_foreign_key:
            erase_named(table->foreign_keys, find(*table, *edit.foreign_key_from, edit.auto_named));
            table->foreign_keys.push_back(*edit.foreign_key);
            break;
        case EditKind::add_unique: table->uniques.push_back(*edit.unique); break;
        case EditKind::drop_unique: erase_named(table->uniques, find(*table, *edit.unique, edit.auto_named)); break;
        case EditKind::add_check: table->checks.push_back(*edit.check); break;
        case EditKind::drop_check: erase_named(table->checks, find(*table, *edit.check, edit.auto_named)); break;
        case EditKind::add_index: table->indexes.push_back(*edit.index); break;
        case EditKind::drop_index: std::erase_if(table->indexes, [&](const Index& index) { return index.name == edit.index->name; }); break;
        case EditKind::rename_index:
            for (auto& index : table->indexes) {
                if (index.name == edit.from) index.name = edit.to;
            }
            break;
        case EditKind::add_exclusion: table->exclusions.push_back(*edit.exclusion); break;
        case EditKind::drop_exclusion: std::erase_if(table->exclusions, [&](const Exclusion& item) { return item.name == edit.exclusion->name; }); break;
        default: break;
    }
}

}  // namespace reinhardt::db::sql
