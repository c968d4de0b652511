#include "working_table.hpp"

#include <algorithm>

#include <reinhardt/db/support/error.hpp>

#include "expression.hpp"
#include "parse_table.hpp"
#include "table_document.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

template <class Item>
std::vector<Item> named_items(const Value& driver, std::string_view key) {
    std::vector<Item> items;
    const Value* list = driver.find(key);
    if (list == nullptr || !list->is_list()) return items;
    for (const auto& item : list->as_list()) items.push_back({item.text_or("name"), item.text_or("sql")});
    return items;
}

void rename_in(std::string& name, std::string_view from, std::string_view to) {
    if (same_name(name, from)) name = to;
}

void rename_parts(std::vector<KeyPart>& parts, const std::string& from, const std::string& to) {
    for (auto& part : parts) {
        rename_in(part.column, from, to);
        if (!part.expression.empty()) part.expression = rename_column(part.expression, from, to);
    }
}

void rename_in_definition(TableDefinition& table, const std::string& from, const std::string& to) {
    for (auto& column : table.columns) {
        rename_in(column.name, from, to);
        if (column.generated) column.generated->expression = rename_column(column.generated->expression, from, to);
        for (auto& check : column.checks) check.expression = rename_column(check.expression, from, to);
        for (auto& reference : column.references) {
            for (auto& name : reference.key.columns) rename_in(name, from, to);
        }
    }
    for (auto& constraint : table.constraints) {
        rename_parts(constraint.key.parts, from, to);
        constraint.check.expression = rename_column(constraint.check.expression, from, to);
        for (auto& name : constraint.reference.key.columns) rename_in(name, from, to);
    }
}

template <class Visit>
void each_reference(TableDefinition& table, Visit&& visit) {
    for (auto& column : table.columns) {
        for (auto& reference : column.references) visit(reference.key);
    }
    for (auto& constraint : table.constraints) {
        if (constraint.kind == TableConstraint::Kind::foreign_key) visit(constraint.reference.key);
    }
}

void rename_in_index(WorkingIndex& index, const std::string& from, const std::string& to) {
    rename_parts(index.definition.parts, from, to);
    index.definition.where = rename_column(index.definition.where, from, to);
    index.sql.clear();
}

}  // namespace

std::string WorkingIndex::text() const { return sql.empty() ? to_sql(definition) : sql; }

bool contains_name(const std::vector<std::string>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](const auto& item) { return same_name(item, name); });
}

WorkingTable WorkingTable::from_document(const Table& table, bool live) {
    WorkingTable work;
    work.live = live;
    const std::string sql = table.driver.text_or("sql");
    if (live && !sql.empty()) {
        try {
            work.source = parse_table(sql);
            work.source.name = table.name;
            work.in_place = !table.driver.bool_or("defensive", false);
            for (const auto& index : named_items<WorkingTrigger>(table.driver, "indexes")) {
                work.source_indexes.push_back({parse_index(index.sql), index.sql, {}});
                work.source_indexes.back().definition.name = index.name;
            }
        } catch (const Error&) {
            work.in_place = false;
            work.source_indexes.clear();
        }
    }
    if (!work.in_place && work.source_indexes.empty() && work.source.columns.empty()) {
        work.source = to_definition(table);
        for (const auto& unique : table.uniques) work.source_indexes.push_back({to_definition(unique, table.name), {}, {}});
        for (const auto& index : table.indexes) work.source_indexes.push_back({to_definition(index, table.name), {}, {}});
    }
    work.triggers = named_items<WorkingTrigger>(table.driver, "triggers");
    if (const Value* views = table.driver.find("views"); views != nullptr && views->is_list()) work.views = views->texts();
    for (const auto& column : work.source.columns) {
        const Column* shape = table.column(column.name);
        if ((column.primary_key && column.primary_key->autoincrement) || (shape != nullptr && shape->auto_increment)) work.automatic.push_back(column.name);
    }
    work.target = work.source;
    work.target_indexes = work.source_indexes;
    work.settle();
    return work;
}

WorkingTable WorkingTable::made_by(const Table& table, std::size_t edit) {
    WorkingTable work;
    work.created = true;
    work.target = to_definition(table);
    for (const auto& unique : table.uniques) work.target_indexes.push_back({to_definition(unique, table.name), {}, {edit}});
    for (const auto& index : table.indexes) work.target_indexes.push_back({to_definition(index, table.name), {}, {edit}});
    for (const auto& column : table.columns) {
        if (column.auto_increment) work.automatic.push_back(column.name);
        work.changes[column.name];
    }
    work.touch(edit);
    return work;
}

bool WorkingTable::is_new(std::string_view column) const {
    const auto found = std::find_if(changes.begin(), changes.end(), [&](const auto& item) { return same_name(item.first, column); });
    return found != changes.end() && found->second.from.empty();
}

bool WorkingTable::has_update_trigger() const {
    return std::any_of(triggers.begin(), triggers.end(), [](const auto& trigger) {
        const auto tokens = tokenize(trigger.sql);
        for (const auto& token : tokens) {
            if (token.is("ON") || token.is("BEGIN")) return false;
            if (token.is("UPDATE")) return true;
        }
        return false;
    });
}

bool WorkingTable::is_automatic(std::string_view column) const { return contains_name(automatic, column); }

void WorkingTable::touch(std::size_t edit) {
    if (std::find(edits.begin(), edits.end(), edit) == edits.end()) edits.push_back(edit);
}

void WorkingTable::settle() {
    source = target;
    source_indexes = target_indexes;
    for (auto& index : source_indexes) index.edits.clear();
    target_indexes = source_indexes;
    changes.clear();
    for (const auto& column : target.columns) changes[column.name].from = column.name;
    dropped_indexes.clear();
    destroyed.clear();
    edits.clear();
    created = rebuild = false;
}

void WorkingTable::rename_to(const std::string& name) {
    const std::string old = target.name;
    source.name = target.name = name;
    for (auto* indexes : {&source_indexes, &target_indexes}) {
        for (auto& index : *indexes) {
            index.definition.table = name;
            index.sql.clear();
        }
    }
    follow_table(old, name);
    renamed = true;
}

void WorkingTable::rename_column(const std::string& from, const std::string& to) {
    if (auto change = changes.extract(from); !change.empty()) {
        change.key() = to;
        changes.insert(std::move(change));
    }
    for (auto& [name, change] : changes) {
        rename_in(change.from, from, to);
        for (auto* expression : {&change.value, &change.null_value, &change.conversion}) {
            if (!expression->empty()) *expression = sqlite::rename_column(*expression, from, to);
        }
    }
    for (auto& name : automatic) rename_in(name, from, to);
    for (auto* table : {&source, &target}) rename_in_definition(*table, from, to);
    for (auto* indexes : {&source_indexes, &target_indexes}) {
        for (auto& index : *indexes) rename_in_index(index, from, to);
    }
    follow_column(target.name, from, to);
    renamed = true;
}

void WorkingTable::follow_table(const std::string& from, const std::string& to) {
    for (auto* table : {&source, &target}) each_reference(*table, [&](ForeignKeyConstraint& key) { rename_in(key.to_table, from, to); });
    renamed = true;
}

void WorkingTable::follow_column(const std::string& table, const std::string& from, const std::string& to) {
    for (auto* definition : {&source, &target}) {
        each_reference(*definition, [&](ForeignKeyConstraint& key) {
            if (!same_name(key.to_table, table)) return;
            for (auto& name : key.to_columns) rename_in(name, from, to);
        });
    }
    renamed = true;
}

}  // namespace reinhardt::db::sqlite
