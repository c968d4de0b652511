#include <algorithm>

#include "actions.hpp"
#include "definition.hpp"
#include "quote.hpp"
#include "renderer.hpp"

namespace reinhardt::db::postgresql {

std::string Renderer::beside(const std::string& table, const std::string& name) {
    const std::string schema = catalog_.find(table)->schema;
    return (schema.empty() ? std::string() : quoted(schema) + '.') + quoted(name);
}

/// Not in a transaction, nor for partitioned tables (manual, CREATE INDEX); and there is nobody to let pass where the table is new.
bool Renderer::concurrently(const std::string& table) {
    if (circumstances_.atomic) return false;
    const auto is_made = [&](const SchemaEdit& edit) { return edit.kind == EditKind::create_table && edit.table == table; };
    if (std::find(circumstances_.fresh.begin(), circumstances_.fresh.end(), table) != circumstances_.fresh.end() || std::any_of(edits_.begin(), edits_.end(), is_made)) return false;
    catalog_.consult();
    return catalog_.find(table)->options.text_or("partition_by").empty();
}

/// What a build that failed leaves behind has the name, and is no use: it goes first, and only if it is that.
void Renderer::build_index(const std::string& table, const std::string& index, const std::string& statement, sql::Touches touches) {
    const std::string id = "to_regclass(" + sql::quote_text(beside(table, index)) + ')';
    if (!circumstances_.offline) {
        sql::Step& clear = run("SELECT 'DROP INDEX CONCURRENTLY ' || indexrelid::regclass FROM pg_catalog.pg_index WHERE indexrelid = " + id + " AND NOT indisvalid AND indrelid = to_regclass(" +
                               sql::quote_text(catalog_.qualified(table)) + ')');
        clear.kind = "generate";
        clear.message = "index " + index + " was left unfinished by a run before this one";
        clear.transactional = false;
        clear.touches = touches;
    }
    sql::Step& build = run(statement);
    build.transactional = false;
    build.happened = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_index WHERE indexrelid = " + id + " AND indisvalid)";
    build.touches = std::move(touches);
}

void Renderer::add_index(const std::string& table, const Index& index) {
    const bool beside_others = concurrently(table);
    const std::string statement = index_statement(index, catalog_.qualified(table), beside_others);
    if (beside_others) return build_index(table, index.name, statement, sql::touches_of_index(table, index));
    sql::Step& step = run(statement);
    step.blocks = "writes";
    step.touches = sql::touches_of_index(table, index);
}

void Renderer::drop_index(const SchemaEdit& edit) {
    const bool beside_others = concurrently(edit.table);
    const std::string name = beside(edit.table, edit.index->name);
    sql::Step& step = run((beside_others ? "DROP INDEX CONCURRENTLY " : "DROP INDEX ") + name);
    step.touches = sql::touches_of_index(edit.table, *edit.index);
    if (!beside_others) return;
    step.transactional = false;
    step.happened = "SELECT to_regclass(" + sql::quote_text(name) + ") IS NULL";
}

/// The index is built beside others and then becomes the constraint's.
void Renderer::add_unique(const SchemaEdit& edit) {
    const Unique& unique = *edit.unique;
    if (!concurrently(edit.table)) {
        alter(edit, add_unique_action(edit.table, unique)).blocks = "reads and writes";
        return;
    }
    Index index;
    index.name = unique.name;
    index.unique = true;
    index.include = unique.include;
    if (!unique.nulls_distinct) index.with = Value::object().set("nulls_not_distinct", true);
    for (const auto& column : unique.columns) index.parts.emplace_back().column = column;
    build_index(edit.table, index.name, index_statement(index, catalog_.qualified(edit.table), true), sql::touches_of_index(edit.table, index));
    alter(edit, "ADD CONSTRAINT " + quoted(unique.name) + " UNIQUE USING INDEX " + quoted(unique.name) + deferrable_text(unique.deferrable));
}

}  // namespace reinhardt::db::postgresql
