#include <reinhardt/db/support/text.hpp>

#include "conversion.hpp"
#include "actions.hpp"
#include "definition.hpp"
#include "literal.hpp"
#include "quote.hpp"
#include "renderer.hpp"

namespace reinhardt::db::postgresql {

namespace {

bool is_expression(const Value& fill) { return fill.is_object() && (fill.has("sql") || fill.has("now")); }

std::string title_of(const SchemaEdit& edit) { return "column " + edit.column->name + " of table " + edit.table; }

constexpr const char* value_hint = "give the operation a backfill, or the field a default";

}  // namespace

void Renderer::check_rows(const SchemaEdit& edit, const std::string& condition, const std::string& example, std::string message, std::string hint,
                          const std::string& expression) {
    std::string answer = "count(*) || CASE count(*) WHEN 1 THEN ' row' ELSE ' rows' END";
    if (!example.empty()) answer += " || ', for example ' || quote_literal(min(" + example + "::text))";
    output_.check("SELECT " + answer + " FROM " + catalog_.qualified(edit.table) + " WHERE " + condition + " HAVING count(*) > 0", number_, std::move(message), std::move(hint)).touches =
        sql::Touches::of(edit.table).reads(edit.table, edit.column->name).reads_in(edit.table, expression);
}

sql::Step& Renderer::fill(const SchemaEdit& edit, const std::string& value, const std::string& condition) {
    const std::string& column = edit.column->name;
    sql::Step& step = run("UPDATE " + catalog_.qualified(edit.table) + " SET " + quoted(column) + " = " + value + condition);
    step.touches = sql::Touches::of(edit.table).writes(edit.table, column).reads_in(edit.table, value);
    return step;
}

void Renderer::comment_on(const SchemaEdit& edit) {
    const Column& column = *edit.column;
    run("COMMENT ON COLUMN " + catalog_.qualified(edit.table) + '.' + quoted(column.name) + " IS " + (column.comment.empty() ? std::string("NULL") : sql::quote_text(column.comment))).touches =
        sql::Touches::of(edit.table).writes(edit.table, column.name);
}

void Renderer::add_column(const SchemaEdit& edit) {
    const Column& column = *edit.column;
    if (edit.needs_value) {
        output_.check("SELECT 'it holds rows' FROM " + catalog_.qualified(edit.table) + " LIMIT 1", number_,
                      title_of(edit) + " is NOT NULL and has no value for the rows that exist", value_hint).touches =
            sql::Touches::of(edit.table).reads(edit.table, column.name);
    }
    const std::string value = edit.has_backfill ? fill_expression(edit.backfill, column) : std::string();
    const std::string after = default_text(column);
    if (value.empty() || column.generated || column.auto_increment) {
        sql::Step& step = alter(edit, add_column_action(edit.table, column, after, !column.null));
        if (column.generated || column.auto_increment) step.rewrites = edit.table;
    } else if (is_expression(edit.backfill)) {
        alter(edit, add_column_action(edit.table, column, {}, false));
        fill(edit, value).rewrites = edit.table;
        if (!after.empty()) alter(edit, default_action(edit.table, column.name, after));
        if (!column.null) alter(edit, not_null_action(edit.table, column.name, true)).blocks = "reads and writes";
    } else {
        // A constant default is kept once for all rows that exist (release notes of 11).
        alter(edit, add_column_action(edit.table, column, value, !column.null));
        if (value != after) alter(edit, default_action(edit.table, column.name, after));
    }
    if (!column.comment.empty()) comment_on(edit);
}

void Renderer::drop_column(const SchemaEdit& edit) {
    sql::Step& step = alter(edit, drop_column_action(*catalog_.find(edit.table), *edit.column));
    if (!edit.column->generated) step.destroys = "column " + edit.column->name + " of " + edit.table;
}

void Renderer::alter_column(const SchemaEdit& edit) {
    const Column& from = *edit.column_from;
    const Column& to = *edit.column;
    if (to.generated ? !(from.generated == to.generated) || from.type != to.type : false) return generate_anew(edit);
    if (from.generated && !to.generated) alter(edit, "ALTER COLUMN " + quoted(to.name) + " DROP EXPRESSION");
    const NumberedType numbered = numbered_type(from), numbers = numbered_type(to);
    SchemaEdit plain = edit;
    plain.column_from->type = numbered.type;
    plain.column->type = numbers.type;
    if (!numbered.kind.empty() && numbers.kind.empty()) alter(edit, "ALTER COLUMN " + quoted(to.name) + " DROP IDENTITY IF EXISTS");
    if (numbered.type != numbers.type || from.collation != to.collation || edit.narrows) change_type(plain);
    if (from.null != to.null || edit.needs_value) change_null(edit);
    change_default(plain);
    if (!numbers.kind.empty()) change_numbering(edit, numbered, numbers);
    if (from.comment != to.comment) comment_on(edit);
}

/// An expression cannot be changed before release 17: the column is made anew, with the indexes and checks that go with it.
void Renderer::generate_anew(const SchemaEdit& edit) {
    catalog_.consult();
    const Table before = *catalog_.find(edit.table);
    SchemaEdit drop;
    drop.kind = EditKind::drop_column;
    drop.table = edit.table;
    drop.column = edit.column_from;
    drop_column(drop);
    catalog_.apply(drop);
    alter(edit, "ADD COLUMN " + column_text(*edit.column)).rewrites = edit.table;
    keep_storage(edit);
    restate(edit, "statistics", "STATISTICS");
    Table& after = *catalog_.find(edit.table);
    for (const auto& index : before.indexes) {
        if (after.index(index.name) == nullptr) run(index_statement(index, catalog_.qualified(edit.table)));
    }
    for (const auto& unique : before.uniques) {
        if (catalog_.find(after, unique, false) == nullptr) alter(edit, "ADD " + unique_text(unique));
    }
    for (const auto& check : before.checks) {
        if (catalog_.find(after, check, false) == nullptr) alter(edit, "ADD " + check_text(check));
    }
    after = before;  // the edit itself is applied by the caller
}

void Renderer::change_type(const SchemaEdit& edit) {
    const Column& from = *edit.column_from;
    const Column& to = *edit.column;
    const std::string name = quoted(to.name);
    const bool given = edit.has_backfill && edit.backfill.is_object() && edit.backfill.has("sql");
    Conversion conversion = conversion_between(from, to, name);
    if (given) {
        conversion.expression = fill_expression(edit.backfill, to);
        conversion.misfit = misfit_of(to, conversion.expression);
        conversion.rewrites = true;
    }
    if (!conversion.misfit.empty()) {
        check_rows(edit, (given ? conversion.expression : name) + " IS NOT NULL AND (" + conversion.misfit + ')', name, title_of(edit) + " holds values that do not convert to " + to.type,
                   "correct the rows first, or give the operation backfill = { sql = \"…\" } that converts them", given ? conversion.expression : std::string());
    }
    if (from.type == to.type && from.collation == to.collation && conversion.expression.empty()) return;
    // A default of the old type may not convert by itself.
    if (!default_text(from).empty() && from.type != to.type) alter(edit, default_action(edit.table, to.name, {}));
    std::string action = to.type;
    if (!to.collation.empty()) action += " COLLATE " + quoted(to.collation);
    if (!conversion.expression.empty() && (from.type != to.type || given)) action += " USING " + conversion.expression;
    sql::Step& step = alter(edit, type_action(edit.table, to.name, action, given ? conversion.expression : std::string()));
    step.blocks = "reads and writes";
    if (conversion.rewrites && from.type != to.type) step.rewrites = edit.table;
    if (from.type != to.type) keep_storage(edit);
}

/// A column of a new type is stored as its type says: what was said otherwise is said again, where the type takes it.
void Renderer::keep_storage(const SchemaEdit& edit) {
    static const std::set<std::string> stored_apart = {"text", "varchar", "char", "citext", "bytea", "json", "jsonb", "numeric"};
    const auto base = [](const Column& column) { return column.type.substr(0, column.type.find('(')); };
    if (stored_apart.contains(base(*edit.column)) && stored_apart.contains(base(*edit.column_from))) restate(edit, "storage", "STORAGE");
}

void Renderer::restate(const SchemaEdit& edit, std::string_view key, const std::string& words) {
    catalog_.consult();
    const Value* columns = catalog_.find(edit.table)->driver.find("columns");
    for (const auto& column : columns != nullptr ? columns->as_list() : Value::List()) {
        if (column.text_or("column") != edit.column->name || !column.has(key)) continue;
        alter(edit, "ALTER COLUMN " + quoted(edit.column->name) + " SET " + words + ' ' + column.text_or(key));
    }
}

void Renderer::change_null(const SchemaEdit& edit) {
    const Column& to = *edit.column;
    const std::string name = quoted(to.name);
    if (to.null) {
        alter(edit, not_null_action(edit.table, to.name, false));
        return;
    }
    std::string value;
    if (edit.needs_value) {
        check_rows(edit, name + " IS NULL", {}, title_of(edit) + " becomes NOT NULL and holds NULL", value_hint);
    } else {
        value = edit.has_backfill ? fill_expression(edit.backfill, to) : default_text(to);
    }
    if (!value.empty()) fill(edit, value, " WHERE " + name + " IS NULL");
    alter(edit, not_null_action(edit.table, to.name, true)).blocks = "reads and writes";
}

void Renderer::change_default(const SchemaEdit& edit) {
    const std::string before = default_text(*edit.column_from), after = default_text(*edit.column);
    const bool dropped = !before.empty() && edit.column_from->type != edit.column->type;
    if (edit.column->auto_increment || edit.column->generated || (before == after && !dropped) || (after.empty() && dropped)) return;
    alter(edit, default_action(edit.table, edit.column->name, after));
}

void Renderer::change_numbering(const SchemaEdit& edit, const NumberedType& from, const NumberedType& to) {
    const std::string name = quoted(edit.column->name);
    if (!from.kind.empty()) {
        for (const auto& change : numbering_changes(from, to)) alter(edit, "ALTER COLUMN " + name + ' ' + change);
        return;
    }
    alter(edit, "ALTER COLUMN " + name + " ADD GENERATED " + to.kind + " AS IDENTITY" + (to.options.empty() ? "" : " (" + to.options + ')'));
    // It goes on behind the numbers that are there.
    const std::string table = catalog_.qualified(edit.table);
    const std::string next = to.options.empty() ? "coalesce(max(" + name + "), 0) + 1, false" : "max(" + name + ')';
    run("SELECT setval(pg_get_serial_sequence(" + sql::quote_text(table) + ", " + sql::quote_text(edit.column->name) + "), " + next + ") FROM " + table +
        (to.options.empty() ? "" : " HAVING max(" + name + ") IS NOT NULL"));
}

}  // namespace reinhardt::db::postgresql
