#include <algorithm>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/support/text.hpp>

#include "conversion.hpp"
#include "actions.hpp"
#include "definition.hpp"
#include "happened.hpp"
#include "literal.hpp"
#include "renderer.hpp"

namespace reinhardt::db::mysql {

namespace {

std::string title_of(const SchemaEdit& edit) { return "column " + edit.column->name + " of table " + edit.table; }

bool mentions(const std::string& expression, const std::string& column) {
    const auto names = identifiers_in(expression);
    return std::find(names.begin(), names.end(), column) != names.end();
}

constexpr const char* value_hint = "give the operation a backfill, or the field a default";

/// " FIRST" or " AFTER `x`" for the place of a column; nothing at the end.
std::string place_of(const Table& table, const std::string& column) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].name != column) continue;
        if (i + 1 == table.columns.size()) return {};
        return i == 0 ? std::string(" FIRST") : " AFTER " + quoted(table.columns[i - 1].name);
    }
    return {};
}

}  // namespace

void Renderer::check_rows(const SchemaEdit& edit, const std::string& condition, const std::string& example, std::string message, std::string hint,
                          const std::string& expression) {
    std::string answer = "concat(count(*), if(count(*) = 1, ' row', ' rows')";
    if (!example.empty()) answer += ", ', for example ', quote(min(" + example + "))";
    output_.check("SELECT " + answer + ") FROM " + quoted(edit.table) + " WHERE " + condition + " HAVING count(*) > 0", number_, std::move(message), std::move(hint)).touches =
        sql::Touches::of(edit.table).reads(edit.table, edit.column->name).reads_in(edit.table, expression);
}

sql::Step& Renderer::fill(const std::string& table, const std::string& column, const std::string& value, const std::string& condition) {
    sql::Step& step = run("UPDATE " + quoted(table) + " SET " + quoted(column) + " = " + value + condition);
    step.touches = sql::Touches::of(table).writes(table, column).reads_in(table, value);
    return step;
}

void Renderer::add_column(const SchemaEdit& edit) {
    const Column& column = *edit.column;
    const std::string name = quoted(column.name);
    // The server would fill NOT NULL with zeros and empty texts by itself.
    if (edit.needs_value) {
        output_.check("SELECT 'it holds rows' FROM " + quoted(edit.table) + " LIMIT 1", number_, title_of(edit) + " is NOT NULL and has no value for the rows that exist", value_hint).touches =
            sql::Touches::of(edit.table).reads(edit.table, column.name);
    }
    const std::string value = edit.has_backfill ? fill_expression(edit.backfill, column) : std::string();
    const std::string after = default_text(column);
    const std::string there = happened::column_there(edit.table, column.name);
    if (value.empty() || column.generated || column.auto_increment) {
        if (column.auto_increment) numbering_.insert({edit.table, column.name});  // it must lead a key: of its own, until it is the table's
        alter(edit.table, add_column_action(edit.table, column, after, !column.null), there);
        return;
    }
    const bool expression = edit.backfill.is_object() && (edit.backfill.has("sql") || edit.backfill.has("now"));
    if (expression) {
        alter(edit.table, add_column_action(edit.table, column, {}, false), there);
        fill(edit.table, column.name, value).rewrites = edit.table;
        if (!column.null || !after.empty()) alter(edit.table, modify_action(edit.table, column, column));
        return;
    }
    const std::string literal = is_long(column.type) && value.front() != '(' ? '(' + value + ')' : value;
    alter(edit.table, add_column_action(edit.table, column, literal, !column.null), there);
    if (literal != after) alter(edit.table, default_action(edit.table, column.name, after));
}

void Renderer::drop_column(const SchemaEdit& edit) {
    Table& table = *catalog_.find(edit.table);
    const auto& parts = table.primary_key.columns;
    const bool in_key = std::find(parts.begin(), parts.end(), edit.column->name) != parts.end();
    catalog_.suspect();
    if (in_key || catalog_.has_key(edit.table, edit.column->name)) catalog_.consult();
    for (const auto& key : table.foreign_keys) {
        const bool uses = std::find(key.columns.begin(), key.columns.end(), edit.column->name) != key.columns.end();
        if (uses && gone_.insert({edit.table, key.name}).second) drop_key(edit.table, key, key.name);
    }
    // A column of a key of several is not let go by itself.
    auto& key = table.primary_key.columns;
    sql::Action action = drop_column_action(table, *edit.column);
    if (key.size() > 1 && std::erase(key, edit.column->name) > 0) {
        action.text = "DROP PRIMARY KEY, " + action.text + ", ADD PRIMARY KEY (" + name_list(key) + ')';
        action.touches = sql::Touches::everything();
    }
    sql::Step& step = alter(edit.table, action, happened::column_gone(edit.table, edit.column->name));
    if (!edit.column->generated) step.destroys = "column " + edit.column->name + " of " + edit.table;
}

/// Checks do not follow a renamed column: they are dropped and made anew by the same statement.
void Renderer::rename_column(const SchemaEdit& edit) {
    catalog_.suspect();
    const Table& table = *catalog_.find(edit.table);
    std::vector<std::string> before, after;
    for (const auto& check : table.checks) {
        if (!mentions(check.expression, edit.from)) continue;
        before.push_back("DROP CONSTRAINT " + quoted(check.name));
        after.push_back("ADD " + check_text({check.name, rename_identifier(check.expression, edit.from, edit.to)}));
    }
    if (!before.empty()) catalog_.consult();
    before.push_back("RENAME COLUMN " + quoted(edit.from) + " TO " + quoted(edit.to));
    before.insert(before.end(), after.begin(), after.end());
    alter(edit.table, join(before, ", "), happened::column_there(edit.table, edit.to));
}

void Renderer::check_values(const SchemaEdit& edit) {
    const std::string name = quoted(edit.column->name);
    const bool given = edit.has_backfill && edit.backfill.is_object() && edit.backfill.has("sql");
    const std::string operand = given ? fill_expression(edit.backfill, *edit.column) : name;
    const std::string misfit = misfit_between(given ? *edit.column : *edit.column_from, *edit.column, operand);
    if (misfit.empty()) return;
    check_rows(edit, operand + " IS NOT NULL AND (" + misfit + ')', name, title_of(edit) + " holds values that do not convert to " + edit.column->type,
               "correct the rows first, or give the operation backfill = { sql = \"…\" } that converts them", given ? operand : std::string());
}

void Renderer::alter_column(const SchemaEdit& edit) {
    const Column& from = *edit.column_from;
    const Column& to = *edit.column;
    const std::string name = quoted(to.name);
    if (from.generated.has_value() != to.generated.has_value() || (to.generated && (!(from.generated == to.generated) || from.type != to.type))) return generate_anew(edit);
    const bool retyped = from.type != to.type || edit.narrows || from.collation != to.collation;
    const bool given = edit.has_backfill && edit.backfill.is_object() && edit.backfill.has("sql");
    if (retyped) {
        check_values(edit);
        suspend_keys(edit.table, to.name);
        if (given && from.type != to.type) {
            // By way of a column beside it: an expression has the old value to work with.
            Column between = to;
            between.name = to.name + "__new";
            between.auto_increment = false;
            alter(edit.table, "ADD COLUMN " + column_text(between, {}, false), happened::column_there(edit.table, between.name));
            run("UPDATE " + quoted(edit.table) + " SET " + quoted(between.name) + " = " + fill_expression(edit.backfill, to)).rewrites = edit.table;
            run("UPDATE " + quoted(edit.table) + " SET " + name + " = NULL");
            alter(edit.table, "MODIFY COLUMN " + column_text(to, {}, false));
            run("UPDATE " + quoted(edit.table) + " SET " + name + " = " + quoted(between.name));
            alter(edit.table, "DROP COLUMN " + quoted(between.name), happened::column_gone(edit.table, between.name));
        }
    }
    if (!to.null && (from.null || edit.needs_value)) {
        if (edit.needs_value) {
            check_rows(edit, name + " IS NULL", {}, title_of(edit) + " becomes NOT NULL and holds NULL", value_hint);
        } else {
            const std::string value = edit.has_backfill ? fill_expression(edit.backfill, to) : default_text(to);
            if (!value.empty()) fill(edit.table, to.name, value, " WHERE " + name + " IS NULL");
        }
    }
    const bool only_default = !retyped && from.null == to.null && from.auto_increment == to.auto_increment && from.comment == to.comment && !edit.needs_value && !edit.has_backfill;
    const std::string before = default_text(from), after = default_text(to);
    if (only_default) {
        if (before != after) alter(edit.table, default_action(edit.table, to.name, after));
        return;
    }
    sql::Step& step = alter(edit.table, modify_action(edit.table, from, to));
    if (changes_definition_alone(from, to)) return;
    step.blocks = "writes";
    if (from.type != to.type && !leaves_enum_rows(from.type, to.type)) step.rewrites = edit.table;
}

/// A column cannot become generated, nor be generated otherwise, in place on every server: it is made anew, with its indexes.
void Renderer::generate_anew(const SchemaEdit& edit) {
    catalog_.consult();
    const Table before = *catalog_.find(edit.table);
    SchemaEdit drop;
    drop.kind = EditKind::drop_column;
    drop.table = edit.table;
    drop.column = edit.column_from;
    const std::string there = happened::column_there(edit.table, edit.column->name);
    if (edit.column_from->generated && !edit.column->generated) {
        // Its values stay.
        Column between = *edit.column;
        between.name += "__new";
        alter(edit.table, "ADD COLUMN " + column_text(between, {}, false), happened::column_there(edit.table, between.name));
        run("UPDATE " + quoted(edit.table) + " SET " + quoted(between.name) + " = " + quoted(edit.column->name));
        drop_column(drop);
        alter(edit.table, "CHANGE COLUMN " + quoted(between.name) + ' ' + column_text(*edit.column) + place_of(before, edit.column->name), there);
    } else {
        drop_column(drop);
        alter(edit.table, "ADD COLUMN " + column_text(*edit.column) + place_of(before, edit.column->name), there).rewrites = edit.table;
    }
    catalog_.apply(drop);
    Table& after = *catalog_.find(edit.table);
    for (const auto& index : before.indexes) {
        if (after.index(index.name) == nullptr) alter(edit.table, "ADD " + index_text(index), happened::index_there(edit.table, index.name));
    }
    for (const auto& unique : before.uniques) {
        if (catalog_.find(after, unique, false) == nullptr) alter(edit.table, "ADD " + unique_text(unique), happened::constraint_there(edit.table, unique.name));
    }
    for (const auto& check : before.checks) {
        if (catalog_.find(after, check, false) == nullptr) alter(edit.table, "ADD " + check_text(check), happened::constraint_there(edit.table, check.name));
    }
    after = before;  // the edit itself is applied by the caller
}

}  // namespace reinhardt::db::mysql
