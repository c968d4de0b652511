#include <reinhardt/db/schema/edit.hpp>

#include <array>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

constexpr std::array kind_names = {
    "create_table", "drop_table", "rename_table", "alter_table", "add_column", "drop_column", "rename_column",
    "alter_column", "alter_primary_key", "add_foreign_key", "drop_foreign_key", "alter_foreign_key", "add_unique", "drop_unique",
    "add_check", "drop_check", "add_index", "drop_index", "rename_index", "add_exclusion", "drop_exclusion",
    "create_extension", "drop_extension", "create_collation", "drop_collation", "create_enum", "alter_enum", "drop_enum"};

template <class Item>
void write_optional(Value& into, std::string_view key, const std::optional<Item>& item) {
    if (item) into.set(key, to_value(*item));
}

template <class Item>
std::optional<Item> read_optional(const Value& value, std::string_view key, Item (*read)(const Value&)) {
    const Value* member = value.find(key);
    return member != nullptr ? std::optional<Item>(read(*member)) : std::nullopt;
}

}  // namespace

std::string_view edit_kind_name(EditKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)]; }

bool is_object_edit(EditKind kind) noexcept { return kind >= EditKind::create_extension; }

bool SchemaEdit::loses_data() const noexcept { return kind == EditKind::drop_table || kind == EditKind::drop_column || narrows; }

Value to_value(const SchemaEdit& edit) {
    Value value = Value::object();
    value.set("edit", edit_kind_name(edit.kind));
    if (!is_object_edit(edit.kind)) value.set("table", edit.table);
    value.set_if("from", edit.from).set_if("to", edit.to);
    if (edit.table_value) value.set("table_value", to_value(*edit.table_value, true));
    if (edit.table_from) value.set("table_from", to_value(*edit.table_from, true));
    if (edit.column) value.set("column", to_value(*edit.column, true));
    if (edit.column_from) value.set("column_from", to_value(*edit.column_from, true));
    write_optional(value, "primary_key", edit.primary_key);
    write_optional(value, "primary_key_from", edit.primary_key_from);
    write_optional(value, "foreign_key", edit.foreign_key);
    write_optional(value, "foreign_key_from", edit.foreign_key_from);
    write_optional(value, "unique", edit.unique);
    write_optional(value, "check", edit.check);
    write_optional(value, "index", edit.index);
    write_optional(value, "exclusion", edit.exclusion);
    value.set_if("object", edit.object).set_if("object_from", edit.object_from);
    if (edit.has_backfill) value.set("backfill", edit.backfill);
    value.set_if("needs_value", edit.needs_value).set_if("narrows", edit.narrows).set_if("auto_named", edit.auto_named).set_if("ddl", edit.ddl);
    value.set("operation", edit.operation);
    return value;
}

SchemaEdit edit_from(const Value& value) {
    SchemaEdit edit;
    const std::string name = value.text_or("edit");
    std::size_t kind = 0;
    while (kind < kind_names.size() && name != kind_names[kind]) ++kind;
    if (kind == kind_names.size()) throw Error(ErrorCode::internal, "unknown schema edit '" + name + "'");
    edit.kind = static_cast<EditKind>(kind);
    edit.table = value.text_or("table");
    edit.from = value.text_or("from");
    edit.to = value.text_or("to");
    edit.table_value = read_optional<Table>(value, "table_value", table_from);
    edit.table_from = read_optional<Table>(value, "table_from", table_from);
    edit.column = read_optional<Column>(value, "column", column_from);
    edit.column_from = read_optional<Column>(value, "column_from", column_from);
    edit.primary_key = read_optional<PrimaryKey>(value, "primary_key", primary_key_from);
    edit.primary_key_from = read_optional<PrimaryKey>(value, "primary_key_from", primary_key_from);
    edit.foreign_key = read_optional<ForeignKeyConstraint>(value, "foreign_key", foreign_key_from);
    edit.foreign_key_from = read_optional<ForeignKeyConstraint>(value, "foreign_key_from", foreign_key_from);
    edit.unique = read_optional<Unique>(value, "unique", unique_from);
    edit.check = read_optional<Check>(value, "check", check_from);
    edit.index = read_optional<Index>(value, "index", index_from);
    edit.exclusion = read_optional<Exclusion>(value, "exclusion", exclusion_from);
    if (const Value* object = value.find("object")) edit.object = *object;
    if (const Value* object = value.find("object_from")) edit.object_from = *object;
    if (const Value* backfill = value.find("backfill")) {
        edit.backfill = *backfill;
        edit.has_backfill = true;
    }
    edit.needs_value = value.bool_or("needs_value", false);
    edit.narrows = value.bool_or("narrows", false);
    if (const Value* ddl = value.find("ddl")) edit.ddl = *ddl;
    edit.auto_named = value.bool_or("auto_named", false);
    edit.operation = static_cast<std::size_t>(value.int_or("operation", 0));
    return edit;
}

}  // namespace reinhardt::db
