#include "schema_text.hpp"

#include <algorithm>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::cli {
namespace {

std::string column_notes(const Column& column) {
    std::string notes = column.null ? "null" : "not null";
    if (column.auto_increment) notes += ", automatic";
    if (!column.default_value.is_null()) notes += ", default " + to_json(column.default_value);
    if (!column.db_default.empty()) notes += ", default " + column.db_default;
    if (!column.collation.empty()) notes += ", collation " + column.collation;
    if (column.generated) notes += std::string(", generated ") + (column.generated->stored ? "stored " : "") + "as " + column.generated->expression;
    if (!column.comment.empty()) notes += "  -- " + column.comment;
    return notes;
}

std::string part_text(const IndexPart& part) {
    std::string text = part.column.empty() ? part.expression : part.column;
    if (!part.collation.empty()) text += " collate " + part.collation;
    if (!part.opclass.empty()) text += " " + part.opclass;
    if (part.order == "desc") text += " desc";
    if (!part.nulls.empty()) text += " nulls " + part.nulls;
    return text;
}

std::string index_text(const Index& index) {
    std::vector<std::string> parts;
    for (const IndexPart& part : index.parts) parts.push_back(part_text(part));
    std::string text = (index.unique ? "unique index " : "index ") + index.name + " (" + join(parts, ", ") + ")";
    if (!index.method.empty()) text += " using " + index.method;
    if (!index.include.empty()) text += " include (" + join(index.include, ", ") + ")";
    if (!index.where.empty()) text += " where " + index.where;
    return text;
}

std::string foreign_key_text(const ForeignKeyConstraint& key) {
    std::string text = "foreign key (" + join(key.columns, ", ") + ") -> " + key.to_table + " (" + join(key.to_columns, ", ") + ")";
    if (key.on_delete != "NO_ACTION") text += " on delete " + lower(replace_all(key.on_delete, "_", " "));
    if (key.on_update != "NO_ACTION") text += " on update " + lower(replace_all(key.on_update, "_", " "));
    if (!key.deferrable.empty()) text += " " + key.deferrable;
    return text;
}

std::string named(const std::string& name) { return name.empty() ? std::string() : " " + name; }

std::string table_text(const Table& table, const Output& output) {
    std::string text = output.paint(Color::bold, printable(table.schema.empty() || table.schema == "public" ? table.name : table.schema + "." + table.name));
    if (!table.model.empty()) text += output.paint(Color::dim, "  " + printable(table.model));
    if (!table.managed) text += output.paint(Color::yellow, "  unmanaged");
    if (!table.comment.empty()) text += output.paint(Color::dim, "  -- " + printable(table.comment));
    text += "\n";
    std::size_t name_width = 0, type_width = 0;
    for (const Column& column : table.columns) {
        name_width = std::max(name_width, std::min<std::size_t>(display_width(column.name), 40));
        type_width = std::max(type_width, std::min<std::size_t>(display_width(column.type), 40));
    }
    for (const Column& column : table.columns)
        text += "  " + padded(printable(column.name), name_width) + "  " + output.paint(Color::cyan, padded(printable(column.type), type_width)) + "  " +
                printable(column_notes(column)) + "\n";
    const auto line = [&](const std::string& what) { text += "  " + printable(what) + "\n"; };
    if (!table.primary_key.columns.empty()) line("primary key (" + join(table.primary_key.columns, ", ") + ")");
    for (const ForeignKeyConstraint& key : table.foreign_keys) line(foreign_key_text(key));
    for (const Unique& unique : table.uniques) line("unique" + named(unique.name) + " (" + join(unique.columns, ", ") + ")" + (unique.deferrable.empty() ? "" : " " + unique.deferrable));
    for (const Check& check : table.checks) line("check" + named(check.name) + " (" + check.expression + ")");
    for (const Exclusion& exclusion : table.exclusions) line("exclude " + exclusion.name + " " + to_json(exclusion.parts));
    for (const Index& index : table.indexes) line(index_text(index));
    if (table.options.is_object() && !table.options.as_object().empty()) line("options " + to_json(table.options));
    return text;
}

std::string others_text(std::string_view what, const Value& list) {
    if (!list.is_list() || list.as_list().empty()) return {};
    std::vector<std::string> names;
    for (const Value& item : list.as_list()) names.push_back(item.text_or("name"));
    return std::string(what) + ": " + printable(join(names, ", ")) + "\n";
}

std::string mark_of(const Output& output, const std::string& change) {
    if (change == "add") return output.paint(Color::green, "+");
    if (change == "remove") return output.paint(Color::red, "-");
    return output.paint(Color::yellow, "~");
}

/// What differs between two objects, key by key; the whole object when only one is there.
std::string change_text(const Difference& item) {
    if (item.from.is_object() && item.to.is_object()) {
        std::vector<std::string> changes;
        for (const Member& member : item.to.as_object()) {
            const Value* old = item.from.find(member.key);
            if (old == nullptr) changes.push_back(member.key + " " + to_json(member.value));
            else if (!(*old == member.value)) changes.push_back(member.key + " " + to_json(*old) + " -> " + to_json(member.value));
        }
        for (const Member& member : item.from.as_object())
            if (!item.to.has(member.key)) changes.push_back("no " + member.key);
        return join(changes, ", ");
    }
    if (item.object == "table") return {};
    Value shown = item.to.is_null() ? item.from : item.to;
    if (shown.is_object() && item.object == "column") return shown.text_or("type") + (shown.bool_or("null", false) ? " null" : " not null");
    if (shown.is_object() && item.object == "index") return index_text(index_from(shown));
    if (shown.is_object() && item.object == "foreign_key") return foreign_key_text(foreign_key_from(shown));
    if (shown.is_object()) shown.erase("name");
    return to_json(shown);
}

}  // namespace

std::string schema_text(const Schema& schema, const Output& output) {
    std::string text;
    for (const Table& table : schema.tables) text += (text.empty() ? "" : "\n") + table_text(table, output);
    std::string others = others_text("views", schema.views) + others_text("triggers", schema.triggers) + others_text("enums", schema.enums) +
                         others_text("extensions", schema.extensions) + others_text("collations", schema.collations) + others_text("sequences", schema.sequences);
    if (!others.empty() && !text.empty()) text += "\n";
    text += others;
    return text.empty() ? "no tables\n" : text;
}

std::string difference_text(const SchemaDifference& difference, const Output& output) {
    std::string text, table;
    bool first = true;
    for (const Difference& item : difference.differences) {
        const bool is_table = item.object == "table";
        const std::string& group = item.table.empty() ? item.name : item.table;
        if (first || group != table) {
            if (!is_table || item.change == "alter") text += output.paint(Color::bold, printable(group)) + "\n";
            table = group;
            first = false;
        }
        std::string what = change_text(item);
        const std::string object = replace_all(item.object, "_", " ");
        if (is_table && item.change != "alter") text += mark_of(output, item.change) + " table " + output.paint(Color::bold, printable(group)) + "\n";
        else if (what.rfind(object, 0) == 0 || what.rfind("unique index", 0) == 0) text += "  " + mark_of(output, item.change) + " " + printable(what) + "\n";
        else text += "  " + mark_of(output, item.change) + " " + object + (item.name.empty() || is_table ? "" : " " + printable(item.name)) + (what.empty() ? "" : ": " + printable(what)) + "\n";
    }
    if (difference.equal()) text += "no difference\n";
    if (!difference.unmanaged.empty()) text += "unmanaged: " + printable(join(difference.unmanaged, ", ")) + "\n";
    return text;
}

std::string statements_sql(const std::vector<RenderedStatement>& statements) {
    std::string text;
    const auto add = [&](RenderedStatement::Phase phase) {
        for (const RenderedStatement& statement : statements) {
            if (statement.phase != phase || statement.kind != RenderedStatement::Kind::run) continue;
            if (!statement.destroys.empty()) text += "-- loses data: " + replace_all(printable(statement.destroys), "\n", " ") + "\n";
            text += statement.sql;
            text += statement.sql.empty() || statement.sql.back() != ';' ? ";\n" : "\n";
        }
    };
    add(RenderedStatement::Phase::setup);
    add(RenderedStatement::Phase::main);
    add(RenderedStatement::Phase::teardown);
    return text;
}

}  // namespace reinhardt::db::cli
