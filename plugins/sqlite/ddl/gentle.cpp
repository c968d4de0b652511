#include <algorithm>

#include <reinhardt/db/support/text.hpp>

#include "emit.hpp"
#include "literal.hpp"
#include "quote.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

bool is_null_default(const std::string& text) { return text.empty() || same_name(text, "NULL"); }

const ColumnChange& change_of(const WorkingTable& table, const std::string& column) { return table.changes.at(column); }

/// The column as ADD COLUMN takes it whatever rows there are; what is missing is written into the stored SQL afterwards.
ColumnDefinition as_added(const ColumnDefinition& wanted, const ColumnChange& change) {
    ColumnDefinition column = wanted;
    if (column.generated) return column;
    if (!is_constant_default(column.default_text)) column.default_text.clear();
    if (is_null_default(column.default_text) && !change.needs_value) column.not_null = false;
    if (!is_null_default(column.default_text)) column.references.clear();
    return column;
}

/// The value that rows get by UPDATE; "" = none is needed.
std::string value_of_rows(const ColumnDefinition& wanted, const ColumnChange& change) {
    if (wanted.generated) return {};
    if (!change.value.empty()) return same_name(change.value, "NULL") && is_null_default(wanted.default_text) ? std::string() : change.value;
    return is_constant_default(wanted.default_text) ? std::string() : wanted.default_text;
}

bool refers(const TableDefinition& table, const std::string& column) {
    const ColumnDefinition* definition = table.column(column);
    if (definition != nullptr && !definition->references.empty()) return true;
    return std::any_of(table.constraints.begin(), table.constraints.end(), [&](const auto& constraint) { return contains_name(constraint.reference.key.columns, column); });
}

/// What the stored SQL is after the native statements: the source, with added columns, without dropped ones.
TableDefinition after_native(const WorkingTable& table, const GentlePlan& plan) {
    TableDefinition definition = table.source;
    std::erase_if(definition.columns, [&](const auto& column) { return contains_name(plan.dropped, column.name); });
    definition.columns.insert(definition.columns.end(), plan.added.begin(), plan.added.end());
    return definition;
}

/// The target with the columns that are still to be dropped, each at its place.
TableDefinition before_drops(const WorkingTable& table, const GentlePlan& plan) {
    TableDefinition definition = table.target;
    std::size_t at = 0;
    for (const auto& column : table.source.columns) {
        if (contains_name(plan.dropped, column.name)) {
            ColumnDefinition bare = column;
            bare.checks.clear();
            bare.references.clear();
            definition.columns.insert(definition.columns.begin() + static_cast<std::ptrdiff_t>(at), std::move(bare));
        }
        ++at;
    }
    return definition;
}

/// Rows keep the key where the rowid is one. Another column as rowid, or none, is another form of the rows.
bool same_rowid(const WorkingTable& table) {
    const ColumnDefinition* before = table.source.rowid_alias();
    const ColumnDefinition* after = table.target.rowid_alias();
    if (before == nullptr || after == nullptr) return before == after;
    return same_name(change_of(table, after->name).from, before->name);
}

void emit_updates(const WorkingTable& table, Output& output) {
    std::vector<std::string> all;
    std::vector<std::size_t> edits;
    for (const auto& column : table.target.columns) {
        const ColumnChange& change = change_of(table, column.name);
        std::string value;
        if (change.from.empty()) {
            value = value_of_rows(column, change);
        } else if (change.default_changed) {
            value = quoted(column.name);
        }
        if (value.empty()) continue;
        all.push_back(quoted(column.name) + " = " + value);
        edits.insert(edits.end(), change.edits.begin(), change.edits.end());
    }
    const std::string start = "UPDATE " + quoted(table.target.name) + " SET ";
    if (!all.empty()) output.run(start + join(all, ", "), edits).blocks = "writes";
    for (const auto& column : table.target.columns) {
        const ColumnChange& change = change_of(table, column.name);
        if (change.from.empty() || change.null_value.empty() || same_name(change.null_value, "NULL")) continue;
        output.run(start + quoted(column.name) + " = " + change.null_value + " WHERE " + quoted(column.name) + " IS NULL", change.edits).blocks = "writes";
    }
}

/// Names, NOT NULL and keys of the columns as a table-valued pragma gives them must be what was written.
std::string parses_back(const TableDefinition& table) {
    const auto key = table.key_columns();
    std::string wanted;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ColumnDefinition& column = table.columns[i];
        const auto place = std::find_if(key.begin(), key.end(), [&](const auto& name) { return same_name(name, column.name); });
        const auto number = place == key.end() ? 0 : place - key.begin() + 1;
        if (i > 0) wanted += ", ";
        wanted += '(' + std::to_string(i) + ", " + sql::quote_text(column.name) + ", " + std::to_string(number) + ')';
    }
    const std::string name = sql::quote_text(table.name);
    return "SELECT 'column ' || name FROM (SELECT cid, name, pk FROM pragma_table_xinfo(" + name + ") EXCEPT VALUES " + wanted +
           ") UNION ALL SELECT 'number of columns' WHERE (SELECT count(*) FROM pragma_table_xinfo(" + name + ")) <> " + std::to_string(table.columns.size());
}

void emit_schema_write(const WorkingTable& table, const TableDefinition& definition, Output& output) {
    const auto& edits = table.edits;
    output.around("", "PRAGMA writable_schema = OFF", edits);
    output.run("PRAGMA writable_schema = ON", edits);
    output.run("UPDATE sqlite_schema SET sql = " + sql::quote_text(to_sql(definition)) + " WHERE type = 'table' AND name = " + sql::quote_text(table.source.name), edits);
    output.run("SELECT 'PRAGMA schema_version = ' || (schema_version + 1) FROM pragma_schema_version", edits).kind = "generate";
    output.run("PRAGMA writable_schema = RESET", edits);
    output.check(parses_back(definition), edits, "table " + table.target.name + " does not read back as it was written", "this is a defect of the driver; nothing was changed");
    output.check("SELECT * FROM pragma_integrity_check(" + sql::quote_text(table.target.name) + ") WHERE integrity_check <> 'ok'", edits,
                 "table " + table.target.name + " does not pass SQLite's integrity check");
}

/// The number of the edit that drops a column; 0 when none says so.
std::size_t drop_edit(const WorkingTable& table, const std::string& column) {
    const auto edit = table.destroyed.find(column);
    return edit == table.destroyed.end() ? 0 : edit->second;
}

}  // namespace

GentlePlan plan_gentle(const WorkingTable& table, const RenderMode& mode) {
    GentlePlan plan;
    if (table.rebuild) return plan;
    std::vector<std::string> kept;
    for (const auto& column : table.target.columns) {
        const ColumnChange& change = change_of(table, column.name);
        if (!change.from.empty()) {
            kept.push_back(change.from);
            const bool writes = !change.null_value.empty() && !same_name(change.null_value, "NULL");
            plan.updates = plan.updates || writes || change.default_changed;
            // Writing a key again would report a row that was broken before.
            if (change.default_changed && refers(table.source, change.from)) return plan;
            continue;
        }
        if (column.primary_key || column.unique || table.source.column(column.name) != nullptr) return plan;
        plan.added.push_back(as_added(column, change));
        plan.updates = plan.updates || !value_of_rows(column, change).empty();
    }
    for (const auto& column : table.source.columns) {
        if (!contains_name(kept, column.name)) plan.dropped.push_back(column.name);
    }
    // In the order of the edits: a column goes after the generated ones that read it.
    std::stable_sort(plan.dropped.begin(), plan.dropped.end(), [&](const std::string& a, const std::string& b) { return drop_edit(table, a) < drop_edit(table, b); });
    plan.write_schema = !(after_native(table, plan) == table.target);
    // SQLite's integrity check reports NULLs that are not there in tables without rowid, so that nothing could vouch for the change.
    const bool may_write = same_rowid(table) && table.live && table.in_place && !mode.offline && !table.source.without_rowid && !table.target.without_rowid;
    // An UPDATE would fire triggers that were written for changes by users.
    plan.possible = (!plan.write_schema || may_write) && (!plan.updates || !table.has_update_trigger());
    return plan;
}

void emit_gentle(const WorkingTable& table, const GentlePlan& plan, Output& output) {
    check_values(table, output);
    emit_dropped_indexes(table, output);
    for (const auto& column : plan.added) {
        output.run("ALTER TABLE " + quoted(table.target.name) + " ADD COLUMN " + to_sql(column), change_of(table, column.name).edits);
    }
    emit_updates(table, output);
    check_constraints(table, false, output);
    if (plan.write_schema) {
        emit_schema_write(table, before_drops(table, plan), output);
    }
    for (const auto& name : plan.dropped) {
        const auto edit = table.destroyed.find(name);
        const std::vector<std::size_t> edits = edit == table.destroyed.end() ? table.edits : std::vector<std::size_t>{edit->second};
        Step& step = output.run("ALTER TABLE " + quoted(table.target.name) + " DROP COLUMN " + quoted(name), edits);
        step.destroys = "column " + name + " of " + table.target.name;
        step.blocks = "writes";
    }
    emit_new_indexes(table, false, output);
}

}  // namespace reinhardt::db::sqlite
