#include <reinhardt/db/orm/model_form.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/model_meta.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>
#include <reinhardt/db/support/error.hpp>
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

std::string integer_type(FieldKind kind, bool positive) {
    const std::string start = positive ? "Positive" : "";
    if (kind == FieldKind::int16) return start + "SmallIntegerField";
    return start + (kind == FieldKind::int32 ? "IntegerField" : "BigIntegerField");
}

std::string plain_type_name(FieldKind kind, const FieldOptions& options) {
    switch (kind) {
        case FieldKind::boolean: return "BooleanField";
        case FieldKind::int16:
        case FieldKind::int32:
        case FieldKind::int64: return integer_type(kind, options.positive);
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
    if (field.kind == FieldKind::enumeration && field.element != FieldKind::text) return integer_type(field.element, options.positive);
    return plain_type_name(field.kind, options);
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
        case DefaultValue::Kind::json: return parse_json(value.text, {}, ErrorCode::models);
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

void put_text(Value& form, std::string_view key, std::string_view value) {
    if (!value.empty()) form.set(key, Value(value));
}

void put_lengths(Value& form, const FieldOptions& options) {
    if (options.max_length > 0) form.set("max_length", static_cast<std::int64_t>(options.max_length));
    if (options.max_digits > 0) form.set("max_digits", static_cast<std::int64_t>(options.max_digits));
    if (options.has_decimal_places) form.set("decimal_places", static_cast<std::int64_t>(options.decimal_places));
}

void put_relation(Value& form, const FieldDesc& field) {
    const FieldOptions& options = field.options;
    if (field.relation.target != nullptr) {
        const ModelDesc& target = field.relation.target();
        form.set("to", std::string(target.app) + "." + std::string(target.name));
    }
    put_text(form, "through", options.through);
    put_text(form, "table", options.table);
    if (!options.from_column.empty()) form.set("columns", Value::list_of({std::string(options.from_column), std::string(options.to_column)}));
    put_text(form, "to_field", options.to_field);
    put_text(form, "on_delete", action_name(options.on_delete));
    put_text(form, "on_update", action_name(options.on_update));
}

/// `of` of an array: its element's type, in as many arrays as it has further dimensions.
Value array_element(const FieldDesc& field) {
    Value of = Value::object();
    of.set("type", plain_type_name(field.element, field.options));
    put_lengths(of, field.options);
    for (std::uint8_t i = 1; i < field.dimensions; ++i) {
        Value outer = Value::object();
        outer.set("type", "ArrayField").set("of", std::move(of));
        of = std::move(outer);
    }
    return of;
}

/// Makes a GeneratedField of the form of what it gives.
void make_generated(Value& form, const FieldOptions& options) {
    Value output = Value::object();
    for (const std::string_view key : {"type", "max_length", "max_digits", "decimal_places", "of"}) {
        if (const Value* value = form.find(key)) output.set(key, *value);
        form.erase(key);
    }
    form.set("type", "GeneratedField").set("output", std::move(output)).set("expression", std::string(options.expression)).set("stored", options.stored);
}

Value choices_form(const Choice* choices, std::size_t count) {
    Value list = Value::list();
    for (std::size_t i = 0; i < count; ++i) {
        const Choice& choice = choices[i];
        const Value value = choice.is_text ? Value(choice.text) : Value(choice.number);
        list.push(choice.label.empty() ? value : Value(Value::List{value, Value(choice.label)}));
    }
    return list;
}

void put_validators(Value& form, const FieldOptions& options) {
    if (options.validator_count == 0) return;
    Value list = Value::list();
    for (std::size_t i = 0; i < options.validator_count; ++i) list.push(to_value(*options.validators[i]));
    form.set("validators", std::move(list));
}

void put_words(Value& form, const FieldDesc& field) {
    const FieldOptions& options = field.options;
    if (has_column(field.kind) && field.nullable()) form.set("null", true);
    if (options.unique && field.kind != FieldKind::one_to_one) form.set("unique", true);
    if (options.primary_key) form.set("primary_key", true);
    if (options.index) form.set("index", true);
    if (options.no_index) form.set("index", false);
    put_text(form, "db_default", options.db_default);
    if (options.auto_now) form.set("auto_now", true);
    if (options.auto_now_add) form.set("auto_now_add", true);
    put_text(form, "native", options.native);
    put_text(form, "column", options.column);
    put_text(form, "collation", options.collation);
    put_text(form, "comment", options.comment);
    if (options.no_constraint) form.set("constraint", false);
    put_text(form, "deferrable", options.deferrable);
    put_text(form, "related_name", options.related_name);
    put_text(form, "help_text", options.help_text);
    put_text(form, "verbose_name", options.verbose_name);
    put_text(form, "renamed_from", options.renamed_from);
}

/// The JSON object of an option, or Error(models) that names the model.
Value parsed(std::string_view json, const ModelDesc& model, std::string_view what) {
    try {
        Value value = parse_json(json, {}, ErrorCode::models);
        if (value.is_object()) return value;
        throw Error(ErrorCode::models, "it is no object");
    } catch (const Error& error) {
        throw Error(ErrorCode::models, std::string(what) + " of model " + std::string(model.app) + "." + std::string(model.name) + " is no JSON object: " + error.message());
    }
}

void put_all(Value& form, Value more) {
    for (auto& member : more.as_object()) form.set(member.key, std::move(member.value));
}

Value names(const std::vector<std::string>& list) { return Value::list_of(list); }

Value index_form(const MetaIndex& index, const ModelDesc& model) {
    if (!index.json.empty()) return parsed(index.json, model, "index_as");
    Value one = Value::object();
    one.set_if("fields", names(index.fields));
    one.set_if("expressions", names(index.expressions));
    one.set_if("name", index.name_text);
    one.set_if("where", index.where_text);
    one.set_if("method", index.method_text);
    one.set_if("include", names(index.include_fields));
    one.set_if("unique", index.is_unique);
    one.set_if("only", names(index.only_backends));
    return one;
}

Value unique_form(const MetaUnique& unique) {
    Value one = Value::object();
    one.set("unique", names(unique.fields));
    one.set_if("name", unique.name_text);
    one.set_if("where", unique.where_text);
    one.set_if("include", names(unique.include_fields));
    if (!unique.nulls_are_distinct) one.set("nulls_distinct", false);
    one.set_if("deferrable", unique.deferrable_text);
    one.set_if("only", names(unique.only_backends));
    return one;
}

Value check_form(const MetaCheck& check) {
    Value one = Value::object();
    one.set("check", check.expression);
    one.set_if("name", check.name_text);
    one.set_if("only", names(check.only_backends));
    return one;
}

Value exclusion_form(const MetaExclude& exclusion) {
    Value one = Value::object(), parts = Value::list();
    for (const auto& [what, sign] : exclusion.parts) {
        Value part = Value::object();
        const bool expression = !what.empty() && what.front() == '(';
        part.set(expression ? "expression" : "field", what).set("with", sign);
        parts.push(std::move(part));
    }
    one.set("exclude", std::move(parts)).set_if("using", exclusion.method_text);
    one.set_if("name", exclusion.name_text);
    one.set_if("where", exclusion.where_text);
    one.set_if("deferrable", exclusion.deferrable_text);
    one.set_if("only", names(exclusion.only_backends));
    return one;
}

/// In the order in which REINHARDT_META names them.
Value constraint_forms(const ModelMeta& meta, const ModelDesc& model) {
    std::vector<std::pair<std::size_t, Value>> placed;
    for (const auto& unique : meta.uniques) placed.emplace_back(unique.place, unique_form(unique));
    for (const auto& check : meta.checks) placed.emplace_back(check.place, check_form(check));
    for (const auto& exclusion : meta.exclusions) placed.emplace_back(exclusion.place, exclusion_form(exclusion));
    for (const auto& other : meta.constraints) placed.emplace_back(other.place, parsed(other.json, model, "constraint_as"));
    std::stable_sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Value list = Value::list();
    for (auto& [place, form] : placed) list.push(std::move(form));
    return list;
}

Value option_forms(const ModelMeta& meta) {
    Value options = Value::object();
    for (const MetaOption& option : meta.options) {
        if (!options.has(option.driver)) options.set(option.driver, Value::object());
        options.find(option.driver)->set(option.key, option.is_json ? parse_json(option.value, {}, ErrorCode::models) : Value(option.value));
    }
    return options;
}

std::vector<std::string> key_names(const ModelDesc& desc) {
    std::vector<std::string> key;
    for (std::size_t i = 0; i < desc.count; ++i) {
        if (desc.fields[i].options.primary_key) key.emplace_back(desc.fields[i].name);
    }
    return key;
}

}  // namespace

bool is_declared(const FieldDesc& field) noexcept {
    return field.kind != FieldKind::reverse && (!field.options.transient || !field.options.type.empty());
}

Value field_form(const FieldDesc& field, const ModelDesc& model) {
    const FieldOptions& options = field.options;
    Value form = Value::object();
    form.set("type", type_of(field, model));
    if (options.transient) {
        if (!options.from_column.empty()) form.set("content_type", std::string(options.from_column)).set("object_id", std::string(options.to_column));
        put_text(form, "comment", options.comment);
        put_text(form, "help_text", options.help_text);
        put_text(form, "verbose_name", options.verbose_name);
    } else {
        put_relation(form, field);
        if (field.kind == FieldKind::array) form.set("of", array_element(field));
        else put_lengths(form, options);
        if (!options.expression.empty()) make_generated(form, options);
        if (!options.db_type.empty()) form.set("db_type", db_type_of(options.db_type));
        const Choice* choices = options.choices;
        std::size_t count = options.choice_count;
        if (choices == nullptr && field.enum_choices != nullptr) choices = field.enum_choices(count);
        if (options.default_value.kind != DefaultValue::Kind::none) form.set("default", default_of(options.default_value, field, choices, count));
        if (count > 0) form.set("choices", choices_form(choices, count));
        put_words(form, field);
        put_validators(form, options);
    }
    if (!options.json.empty()) put_all(form, parsed(options.json, model, "attributes of field '" + std::string(field.name) + "'"));
    return form;
}

Value model_keys_form(const ModelDesc& desc) {
    static const ModelMeta none;
    const ModelMeta& meta = desc.meta != nullptr ? desc.meta() : none;
    Value form = Value::object();
    if (desc.table != std::string(desc.app) + "_" + snake_case(desc.name)) put_text(form, "table", desc.table);
    form.set_if("comment", meta.comment);
    form.set_if("schema", meta.schema);
    if (const auto key = key_names(desc); key.size() > 1) form.set("primary_key", names(key));
    form.set_if("ordering", names(meta.ordering));
    Value indexes = Value::list();
    for (const MetaIndex& index : meta.indexes) indexes.push(index_form(index, desc));
    form.set_if("indexes", std::move(indexes));
    form.set_if("constraints", constraint_forms(meta, desc));
    form.set_if("options", option_forms(meta));
    if (!meta.json.empty()) put_all(form, parsed(meta.json, desc, "model_keys"));
    return form;
}

Value model_form(const ModelDesc& desc) {
    Value form = Value::object();
    form.set("name", std::string(desc.name));
    put_all(form, model_keys_form(desc));
    if (desc.meta != nullptr) form.set_if("renamed_from", desc.meta().renamed_from);
    const bool composite = form.has("primary_key");
    Value fields = Value::list();
    for (std::size_t i = 0; i < desc.count; ++i) {
        if (!is_declared(desc.fields[i])) continue;
        Value field = Value::object();
        field.set("name", std::string(desc.fields[i].name));
        put_all(field, field_form(desc.fields[i], desc));
        if (composite) field.erase("primary_key");
        fields.push(std::move(field));
    }
    return form.set("fields", std::move(fields));
}

}  // namespace reinhardt::db
