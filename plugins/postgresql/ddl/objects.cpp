#include <algorithm>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/schema/objects.hpp>
#include <reinhardt/db/support/text.hpp>

#include "definition.hpp"
#include "literal.hpp"
#include "quote.hpp"
#include "renderer.hpp"
#include "types.hpp"

namespace reinhardt::db::postgresql {

namespace {

using Values = std::vector<std::string>;

std::string qualified_name(const std::string& schema, const std::string& name) { return (schema.empty() ? "" : quoted(schema) + '.') + quoted(name); }

std::string text_list(const Values& values) {
    Values parts;
    for (const auto& value : values) parts.push_back(sql::quote_text(value));
    return join(parts, ", ");
}

bool holds(const Values& values, const std::string& value) { return std::find(values.begin(), values.end(), value) != values.end(); }

/// Whether `to` is `from` with more values in between.
bool only_adds(const Values& from, const Values& to) {
    std::size_t found = 0;
    for (const auto& value : to) {
        if (found < from.size() && from[found] == value) ++found;
    }
    return found == from.size();
}

bool mentions(const std::string& expression, const std::string& column) {
    const auto names = identifiers_in(expression);
    return std::find(names.begin(), names.end(), column) != names.end();
}

bool mentions(const Index& index, const std::string& column) {
    return mentions(index.where, column) || std::any_of(index.parts.begin(), index.parts.end(), [&](const IndexPart& part) { return mentions(part.expression, column); });
}

bool is_array(const Column& column) { return column.type.ends_with("[]"); }

/// A column whose values are of an enum.
struct EnumUse {
    const Table* table;
    const Column* column;
};

std::vector<EnumUse> uses_of(const sql::Catalog& catalog, const std::string& type) {
    std::vector<EnumUse> uses;
    for (const auto& table : catalog.tables()) {
        for (const auto& column : table.columns) {
            if (column.type == type || column.type == type + "[]") uses.push_back({&table, &column});
        }
    }
    return uses;
}

}  // namespace

void Renderer::object(const SchemaEdit& edit) {
    const std::string name = qualified_name(edit.kind == EditKind::create_extension || edit.kind == EditKind::drop_extension ? "" : edit.object.text_or("schema"), edit.object.text_or("name"));
    switch (edit.kind) {
        case EditKind::create_extension: return create_extension(extension_from(edit.object));
        case EditKind::drop_extension: run("DROP EXTENSION " + name); return;
        case EditKind::create_collation: {
            const Collation made = collation_from(edit.object);
            run("CREATE COLLATION " + name + " (provider = " + made.provider + ", locale = " + sql::quote_text(made.locale) + (made.deterministic ? ")" : ", deterministic = false)"));
            return;
        }
        case EditKind::drop_collation: run("DROP COLLATION " + name); return;
        case EditKind::create_enum: {
            const EnumType type = enum_from(edit.object);
            made_enums_.insert(type.label());
            run("CREATE TYPE " + name + " AS ENUM (" + text_list(type.values) + ')');
            return;
        }
        case EditKind::alter_enum: return alter_enum(edit);
        default: run("DROP TYPE " + name); return;
    }
}

/// One that is there already may be the work of an administrator: only they may be allowed to make it.
void Renderer::create_extension(const Extension& extension) {
    std::string text = "CREATE EXTENSION IF NOT EXISTS " + quoted(extension.name);
    if (!extension.schema.empty()) text += " SCHEMA " + quoted(extension.schema);
    if (!extension.version.empty()) text += " VERSION " + sql::quote_text(extension.version);
    run(std::move(text));
}

void Renderer::alter_enum(const SchemaEdit& edit) {
    const EnumType from = enum_from(edit.object_from), to = enum_from(edit.object);
    const std::string name = qualified_name(to.schema, to.name);
    Values present = from.values;
    if (const Value* renames = edit.object.find("rename")) rename_values(name, *renames, present);
    if (!only_adds(present, to.values)) return rebuild_enum(edit, present);
    // What is added to a type that the same transaction made can be used in it from release 17 on alone.
    if (present != to.values && made_enums_.count(to.label()) > 0) return rebuild_enum(edit, present);
    for (std::size_t i = 0; i < to.values.size(); ++i) {
        const std::string& value = to.values[i];
        if (holds(present, value)) continue;
        const auto next = std::find_if(to.values.begin() + static_cast<std::ptrdiff_t>(i), to.values.end(), [&](const std::string& other) { return holds(present, other); });
        std::string place;
        if (next != to.values.end()) place = i > 0 ? " AFTER " + sql::quote_text(to.values[i - 1]) : " BEFORE " + sql::quote_text(*next);
        run("ALTER TYPE " + name + " ADD VALUE " + sql::quote_text(value) + place);
    }
}

/// All at once: a name that another value still has is given in a second step.
void Renderer::rename_values(const std::string& name, const Value& renames, Values& present) {
    const auto rename = [&](const std::string& from, const std::string& to) {
        run("ALTER TYPE " + name + " RENAME VALUE " + sql::quote_text(from) + " TO " + sql::quote_text(to));
        std::replace(present.begin(), present.end(), from, to);
    };
    std::vector<std::pair<std::string, std::string>> waiting;
    for (const auto& member : renames.as_object()) {
        const std::string& to = member.value.as_text();
        if (holds(present, to)) {
            waiting.emplace_back(to + "_swap", to);
            rename(member.key, to + "_swap");
        } else {
            rename(member.key, to);
        }
    }
    for (const auto& [from, to] : waiting) rename(from, to);
}

/// The server can neither remove a value nor move it: the type is made anew, and the columns of the old one become columns of the new one.
/// Their rows are looked at first: no value may be lost.
void Renderer::rebuild_enum(const SchemaEdit& edit, const Values& present) {
    catalog_.consult();
    const EnumType type = enum_from(edit.object);
    const std::string spelled = enum_type(type.label());
    const std::string name = qualified_name(type.schema, type.name);
    const std::string old = fit_identifier(type.name + "_old", 63);
    Values gone;
    std::copy_if(present.begin(), present.end(), std::back_inserter(gone), [&](const std::string& value) { return !holds(type.values, value); });
    const auto uses = uses_of(catalog_, spelled);
    SchemaEdit of_table = edit;
    for (const auto& use : uses) {
        if (gone.empty()) break;
        of_table.table = use.table->name;
        of_table.column = *use.column;
        const std::string operand = quoted(use.column->name);
        const std::string condition = is_array(*use.column) ? operand + "::text[] && ARRAY[" + text_list(gone) + ']' : operand + "::text IN (" + text_list(gone) + ')';
        check_rows(of_table, condition, operand, "column " + use.column->name + " of table " + use.table->name + " holds values that enum " + type.label() + " is to lose: " + join(gone, ", "),
                   "give those rows another value first, in a migration before this one");
    }
    const auto alter_table = [&](const Table& table, const std::string& action) -> sql::Step& { return run("ALTER TABLE " + catalog_.qualified(table.name) + ' ' + action); };
    const auto index_name = [](const Table& table, const Index& index) { return qualified_name(table.schema, index.name); };
    for (const auto& use : uses) {
        const std::string& column = use.column->name;
        for (const auto& check : use.table->checks) {
            if (mentions(check.expression, column)) alter_table(*use.table, "DROP CONSTRAINT " + quoted(check.name));
        }
        for (const auto& index : use.table->indexes) {
            if (mentions(index, column)) run("DROP INDEX " + index_name(*use.table, index));
        }
        if (!default_text(*use.column).empty()) alter_table(*use.table, "ALTER COLUMN " + quoted(column) + " DROP DEFAULT");
    }
    run("ALTER TYPE " + name + " RENAME TO " + quoted(old));
    run("CREATE TYPE " + name + " AS ENUM (" + text_list(type.values) + ')');
    for (const auto& use : uses) {
        const std::string& column = use.column->name;
        const std::string text = is_array(*use.column) ? "::text[]::" : "::text::";
        sql::Step& step = alter_table(*use.table, "ALTER COLUMN " + quoted(column) + " TYPE " + use.column->type + " USING " + quoted(column) + text + use.column->type);
        step.rewrites = use.table->name;
        step.blocks = "reads and writes";
        if (const std::string value = default_text(*use.column); !value.empty()) alter_table(*use.table, "ALTER COLUMN " + quoted(column) + " SET DEFAULT " + value);
        for (const auto& check : use.table->checks) {
            if (mentions(check.expression, column)) alter_table(*use.table, "ADD " + check_text(check));
        }
        for (const auto& index : use.table->indexes) {
            if (mentions(index, column)) run(index_statement(index, catalog_.qualified(use.table->name)));
        }
    }
    run("DROP TYPE " + qualified_name(type.schema, old));
    made_enums_.insert(type.label());
}

}  // namespace reinhardt::db::postgresql
