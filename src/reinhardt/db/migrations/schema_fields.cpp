#include <reinhardt/db/migrations/schema_fields.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <reinhardt/db/migrations/column_fields.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

/// Field types of the same column with a check on top; the first that fits is meant.
std::vector<std::string> types_with_checks(const std::string& type) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> pairs = {{
        {"IntegerField", "PositiveIntegerField"},
        {"SmallIntegerField", "PositiveSmallIntegerField"},
        {"BigIntegerField", "PositiveBigIntegerField"},
        {"TextField", "JSONField"},
    }};
    for (const auto& [plain, checked] : pairs)
        if (plain == type) return {std::string(checked), type};
    return {type};
}

bool holds_null(const Value& document) {
    const auto is_it = [](const Value& item) { return item.is_null() || holds_null(item); };
    if (document.is_list()) return std::any_of(document.as_list().begin(), document.as_list().end(), is_it);
    return document.is_object() && std::any_of(document.as_object().begin(), document.as_object().end(), [&](const Member& member) { return is_it(member.value); });
}

/// A JSON document as a default; inside of it, TOML has no null.
Value document_of(const std::string& text) {
    try {
        Value document = parse_json(text);
        if (!document.is_null() && !holds_null(document)) return document;
    } catch (const Error&) {
    }
    return Value::object().set("json", text);
}

Field typed(const std::string& type, const Value& attributes, const Column& column) {
    Field field;
    field.type = type;
    if (!column.generated) {
        for (const Member& member : attributes.as_object()) field.set(member.key, member.value);
        return field;
    }
    Value output = Value::object();
    output.set("type", type);
    for (const Member& member : attributes.as_object()) output.set(member.key, member.value);
    field.type = "GeneratedField";
    field.set("expression", column.generated->expression);
    field.set("output", output.as_object().size() == 1 ? Value(type) : output);
    field.set("stored", column.generated->stored);
    return field;
}

}  // namespace

std::string field_name(std::string_view column) {
    std::string out;
    for (const char c : column) out += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ? c : '_';
    if (out.empty() || std::isdigit(static_cast<unsigned char>(out.front())) != 0) out.insert(0, out.empty() ? "field" : "f_");
    return out;
}

SchemaFields::SchemaFields(const Table& table, std::string backend, Driver& driver)
    : table_(table), backend_(std::move(backend)), driver_(driver), checks_(table.checks) {}

Field SchemaFields::field_of(const Column& column) {
    const ColumnField base = field_of_column(column, backend_);
    for (const std::string& type : types_with_checks(base.type)) {
        Field field = typed(type, base.attributes, column);
        add_common(column, field);
        if (is_valid(field) && take(column, field)) return field;
    }
    Value types = Value::object();
    types.set(backend_, column.type);
    Value attributes = Value::object();
    attributes.set("db_type", std::move(types));
    Field field = typed(column.auto_increment ? base.type : "CustomField", attributes, column);
    add_common(column, field);
    return field;
}

void SchemaFields::add_common(const Column& column, Field& field) {
    field.set("null", column.null);
    if (field.type == "JSONField" && column.default_value.is_text()) field.set("default", document_of(column.default_value.as_text()));
    else if (!column.default_value.is_null()) field.set("default", column.default_value);
    if (!column.db_default.empty()) field.set("db_default", column.db_default);
    if (!column.collation.empty()) field.set("collation", column.collation);
    if (!column.comment.empty()) field.set("comment", column.comment);
}

bool SchemaFields::is_valid(const Field& field) {
    Reader reader;
    return read_field(reader, "field", write_field(field, {}, false), {}).has_value();
}

/// Whether the driver makes that column of the field; the checks that come with it are taken.
bool SchemaFields::take(const Column& column, const Field& field) {
    ColumnType type;
    try {
        Value shape = write_field(field.migrated(), {}, false);
        if (Value* output = shape.find("output"); output != nullptr && output->is_text()) *output = Value::object().set("type", *output);
        type = driver_.column_type(shape, table_.options);
    } catch (const Error&) {
        return false;
    }
    if (lower(type.type) != lower(column.type) || (type.auto_increment && !column.generated) != column.auto_increment) return false;
    std::vector<Check> left = checks_;
    for (const std::string& check : type.checks) {
        const std::string wanted = driver_.normalize(replace_all(check, "{column}", "{" + column.name + "}"));
        const auto found = std::find_if(left.begin(), left.end(), [&](const Check& item) { return driver_.normalize(item.expression) == wanted; });
        if (found == left.end()) return false;
        left.erase(found);
    }
    checks_ = std::move(left);
    return true;
}

}  // namespace reinhardt::db
