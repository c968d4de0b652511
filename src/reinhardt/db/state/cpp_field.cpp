#include <reinhardt/db/state/cpp_field.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <reinhardt/db/state/cpp_names.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {
namespace {

const std::map<std::string_view, std::string_view>& value_types() {
    static const std::map<std::string_view, std::string_view> types = {
        {"AutoField", "std::int32_t"}, {"BigAutoField", "std::int64_t"}, {"SmallAutoField", "std::int16_t"},
        {"CharField", "std::string"}, {"TextField", "std::string"}, {"SlugField", "std::string"}, {"EmailField", "std::string"}, {"URLField", "std::string"},
        {"IPAddressField", "std::string"}, {"EnumField", "std::string"}, {"FileField", "db::File"}, {"ImageField", "db::Image"}, {"CITextField", "std::string"},
        {"CustomField", "std::string"}, {"UUIDField", "db::Uuid"},
        {"SmallIntegerField", "std::int16_t"}, {"IntegerField", "std::int32_t"}, {"BigIntegerField", "std::int64_t"},
        {"PositiveSmallIntegerField", "std::int16_t"}, {"PositiveIntegerField", "std::int32_t"}, {"PositiveBigIntegerField", "std::int64_t"},
        {"FloatField", "double"}, {"DecimalField", "db::Decimal"}, {"BooleanField", "bool"},
        {"DateField", "db::Date"}, {"TimeField", "db::Time"}, {"DateTimeField", "db::DateTime"}, {"DurationField", "db::Duration"},
        {"BinaryField", "std::vector<std::byte>"}, {"JSONField", "db::Json"}, {"HStoreField", "db::HStore"},
        {"IntegerRangeField", "db::Range<std::int32_t>"}, {"BigIntegerRangeField", "db::Range<std::int64_t>"}, {"DecimalRangeField", "db::Range<db::Decimal>"},
        {"DateRangeField", "db::Range<db::Date>"}, {"DateTimeRangeField", "db::Range<db::DateTime>"}};
    return types;
}

/// Words for types that the C++ type does not tell.
std::string_view type_word(std::string_view type) {
    static const std::map<std::string_view, std::string_view> words = {
        {"SlugField", "db::slug"}, {"EmailField", "db::email_field"}, {"URLField", "db::url_field"}, {"IPAddressField", "db::ip_address"}, {"CITextField", "db::ci_text"},
        {"PositiveSmallIntegerField", "db::positive"}, {"PositiveIntegerField", "db::positive"},
        {"PositiveBigIntegerField", "db::positive"}};
    const auto found = words.find(type);
    return found != words.end() ? found->second : std::string_view();
}

bool is_plain_integer(std::string_view type) { return type.ends_with("IntegerField"); }

std::string call(std::string_view word, const std::string& argument) { return "db::" + std::string(word) + "(" + argument + ")"; }

std::string_view action_word(std::string_view action) {
    static const std::map<std::string_view, std::string_view> words = {
        {"CASCADE", "db::cascade"}, {"SET_NULL", "db::set_null"}, {"SET_DEFAULT", "db::set_default"}, {"RESTRICT", "db::restrict"}, {"NO_ACTION", "db::no_action"}};
    return words.at(action);
}

/// The inner field of `of` and `output`.
Field inner_field(const Value& value) {
    Field field;
    field.type = value.is_text() ? value.as_text() : value.text_or("type");
    if (value.is_object()) {
        for (const auto& member : value.as_object()) {
            if (member.key != "type") field.attributes.set(member.key, member.value);
        }
    }
    return field;
}

/// Whether lengths are all that an inner field says beside its type, and for an array whether its C++ type tells it.
bool is_simple_inner(const Field& inner, bool of_array) {
    const bool known = value_types().contains(inner.type) && inner.type != "EnumField" && inner.type != "CustomField";
    if (!known || (of_array && !type_word(inner.type).empty())) return false;
    if (of_array && inner.type == "ImageField") return false;
    if (inner.attributes.has("max_length") && inner.type != "CharField" && (of_array || type_word(inner.type).empty())) return false;
    return std::all_of(inner.attributes.as_object().begin(), inner.attributes.as_object().end(),
                       [](const Member& member) { return member.key == "max_length" || member.key == "max_digits" || member.key == "decimal_places"; });
}

bool is_plain_type_text(const Value& value) { return value.is_text() && value.as_text().find_first_of(" =") == std::string::npos; }

}  // namespace

CppModels::CppModels(const std::vector<const ModelState*>& models) {
    for (const ModelState* model : models) {
        models_.emplace(model->label(), model);
        names_[model->app].insert(struct_name(*model));
    }
}

std::string CppModels::struct_name(const ModelState& model) { return cpp_identifier(model.name); }

const ModelState* CppModels::find(std::string_view label) const {
    const auto found = models_.find(label);
    return found != models_.end() ? found->second : nullptr;
}

std::string CppModels::struct_for(std::string_view label, std::string_view app, const std::string& asked_by) const {
    const ModelState* model = find(label);
    if (model == nullptr) throw Error(Error(ErrorCode::usage, asked_by + " refers to " + std::string(label) + ", which is not among the models to write").hint("take its table along"));
    return model->app == app ? struct_name(*model) : "::models::" + cpp_namespace(model->app) + "::" + struct_name(*model);
}

CppField CppFieldWriter::write(const Field& field, const std::string& identifier) {
    made_ = {};
    made_.name = identifier;
    rest_ = Value::object();
    enumerators_.clear();
    made_.type = type_of(field);
    if (field.null()) {
        if (field.is_foreign_key()) option("db::null");
        else made_.type = "std::optional<" + made_.type + ">";
    }
    if (model_.primary_key.empty() ? field.primary_key() : model_.is_key(field)) option("db::primary_key");
    write_type(field);
    for (const auto& member : field.attributes.as_object()) write_attribute(field, member);
    if (!rest_.as_object().empty()) option(call("attributes", cpp_json(rest_)));
    return std::move(made_);
}

std::string CppFieldWriter::type_of(const Field& field) {
    if (field.is_relation()) return relation_type(field);
    if (field.type == "GenericForeignKey") return "db::NoColumn";
    if (field.type == "EnumField") return enum_type(field);
    if (field.type == "GeneratedField" || field.type == "ArrayField") {
        const Value* inside = field.attributes.find(field.type == "ArrayField" ? "of" : "output");
        Field inner = inner_field(inside != nullptr ? *inside : Value("TextField"));
        const std::string type = inner.type == "EnumField" ? "std::string" : type_of(inner);
        return field.type == "ArrayField" ? "db::Array<" + type + ">" : type;
    }
    const auto found = value_types().find(field.type);
    return found != value_types().end() ? std::string(found->second) : "std::string";
}

/// The C++ type of what a foreign key refers to.
std::string CppFieldWriter::key_type(const Field& relation, int depth) const {
    const ModelState* target = models_.find(relation.to());
    if (target == nullptr || depth > 20) return "std::int64_t";
    const std::string wanted = relation.attributes.text_or("to_field");
    const std::vector<std::string> key = target->key_fields();
    const Field* field = !wanted.empty() ? target->field(wanted) : key.size() == 1 ? target->field(key.front()) : nullptr;
    if (field == nullptr) return "std::int64_t";
    if (field->is_foreign_key()) return key_type(*field, depth + 1);
    const auto found = value_types().find(field->type);
    return found != value_types().end() ? std::string(found->second) : "std::string";
}

std::string CppFieldWriter::relation_type(const Field& field) {
    const std::string target = models_.struct_for(field.to(), model_.app, "field " + model_.label() + "." + field.name);
    if (const ModelState* model = models_.find(field.to()); model->app != model_.app) definitions_.apps.insert(model->app);
    if (field.is_many_to_many()) return "db::ManyToMany<" + target + ">";
    const std::string kind = field.type == "OneToOneField" ? "db::OneToOne<" : "db::ForeignKey<";
    const std::string key = key_type(field);
    if (key == "std::int64_t") return kind + target + ">";
    // The macro splits its arguments at commas.
    const std::string alias = cpp_invented(CppModels::struct_name(model_) + cpp_camel(field.name), models_.names(model_.app));
    definitions_.constants.push_back("using " + alias + " = " + kind + target + ", " + key + ">;\n");
    return alias;
}

/// An enum class of its own, or a text where a value is no text that an enum can store.
std::string CppFieldWriter::enum_type(const Field& field) {
    const Value* choices = field.attributes.find("choices");
    const bool good = choices != nullptr && choices->is_list() && std::all_of(choices->as_list().begin(), choices->as_list().end(), [](const Value& choice) {
        return choice.is_text() && !choice.as_text().empty() && choice.as_text().find('\0') == std::string::npos;
    });
    if (!good) return "std::string";
    const std::string name = cpp_invented(CppModels::struct_name(model_) + cpp_camel(field.name), models_.names(model_.app));
    const std::string full = "::models::" + cpp_namespace(model_.app) + "::" + name;
    std::set<std::string> used;
    std::string values, stored;
    for (const Value& choice : choices->as_list()) {
        const std::string value = cpp_invented(choice.as_text(), used);
        enumerators_.emplace(choice.as_text(), name + "::" + value);
        values += (values.empty() ? "" : ", ") + value;
        stored += (stored.empty() ? "" : ", ") + ("{" + full + "::" + value + ", " + cpp_literal(choice.as_text()) + ", \"\"}");
    }
    definitions_.enums.push_back("enum class " + name + " { " + values + " };\n");
    definitions_.enum_names.push_back("template <>\nstruct reinhardt::db::enum_names<" + full + "> {\n    static constexpr EnumName<" + full + "> values[] = {" + stored + "};\n};\n");
    return name;
}

/// What the C++ type does not tell.
void CppFieldWriter::write_type(const Field& field) {
    const std::string& type = field.type;
    if (const auto word = type_word(type); !word.empty()) option(std::string(word));
    if (field.is_auto() && !model_.primary_key.empty()) option(call("field_type", cpp_literal(type)));
    if (type == "TextField" && field.attributes.has("max_length")) option(call("field_type", cpp_literal(type)));
    if (type == "EnumField" && (enumerators_.empty() || field.attributes.has("max_length"))) option("db::enum_field");
    if (is_plain_integer(type) && field.primary_key() && field.default_value() == nullptr) option("db::not_auto");
}

void CppFieldWriter::word(std::string_view name, const Member& member) {
    if (member.value.is_text()) option(call(name, cpp_literal(member.value.as_text())));
    else rest(member);
}

void CppFieldWriter::write_attribute(const Field& field, const Member& member) {
    const std::string& key = member.key;
    const Value& value = member.value;
    if (key == "to" || key == "null" || key == "primary_key" || key == "stored" || key == "object_id") return;
    if (key == "content_type") return option("db::generic_foreign_key(" + cpp_literal(value.as_text()) + ", " + cpp_literal(field.attributes.text_or("object_id")) + ")");
    if (key == "on_delete" || key == "on_update") return option(call(key, std::string(action_word(value.as_text()))));
    if (key == "columns") return option("db::columns(" + cpp_literal(value.texts().at(0)) + ", " + cpp_literal(value.texts().at(1)) + ")");
    if (key == "of" || key == "output") return write_inner(field, member);
    if (key == "expression") return write_generated(field, value);
    if (key == "db_type") return write_db_type(field, value);
    if (key == "max_length" || key == "max_digits" || key == "decimal_places") return option(call(key, std::to_string(value.as_int())));
    if (key == "unique" || key == "auto_now" || key == "auto_now_add") return option("db::" + key);
    if (key == "index") return option(value.as_bool() ? "db::db_index" : "db::no_index");
    if (key == "constraint") return option("db::no_constraint");
    if (key == "default") return write_default(field, value);
    if (key == "choices") return write_choices(field, value);
    if (key == "validators") return write_validators(field, value);
    static const std::set<std::string_view> words = {"through", "table",   "to_field",  "native",       "db_default", "column",       "collation",
                                                     "comment", "deferrable", "related_name", "help_text", "verbose_name", "renamed_from"};
    if (words.contains(key)) return word(key, member);
    rest(member);
}

void CppFieldWriter::write_inner(const Field& field, const Member& member) {
    const Field inner = inner_field(member.value);
    if (!is_simple_inner(inner, field.type == "ArrayField")) {
        rest(member);
        if (inner.type == "DecimalField" && field.type == "GeneratedField") option("db::max_digits(1) | db::decimal_places(0)");  // asked for by the C++ type
        return;
    }
    if (field.type == "GeneratedField") {
        if (const auto word = type_word(inner.type); !word.empty()) option(std::string(word));
    }
    for (const auto& attribute : inner.attributes.as_object()) option(call(attribute.key, std::to_string(attribute.value.as_int())));
}

void CppFieldWriter::write_generated(const Field& field, const Value& expression) {
    const std::string_view word = field.attributes.bool_or("stored", false) ? "generated_stored" : "generated_virtual";
    const bool plain = expression.is_text();
    option(call(word, cpp_literal(plain ? expression.as_text() : expression.as_object().front().value.as_text())));
    if (!plain) rest_.set("expression", expression);
}

void CppFieldWriter::write_db_type(const Field& field, const Value& types) {
    if (field.type != "CustomField") {
        rest_.set("db_type", types);
    } else if (types.is_text() && types.as_text().find('=') == std::string::npos) {
        option(call("db_type", cpp_literal(types.as_text())));
    } else if (types.is_object() && std::all_of(types.as_object().begin(), types.as_object().end(), [](const Member& member) { return is_plain_type_text(member.value); })) {
        std::string text;
        for (const auto& member : types.as_object()) text += (text.empty() ? "" : " ") + member.key + "=" + member.value.as_text();
        option(call("db_type", cpp_literal(text)));
    } else {
        option(call("field_type", cpp_literal(field.type)));
        rest_.set("db_type", types);
    }
}

void CppFieldWriter::write_default(const Field& field, const Value& value) {
    const auto named = value.is_text() ? enumerators_.find(value.as_text()) : enumerators_.end();
    if (named != enumerators_.end()) return option(call("default_", named->second));
    const bool with_auto = field.attributes.bool_or("auto_now", false) || field.attributes.bool_or("auto_now_add", false);
    std::string literal;
    if (value.is_bool()) literal = value.as_bool() ? "true" : "false";
    else if (value.is_int()) literal = cpp_integer(value.as_int());
    else if (value.is_real() && std::isfinite(value.as_real())) literal = to_json(value);
    else if (value.is_text() && value.as_text().find('\0') == std::string::npos) literal = cpp_literal(value.as_text());
    if (with_auto || (literal.empty() && !value.is_list() && !value.is_object())) rest_.set("default", value);
    else if (literal.empty()) option(call("default_json", cpp_json(value)));
    else option(call("default_", literal));
}

/// An enum has them by its names already.
void CppFieldWriter::write_choices(const Field& field, const Value& choices) {
    if (!enumerators_.empty()) return;
    std::string values;
    for (const Value& item : choices.as_list()) {
        const Value& value = item.is_list() ? item.as_list().front() : item;
        const std::string label = item.is_list() ? item.as_list().back().as_text() : "";
        const bool fits = !(item.is_list() && label.empty()) && label.find('\0') == std::string::npos &&
                          (value.is_text() ? value.as_text().find('\0') == std::string::npos : !cpp_integer(value.as_int()).empty());
        if (!fits) return void(rest_.set("choices", choices));
        values += (values.empty() ? "{" : ", {") + (value.is_text() ? cpp_literal(value.as_text()) : cpp_integer(value.as_int())) + ", " + cpp_literal(label) + "}";
    }
    const std::string name = cpp_invented(CppModels::struct_name(model_) + "_" + field.name + "_choices", models_.names(model_.app));
    definitions_.constants.push_back("inline constexpr db::Choice " + name + "[] = {" + values + "};\n");
    option("db::choices<" + name + ">");
}

/// A constant for each that compares with something; attributes where one has no word.
void CppFieldWriter::write_validators(const Field& field, const Value& list) {
    static const std::set<std::string_view> plain = {"email", "url", "domain_name", "ascii_domain_name", "slug", "unicode_slug", "ipv4", "ipv6", "ipv46", "integer",
                                                     "comma_separated_integers", "image_file", "no_null_characters"};
    static const std::set<std::string_view> numbers = {"max_length", "min_length", "array_max_length", "array_min_length"};
    static const std::set<std::string_view> limits = {"max_value", "min_value", "range_max_value", "range_min_value", "regex"};
    std::vector<std::string> names, calls;
    for (const Value& item : list.as_list()) {
        const std::string name = item.is_text() ? item.as_text() : item.text_or("name");
        const Value* value = item.is_object() && item.as_object().size() == 2 ? item.find("value") : nullptr;
        std::string argument;
        if (value != nullptr && value->is_int() && name != "regex") argument = cpp_integer(value->as_int());
        if (value != nullptr && value->is_text() && value->as_text().find('\0') == std::string::npos && !numbers.contains(name)) argument = cpp_literal(value->as_text());
        if (item.is_text() && plain.contains(name)) names.push_back("db::validators::" + name);
        else if (!argument.empty() && (numbers.contains(name) || limits.contains(name))) calls.push_back("db::validators::" + name + "(" + argument + ")"), names.emplace_back();
        else return void(rest_.set("validators", list));
    }
    if (names.size() > 8) return void(rest_.set("validators", list));
    auto made = calls.begin();
    for (std::string& name : names) {
        if (!name.empty()) continue;
        name = cpp_invented(CppModels::struct_name(model_) + "_" + field.name + "_validator", models_.names(model_.app));
        definitions_.constants.push_back("inline constexpr auto " + name + " = " + *made++ + ";\n");
    }
    definitions_.validators = true;
    std::string joined;
    for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
    option("db::validate<" + joined + ">");
}

}  // namespace reinhardt::db
