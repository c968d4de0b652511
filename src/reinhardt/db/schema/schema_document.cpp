#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

std::vector<std::string> texts_of(const Value& value, std::string_view key) {
    const Value* list = value.find(key);
    return list != nullptr && list->is_list() ? list->texts() : std::vector<std::string>{};
}

Value member_or_null(const Value& value, std::string_view key) {
    const Value* member = value.find(key);
    return member != nullptr ? *member : Value();
}

const Value& shape(const Value& value, std::string_view what) {
    if (value.is_object()) return value;
    throw Error(ErrorCode::config, "schema document: " + std::string(what) + " must be an object").at({}, value.line());
}

template <class Item>
void write_list(Value& into, std::string_view key, const std::vector<Item>& items) {
    if (items.empty()) return;
    Value list = Value::list();
    for (const auto& item : items) list.push(to_value(item));
    into.set(key, std::move(list));
}

template <class Item>
std::vector<Item> read_list(const Value& value, std::string_view key, Item (*read)(const Value&)) {
    std::vector<Item> items;
    const Value* list = value.find(key);
    if (list == nullptr || !list->is_list()) return items;
    items.reserve(list->as_list().size());
    for (const auto& item : list->as_list()) items.push_back(read(item));
    return items;
}

}  // namespace

Value to_value(const Column& column, bool with_private) {
    Value value = Value::object();
    value.set("name", column.name).set("type", column.type).set("null", column.null);
    value.set_if("auto", column.auto_increment);
    if (!column.default_value.is_null()) value.set("default", column.default_value);
    value.set_if("db_default", column.db_default).set_if("collation", column.collation).set_if("comment", column.comment);
    if (column.generated) {
        Value generated = Value::object();
        generated.set("expression", column.generated->expression).set("stored", column.generated->stored);
        value.set("generated", std::move(generated));
    }
    value.set_if("field", column.field);
    if (with_private && !column.logical.is_null()) value.set("logical", column.logical);
    return value;
}

Value to_value(const PrimaryKey& key) {
    Value value = Value::object();
    value.set_if("name", key.name).set("columns", Value::list_of(key.columns));
    return value;
}

Value to_value(const ForeignKeyConstraint& key) {
    Value value = Value::object();
    value.set_if("name", key.name).set("columns", Value::list_of(key.columns)).set("to_table", key.to_table);
    value.set("to_columns", Value::list_of(key.to_columns)).set("on_delete", key.on_delete).set("on_update", key.on_update);
    value.set_if("deferrable", key.deferrable).set_if("match", key.match).set_if("state", key.state);
    return value;
}

Value to_value(const Unique& unique) {
    Value value = Value::object();
    value.set_if("name", unique.name).set("columns", Value::list_of(unique.columns)).set_if("include", Value::list_of(unique.include));
    value.set_if("deferrable", unique.deferrable);
    if (!unique.nulls_distinct) value.set("nulls_distinct", false);
    return value;
}

Value to_value(const Check& check) {
    Value value = Value::object();
    value.set_if("name", check.name).set("expression", check.expression).set_if("state", check.state);
    return value;
}

Value to_value(const Index& index) {
    Value parts = Value::list();
    for (const auto& part : index.parts) {
        Value item = Value::object();
        item.set_if("column", part.column).set_if("expression", part.expression).set_if("order", part.order).set_if("nulls", part.nulls);
        item.set_if("collation", part.collation).set_if("opclass", part.opclass);
        parts.push(std::move(item));
    }
    Value value = Value::object();
    value.set("name", index.name).set("parts", std::move(parts)).set("unique", index.unique);
    value.set_if("where", index.where).set_if("include", Value::list_of(index.include)).set_if("method", index.method);
    value.set_if("with", index.with);
    return value;
}

Value to_value(const Exclusion& exclusion) {
    Value value = Value::object();
    value.set("name", exclusion.name).set("parts", exclusion.parts).set_if("using", exclusion.using_method);
    value.set_if("where", exclusion.where).set_if("deferrable", exclusion.deferrable);
    return value;
}

Value to_value(const Table& table, bool with_private) {
    Value value = Value::object();
    value.set("name", table.name).set_if("schema", table.schema).set_if("model", table.model).set("managed", table.managed);
    value.set_if("comment", table.comment).set_if("options", table.options);
    Value columns = Value::list();
    for (const auto& column : table.columns) columns.push(to_value(column, with_private));
    value.set("columns", std::move(columns));
    if (!table.primary_key.columns.empty()) value.set("primary_key", to_value(table.primary_key));
    write_list(value, "foreign_keys", table.foreign_keys);
    write_list(value, "uniques", table.uniques);
    write_list(value, "checks", table.checks);
    write_list(value, "indexes", table.indexes);
    write_list(value, "exclusions", table.exclusions);
    if (with_private && !table.driver.is_null()) value.set("driver", table.driver);
    return value;
}

Value to_value(const Schema& schema, bool with_private) {
    Value value = Value::object();
    value.set("format_version", "1.0").set_if("source", schema.source).set_if("backend", schema.backend).set_if("server", schema.server);
    Value tables = Value::list();
    for (const auto& table : schema.tables) tables.push(to_value(table, with_private));
    value.set("tables", std::move(tables));
    const auto list = [](const Value& given) { return given.is_null() ? Value::list() : given; };
    value.set("enums", list(schema.enums)).set("extensions", list(schema.extensions));
    value.set_if("collations", schema.collations).set("views", list(schema.views));
    value.set("triggers", list(schema.triggers)).set("sequences", list(schema.sequences)).set_if("models", schema.models);
    if (schema.others.is_object()) {
        for (const auto& member : schema.others.as_object()) value.set_if(member.key, member.value);
    }
    value.set_if("defaults", schema.defaults);
    return value;
}

Column column_from(const Value& value) {
    shape(value, "a column");
    Column column;
    column.name = value.text_or("name");
    column.type = value.text_or("type");
    column.null = value.bool_or("null", false);
    column.auto_increment = value.bool_or("auto", false);
    column.default_value = member_or_null(value, "default");
    column.db_default = value.text_or("db_default");
    column.collation = value.text_or("collation");
    column.comment = value.text_or("comment");
    if (const Value* generated = value.find("generated"); generated != nullptr && generated->is_object()) {
        column.generated = Generated{generated->text_or("expression"), generated->bool_or("stored", false)};
    }
    column.field = value.text_or("field");
    column.logical = member_or_null(value, "logical");
    return column;
}

PrimaryKey primary_key_from(const Value& value) {
    shape(value, "a primary key");
    return {value.text_or("name"), texts_of(value, "columns")};
}

ForeignKeyConstraint foreign_key_from(const Value& value) {
    shape(value, "a foreign key");
    ForeignKeyConstraint key;
    key.name = value.text_or("name");
    key.columns = texts_of(value, "columns");
    key.to_table = value.text_or("to_table");
    key.to_columns = texts_of(value, "to_columns");
    key.on_delete = value.text_or("on_delete", "NO_ACTION");
    key.on_update = value.text_or("on_update", "NO_ACTION");
    key.deferrable = value.text_or("deferrable");
    key.match = value.text_or("match");
    key.state = value.text_or("state");
    return key;
}

Unique unique_from(const Value& value) {
    shape(value, "a unique constraint");
    return {value.text_or("name"), texts_of(value, "columns"), texts_of(value, "include"), value.text_or("deferrable"),
            value.bool_or("nulls_distinct", true)};
}

Check check_from(const Value& value) {
    shape(value, "a check");
    return {value.text_or("name"), value.text_or("expression"), value.text_or("state")};
}

Index index_from(const Value& value) {
    shape(value, "an index");
    Index index;
    index.name = value.text_or("name");
    if (const Value* parts = value.find("parts"); parts != nullptr && parts->is_list()) {
        for (const auto& part : parts->as_list()) {
            shape(part, "a part of an index");
            index.parts.push_back({part.text_or("column"), part.text_or("expression"), part.text_or("order"), part.text_or("nulls"),
                                   part.text_or("collation"), part.text_or("opclass")});
        }
    }
    index.unique = value.bool_or("unique", false);
    index.where = value.text_or("where");
    index.include = texts_of(value, "include");
    index.method = value.text_or("method");
    index.with = member_or_null(value, "with");
    return index;
}

Exclusion exclusion_from(const Value& value) {
    shape(value, "an exclusion");
    return {value.text_or("name"), value.text_or("using"), value.text_or("where"), value.text_or("deferrable"), member_or_null(value, "parts")};
}

Table table_from(const Value& value) {
    shape(value, "a table");
    Table table;
    table.name = value.text_or("name");
    if (table.name.empty()) throw Error(ErrorCode::config, "schema document: a table has no name").at({}, value.line());
    table.schema = value.text_or("schema");
    table.model = value.text_or("model");
    table.comment = value.text_or("comment");
    table.managed = value.bool_or("managed", true);
    table.options = member_or_null(value, "options");
    table.columns = read_list<Column>(value, "columns", column_from);
    if (const Value* key = value.find("primary_key"); key != nullptr && key->is_object()) table.primary_key = primary_key_from(*key);
    table.foreign_keys = read_list<ForeignKeyConstraint>(value, "foreign_keys", foreign_key_from);
    table.uniques = read_list<Unique>(value, "uniques", unique_from);
    table.checks = read_list<Check>(value, "checks", check_from);
    table.indexes = read_list<Index>(value, "indexes", index_from);
    table.exclusions = read_list<Exclusion>(value, "exclusions", exclusion_from);
    table.driver = member_or_null(value, "driver");
    return table;
}

Schema schema_from(const Value& value) {
    shape(value, "the document");
    const Value* tables = value.find("tables");
    if (tables == nullptr || !tables->is_list()) {
        throw Error(ErrorCode::config, "schema document: \"tables\" is missing").hint("write one with: reinhardt-db inspect --format json");
    }
    Schema schema;
    schema.source = value.text_or("source");
    schema.backend = value.text_or("backend");
    schema.server = value.text_or("server");
    schema.tables = read_list<Table>(value, "tables", table_from);
    schema.enums = member_or_null(value, "enums");
    schema.extensions = member_or_null(value, "extensions");
    schema.collations = member_or_null(value, "collations");
    schema.views = member_or_null(value, "views");
    schema.triggers = member_or_null(value, "triggers");
    schema.sequences = member_or_null(value, "sequences");
    schema.models = member_or_null(value, "models");
    schema.defaults = member_or_null(value, "defaults");
    for (const auto& [key, kind] : other_objects) {
        const Value* list = value.find(key);
        if (list == nullptr || !list->is_list()) continue;
        if (schema.others.is_null()) schema.others = Value::object();
        schema.others.set(key, *list);
    }
    return schema;
}

}  // namespace reinhardt::db
