#include <reinhardt/db/schema/table_edits.hpp>

#include <algorithm>
#include <set>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/support/topological_order.hpp>

namespace reinhardt::db {

namespace {

std::string renamed(const SchemaRenames& renames, const std::string& table, const std::string& column) {
    const auto found = renames.columns.find({table, column});
    return found == renames.columns.end() ? column : found->second;
}

std::string renamed_table(const SchemaRenames& renames, const std::string& table) {
    const auto found = renames.tables.find(table);
    return found == renames.tables.end() ? table : found->second;
}

std::string renamed_in(const SchemaRenames& renames, const std::string& table, std::string expression) {
    for (auto at = renames.columns.lower_bound({table, std::string()}); at != renames.columns.end() && at->first.first == table; ++at) {
        expression = rename_identifier(expression, at->first.second, at->second);
    }
    return expression;
}

/// A table as it stands once the renames took effect: names of tables and columns are the new ones, wherever they are mentioned.
Table after_renames(const Table& from, const SchemaRenames& renames) {
    const auto columns = [&](std::vector<std::string> names) {
        for (auto& name : names) name = renamed(renames, from.name, name);
        return names;
    };
    Table table = from;
    table.name = renamed_table(renames, from.name);
    for (auto& column : table.columns) {
        column.name = renamed(renames, from.name, column.name);
        if (column.generated) column.generated->expression = renamed_in(renames, from.name, column.generated->expression);
    }
    table.primary_key.columns = columns(from.primary_key.columns);
    for (auto& key : table.foreign_keys) {
        key.columns = columns(key.columns);
        for (auto& column : key.to_columns) column = renamed(renames, key.to_table, column);
        key.to_table = renamed_table(renames, key.to_table);
    }
    for (auto& unique : table.uniques) {
        unique.columns = columns(unique.columns);
        unique.include = columns(unique.include);
    }
    for (auto& check : table.checks) check.expression = renamed_in(renames, from.name, check.expression);
    for (auto& index : table.indexes) {
        for (auto& part : index.parts) {
            if (!part.column.empty()) part.column = renamed(renames, from.name, part.column);
            if (!part.expression.empty()) part.expression = renamed_in(renames, from.name, part.expression);
        }
        index.where = renamed_in(renames, from.name, index.where);
        index.include = columns(index.include);
    }
    for (auto& exclusion : table.exclusions) exclusion.where = renamed_in(renames, from.name, exclusion.where);
    return table;
}

bool same_name(const std::string& a, const std::string& b) { return a == b || (is_automatic_name(a) && is_automatic_name(b)); }

bool same(const ForeignKeyConstraint& a, const ForeignKeyConstraint& b) {
    return a.columns == b.columns && a.to_table == b.to_table && a.to_columns == b.to_columns && a.on_delete == b.on_delete &&
           a.on_update == b.on_update && a.deferrable == b.deferrable;
}
bool same(const Unique& a, const Unique& b) {
    return same_name(a.name, b.name) && a.columns == b.columns && a.include == b.include && a.deferrable == b.deferrable &&
           a.nulls_distinct == b.nulls_distinct;
}
bool same(const Check& a, const Check& b) { return same_name(a.name, b.name) && a.expression == b.expression; }
bool same(const Exclusion& a, const Exclusion& b) { return a == b; }

/// The items of `a` that have no equal in `b`; each item of `b` matches once, the one of its own name if it can.
template <class Item>
std::vector<const Item*> missing(const std::vector<Item>& a, const std::vector<Item>& b) {
    std::vector<bool> taken(b.size(), false), matched(a.size(), false);
    for (const bool by_name : {true, false}) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            std::size_t at = 0;
            while (!matched[i] && at < b.size() && (taken[at] || !same(a[i], b[at]) || (by_name && a[i].name != b[at].name))) ++at;
            if (matched[i] || at == b.size()) continue;
            taken[at] = matched[i] = true;
        }
    }
    std::vector<const Item*> result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!matched[i]) result.push_back(&a[i]);
    }
    return result;
}

Index without_name(Index index) {
    index.name.clear();
    return index;
}

/// Compares two versions of one table and appends the edits between them.
class TableComparer {
public:
    TableComparer(const Table& from, const Table& to, const SchemaRenames& renames, std::vector<SchemaEdit>& edits)
        : original_(from), from_(after_renames(from, renames)), to_(to), edits_(edits) {}

    void run() {
        if (original_.name != to_.name) {
            auto& edit = add(EditKind::rename_table);
            edit.table = original_.name;
            edit.from = original_.name;
            edit.to = to_.name;
        }
        match_indexes();
        drops();
        columns();
        key_and_options();
        additions();
    }

private:
    SchemaEdit& add(EditKind kind) {
        SchemaEdit edit;
        edit.kind = kind;
        edit.table = to_.name;
        edits_.push_back(std::move(edit));
        return edits_.back();
    }

    void match_indexes() {
        std::vector<bool> taken(to_.indexes.size(), false);
        std::vector<const Index*> open;
        for (const auto& index : from_.indexes) {
            std::size_t at = 0;
            while (at < to_.indexes.size() && !(to_.indexes[at] == index)) ++at;
            if (at < to_.indexes.size()) {
                taken[at] = true;
            } else {
                open.push_back(&index);
            }
        }
        for (const Index* index : open) {
            std::size_t at = 0;
            while (at < to_.indexes.size() && (taken[at] || !(without_name(to_.indexes[at]) == without_name(*index)))) ++at;
            if (at < to_.indexes.size()) {
                taken[at] = true;
                index_renames_.emplace_back(index->name, &to_.indexes[at]);
            } else {
                dropped_indexes_.push_back(index);
            }
        }
        for (std::size_t at = 0; at < to_.indexes.size(); ++at) {
            if (!taken[at]) added_indexes_.push_back(&to_.indexes[at]);
        }
    }

    // Objects are dropped under the names of columns that hold before the columns are renamed.
    void drops() {
        for (const auto* key : missing(from_.foreign_keys, to_.foreign_keys)) {
            auto& edit = add(EditKind::drop_foreign_key);
            edit.foreign_key = original_.foreign_keys[position(from_.foreign_keys, key)];
            edit.foreign_key->to_table = key->to_table;
            edit.auto_named = true;
        }
        for (const auto* check : missing(from_.checks, to_.checks)) {
            auto& edit = add(EditKind::drop_check);
            edit.check = original_.checks[position(from_.checks, check)];
            edit.auto_named = is_automatic_name(check->name);
        }
        for (const auto* unique : missing(from_.uniques, to_.uniques)) {
            auto& edit = add(EditKind::drop_unique);
            edit.unique = original_.uniques[position(from_.uniques, unique)];
            edit.auto_named = is_automatic_name(unique->name);
        }
        for (const auto* exclusion : missing(from_.exclusions, to_.exclusions)) add(EditKind::drop_exclusion).exclusion = *exclusion;
        for (const Index* index : dropped_indexes_) add(EditKind::drop_index).index = original_.indexes[position(from_.indexes, index)];
    }

    template <class Item>
    static std::size_t position(const std::vector<Item>& items, const Item* item) {
        return static_cast<std::size_t>(item - items.data());
    }

    void columns() {
        for (std::size_t i = 0; i < from_.columns.size(); ++i) {
            if (original_.columns[i].name == from_.columns[i].name) continue;
            auto& edit = add(EditKind::rename_column);
            edit.from = original_.columns[i].name;
            edit.to = from_.columns[i].name;
        }
        for (const auto& column : from_.columns) {
            if (to_.column(column.name) == nullptr) add(EditKind::drop_column).column = column;
        }
        for (const auto& column : to_.columns) {
            const Column* old = from_.column(column.name);
            if (old == nullptr) {
                add(EditKind::add_column).column = column;
            } else if (!(*old == column)) {
                auto& edit = add(EditKind::alter_column);
                edit.column_from = *old;
                edit.column = column;
            }
        }
    }

    void key_and_options() {
        if (from_.primary_key.columns != to_.primary_key.columns) {
            auto& edit = add(EditKind::alter_primary_key);
            edit.primary_key_from = from_.primary_key;
            edit.primary_key = to_.primary_key;
        }
        const Value from_options = from_.options.is_null() ? Value::object() : from_.options;
        const Value to_options = to_.options.is_null() ? Value::object() : to_.options;
        if (from_options == to_options && from_.comment == to_.comment) return;
        auto& edit = add(EditKind::alter_table);
        edit.table_from = only_options(from_);
        edit.table_value = only_options(to_);
    }

    static Table only_options(const Table& table) {
        Table slim;
        slim.name = table.name;
        slim.comment = table.comment;
        slim.options = table.options;
        return slim;
    }

    void additions() {
        for (const auto& [name, index] : index_renames_) {
            auto& edit = add(EditKind::rename_index);
            edit.from = name;
            edit.to = index->name;
            edit.index = *index;
        }
        for (const auto* unique : missing(to_.uniques, from_.uniques)) {
            auto& edit = add(EditKind::add_unique);
            edit.unique = *unique;
            edit.auto_named = is_automatic_name(unique->name);
        }
        for (const Index* index : added_indexes_) add(EditKind::add_index).index = *index;
        for (const auto* check : missing(to_.checks, from_.checks)) {
            auto& edit = add(EditKind::add_check);
            edit.check = *check;
            edit.auto_named = is_automatic_name(check->name);
        }
        for (const auto* key : missing(to_.foreign_keys, from_.foreign_keys)) {
            auto& edit = add(EditKind::add_foreign_key);
            edit.foreign_key = *key;
            edit.auto_named = true;
        }
        for (const auto* exclusion : missing(to_.exclusions, from_.exclusions)) add(EditKind::add_exclusion).exclusion = *exclusion;
    }

    const Table& original_;
    const Table from_;
    const Table& to_;
    std::vector<SchemaEdit>& edits_;
    std::vector<std::pair<std::string, const Index*>> index_renames_;
    std::vector<const Index*> dropped_indexes_, added_indexes_;
};

/// Positions of `tables` so that a table stands behind those its foreign keys name; circles are cut and the keys that point
/// forwards are returned in `later`.
std::vector<std::size_t> creation_order(const std::vector<const Table*>& tables, std::set<std::pair<std::string, std::string>>& later) {
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < tables.size(); ++i) places[tables[i]->name] = i;
    std::vector<std::vector<std::size_t>> dependencies(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        for (const auto& key : tables[i]->foreign_keys) {
            const auto found = places.find(key.to_table);
            if (found != places.end() && found->second != i) dependencies[i].push_back(found->second);
        }
    }
    auto sorted = topological_order(dependencies);
    while (!sorted.cycle.empty()) {
        const std::size_t cut = sorted.cycle.front();
        const std::size_t to = sorted.cycle.size() > 1 ? sorted.cycle[1] : cut;
        // Whichever way the circle is listed, one of the two is a dependency of the other.
        std::size_t source = cut;
        std::size_t target = to;
        if (std::find(dependencies[source].begin(), dependencies[source].end(), target) == dependencies[source].end()) std::swap(source, target);
        std::erase(dependencies[source], target);
        later.insert({tables[source]->name, tables[target]->name});
        sorted = topological_order(dependencies);
    }
    return sorted.order;
}

}  // namespace

void table_edits(const Table& from, const Table& to, const SchemaRenames& renames, std::vector<SchemaEdit>& edits) {
    TableComparer(from, to, renames, edits).run();
}

std::vector<SchemaEdit> schema_edits(const std::vector<Table>& from, const std::vector<Table>& to, const SchemaRenames& renames) {
    std::map<std::string, const Table*> old_tables;
    for (const auto& table : from) old_tables[renamed_table(renames, table.name)] = &table;
    std::vector<const Table*> created;
    std::vector<SchemaEdit> changes;
    std::set<std::string> kept;
    for (const auto& table : to) {
        const auto old = old_tables.find(table.name);
        if (old == old_tables.end()) {
            created.push_back(&table);
        } else {
            kept.insert(table.name);
            table_edits(*old->second, table, renames, changes);
        }
    }
    std::vector<SchemaEdit> edits;
    std::set<std::pair<std::string, std::string>> later;
    std::vector<SchemaEdit> keys;
    for (const std::size_t place : creation_order(created, later)) {
        SchemaEdit edit;
        edit.kind = EditKind::create_table;
        edit.table = created[place]->name;
        edit.table_value = *created[place];
        std::erase_if(edit.table_value->foreign_keys, [&](const ForeignKeyConstraint& key) {
            if (!later.contains({edit.table, key.to_table})) return false;
            SchemaEdit add;
            add.kind = EditKind::add_foreign_key;
            add.table = edit.table;
            add.foreign_key = key;
            add.auto_named = true;
            keys.push_back(std::move(add));
            return true;
        });
        edits.push_back(std::move(edit));
    }
    edits.insert(edits.end(), std::make_move_iterator(keys.begin()), std::make_move_iterator(keys.end()));
    edits.insert(edits.end(), std::make_move_iterator(changes.begin()), std::make_move_iterator(changes.end()));
    std::vector<const Table*> dropped;
    for (const auto& [name, table] : old_tables) {
        if (!kept.contains(name)) dropped.push_back(table);
    }
    std::set<std::pair<std::string, std::string>> cut;
    const auto order = creation_order(dropped, cut);
    for (auto place = order.rbegin(); place != order.rend(); ++place) {
        SchemaEdit edit;
        edit.kind = EditKind::drop_table;
        edit.table = dropped[*place]->name;
        edit.table_value = *dropped[*place];
        edits.push_back(std::move(edit));
    }
    return edits;
}

void untangle_renames(std::vector<SchemaEdit>& edits) {
    for (std::size_t i = 0; i < edits.size(); ++i) {
        if (edits[i].kind != EditKind::rename_table || !edits[i].target_taken) continue;
        const std::string target = edits[i].to;
        const auto frees = std::find_if(edits.begin() + static_cast<std::ptrdiff_t>(i) + 1, edits.end(),
                                        [&](const SchemaEdit& edit) { return edit.kind == EditKind::rename_table && edit.from == target; });
        if (frees == edits.end()) continue;
        const std::string temporary = target + "_swap";
        SchemaEdit last = edits[i];
        last.table = last.from = temporary;
        last.target_taken = false;
        edits[i].to = temporary;
        edits[i].target_taken = false;
        // What the renamed table's own operation did to it happens under the temporary name.
        for (auto at = edits.begin() + static_cast<std::ptrdiff_t>(i) + 1; at != frees; ++at) {
            if (at->table == target && at->operation == last.operation) at->table = temporary;
        }
        edits.insert(std::next(frees), std::move(last));
    }
}

}  // namespace reinhardt::db
