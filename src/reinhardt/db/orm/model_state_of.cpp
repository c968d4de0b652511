#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/model_meta.hpp>

#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

std::string_view action_name(OnDelete action) {
    switch (action) {
        case OnDelete::cascade: return "CASCADE";
        case OnDelete::set_null: return "SET_NULL";
        case OnDelete::set_default: return "SET_DEFAULT";
        case OnDelete::restrict: return "RESTRICT";
        case OnDelete::no_action: return "NO_ACTION";
        case OnDelete::none: break;
    }
    return {};
}

std::string plain_type(FieldKind kind, const FieldOptions& options) {
    switch (kind) {
        case FieldKind::boolean: return "BooleanField";
        case FieldKind::int16: return options.positive ? "PositiveSmallIntegerField" : "SmallIntegerField";
        case FieldKind::int32: return options.positive ? "PositiveIntegerField" : "IntegerField";
        case FieldKind::int64: return options.positive ? "PositiveBigIntegerField" : "BigIntegerField";
        case FieldKind::real: return "FloatField";
        case FieldKind::decimal: return "DecimalField";
        case FieldKind::text: return options.max_length > 0 ? "CharField" : "TextField";
        case FieldKind::bytes: return "BinaryField";
        case FieldKind::date: return "DateField";
        case FieldKind::time: return "TimeField";
        case FieldKind::datetime: return "DateTimeField";
        case FieldKind::duration: return "DurationField";
        case FieldKind::uuid: return "UUIDField";
        case FieldKind::json: return "JSONField";
        case FieldKind::enumeration: return options.max_length > 0 ? "CharField" : "EnumField";
        case FieldKind::array: return "ArrayField";
        case FieldKind::map: return "HStoreField";
        case FieldKind::file: return "FileField";
        case FieldKind::foreign_key: return "ForeignKey";
        case FieldKind::one_to_one: return "OneToOneField";
        case FieldKind::many_to_many: return "ManyToManyField";
        case FieldKind::range:
        case FieldKind::reverse: break;
    }
    return {};
}

std::string range_type(FieldKind element) {
    switch (element) {
        case FieldKind::int32: return "IntegerRangeField";
        case FieldKind::int64: return "BigIntegerRangeField";
        case FieldKind::decimal: return "DecimalRangeField";
        case FieldKind::date: return "DateRangeField";
        default: return "DateTimeRangeField";
    }
}

bool is_auto(const FieldDesc& field, const ModelDesc& model) {
    const bool integer = field.kind == FieldKind::int16 || field.kind == FieldKind::int32 || field.kind == FieldKind::int64;
    if (!integer || !field.options.primary_key || field.options.no_auto || field.options.default_value.kind != DefaultValue::Kind::none) return false;
    std::size_t keys = 0;
    for (std::size_t i = 0; i < model.count; ++i) keys += model.fields[i].options.primary_key ? 1 : 0;
    return keys == 1;
}

std::string type_of(const FieldDesc& field, const ModelDesc& model) {
    const FieldOptions& options = field.options;
    if (!options.type.empty()) return std::string(options.type);
    if (is_auto(field, model)) return field.kind == FieldKind::int16 ? "SmallAutoField" : field.kind == FieldKind::int32 ? "AutoField" : "BigAutoField";
    if (field.kind == FieldKind::range) return range_type(field.element);
    return plain_type(field.kind, options);
}

Value default_of(const DefaultValue& value, const FieldDesc& field, const Choice* choices, std::size_t count) {
    switch (value.kind) {
        case DefaultValue::Kind::boolean: return value.integer != 0;
        case DefaultValue::Kind::integer:
            if (field.kind == FieldKind::boolean) return value.integer != 0;
            if (field.kind == FieldKind::enumeration) {
                for (std::size_t i = 0; i < count; ++i) {
                    if (choices[i].is_text && choices[i].number == value.integer) return Value(choices[i].text);
                }
            }
            return value.integer;
        case DefaultValue::Kind::real: return value.real;
        case DefaultValue::Kind::text: return Value(value.text);
        case DefaultValue::Kind::json: return parse_json(value.text);
        case DefaultValue::Kind::none: break;
    }
    return {};
}

/// "postgresql=ltree mysql=varchar(100)", or one type for all.
Value db_type_of(std::string_view text) {
    if (text.find('=') == std::string_view::npos) return Value(text);
    Value made = Value::object();
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (const auto sign = part.find('='); sign != std::string_view::npos) made.set(part.substr(0, sign), Value(part.substr(sign + 1)));
    }
    return made;
}

/// The field in the long form of the TOML file; the reader checks it and leaves out what is the default.
Value field_form(const FieldDesc& field, const ModelDesc& model) {
    const FieldOptions& options = field.options;
    Value form = Value::object();
    const std::string type = type_of(field, model);
    form.set("type", type);
    if (field.relation.target != nullptr) {
        const ModelDesc& target = field.relation.target();
        form.set("to", std::string(target.app) + "." + std::string(target.name));
    }
    const auto text = [&](std::string_view key, std::string_view value) {
        if (!value.empty()) form.set(key, Value(value));
    };
    text("through", options.through);
    text("table", options.table);
    if (!options.from_column.empty()) form.set("columns", Value::list_of({std::string(options.from_column), std::string(options.to_column)}));
    text("to_field", options.to_field);
    text("on_delete", action_name(options.on_delete));
    text("on_update", action_name(options.on_update));
    if (field.kind == FieldKind::array) {
        Value of = Value::object();
        of.set("type", plain_type(field.element, options));
        if (options.max_length > 0) of.set("max_length", static_cast<std::int64_t>(options.max_length));
        if (options.max_digits > 0) of.set("max_digits", static_cast<std::int64_t>(options.max_digits)).set("decimal_places", static_cast<std::int64_t>(options.decimal_places));
        form.set("of", of);
    } else {
        if (options.max_length > 0) form.set("max_length", static_cast<std::int64_t>(options.max_length));
        if (options.max_digits > 0) form.set("max_digits", static_cast<std::int64_t>(options.max_digits));
        if (options.has_decimal_places) form.set("decimal_places", static_cast<std::int64_t>(options.decimal_places));
    }
    if (!options.expression.empty()) {
        Value output = Value::object();
        output.set("type", type);
        for (const std::string_view key : {"max_length", "max_digits", "decimal_places"}) {
            if (const Value* value = form.find(key)) output.set(key, *value);
            form.erase(key);
        }
        form.set("type", "GeneratedField").set("output", output);
        text("expression", options.expression);
        form.set("stored", options.stored);
    }
    if (!options.db_type.empty()) form.set("db_type", db_type_of(options.db_type));
    if (!options.native) form.set("native", false);
    if (field.nullable() && has_column(field.kind) && (field.optional || options.null)) form.set("null", true);
    if (options.unique && field.kind != FieldKind::one_to_one) form.set("unique", true);
    if (options.primary_key) form.set("primary_key", true);
    if (options.index) form.set("index", true);
    if (options.no_index) form.set("index", false);
    const Choice* choices = options.choices;
    std::size_t count = options.choice_count;
    if (choices == nullptr && field.enum_choices != nullptr) choices = field.enum_choices(count);
    if (options.default_value.kind != DefaultValue::Kind::none) form.set("default", default_of(options.default_value, field, choices, count));
    text("db_default", options.db_default);
    if (options.auto_now) form.set("auto_now", true);
    if (options.auto_now_add) form.set("auto_now_add", true);
    if (count > 0) {
        Value list = Value::list();
        for (std::size_t i = 0; i < count; ++i) list.push(choices[i].is_text ? Value(choices[i].text) : Value(choices[i].number));
        form.set("choices", list);
    }
    text("column", options.column);
    text("collation", options.collation);
    text("comment", options.comment);
    if (options.no_constraint) form.set("constraint", false);
    text("deferrable", options.deferrable);
    text("related_name", options.related_name);
    text("help_text", options.help_text);
    return form;
}

Value names(const std::vector<std::string>& list) { return Value::list_of(list); }

Value meta_form(const ModelMeta& meta) {
    Value form = Value::object();
    form.set_if("comment", meta.comment);
    form.set_if("schema", meta.schema);
    form.set_if("ordering", names(meta.ordering));
    Value indexes = Value::list(), constraints = Value::list(), options = Value::object();
    for (const MetaIndex& index : meta.indexes) {
        Value one = Value::object();
        one.set_if("fields", names(index.fields));
        one.set_if("expressions", names(index.expressions));
        one.set_if("name", index.name_text);
        one.set_if("where", index.where_text);
        one.set_if("method", index.method_text);
        one.set_if("include", names(index.include_fields));
        one.set_if("unique", index.is_unique);
        one.set_if("only", names(index.only_backends));
        indexes.push(one);
    }
    for (const MetaUnique& unique : meta.uniques) {
        Value one = Value::object();
        one.set("unique", names(unique.fields));
        one.set_if("name", unique.name_text);
        one.set_if("where", unique.where_text);
        one.set_if("include", names(unique.include_fields));
        if (!unique.nulls_are_distinct) one.set("nulls_distinct", false);
        one.set_if("deferrable", unique.deferrable_text);
        one.set_if("only", names(unique.only_backends));
        constraints.push(one);
    }
    for (const MetaCheck& check : meta.checks) {
        Value one = Value::object();
        one.set("check", check.expression);
        one.set_if("name", check.name_text);
        one.set_if("only", names(check.only_backends));
        constraints.push(one);
    }
    for (const MetaExclude& exclusion : meta.exclusions) {
        Value one = Value::object(), parts = Value::list();
        for (const auto& [what, sign] : exclusion.parts) {
            Value part = Value::object();
            const bool expression = what.front() == '(';
            part.set(expression ? "expression" : "field", what).set("with", sign);
            parts.push(part);
        }
        one.set("exclude", parts).set("using", exclusion.method_text);
        one.set_if("name", exclusion.name_text);
        one.set_if("only", names(exclusion.only_backends));
        constraints.push(one);
    }
    for (const auto& [driver, pair] : meta.options) {
        Value* of = options.find(driver);
        if (of == nullptr) options.set(driver, Value::object()), of = options.find(driver);
        of->set(pair.first, Value(pair.second));
    }
    form.set_if("indexes", indexes);
    form.set_if("constraints", constraints);
    form.set_if("options", options);
    return form;
}

}  // namespace

ModelState model_state_of(const ModelDesc& desc) {
    ModelState state;
    state.app = desc.app;
    state.name = desc.name;
    Reader reader;
    reader.file = "model " + state.label();
    reader.app = state.app;
    Value form = desc.meta != nullptr ? meta_form(desc.meta()) : Value::object();
    form.set("table", Value(desc.table));
    std::vector<std::string> key;
    for (std::size_t i = 0; i < desc.count; ++i) {
        const FieldDesc& field = desc.fields[i];
        if (field.options.primary_key) key.emplace_back(field.name);
    }
    if (key.size() > 1) form.set("primary_key", names(key));
    read_model_keys(reader, form, {}, state);
    for (std::size_t i = 0; i < desc.count; ++i) {
        const FieldDesc& field = desc.fields[i];
        if (field.kind == FieldKind::reverse || field.options.transient) continue;
        Value one = field_form(field, desc);
        if (key.size() > 1) one.erase("primary_key");
        if (auto read = read_field(reader, std::string(field.name), one, state.label())) state.fields.push_back(std::move(*read));
    }
    if (!reader.errors.empty()) throw_all(std::move(reader.errors));
    if (state.table == state.app + "_" + snake_case(state.name)) state.table.clear();
    return state;
}

}  // namespace reinhardt::db
