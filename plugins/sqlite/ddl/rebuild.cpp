#include <algorithm>
#include <array>

#include <reinhardt/db/support/text.hpp>

#include "conversion.hpp"
#include "emit.hpp"
#include "expression.hpp"
#include "quote.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// Violations by rows of the table and by rows that refer to it; those from before are nobody's fault today. The table's own name is left
/// out: it may change under way.
Step violations(const WorkingTable& table, const std::string& kind, const std::string& phase) {
    const std::string name = sql::quote_text(table.target.name) + " COLLATE NOCASE";
    const std::string pattern = replace_all(table.target.name, "%", "_");
    Step step;
    step.sql = "SELECT nullif(v.\"table\", " + name + "), v.rowid, nullif(v.parent, " + name +
               ") FROM sqlite_schema AS s, pragma_foreign_key_check(s.name) AS v WHERE s.type = 'table' AND (s.name = " + name + " OR (s.sql LIKE " +
               sql::quote_text("%REFERENCES%" + pattern + "%") + " AND v.parent = " + name + "))";
    step.kind = kind;
    step.phase = phase;
    step.edits = table.edits;
    return step;
}

std::string remembered_name(const WorkingTable& table) { return "foreign keys of " + table.target.name; }

/// The copy of one table, by the twelve steps of https://www.sqlite.org/lang_altertable.html#otheralter. Views need not be dropped: the
/// rename under legacy_alter_table leaves their texts alone.
class Rebuild {
public:
    Rebuild(const WorkingTable& table, const RenderMode& mode, Output& output)
        : table_(table), offline_(mode.offline), output_(output), name_(quoted(table.target.name)), copy_name_("reinhardt_new_" + table.target.name) {}

    void run() {
        output_.around("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON", table_.edits);
        check_values(table_, output_);
        check_constraints(table_, true, output_);
        if (!table_.rebuilt) output_.look(violations(table_, "remember", "main")).name = remembered_name(table_);
        keep_triggers();
        step(to_sql(table_.target, copy_name_));
        copy_rows();
        copy_sequence();
        step("DROP TABLE " + name_);
        output_.around("", "PRAGMA legacy_alter_table = OFF", table_.edits);
        step("PRAGMA legacy_alter_table = ON");
        step("ALTER TABLE " + quoted(copy_name_) + " RENAME TO " + name_);
        step("PRAGMA legacy_alter_table = OFF");
        emit_new_indexes(table_, true, output_);
        make_triggers();
        check_views();
    }

private:
    Step& step(std::string sql) {
        Step& made = output_.run(std::move(sql), table_.edits);
        made.blocks = "writes";
        return made;
    }

    /// What a column of the copy gets; "" = the column is left out (its default, or SQLite numbers it).
    [[nodiscard]] std::string value_of(const ColumnDefinition& column) const {
        const ColumnChange& change = table_.changes.at(column.name);
        if (column.generated) return {};
        if (change.from.empty()) return change.value;
        const std::string old = quoted(change.from);
        std::string value = old;
        if (!change.conversion.empty()) {
            value = change.conversion;
        } else if (change.old_shape && change.new_shape) {
            value = conversion_between(*change.old_shape, *change.new_shape, old).expression;
        }
        if (!change.null_value.empty()) value = "coalesce(" + value + ", " + change.null_value + ')';
        return value;
    }

    void copy_rows() {
        std::vector<std::string> into, from;
        if (const std::string rowid = rowid_name(); !rowid.empty()) {
            into.push_back(rowid);
            from.push_back(rowid);
        }
        for (const auto& column : table_.target.columns) {
            const std::string value = value_of(column);
            if (value.empty()) continue;
            into.push_back(quoted(column.name));
            from.push_back(value);
        }
        std::string sql = "INSERT INTO " + quoted(copy_name_) + " (" + join(into, ", ") + ") SELECT " + join(from, ", ") + " FROM " + name_;
        // Every column is new: as many rows as there were, all of defaults.
        if (into.empty()) sql = "INSERT INTO " + quoted(copy_name_) + " SELECT NULL FROM " + name_;
        Step& made = step(std::move(sql));
        made.rewrites = table_.target.name;
        std::vector<std::string> destroyed;
        for (const auto& [column, edit] : table_.destroyed) destroyed.push_back("column " + column + " of " + table_.target.name);
        made.destroys = join(destroyed, ", ");
    }

    /// The rowid's name where it is copied: both tables have one, and in the copy it is no column.
    [[nodiscard]] std::string rowid_name() const {
        if (table_.source.without_rowid || table_.target.without_rowid || table_.target.rowid_alias() != nullptr) return {};
        for (const auto* name : {"rowid", "_rowid_", "oid"}) {
            if (table_.source.column(name) == nullptr && table_.target.column(name) == nullptr) return name;
        }
        return {};
    }

    /// An id that was given is not given again, even when its row is gone.
    void copy_sequence() {
        if (!table_.target.autoincrement() || !table_.source.autoincrement()) return;
        const std::string old = "FROM sqlite_sequence WHERE name = " + sql::quote_text(table_.target.name);
        const std::string copy = sql::quote_text(copy_name_);
        step("DELETE FROM sqlite_sequence WHERE name = " + copy + " AND EXISTS (SELECT 1 " + old + ')');
        step("INSERT INTO sqlite_sequence (name, seq) SELECT " + copy + ", seq " + old);
    }

    [[nodiscard]] bool triggers_are_read_late() const { return table_.renamed && !offline_ && !table_.triggers.empty(); }
    [[nodiscard]] std::string kept_triggers() const { return "temp." + quoted("reinhardt_triggers_of_" + table_.target.name); }

    /// SQLite has rewritten the triggers' texts with the renames of this batch: they are read when the time comes.
    void keep_triggers() {
        if (!triggers_are_read_late()) return;
        step("CREATE TEMP TABLE " + quoted("reinhardt_triggers_of_" + table_.target.name) + " AS SELECT sql FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = " +
             sql::quote_text(table_.target.name) + " ORDER BY rowid");
    }

    void make_triggers() {
        if (!triggers_are_read_late()) {
            for (const auto& trigger : table_.triggers) step(trigger.sql);
            return;
        }
        step("SELECT sql FROM " + kept_triggers() + " ORDER BY rowid").kind = "generate";
        step("DROP TABLE " + kept_triggers());
    }

    /// A view that uses a column which is gone would fail its users later: it fails the migration now.
    void check_views() {
        if (table_.destroyed.empty()) return;
        for (const auto& view : table_.views) output_.check("SELECT * FROM " + quoted(view) + " LIMIT 0", table_.edits, "view " + view + " no longer works");
    }

    const WorkingTable& table_;
    bool offline_;
    Output& output_;
    std::string name_, copy_name_;
};

}  // namespace

void emit_verification(const WorkingTable& table, Output& output) {
    if (!table.rebuilt) return;
    Step step = violations(table, "compare", "verify");
    step.name = table.remembered;
    step.edits = table.rebuilt_by;
    step.message = "rows of table " + table.target.name + ", or rows that refer to it, break a foreign key after the change";
    step.hint = "put RunSQL that changes such rows into a migration of its own: foreign keys are off while a table is rebuilt";
    output.add(std::move(step));
}

void emit_rebuild(WorkingTable& table, const RenderMode& mode, Output& output) {
    Rebuild(table, mode, output).run();
    if (!table.rebuilt) table.remembered = remembered_name(table);
    table.rebuilt = true;
    table.rebuilt_by.insert(table.rebuilt_by.end(), table.edits.begin(), table.edits.end());
}

}  // namespace reinhardt::db::sqlite
