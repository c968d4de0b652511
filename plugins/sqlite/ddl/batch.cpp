#include "batch.hpp"

#include <algorithm>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/support/error.hpp>

#include "refusals.hpp"
#include "table_editor.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

const Table* find_table(const std::vector<Table>& tables, std::string_view name) {
    const auto at = std::find_if(tables.begin(), tables.end(), [&](const Table& table) { return same_name(table.name, name); });
    return at == tables.end() ? nullptr : &*at;
}

/// Whether dropping the table would fail on its own rows: the rows are deleted first, and RESTRICT looks at each.
bool restricts_itself(const TableDefinition& table) {
    const auto restricts = [&](const ForeignKeyConstraint& key) { return key.on_delete == "RESTRICT" && same_name(key.to_table, table.name); };
    for (const auto& column : table.columns) {
        for (const auto& reference : column.references) {
            if (restricts(reference.key)) return true;
        }
    }
    return std::any_of(table.constraints.begin(), table.constraints.end(), [&](const auto& constraint) { return restricts(constraint.reference.key); });
}

}  // namespace

WorkingTable* Batch::find(std::string_view name) {
    const auto at = std::find_if(tables_.begin(), tables_.end(), [&](const auto& table) { return same_name(table->target.name, name); });
    return at == tables_.end() ? nullptr : at->get();
}

WorkingTable& Batch::table(std::string_view name) {
    if (WorkingTable* known = find(name)) return *known;
    if (!contains_name(gone_, name)) {
        const Table* live = find_table(known_.live, name);
        const Table* document = live != nullptr ? live : find_table(known_.before, name);
        if (document != nullptr) {
            WorkingTable& read = *tables_.emplace_back(std::make_unique<WorkingTable>(WorkingTable::from_document(*document, live != nullptr)));
            if (live == nullptr && known_.readable) read.live = read.in_place = true;
            for (const auto& rename : renames_) {
                if (rename.table.empty()) {
                    read.follow_table(rename.from, rename.to);
                } else {
                    read.follow_column(rename.table, rename.from, rename.to);
                }
            }
            return read;
        }
    }
    throw Error(ErrorCode::unsupported, "there is no table " + std::string(name));
}

void Batch::forget(std::string_view name) {
    gone_.emplace_back(name);
    std::erase_if(tables_, [&](const auto& table) { return same_name(table->target.name, name); });
}

void Batch::apply(const SchemaEdit& edit, std::size_t number) {
    if (!accepts(edit, number, output_)) return;
    try {
        switch (edit.kind) {
            case EditKind::create_table: return create_table(edit, number);
            case EditKind::drop_table: return drop_table(edit, number);
            case EditKind::rename_table: return rename_table(edit, number);
            case EditKind::rename_column: return rename_column(edit, number);
            default: break;
        }
        TableEditor(table(edit.table), output_, edit, number).apply();
    } catch (const Error& error) {
        output_.fault(number, error.message(), error.hint());
    }
}

void Batch::create_table(const SchemaEdit& edit, std::size_t number) {
    const WorkingTable* present = find(edit.table);
    if (present != nullptr && present->target.name != edit.table) {
        throw Error(ErrorCode::unsupported, "table " + edit.table + ": SQLite takes its name for that of table " + present->target.name);
    }
    tables_.push_back(std::make_unique<WorkingTable>(WorkingTable::made_by(*edit.table_value, number)));
}

void Batch::drop_table(const SchemaEdit& edit, std::size_t number) {
    WorkingTable& dropped = table(edit.table);
    if (dropped.created) return forget(edit.table);
    // A foreign key to the table that is taken away by an earlier edit must be gone: dropping deletes the rows first.
    emit_all_but(&dropped);
    if (restricts_itself(dropped.source)) output_.around("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON", {number});
    Step& step = output_.run("DROP TABLE " + quoted(edit.table), {number});
    step.destroys = "table " + edit.table;
    forget(edit.table);
}

void Batch::rename_table(const SchemaEdit& edit, std::size_t number) {
    WorkingTable& renamed = table(edit.from);
    if (renamed.created) {
        renamed.touch(number);
    } else if (same_name(edit.from, edit.to)) {
        // SQLite takes a name that differs in case alone for one that is in use.
        const std::string between = edit.to + "__swap";
        output_.run("ALTER TABLE " + quoted(edit.from) + " RENAME TO " + quoted(between), {number});
        output_.run("ALTER TABLE " + quoted(between) + " RENAME TO " + quoted(edit.to), {number});
    } else {
        output_.run("ALTER TABLE " + quoted(edit.from) + " RENAME TO " + quoted(edit.to), {number});
    }
    renamed.rename_to(edit.to);
    for (auto& other : tables_) {
        if (other.get() != &renamed) other->follow_table(edit.from, edit.to);
    }
    renames_.push_back({{}, edit.from, edit.to});
    if (!same_name(edit.from, edit.to)) {
        gone_.push_back(edit.from);
        std::erase_if(gone_, [&](const auto& name) { return same_name(name, edit.to); });
    }
}

void Batch::rename_column(const SchemaEdit& edit, std::size_t number) {
    WorkingTable& owner = table(edit.table);
    const ColumnDefinition* column = owner.target.column(edit.from);
    if (column == nullptr) throw Error(ErrorCode::unsupported, "table " + owner.target.name + " has no column " + edit.from);
    const std::string from = column->name;
    const bool waiting = owner.is_new(from);
    // The name is still that of a column which is to be dropped.
    const bool taken = !owner.created && !same_name(from, edit.to) && owner.source.column(edit.to) != nullptr;
    if (taken || (waiting && owner.source.column(from) != nullptr)) {
        output_.mark();
        emit(owner);
    }
    if (owner.created || owner.is_new(from)) {
        owner.touch(number);
    } else {
        output_.run("ALTER TABLE " + quoted(owner.target.name) + " RENAME COLUMN " + quoted(from) + " TO " + quoted(edit.to), {number});
    }
    owner.rename_column(from, edit.to);
    for (auto& other : tables_) {
        if (other.get() != &owner) other->follow_column(owner.target.name, from, edit.to);
    }
    renames_.push_back({owner.target.name, from, edit.to});
}

/// A unique that is named by the formula may meet one that got the name earlier and kept it through renames: the new one gets another.
void Batch::free_index_names(WorkingTable& table) {
    const auto taken = [&](const WorkingIndex& index) {
        const auto holds_it = [&](const WorkingIndex& other) { return &other != &index && other.edits.empty() && same_name(other.definition.name, index.definition.name); };
        const auto in_working = [&](const auto& other) { return std::any_of(other->target_indexes.begin(), other->target_indexes.end(), holds_it); };
        if (std::any_of(tables_.begin(), tables_.end(), in_working)) return true;
        return std::any_of(known_.live.begin(), known_.live.end(), [&](const Table& live) {
            if (live.name == table.target.name || find(live.name) != nullptr || contains_name(gone_, live.name)) return false;
            const auto has_it = [&](const auto& item) { return same_name(item.name, index.definition.name); };
            return std::any_of(live.indexes.begin(), live.indexes.end(), has_it) || std::any_of(live.uniques.begin(), live.uniques.end(), has_it);
        });
    };
    for (auto& index : table.target_indexes) {
        if (index.edits.empty() || !index.definition.unique || !is_automatic_name(index.definition.name)) continue;
        while (taken(index)) index.definition.name = other_automatic_name(index.definition.name);
    }
}

void Batch::emit(WorkingTable& table) {
    free_index_names(table);
    for (const auto& column : table.target.columns) {
        if (!table.is_automatic(column.name) || column.primary_key) continue;
        output_.fault(table.edits.empty() ? 0 : table.edits.back(), "column " + column.name + " of table " + table.target.name + ": only the primary key can number itself");
    }
    emit_table(table, mode_, output_);
}

void Batch::emit_all_but(const WorkingTable* except) {
    // What rows break is asked while all tables are as they were: a key may lose the column that it refers to before its own table's turn.
    output_.mark();
    // New tables first: others are checked against their rows.
    for (const bool created : {true, false}) {
        for (auto& table : tables_) {
            if (table.get() != except && table->created == created) emit(*table);
        }
    }
}

void Batch::finish() {
    emit_all_but(nullptr);
    for (const auto& table : tables_) emit_verification(*table, output_);
}

}  // namespace reinhardt::db::sqlite
