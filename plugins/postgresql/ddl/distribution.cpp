#include "distribution.hpp"

#include <algorithm>

#include "identity.hpp"
#include "quote.hpp"

namespace reinhardt::db::postgresql {

namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

/// ", colocate_with => 'x', shard_count => 8"
std::string placement(const Distribution& spread, sql::Catalog& catalog) {
    std::string text;
    if (!spread.colocate_with.empty()) text += ", colocate_with => " + sql::quote_text(spread.colocate_with == "none" ? spread.colocate_with : catalog.qualified(spread.colocate_with));
    if (spread.shards > 0) text += ", shard_count => " + std::to_string(spread.shards);
    return text;
}

class Spread {
public:
    Spread(const std::vector<SchemaEdit>& edits, std::size_t number, sql::Catalog& catalog, sql::Output& output) : edits_(edits), number_(number), catalog_(catalog), output_(output) {}

    [[nodiscard]] bool clean() const noexcept { return clean_; }

    void check(const SchemaEdit& edit) {
        if (edit.kind == EditKind::create_table) return whole(*edit.table_value);
        const Table* found = catalog_.find(edit.table);
        if (found == nullptr) return;
        Table table = *found;
        if (edit.kind == EditKind::alter_table) {
            table.options = edit.table_value->options;
            if (const Distribution now = distribution_at(edits_, number_, *edit.table_value); !now.column.empty()) table.options.set("distribution_column", now.column);
            whole(table);
            return catalog_.each_reference(table.name, [&](Table& owner, ForeignKeyConstraint& reference) {
                if (owner.name != table.name) key(owner, Distribution(owner), reference, &table);
            });
        }
        const Distribution spread(table);
        switch (edit.kind) {
            case EditKind::add_column: return numbering(table, spread, *edit.column);
            case EditKind::alter_column:
                if (edit.column->name == spread.column && edit.column->type != edit.column_from->type) refuse("the type of column " + spread.column + " cannot change: table " + table.name + " is distributed by it", "distribute the table by another column first");
                return numbering(table, spread, *edit.column);
            case EditKind::drop_column:
                if (edit.column->name == spread.column) refuse("column " + spread.column + " cannot be removed: table " + table.name + " is distributed by it", "take distribution_column out of the table's options first");
                return;
            case EditKind::alter_primary_key: return unique("the primary key", table, spread, edit.primary_key->columns);
            case EditKind::add_unique: return unique("unique constraint " + edit.unique->name, table, spread, edit.unique->columns);
            case EditKind::add_index: return index(table, spread, *edit.index);
            case EditKind::add_exclusion: return exclusion(table, spread, *edit.exclusion);
            case EditKind::add_foreign_key:
            case EditKind::alter_foreign_key: return key(table, spread, *edit.foreign_key);
            default: return;
        }
    }

private:
    void whole(const Table& table) {
        const Distribution spread(table);
        if (!spread.column.empty() && table.column(spread.column) == nullptr) {
            return refuse("table " + table.name + ": distribution_column is " + spread.column + ", and there is no such column", "name a column, not a field: a foreign key's is field_id");
        }
        if (spread.reference && !spread.column.empty()) return refuse("table " + table.name + " has both distribution_column and reference_table", "a reference table is whole on each node: leave one of them out");
        if (!spread.any() && (!spread.colocate_with.empty() || spread.shards > 0)) return refuse("table " + table.name + " has colocate_with or shard_count, and no distribution_column", "name the column to distribute it by");
        for (const auto& column : table.columns) numbering(table, spread, column);
        if (!table.primary_key.columns.empty()) unique("the primary key", table, spread, table.primary_key.columns);
        for (const auto& one : table.uniques) unique("unique constraint " + one.name, table, spread, one.columns);
        for (const auto& one : table.indexes) index(table, spread, one);
        for (const auto& one : table.exclusions) exclusion(table, spread, one);
        for (const auto& one : table.foreign_keys) key(table, spread, one);
    }

    void unique(const std::string& what, const Table& table, const Distribution& spread, const std::vector<std::string>& columns) {
        if (spread.column.empty() || holds(columns, spread.column)) return;
        refuse(what + " of table " + table.name + " is without " + spread.column + ", by which Citus distributes the table", "add the column to it: rows of different nodes are not compared");
    }

    void index(const Table& table, const Distribution& spread, const Index& index) {
        if (!index.unique) return;
        std::vector<std::string> columns;
        for (const auto& part : index.parts) columns.push_back(part.column);
        unique("unique index " + index.name, table, spread, columns);
    }

    void exclusion(const Table& table, const Distribution& spread, const Exclusion& exclusion) {
        std::vector<std::string> equal;
        for (const auto& part : exclusion.parts.is_list() ? exclusion.parts.as_list() : Value::List()) {
            if (part.text_or("with") == "=") equal.push_back(part.text_or("field", part.text_or("column")));
        }
        unique("exclusion constraint " + exclusion.name, table, spread, equal);
    }

    /// Numbers of all nodes are parts of one range of bigint.
    void numbering(const Table& table, const Distribution& spread, const Column& column) {
        if (spread.column.empty() || !column.auto_increment || numbered_type(column).type == "bigint") return;
        refuse("column " + column.name + " of table " + table.name + ": on a distributed table Citus numbers columns of type bigint alone", "make it a BigAutoField");
    }

    void key(const Table& table, const Distribution& spread, const ForeignKeyConstraint& key) {
        if (const Table* target = key.to_table == table.name ? &table : target_of(key)) this->key(table, spread, key, target);
    }

    void key(const Table& table, const Distribution& spread, const ForeignKeyConstraint& key, const Table* target) {
        const Distribution there(*target);
        const std::string title = "foreign key " + key.name + " from " + table.name + " to " + target->name;
        if (spread.column.empty()) {
            if (!there.column.empty()) refuse(title + ": only a distributed table can refer to one", advice);
            return;
        }
        if (there.reference) return;
        if (there.column.empty()) return refuse(title + ": a distributed table refers to reference tables and to tables that are distributed alike", "give " + target->name + " the option reference_table = true, or the field constraint = false");
        for (std::size_t i = 0; i < key.columns.size() && i < key.to_columns.size(); ++i) {
            if (key.columns[i] == spread.column && key.to_columns[i] == there.column) return;
        }
        refuse(title + ": both are distributed, and the key does not join " + spread.column + " to " + there.column, advice);
    }

    const Table* target_of(const ForeignKeyConstraint& key) {
        for (std::size_t i = number_ + 1; i < edits_.size(); ++i) {
            if (edits_[i].kind == EditKind::create_table && edits_[i].table == key.to_table) return &*edits_[i].table_value;
        }
        return catalog_.find(key.to_table);
    }

    void refuse(const std::string& message, const std::string& hint) {
        output_.fault(number_, message, hint);
        clean_ = false;
    }

    static constexpr const char* advice = "give the field constraint = false: the key is then the application's own";
    const std::vector<SchemaEdit>& edits_;
    std::size_t number_;
    sql::Catalog& catalog_;
    sql::Output& output_;
    bool clean_ = true;
};

}  // namespace

Distribution::Distribution(const Table& table)
    : column(table.options.text_or("distribution_column")), reference(table.options.bool_or("reference_table", false)), colocate_with(table.options.text_or("colocate_with")) {
    if (const Value* count = table.options.find("shard_count"); count != nullptr && count->is_int()) shards = count->as_int();
}

Distribution distribution_at(const std::vector<SchemaEdit>& edits, std::size_t number, const Table& table) {
    Distribution spread(table);
    for (std::size_t i = number + 1; i < edits.size(); ++i) {
        if (edits[i].kind == EditKind::rename_column && edits[i].table == table.name && edits[i].to == spread.column) spread.column = edits[i].from;
    }
    return spread;
}

std::string Distribution::create(const std::string& qualified, sql::Catalog& catalog) const {
    if (reference) return "SELECT create_reference_table(" + sql::quote_text(qualified) + ')';
    return "SELECT create_distributed_table(" + sql::quote_text(qualified) + ", " + sql::quote_text(column) + placement(*this, catalog) + ')';
}

std::string Distribution::alter(const Distribution& from, const std::string& qualified, sql::Catalog& catalog) const {
    const std::string by = from.column == column ? "" : ", distribution_column => " + sql::quote_text(column);
    return "SELECT alter_distributed_table(" + sql::quote_text(qualified) + by + placement(*this, catalog) + ')';
}

bool can_be_spread(const std::vector<SchemaEdit>& edits, std::size_t number, const ServerRelease& server, sql::Catalog& catalog, sql::Output& output) {
    const SchemaEdit& edit = edits[number];
    if (server.product() != sql::Product::citus) {
        if ((edit.kind != EditKind::create_table && edit.kind != EditKind::alter_table) || !Distribution(*edit.table_value).any()) return true;
        output.fault(number, "table " + edit.table + " is distributed by its options, and " + server.title() + " does not distribute tables", "this needs Citus");
        return false;
    }
    Spread spread(edits, number, catalog, output);
    spread.check(edit);
    return spread.clean();
}

}  // namespace reinhardt::db::postgresql
