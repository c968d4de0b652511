#include <reinhardt/db/migrations/executor_initial.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/live_names.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr const char* what_next = "bring the tables in line with the migration (inspect --diff migrations shows how they differ), or record it as it is with migrate --fake";

const Table* find(const std::vector<Table>& tables, const std::string& name) {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& table) { return table.name == name; });
    return found == tables.end() ? nullptr : &*found;
}

template <class Item>
bool holds(const std::vector<Item>& list, const Item& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// Does to `list` what was done between `before` and `after`. The order of what is added does not count here.
template <class Item>
void patch(std::vector<Item>& list, const std::vector<Item>& before, const std::vector<Item>& after) {
    std::erase_if(list, [&](const Item& item) { return holds(before, item) && !holds(after, item); });
    for (const Item& item : after) {
        if (!holds(before, item)) list.push_back(item);
    }
}

void patch(Table& table, const Table& before, const Table& after) {
    patch(table.columns, before.columns, after.columns);
    patch(table.foreign_keys, before.foreign_keys, after.foreign_keys);
    patch(table.uniques, before.uniques, after.uniques);
    patch(table.checks, before.checks, after.checks);
    patch(table.indexes, before.indexes, after.indexes);
    patch(table.exclusions, before.exclusions, after.exclusions);
    table.name = after.name;
    if (before.primary_key != after.primary_key) table.primary_key = after.primary_key;
    if (!(before.options == after.options)) table.options = after.options;
    if (before.comment != after.comment) table.comment = after.comment;
}

}  // namespace

void InitialTables::add(const Migration& migration, ProjectState& state) {
    const MigrationWork work = compile_work(migration, operations_of(migration), state, driver_, true);
    Made& made = made_.emplace_back();
    made.migration = &migration;
    for (const auto& item : work.items) {
        if (item.kind == WorkItem::Kind::schema) look_at(made, item);
    }
}

void InitialTables::look_at(Made& made, const WorkItem& item) {
    std::map<std::string, std::string> old_names;
    for (const auto& edit : item.edits.edits) {
        if (edit.kind == EditKind::rename_table) old_names[edit.to] = edit.from;
    }
    for (const auto& after : item.edits.after) {
        const auto old_name = old_names.find(after.name);
        const Table* before = find(item.edits.before, old_name == old_names.end() ? after.name : old_name->second);
        made.changes.push_back({before != nullptr ? *before : Table(), after});
        if (before == nullptr) {
            made.tables.push_back(after.name);
        } else if (holds(made.tables, before->name)) {
            std::replace(made.tables.begin(), made.tables.end(), before->name, after.name);
        } else {
            for (const auto& column : after.columns) {
                if (before->column(column.name) == nullptr) made.columns.emplace_back(after.name, column.name);
            }
        }
    }
}

std::set<MigrationKey> InitialTables::present() {
    Schema live = connection_.introspect();
    for (const Made& made : made_) {
        std::vector<Table> wanted;
        for (const Change& change : made.changes) wanted.push_back(change.after);
        spell_as(live, wanted, connection_);
    }
    std::set<MigrationKey> keys;
    for (const Made& made : made_) {
        if (!is_present(made, live)) continue;
        keys.insert(made.migration->key());
        expect(made);
    }
    compare(live);
    throw_all(std::move(errors_));
    return keys;
}

bool InitialTables::is_present(const Made& made, const Schema& live) {
    std::vector<std::string> there, missing;
    for (const auto& name : made.tables) (live.table(name) != nullptr ? there : missing).push_back("table " + name);
    for (const auto& [table, column] : made.columns) {
        const Table* found = live.table(table);
        (found != nullptr && found->column(column) != nullptr ? there : missing).push_back("column " + table + "." + column);
    }
    if (there.empty() || missing.empty()) return !there.empty();
    Error& error = errors_.emplace_back(ErrorCode::schema_differs, made.migration->key().text() + " cannot be recorded as applied: only a part of what it makes is there");
    error.at(made.migration->file).note("there: " + join(there, ", ")).note("missing: " + join(missing, ", ")).hint(what_next);
    return false;
}

void InitialTables::expect(const Made& made) {
    for (const Change& change : made.changes) {
        if (change.before.name.empty()) {
            expected_[change.after.name] = change.after;
        } else {
            const auto known = expected_.find(change.before.name);
            Table table = known != expected_.end() ? known->second : change.before;
            if (known != expected_.end()) expected_.erase(known);
            patch(table, change.before, change.after);
            expected_[table.name] = std::move(table);
        }
        maker_.emplace(change.after.name, made.migration);
    }
}

void InitialTables::compare(const Schema& live) {
    DifferenceOptions options;
    options.ignore_comments = !driver_.can(RDB_CAP_COMMENTS);
    options.normalize = [this](const std::string& expression) { return driver_.normalize(expression); };
    options.partial = true;  // other tables, and what no model can declare, belong to nobody
    Schema want;
    for (const auto& [name, table] : expected_) {
        options.managed.push_back(name);
        want.tables.push_back(table);
    }
    std::map<MigrationKey, std::vector<Difference>> found;
    for (auto& one : difference(live, want, options).differences) {
        const auto maker = maker_.find(one.table);
        if (maker != maker_.end()) found[maker->second->key()].push_back(std::move(one));
    }
    for (const Made& made : made_) {
        const auto differences = found.find(made.migration->key());
        if (differences == found.end()) continue;
        std::set<std::string> tables;
        for (const auto& one : differences->second) tables.insert(one.table);
        const std::string names = join({tables.begin(), tables.end()}, ", ");
        Error& error = errors_.emplace_back(ErrorCode::schema_differs, made.migration->key().text() + " cannot be recorded as applied: " +
                                                                           (tables.size() == 1 ? "table " + names + " is" : "tables " + names + " are") + " not as it makes " +
                                                                           (tables.size() == 1 ? "it" : "them"));
        error.at(made.migration->file);
        for (const auto& one : differences->second) error.note(difference_line(one, "the database", "the migration"));
        error.hint(what_next);
    }
}

}  // namespace reinhardt::db
