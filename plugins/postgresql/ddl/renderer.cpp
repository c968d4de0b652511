#include "renderer.hpp"

#include <algorithm>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

#include "actions.hpp"
#include "definition.hpp"
#include "distribution.hpp"
#include "quote.hpp"

namespace reinhardt::db::postgresql {

namespace {

std::string text_or_null(const std::string& text) { return text.empty() ? std::string("NULL") : sql::quote_text(text); }

std::string table_options(const Table& table) {
    std::string text;
    if (const std::string parents = table.options.text_or("inherits"); !parents.empty()) text += " INHERITS (" + parents + ')';
    if (const std::string key = table.options.text_or("partition_by"); !key.empty()) text += " PARTITION BY " + key;
    if (const Value* with = table.options.find("with"); with != nullptr && !with->as_object().empty()) text += " WITH (" + storage_parameters(*with) + ')';
    if (const std::string space = table.options.text_or("tablespace"); !space.empty()) text += " TABLESPACE " + quoted(space);
    return text;
}

}  // namespace

void Renderer::run() {
    if (!server_.known) return output_.fault(0, "the server that the project file assumes is not known", "known are PostgreSQL, CockroachDB, YugabyteDB and Citus, each with a release");
    for (number_ = 0; number_ < edits_.size(); ++number_) {
        const SchemaEdit& edit = edits_[number_];
        if (!accepts(edit, number_, server_, output_)) continue;
        if (is_object_edit(edit.kind)) {
            object(edit);
            continue;
        }
        if (edit.kind != EditKind::create_table && edit.kind != EditKind::rename_table && catalog_.find(edit.table) == nullptr) {
            output_.fault(number_, "there is no table " + edit.table);
            continue;
        }
        if (!can_be_spread(edits_, number_, server_, catalog_, output_)) continue;
        const SchemaEdit possible = catalog_.with_free_name(edit);
        apply(possible);
        catalog_.apply(possible);
    }
    add_waiting_keys();
    if (server_.has(&sql::Traits::merged_alter)) output_.merge(merge_rules());
}

void Renderer::apply(const SchemaEdit& edit) {
    const std::string table = catalog_.qualified(edit.table);
    switch (edit.kind) {
        case EditKind::create_table: return create_table(edit);
        case EditKind::drop_table: return drop_table(edit);
        case EditKind::rename_table: return rename_table(edit);
        case EditKind::alter_table: return alter_table(edit);
        case EditKind::add_column: return add_column(edit);
        case EditKind::drop_column: return drop_column(edit);
        case EditKind::rename_column: return rename_column(edit);
        case EditKind::alter_column: return alter_column(edit);
        case EditKind::alter_primary_key: return alter_primary_key(edit);
        case EditKind::add_foreign_key: return add_foreign_key(edit.table, *edit.foreign_key);
        case EditKind::drop_foreign_key: return drop_foreign_key(edit, *edit.foreign_key);
        case EditKind::alter_foreign_key:
            drop_foreign_key(edit, *edit.foreign_key_from);
            return add_foreign_key(edit.table, *edit.foreign_key);
        case EditKind::add_unique: return add_unique(edit);
        case EditKind::drop_unique: return drop_unique(edit);
        case EditKind::add_check: alter(edit, add_check_action(edit.table, *edit.check)).blocks = "reads and writes"; return;
        case EditKind::drop_check: {
            const Check* found = catalog_.find(*catalog_.find(edit.table), *edit.check, edit.auto_named);
            const Check& check = found != nullptr ? *found : *edit.check;
            alter(edit, drop_constraint_action(check.name, sql::touches_of_check(edit.table, check)));
            return;
        }
        case EditKind::add_index: return add_index(edit.table, *edit.index);
        case EditKind::drop_index: return drop_index(edit);
        case EditKind::rename_index:
            run("ALTER INDEX " + beside(edit.table, edit.from) + " RENAME TO " + quoted(edit.to)).touches = sql::touches_of_index(edit.table, edit.from, {}).names(edit.to);
            return;
        case EditKind::add_exclusion: alter(edit, "ADD " + exclusion_text(*edit.exclusion)).blocks = "reads and writes"; return;
        case EditKind::drop_exclusion: alter(edit, "DROP CONSTRAINT " + quoted(edit.exclusion->name)); return;
        default: return;
    }
}

sql::Step& Renderer::alter(const std::string& table, sql::Action action) { return output_.alter("ALTER TABLE " + catalog_.qualified(table), std::move(action), number_); }

sql::Step& Renderer::alter(const SchemaEdit& edit, const std::string& action) { return run("ALTER TABLE " + catalog_.qualified(edit.table) + ' ' + action); }

void Renderer::create_table(const SchemaEdit& edit) {
    const Table& table = *edit.table_value;
    std::vector<std::string> lines;
    for (const auto& column : table.columns) lines.push_back(column_text(column));
    if (!table.primary_key.columns.empty()) lines.push_back(primary_key_text(table.primary_key));
    // Of several constraints over the same columns CREATE TABLE makes but one index, and one constraint (manual, CREATE TABLE, notes).
    std::vector<std::vector<std::string>> indexed{table.primary_key.columns};
    std::vector<const Unique*> repeated;
    for (const auto& unique : table.uniques) {
        if (std::find(indexed.begin(), indexed.end(), unique.columns) != indexed.end()) {
            repeated.push_back(&unique);
        } else {
            indexed.push_back(unique.columns);
            lines.push_back(unique_text(unique));
        }
    }
    for (const auto& check : table.checks) lines.push_back(check_text(check));
    for (const auto& exclusion : table.exclusions) lines.push_back(exclusion_text(exclusion));
    const auto later = [&](const ForeignKeyConstraint& key) {
        return key.to_table != table.name && std::any_of(edits_.begin() + static_cast<std::ptrdiff_t>(number_), edits_.end(), [&](const SchemaEdit& other) {
                   return other.kind == EditKind::create_table && other.table == key.to_table;
               });
    };
    const std::string own = (table.schema.empty() ? "" : quoted(table.schema) + '.') + quoted(table.name);
    const Distribution spread(table);
    for (const auto& key : table.foreign_keys) {
        if (spread.any()) continue;  // once it is spread: what it refers to is so already
        if (later(key)) {
            waiting_.push_back({number_, table.name, key});
        } else {
            lines.push_back(foreign_key_text(key, key.to_table == table.name ? own : catalog_.qualified(key.to_table)));
        }
    }
    const bool unlogged = table.options.bool_or("unlogged", false);
    run(std::string("CREATE ") + (unlogged ? "UNLOGGED " : "") + "TABLE " + own + " (\n    " + join(lines, ",\n    ") + "\n)" + table_options(table)).touches = sql::touches_of_table(table);
    if (spread.any()) run(spread.create(own, catalog_)).touches = sql::touches_of_table(table);
    for (const Unique* unique : repeated) run("ALTER TABLE " + own + " ADD " + unique_text(*unique)).touches = sql::touches_of_table(table);
    for (const auto& index : table.indexes) run(index_statement(index, own)).touches = sql::touches_of_index(table.name, index);
    if (!table.comment.empty()) run("COMMENT ON TABLE " + own + " IS " + sql::quote_text(table.comment));
    for (const auto& column : table.columns) {
        if (!column.comment.empty()) run("COMMENT ON COLUMN " + own + '.' + quoted(column.name) + " IS " + sql::quote_text(column.comment));
    }
    if (spread.any()) keys_of_spread(table, own, later);
}

void Renderer::keys_of_spread(const Table& table, const std::string& own, const std::function<bool(const ForeignKeyConstraint&)>& later) {
    for (const auto& key : table.foreign_keys) {
        if (later(key)) {
            waiting_.push_back({number_, table.name, key});
        } else {
            run("ALTER TABLE " + own + " ADD " + foreign_key_text(key, key.to_table == table.name ? own : catalog_.qualified(key.to_table))).touches = sql::touches_of_key(table.name, key);
        }
    }
}

void Renderer::add_waiting_keys() {
    for (const auto& waiting : waiting_) {
        if (catalog_.find(waiting.table) == nullptr) continue;
        number_ = waiting.edit;
        add_foreign_key(waiting.table, waiting.key);
    }
}

void Renderer::drop_table(const SchemaEdit& edit) {
    drop_references(edit.table, {});
    run("DROP TABLE " + catalog_.qualified(edit.table)).destroys = "table " + edit.table;
}

void Renderer::rename_table(const SchemaEdit& edit) {
    Table* table = catalog_.find(edit.from);
    if (table == nullptr) {
        output_.fault(number_, "there is no table " + edit.from);
        return;
    }
    run("ALTER TABLE " + catalog_.qualified(edit.from) + " RENAME TO " + quoted(edit.to));
    catalog_.consult();
    Value* sequences = table->driver.find("sequences");
    if (sequences == nullptr) return;
    for (auto& item : sequences->as_list()) rename_sequence(*table, item, edit.to, item.text_or("column"));
}

void Renderer::rename_column(const SchemaEdit& edit) {
    Table& table = *catalog_.find(edit.table);
    run("ALTER TABLE " + catalog_.qualified(edit.table) + " RENAME COLUMN " + quoted(edit.from) + " TO " + quoted(edit.to)).touches =
        sql::Touches::of(edit.table).writes(edit.table, edit.from).writes(edit.table, edit.to);
    if (table.options.text_or("distribution_column") == edit.from) table.options.set("distribution_column", edit.to);
    const Column* column = table.column(edit.from);
    if (column == nullptr || !column->auto_increment) return;
    catalog_.consult();
    Value* sequences = table.driver.find("sequences");
    if (sequences == nullptr) return;
    for (auto& item : sequences->as_list()) {
        if (item.text_or("column") == edit.from) rename_sequence(table, item, table.name, edit.to);
    }
}

/// A sequence follows its table and column, as the server would have named it; one with a name of its own keeps that.
void Renderer::rename_sequence(const Table& table, Value& sequence, const std::string& to_table, const std::string& to_column) {
    const std::string name = sequence.text_or("sequence"), next = to_table + '_' + to_column + "_seq";
    if (name == table.name + '_' + sequence.text_or("column") + "_seq" && next.size() <= 63) {
        run("ALTER SEQUENCE " + (table.schema.empty() ? "" : quoted(table.schema) + '.') + quoted(name) + " RENAME TO " + quoted(next));
        sequence.set("sequence", next);
    }
    sequence.set("column", to_column);
}

void Renderer::alter_table(const SchemaEdit& edit) {
    const Table& from = *edit.table_from;
    const Table& to = *edit.table_value;
    if (from.comment != to.comment) run("COMMENT ON TABLE " + catalog_.qualified(edit.table) + " IS " + text_or_null(to.comment));
    const bool was = from.options.bool_or("unlogged", false), is = to.options.bool_or("unlogged", false);
    if (was != is) alter(edit, is ? "SET UNLOGGED" : "SET LOGGED").rewrites = edit.table;
    const std::string old_space = from.options.text_or("tablespace"), new_space = to.options.text_or("tablespace");
    if (old_space != new_space) alter(edit, "SET TABLESPACE " + quoted(new_space.empty() ? "pg_default" : new_space)).rewrites = edit.table;
    if (from.options.text_or("partition_by") != to.options.text_or("partition_by")) {
        output_.fault(number_, "table " + edit.table + ": PostgreSQL cannot change how a table is partitioned", "make a new table and copy the rows");
    }
    if (from.options.text_or("inherits") != to.options.text_or("inherits")) {
        output_.fault(number_, "table " + edit.table + ": what a table inherits from is not changed here", "write a RunSQL with ALTER TABLE ... INHERIT or NO INHERIT");
    }
    if (!(Distribution(from) == Distribution(to))) respread(edit, distribution_at(edits_, number_, to));
    const Value none = Value::object();
    const Value* old_with = from.options.find("with");
    const Value* new_with = to.options.find("with");
    for (const auto& member : (old_with != nullptr ? *old_with : none).as_object()) {
        if (new_with == nullptr || !new_with->has(member.key)) alter(edit, "RESET (" + quoted(member.key) + ')');
    }
    if (new_with != nullptr && !new_with->as_object().empty() && (old_with == nullptr || !(*old_with == *new_with))) alter(edit, "SET (" + storage_parameters(*new_with) + ')');
}

/// All rows move.
void Renderer::respread(const SchemaEdit& edit, const Distribution& spread) {
    catalog_.consult();
    const std::string table = catalog_.qualified(edit.table);
    const Distribution now(*catalog_.find(edit.table));
    const bool both = !now.column.empty() && !spread.column.empty();
    if (both ? now == spread : now.reference == spread.reference && now.column == spread.column) return;  // with its column it has got another name
    const auto move = [&](std::string statement) {
        sql::Step& step = run(std::move(statement));
        step.rewrites = edit.table;
        step.blocks = "reads and writes";
    };
    if (both) return move(spread.alter(now, table, catalog_));
    if (now.any()) move("SELECT undistribute_table(" + sql::quote_text(table) + ')');
    if (spread.any()) move(spread.create(table, catalog_));
}

void Renderer::alter_primary_key(const SchemaEdit& edit) {
    // Keys that refer to the old one hang on its index: they go, and come back if they still have a target.
    std::vector<WaitingKey> back;
    catalog_.each_reference(edit.table, [&](Table& owner, ForeignKeyConstraint& key) {
        if (key.to_columns != edit.primary_key_from->columns || early_.count({owner.name, key.name}) > 0) return;
        alter(owner.name, drop_constraint_action(key.name, sql::touches_of_key(owner.name, key)));
        back.push_back({number_, owner.name, key});
    });
    const Table& table = *catalog_.find(edit.table);
    if (!table.primary_key.columns.empty()) {  // else it went with its columns
        const std::string name = !table.primary_key.name.empty() ? table.primary_key.name : table.name + "_pkey";
        alter(edit, drop_constraint_action(name, sql::touches_of_index(edit.table, name, edit.primary_key_from->columns)));
    }
    if (!edit.primary_key->columns.empty()) alter(edit, add_primary_key_action(edit.table, *edit.primary_key)).blocks = "reads and writes";
    for (const auto& key : back) {
        const auto& uniques = table.uniques;
        const bool has_target = key.key.to_columns == edit.primary_key->columns ||
                                std::any_of(uniques.begin(), uniques.end(), [&](const Unique& unique) { return unique.columns == key.key.to_columns; });
        if (has_target) {
            add_foreign_key(key.table, key.key);
        } else {
            early_.insert({key.table, key.key.name});
        }
    }
}

void Renderer::add_foreign_key(const std::string& table, const ForeignKeyConstraint& key) {
    alter(table, add_foreign_key_action(table, key, catalog_.qualified(key.to_table))).blocks = "writes";
}

void Renderer::drop_foreign_key(const SchemaEdit& edit, const ForeignKeyConstraint& key) {
    const ForeignKeyConstraint* found = catalog_.find(*catalog_.find(edit.table), key, edit.auto_named);
    const std::string name = found != nullptr ? found->name : key.name;
    if (early_.erase({edit.table, name}) == 0) alter(edit, drop_constraint_action(name, sql::touches_of_key(edit.table, key).names(name)));
}

void Renderer::drop_references(const std::string& table, const std::vector<std::string>& columns) {
    if (number_ + 1 == edits_.size()) return;
    catalog_.each_reference(table, [&](Table& owner, ForeignKeyConstraint& key) {
        if (owner.name == table && columns.empty()) return;
        if ((!columns.empty() && key.to_columns != columns) || !sql::is_dropped_later(edits_, number_, owner, key) || !early_.insert({owner.name, key.name}).second) return;
        alter(owner.name, drop_constraint_action(key.name, sql::touches_of_key(owner.name, key)));
    });
}

/// A unique index by hand stands where a model has a unique constraint, too.
void Renderer::drop_unique(const SchemaEdit& edit) {
    drop_references(edit.table, edit.unique->columns);
    const Table& table = *catalog_.find(edit.table);
    const Unique* found = catalog_.find(table, *edit.unique, edit.auto_named);
    const std::string& name = found != nullptr ? found->name : edit.unique->name;
    alter(edit, drop_constraint_action(name, sql::touches_of_index(edit.table, name, edit.unique->columns)));
}

}  // namespace reinhardt::db::postgresql
