#include "renderer.hpp"

#include <algorithm>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

#include "actions.hpp"
#include "definition.hpp"
#include "happened.hpp"
#include "literal.hpp"
#include "refusals.hpp"
#include "render.hpp"

namespace reinhardt::db::mysql {

namespace {

bool same_columns(const ForeignKeyConstraint& one, const ForeignKeyConstraint& other) { return one.columns == other.columns && one.to_table == other.to_table && one.to_columns == other.to_columns; }

}  // namespace

void Renderer::run() {
    if (!server_.known) return output_.fault(0, "the server that the project file assumes is not known", "known are MariaDB, MySQL, TiDB and Vitess, each with a release");
    for (number_ = 0; number_ < edits_.size(); ++number_) {
        const SchemaEdit& edit = edits_[number_];
        if (!accepts(edit, number_, server_, output_)) continue;
        const std::string& needed = edit.kind == EditKind::rename_table ? edit.from : edit.table;
        if (edit.kind != EditKind::create_table && catalog_.find(needed) == nullptr) {
            output_.fault(number_, "there is no table " + needed);
            continue;
        }
        const SchemaEdit possible = catalog_.with_free_name(edit);
        apply(possible);
        catalog_.apply(possible);
    }
    add_waiting_keys();
    output_.checks_first();
    if (server_.has(&sql::Traits::merged_alter)) output_.merge(merge_rules());
}

void Renderer::apply(const SchemaEdit& edit) {
    switch (edit.kind) {
        case EditKind::create_table: return create_table(edit);
        case EditKind::drop_table: return drop_table(edit);
        case EditKind::rename_table: run("RENAME TABLE " + quoted(edit.from) + " TO " + quoted(edit.to), happened::table_there(edit.to)); return;
        case EditKind::alter_table: return alter_table(edit);
        case EditKind::add_column: return add_column(edit);
        case EditKind::drop_column: return drop_column(edit);
        case EditKind::rename_column: return rename_column(edit);
        case EditKind::alter_column: return alter_column(edit);
        case EditKind::alter_primary_key: return alter_primary_key(edit);
        case EditKind::add_foreign_key:
            check_references(edit.table, *edit.foreign_key);
            return add_foreign_key(edit.table, *edit.foreign_key);
        case EditKind::drop_foreign_key: return drop_foreign_key(edit, *edit.foreign_key);
        case EditKind::alter_foreign_key:
            if (!same_columns(*edit.foreign_key, *edit.foreign_key_from)) check_references(edit.table, *edit.foreign_key);
            drop_foreign_key(edit, *edit.foreign_key_from);
            return add_foreign_key(edit.table, *edit.foreign_key);
        case EditKind::add_unique: alter(edit.table, add_unique_action(edit.table, *edit.unique), happened::constraint_there(edit.table, edit.unique->name)).blocks = "writes"; return;
        case EditKind::drop_unique: return drop_unique(edit);
        case EditKind::add_check:
            alter(edit.table, add_check_action(edit.table, *edit.check), happened::constraint_there(edit.table, edit.check->name)).blocks = "reads and writes";
            return;
        case EditKind::drop_check: return drop_check(edit);
        case EditKind::add_index: alter(edit.table, add_index_action(edit.table, *edit.index), happened::index_there(edit.table, edit.index->name)).blocks = "writes"; return;
        case EditKind::drop_index: {
            std::vector<std::string> columns;
            for (const auto& part : edit.index->parts) columns.push_back(part.column);
            keep_keys_indexed(*catalog_.find(edit.table), columns, edit.index->name);
            return drop_index(edit.table, edit.index->name, columns);
        }
        case EditKind::rename_index:
            alter(edit.table, rename_index_action(edit.table, edit.from, edit.to, server_), happened::index_there(edit.table, edit.to));
            return;
        default: return;  // refused before
    }
}

sql::Step& Renderer::run(std::string sql, std::string happened) {
    sql::Step& step = output_.run(std::move(sql), number_);
    step.happened = std::move(happened);
    return step;
}

/// With how the operation wants it done, so that only what is done alike becomes one statement.
std::string Renderer::alter_head(const std::string& table, bool list) const {
    std::vector<std::string> words;
    const Value& asked = edits_[number_].ddl;
    for (const std::string_view key : {"algorithm", "lock"}) {
        if (const std::string value = asked.text_or(key); !value.empty()) words.push_back(capitals(key) + '=' + value);
    }
    return "ALTER TABLE " + quoted(table) + (words.empty() ? "" : ' ' + join(words, ", ") + (list ? "," : ""));
}

sql::Step& Renderer::alter(const std::string& table, const std::string& action, std::string happened) {
    const bool list = action.rfind("PARTITION BY", 0) != 0 && action.rfind("REMOVE PARTITIONING", 0) != 0;  // those stand behind the list of changes
    return run(alter_head(table, list) + ' ' + action, std::move(happened));
}

sql::Step& Renderer::alter(const std::string& table, sql::Action action, std::string happened) {
    action.repeatable = action.kind == sql::ActionKind::change_column || action.kind == sql::ActionKind::set_default || action.kind == sql::ActionKind::drop_default;
    action.happened = std::move(happened);
    return output_.alter(alter_head(table, true), std::move(action), number_);
}

void Renderer::drop_index(const std::string& table, const std::string& index, const std::vector<std::string>& columns) {
    alter(table, drop_index_action(table, index, columns, server_), happened::index_gone(table, index));
}

/// `name`: as the database has it.
void Renderer::drop_key(const std::string& table, const ForeignKeyConstraint& key, const std::string& name) {
    ForeignKeyConstraint named = key;
    named.name = name;
    alter(table, drop_foreign_key_action(table, named, server_), happened::constraint_gone(table, name));
}

void Renderer::create_table(const SchemaEdit& edit) {
    const Table& table = *edit.table_value;
    std::vector<std::string> lines;
    for (const auto& column : table.columns) lines.push_back(column_text(column));
    if (!table.primary_key.columns.empty()) lines.push_back(primary_key_text(table.primary_key.columns, table.options));
    for (const auto& unique : table.uniques) lines.push_back(unique_text(unique));
    for (const auto& check : table.checks) lines.push_back(check_text(check));
    // Before the foreign keys, which would else get indexes of their own.
    for (const auto& index : table.indexes) lines.push_back(index_text(index));
    for (const auto& key : table.foreign_keys) {
        const bool later = key.to_table != table.name && std::any_of(edits_.begin() + static_cast<std::ptrdiff_t>(number_), edits_.end(), [&](const SchemaEdit& other) {
                               return other.kind == EditKind::create_table && other.table == key.to_table;
                           });
        if (later) {
            waiting_.push_back({number_, table.name, key.name});
            gone_.insert({table.name, key.name});
        } else {
            lines.push_back(foreign_key_text(key));
        }
    }
    if (const std::string period = table.options.text_or("system_versioning"); period.find(',') != std::string::npos) {
        const auto ends = split(period, ',');
        lines.push_back("PERIOD FOR SYSTEM_TIME (" + name_list({std::string(trim(ends[0])), std::string(trim(ends[1]))}) + ')');
    }
    run("CREATE TABLE " + quoted(table.name) + " (\n    " + join(lines, ",\n    ") + "\n)" + table_options(table), happened::table_there(table.name)).touches = sql::touches_of_table(table);
}

void Renderer::drop_table(const SchemaEdit& edit) {
    drop_references(edit.table, {});
    run("DROP TABLE " + quoted(edit.table), happened::table_gone(edit.table)).destroys = "table " + edit.table;
}

void Renderer::alter_table(const SchemaEdit& edit) {
    const Table& from = *edit.table_from;
    const Table& to = *edit.table_value;
    const auto option = [&](std::string_view key, const std::string& keyword, const std::string& fallback) {
        const std::string before = from.options.text_or(key), after = to.options.text_or(key);
        if (before != after) alter(edit.table, keyword + (after.empty() ? fallback : after)).rewrites = edit.table;
    };
    if (from.comment != to.comment) alter(edit.table, "COMMENT = " + text_literal(to.comment));
    option("engine", "ENGINE = ", "InnoDB");
    option("charset", "CONVERT TO CHARACTER SET ", "utf8mb4");
    option("row_format", "ROW_FORMAT = ", "DEFAULT");
    for (const std::string_view key : plain_table_options) option(key, capitals(key) + " = ", "DEFAULT");
    if (from.options.text_or("primary_key_prefix") != to.options.text_or("primary_key_prefix")) {
        const auto& columns = catalog_.find(edit.table)->primary_key.columns;
        if (!columns.empty()) alter(edit.table, "DROP PRIMARY KEY, ADD " + primary_key_text(columns, to.options)).rewrites = edit.table;
    }
    if (from.options.has("system_versioning") != to.options.has("system_versioning")) alter(edit.table, from.options.has("system_versioning") ? "DROP SYSTEM VERSIONING" : "ADD SYSTEM VERSIONING");
    if (from.options.text_or("collation") != to.options.text_or("collation")) {
        const std::string collation = to.options.text_or("collation");
        alter(edit.table, "CONVERT TO CHARACTER SET " + (collation.empty() ? "utf8mb4" : collation.substr(0, collation.find('_')) + " COLLATE " + collation)).rewrites = edit.table;
    }
    if (from.options.text_or("partition_by") != to.options.text_or("partition_by")) {
        const std::string partition = to.options.text_or("partition_by");
        alter(edit.table, partition.empty() ? "REMOVE PARTITIONING" : "PARTITION BY " + partition, partition.empty() ? happened::partitions_gone(edit.table) : std::string()).rewrites =
            edit.table;
    }
}

void Renderer::drop_references(const std::string& table, const std::vector<std::string>& columns) {
    if (number_ + 1 == edits_.size()) return;
    catalog_.each_reference(table, [&](Table& owner, ForeignKeyConstraint& key) {
        if (owner.name == table && columns.empty()) return;
        if ((!columns.empty() && key.to_columns != columns) || !sql::is_dropped_later(edits_, number_, owner, key) || !gone_.insert({owner.name, key.name}).second) return;
        drop_key(owner.name, key, key.name);
    });
}

void Renderer::add_waiting_keys() {
    for (const auto& waiting : waiting_) {
        const Table* table = catalog_.find(waiting.table);
        if (table == nullptr || gone_.count({waiting.table, waiting.name}) == 0) continue;
        const auto key = std::find_if(table->foreign_keys.begin(), table->foreign_keys.end(), [&](const ForeignKeyConstraint& item) { return item.name == waiting.name; });
        if (key == table->foreign_keys.end()) continue;
        number_ = waiting.edit;
        add_foreign_key(waiting.table, *key);
        gone_.erase({waiting.table, waiting.name});
    }
}

void Renderer::suspend_keys(const std::string& table, const std::string& column) {
    catalog_.suspect();
    if (!catalog_.has_key(table, column)) return;
    catalog_.consult();
    const auto holds = [&](const std::vector<std::string>& names) { return std::find(names.begin(), names.end(), column) != names.end(); };
    const auto suspend = [&](const Table& owner, const ForeignKeyConstraint& key) {
        if (!gone_.insert({owner.name, key.name}).second) return;
        drop_key(owner.name, key, key.name);
        waiting_.push_back({number_, owner.name, key.name});
    };
    for (const auto& key : catalog_.find(table)->foreign_keys) {
        if (holds(key.columns)) suspend(*catalog_.find(table), key);
    }
    catalog_.each_reference(table, [&](Table& owner, ForeignKeyConstraint& key) {
        if (holds(key.to_columns)) suspend(owner, key);
    });
}

void Renderer::alter_primary_key(const SchemaEdit& edit) {
    catalog_.consult();
    const Table& table = *catalog_.find(edit.table);
    const auto& wanted = edit.primary_key->columns;
    for (const auto& column : edit.primary_key_from->columns) suspend_keys(edit.table, column);
    std::vector<std::string> actions;
    const auto& present = table.primary_key.columns;  // what is left of it without columns that were dropped
    if (!present.empty() && present != wanted) actions.emplace_back("DROP PRIMARY KEY");
    // A column that numbers itself must lead a key.
    for (const auto& column : table.columns) {
        if (!column.auto_increment || (!wanted.empty() && wanted.front() == column.name)) continue;
        Column plain = column;
        plain.auto_increment = false;
        actions.push_back("MODIFY COLUMN " + column_text(plain));
    }
    if (!wanted.empty() && present != wanted) actions.push_back("ADD " + primary_key_text(wanted, table.options));
    const bool numbered = !wanted.empty() && numbering_.erase({edit.table, wanted.front()}) > 0;
    if (numbered) actions.push_back("DROP INDEX " + quoted(wanted.front()));
    const std::string there = numbered ? happened::index_gone(edit.table, wanted.front()) : happened::primary_key_is(edit.table, wanted);
    if (!actions.empty()) alter(edit.table, join(actions, ", "), there).rewrites = edit.table;
}

void Renderer::add_foreign_key(const std::string& table, const ForeignKeyConstraint& key) {
    alter(table, add_foreign_key_action(table, key), happened::constraint_there(table, key.name)).blocks = "writes";
}

/// Nothing rolls back here: rows without a target are looked for before anything is done, where the columns were there before.
void Renderer::check_references(const std::string& table, const ForeignKeyConstraint& key) {
    const auto holds = [](const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    const bool changed = std::any_of(edits_.begin(), edits_.begin() + static_cast<std::ptrdiff_t>(number_), [&](const SchemaEdit& edit) {
        if (edit.kind == EditKind::rename_table) return edit.to == table || edit.to == key.to_table;
        if (edit.kind == EditKind::drop_foreign_key) return edit.table == table && same_columns(*edit.foreign_key, key);  // its rows are right
        const bool of_key = edit.table == table, of_target = edit.table == key.to_table;
        if (edit.kind == EditKind::create_table || edit.kind == EditKind::rename_column) return of_key || of_target;
        return edit.column.has_value() && ((of_key && holds(key.columns, edit.column->name)) || (of_target && holds(key.to_columns, edit.column->name)));
    });
    if (changed) return;
    std::vector<std::string> pairs, given;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        pairs.push_back("t." + quoted(key.to_columns[i]) + " = r." + quoted(key.columns[i]));
        given.push_back("r." + quoted(key.columns[i]) + " IS NOT NULL");
    }
    const std::string without = join(given, " AND ") + " AND NOT EXISTS (SELECT 1 FROM " + quoted(key.to_table) + " t WHERE " + join(pairs, " AND ") + ')';
    output_.check("SELECT concat(count(*), if(count(*) = 1, ' row', ' rows'), ', for example ', quote(min(r." + quoted(key.columns.front()) + "))) FROM " + quoted(table) + " r WHERE " + without +
                      " HAVING count(*) > 0",
                  number_, "column " + key.columns.front() + " of table " + table + " refers to rows of " + key.to_table + " that do not exist",
                  "correct the rows before the foreign key is added").touches = sql::Touches::of(table).reads(table, key.columns).reads(key.to_table, key.to_columns);
}

void Renderer::drop_foreign_key(const SchemaEdit& edit, const ForeignKeyConstraint& key) {
    const ForeignKeyConstraint* found = catalog_.find(*catalog_.find(edit.table), key, edit.auto_named);
    const std::string name = found != nullptr ? found->name : key.name;
    if (gone_.erase({edit.table, name}) == 0) drop_key(edit.table, key, name);
    // The index that the server made for it, if it did, has the key's name.
    const Table& table = *catalog_.find(edit.table);
    const auto covers = [&](const std::vector<std::string>& columns) {
        return columns.size() >= key.columns.size() && std::equal(key.columns.begin(), key.columns.end(), columns.begin());
    };
    bool other = covers(table.primary_key.columns);
    for (const auto& unique : table.uniques) other = other || covers(unique.columns);
    for (const auto& index : table.indexes) {
        std::vector<std::string> columns;
        for (const auto& part : index.parts) columns.push_back(part.column);
        other = other || covers(columns);
    }
    if (other) return;
    sql::Action drop = drop_index_action(edit.table, name, key.columns, server_);
    if (server_.mariadb) drop.text = "DROP INDEX IF EXISTS " + quoted(name);
    alter(edit.table, std::move(drop), happened::index_gone(edit.table, name));
}

void Renderer::keep_keys_indexed(const Table& table, const std::vector<std::string>& columns, const std::string& index) {
    catalog_.suspect();
    for (const auto& key : table.foreign_keys) {
        const bool uses = columns.size() >= key.columns.size() && std::equal(key.columns.begin(), key.columns.end(), columns.begin());
        if (uses) catalog_.consult();
        if (!uses || gone_.count({table.name, key.name}) > 0) continue;
        if (sql::is_dropped_later(edits_, number_, table, key)) {
            gone_.insert({table.name, key.name});
            drop_key(table.name, key, key.name);
        } else if (key.name != index) {
            Index own;
            own.name = key.name;
            for (const auto& column : key.columns) own.parts.emplace_back().column = column;
            alter(table.name, add_index_action(table.name, own), happened::index_there(table.name, own.name));
        }
    }
}

void Renderer::drop_unique(const SchemaEdit& edit) {
    drop_references(edit.table, edit.unique->columns);
    const Table& table = *catalog_.find(edit.table);
    const Unique* found = catalog_.find(table, *edit.unique, edit.auto_named);
    const std::string name = found != nullptr ? found->name : edit.unique->name;
    keep_keys_indexed(table, edit.unique->columns, name);
    drop_index(edit.table, name, edit.unique->columns);
}

void Renderer::drop_check(const SchemaEdit& edit) {
    const Check* found = catalog_.find(*catalog_.find(edit.table), *edit.check, edit.auto_named);
    const Check& check = found != nullptr ? *found : *edit.check;
    alter(edit.table, drop_check_action(edit.table, check, server_), happened::constraint_gone(edit.table, check.name));
}

Value render(const Value& request) {
    std::vector<SchemaEdit> edits;
    const Value* list = request.find("edits");
    if (list == nullptr || !list->is_list()) throw Error(ErrorCode::usage, "a render request needs 'edits'");
    for (const auto& edit : list->as_list()) edits.push_back(edit_from(edit));
    sql::Output output;
    sql::Catalog catalog(sql::tables_in(request, "live"), sql::tables_in(request, "before"), sql::mysql_lexis, '`');
    Renderer renderer(std::move(catalog), ServerKind(request.text_or("server")), edits, output);
    renderer.run();
    return output.to_value(request.bool_or("on_demand", false) && renderer.needs_live());
}

}  // namespace reinhardt::db::mysql
