#include <algorithm>
#include <map>

#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/state/reader_parts.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

namespace {

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto space = std::min(text.find(' '), text.size());
        if (space > 0) words.push_back(text.substr(0, space));
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return words;
}

/// The keys that a type takes and needs, worked out once for all types.
struct TypeKeys {
    std::vector<std::string_view> known, required;
};

std::map<std::string_view, TypeKeys> make_type_keys() {
    const std::vector<std::string_view> of_columns = {"null", "unique", "primary_key", "index", "default", "db_default", "choices", "column"};
    std::map<std::string_view, TypeKeys> table;
    for (const auto& type : field_types()) {
        TypeKeys keys;
        keys.required = words_of(type.required);
        keys.known = words_of(type.extra);
        const bool no_column = type.is_many_to_many || type.is_virtual;
        for (const std::string_view key : common_attributes()) {
            if (no_column && std::find(of_columns.begin(), of_columns.end(), key) != of_columns.end()) continue;
            if ((type.is_generated || type.is_auto) && (key == "default" || key == "db_default")) continue;
            keys.known.push_back(key);
        }
        keys.known.insert(keys.known.end(), keys.required.begin(), keys.required.end());
        table.emplace(type.name, std::move(keys));
    }
    return table;
}

const TypeKeys& type_keys(std::string_view type) {
    static const std::map<std::string_view, TypeKeys> table = make_type_keys();
    return table.at(type);
}

enum class Attribute { flag, text, count, digits, action, deferrable, literal, sql, sql_or_type, choices, validators, relation, field, columns };

Attribute attribute_kind(std::string_view key) {
    static const std::map<std::string_view, Attribute> kinds = {
        {"null", Attribute::flag},           {"unique", Attribute::flag},          {"primary_key", Attribute::flag},    {"index", Attribute::flag},
        {"auto_now", Attribute::flag},       {"auto_now_add", Attribute::flag},    {"constraint", Attribute::flag},     {"stored", Attribute::flag},
        {"max_length", Attribute::count},    {"max_digits", Attribute::count},     {"size", Attribute::count},          {"decimal_places", Attribute::digits},
        {"on_delete", Attribute::action},    {"on_update", Attribute::action},     {"deferrable", Attribute::deferrable}, {"default", Attribute::literal},
        {"db_default", Attribute::sql},      {"expression", Attribute::sql},       {"db_type", Attribute::sql_or_type}, {"choices", Attribute::choices},
        {"validators", Attribute::validators}, {"to", Attribute::relation},        {"through", Attribute::relation},    {"of", Attribute::field},
        {"output", Attribute::field},        {"columns", Attribute::columns}};
    const auto found = kinds.find(key);
    return found != kinds.end() ? found->second : Attribute::text;
}

std::int64_t default_length(std::string_view type) noexcept {
    if (type == "SlugField") return 50;
    if (type == "EmailField") return 254;
    if (type == "URLField") return 200;
    if (type == "FileField" || type == "ImageField") return 100;
    return 0;
}

/// Whether the attribute says what holds without it.
bool says_nothing(std::string_view type, std::string_view key, const Value& value) {
    if (value.is_bool()) {
        if (key == "constraint") return value.as_bool();
        if (key == "index") return value.as_bool() == (type == "ForeignKey");
        if (key == "unique" && type == "OneToOneField") return true;
        return key != "default" && !value.as_bool();
    }
    if (value.is_text()) return (key == "on_update" && value.as_text() == "NO_ACTION") || (value.as_text().empty() && key != "default");
    if (value.is_int()) return key == "max_length" && value.as_int() == default_length(type);
    if (key == "default") return value.is_object() && value.as_object().size() == 1 && value.bool_or("null", false);
    return value.is_null() || (value.is_list() && value.as_list().empty() && key != "default");
}

std::string full_name(const Reader& reader, std::string_view model, const std::string& name) {
    return model.empty() ? "'" + name + "'" : reader.complete(model) + "." + name;
}

class FieldReader {
public:
    FieldReader(Reader& reader, Field& field, std::string_view model) : reader_(reader), field_(field), model_(model) {}

    void read(const Value& table) {
        const TypeKeys& keys = type_keys(field_.type);
        std::vector<std::pair<std::size_t, Member>> found;
        found.reserve(table.as_object().size());
        for (const auto& member : table.as_object()) {
            if (member.key == "type") continue;
            if (std::find(keys.known.begin(), keys.known.end(), member.key) == keys.known.end()) {
                unknown(member, keys);
                continue;
            }
            Member kept{member.key, member.value, member.line};
            if (convert(kept) && !says_nothing(field_.type, kept.key, kept.value)) found.emplace_back(attribute_rank(kept.key), std::move(kept));
        }
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        auto& members = field_.attributes.as_object();
        members.reserve(found.size());
        for (auto& [rank, member] : found) members.push_back(std::move(member));
        for (const std::string_view key : keys.required) {
            if (!table.has(key) && !report_misspelt(reader_, table, key, what())) reader_.fail(table.line(), what() + " needs '" + std::string(key) + "'", example(key));
        }
    }

    /// What holds between attributes; asked only where each is right.
    void check_together() {
        const Value& attributes = field_.attributes;
        const auto fail = [&](std::string_view key, std::string message, std::string hint = {}) {
            const Value* value = attributes.find(key);
            reader_.fail(value != nullptr ? value->line() : field_.line, std::move(message), std::move(hint));
        };
        if (field_.primary_key() && field_.null()) fail("null", what() + " is the primary key and cannot be NULL");
        if (attributes.has("default") && attributes.has("db_default")) fail("db_default", what() + " has both 'default' and 'db_default'");
        if (attributes.bool_or("auto_now", false) && attributes.bool_or("auto_now_add", false)) fail("auto_now_add", what() + " has both 'auto_now' and 'auto_now_add'");
        if (field_.type == "DecimalField" && attributes.int_or("decimal_places", 0) > attributes.int_or("max_digits", 0)) {
            fail("decimal_places", "'decimal_places' of " + what() + " is more than 'max_digits'");
        }
        if (attributes.has("through")) {
            for (const std::string_view key : {"table", "columns"}) {
                if (attributes.has(key)) fail(key, what() + " has 'through' and takes no '" + std::string(key) + "'", "the through model has a table of its own");
            }
        }
        if (field_.is_foreign_key()) check_actions(fail);
        if (const Value* value = attributes.find("default")) (void)check_default(reader_, what(), field_.type, attributes, *value);
    }

private:
    [[nodiscard]] std::string what() const { return field_.type + " " + full_name(reader_, model_, field_.name); }

    template <class Fail>
    void check_actions(const Fail& fail) {
        for (const std::string_view key : {"on_delete", "on_update"}) {
            const std::string action = field_.attributes.text_or(key);
            if (action == "SET_NULL" && !field_.null()) {
                fail(key, std::string(key) + " = \"SET_NULL\" on " + what() + ", which is NOT NULL", "add null = true");
            }
            if (action == "SET_DEFAULT" && !field_.has_database_default()) {
                fail(key, std::string(key) + " = \"SET_DEFAULT\" on " + what() + ", which has no default", "add default or db_default");
            }
        }
    }

    static std::string example(std::string_view key) {
        if (key == "max_length") return "for example max_length = 100";
        if (key == "on_delete") return "one of CASCADE, SET_NULL, SET_DEFAULT, RESTRICT, NO_ACTION";
        if (key == "max_digits" || key == "decimal_places") return "for example max_digits = 10, decimal_places = 2";
        if (key == "choices") return "for example choices = [\"draft\", \"live\"]";
        return {};
    }

    void unknown(const Member& member, const TypeKeys& keys) {
        std::string hint = similar_hint("key", member.key, {keys.known.begin(), keys.known.end()});
        if (is_any_attribute(member.key)) hint = (std::string_view("AEIOU").find(field_.type.front()) == std::string_view::npos ? "a " : "an ") + field_.type + " takes no '" + member.key + "'";
        reader_.fail(member.line, "unknown key '" + member.key + "' in " + what(), std::move(hint));
    }

    static bool is_any_attribute(std::string_view key) {
        return std::any_of(field_types().begin(), field_types().end(), [&](const FieldType& type) {
            const auto& known = type_keys(type.name).known;
            return std::find(known.begin(), known.end(), key) != known.end();
        });
    }

    bool wrong(const Member& member, std::string_view wanted, std::string hint = {}) {
        reader_.fail(member.value.line(), "'" + member.key + "' of " + what() + " must be " + std::string(wanted), std::move(hint));
        return false;
    }

    bool convert(Member& member) {
        Value& value = member.value;
        switch (attribute_kind(member.key)) {
            case Attribute::flag: return value.is_bool() || wrong(member, "true or false");
            case Attribute::text: return value.is_text() || wrong(member, "a text");
            case Attribute::count: return (value.is_int() && value.as_int() > 0) || wrong(member, "a whole number above 0");
            case Attribute::digits: return (value.is_int() && value.as_int() >= 0) || wrong(member, "a whole number, 0 or more");
            case Attribute::action: return convert_action(member);
            case Attribute::deferrable:
                return (value.is_text() && (value.as_text() == "deferred" || value.as_text() == "immediate")) || wrong(member, "\"deferred\" or \"immediate\"");
            case Attribute::literal: return convert_literal(member);
            case Attribute::sql:
            case Attribute::sql_or_type: return check_sql_text(reader_, value, member.key);
            case Attribute::choices: return convert_choices(member);
            case Attribute::validators: return convert_validators(member);
            case Attribute::relation: return convert_relation(member);
            case Attribute::field: return convert_field(member);
            case Attribute::columns:
                return (value.is_list() && value.as_list().size() == 2 && value.texts().size() == 2 && value.texts()[0] != value.texts()[1]) ||
                       wrong(member, "a list of two column names", "for example columns = [\"post_id\", \"tag_id\"]");
        }
        return false;
    }

    bool convert_action(const Member& member) {
        static const std::vector<std::string> actions = {"CASCADE", "SET_NULL", "SET_DEFAULT", "RESTRICT", "NO_ACTION"};
        if (!member.value.is_text()) return wrong(member, "a text");
        if (std::find(actions.begin(), actions.end(), member.value.as_text()) != actions.end()) return true;
        reader_.fail(member.value.line(), "unknown " + member.key + " '" + member.value.as_text() + "'", "one of " + join(actions, ", "));
        return false;
    }

    /// Decimals are kept as text: a binary fraction is not what was written (details 3.6).
    bool convert_literal(Member& member) {
        Value& value = member.value;
        if (field_.type != "DecimalField" || !value.is_real()) return true;
        const auto line = value.line();
        value = Value(decimal_text(value.as_real()));
        value.line(line);
        return true;
    }

    /// An EnumField's choices are the values alone: labels are no part of the state.
    bool convert_choices(Member& member) {
        Value& value = member.value;
        const bool is_enum = field_.type == "EnumField";
        const char* example_text = "for example choices = [\"draft\", \"live\"] or [[\"draft\", \"Draft\"], [\"live\", \"Live\"]]";
        if (!value.is_list() || value.as_list().empty()) return wrong(member, "a list of values", example_text);
        Value::List values;
        for (const auto& item : value.as_list()) {
            const bool pair = item.is_list() && item.as_list().size() == 2 && item.as_list()[1].is_text();
            const Value& choice = pair ? item.as_list().front() : item;
            if (!choice.is_text() && (is_enum || !choice.is_int())) return wrong(member, is_enum ? "a list of texts" : "a list of values or of pairs", example_text);
            if (std::find(values.begin(), values.end(), choice) != values.end()) {
                reader_.fail(item.line(), "'choices' of " + what() + " holds the same value twice");
                return false;
            }
            values.push_back(choice);
        }
        if (is_enum) value.as_list() = std::move(values);
        return true;
    }

    bool convert_validators(const Member& member) {
        const bool good = member.value.is_list() && std::all_of(member.value.as_list().begin(), member.value.as_list().end(), [](const Value& item) {
            return item.is_text() || (item.is_object() && !item.text_or("name").empty());
        });
        return good || wrong(member, "a list of names or tables", "for example validators = [\"email\", { name = \"min_length\", value = 3 }]");
    }

    bool convert_relation(Member& member) {
        if (!member.value.is_text() || member.value.as_text().empty()) return wrong(member, "the name of a model", "for example \"Author\", \"auth.User\" or \"self\"");
        const auto line = member.value.line();
        member.value = Value(reader_.complete(member.value.as_text(), model_));
        member.value.line(line);
        return true;
    }

    /// `of` and `output`: a field of its own, as short as it can be.
    bool convert_field(Member& member) {
        const std::size_t before = reader_.errors.size();
        const auto inner = read_field(reader_, field_.name, member.value, model_);
        if (!inner || reader_.errors.size() != before) return false;
        if (!inner->has_column() || inner->is_foreign_key() || inner->is_generated() || inner->is_auto()) {
            return wrong(member, "a type with values of its own, not " + inner->type);
        }
        const auto line = member.value.line();
        Value value = write_field(*inner, {}, false);
        member.value = value.as_object().size() == 1 ? Value(inner->type) : std::move(value);
        member.value.line(line);
        return true;
    }

    static std::string decimal_text(double value);

    Reader& reader_;
    Field& field_;
    std::string_view model_;
};

std::string FieldReader::decimal_text(double value) {
    std::string text = toml_inline(Value(value));
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

}  // namespace

bool is_any_key(std::string_view key) noexcept {
    static const std::vector<std::string_view> others = {"type", "name", "model", "field", "fields", "from", "table", "schema", "indexes", "index", "where", "with", "only"};
    if (attribute_rank(key) <= attribute_rank("renamed_from")) return true;
    return std::find(others.begin(), others.end(), key) != others.end();
}

std::optional<Field> read_field(Reader& reader, std::string name, const Value& value, std::string_view model) {
    const std::size_t before = reader.errors.size();
    Field field;
    field.name = std::move(name);
    field.line = value.line();
    if (value.is_text()) {
        field.type = value.as_text();
    } else if (value.is_object()) {
        field.type = reader.required_text(value, "type", "field " + full_name(reader, model, field.name));
        if (field.type.empty()) return std::nullopt;
    } else {
        reader.fail(value.line(), "field " + full_name(reader, model, field.name) + " must be a type or a table with 'type'", "for example " + field.name + " = \"TextField\"");
        return std::nullopt;
    }
    if (field.name.empty()) return std::nullopt;
    if (!is_identifier(field.name)) reader.fail(value.line(), "field name '" + field.name + "' must consist of letters, digits and '_' and not begin with a digit");
    if (find_field_type(field.type) == nullptr) {
        std::vector<std::string> types;
        for (const auto& type : field_types()) types.emplace_back(type.name);
        const Value* type = value.find("type");
        reader.fail(type != nullptr ? type->line() : value.line(), "unknown type '" + field.type + "' of field " + full_name(reader, model, field.name), similar_hint("type", field.type, types));
        return std::nullopt;
    }
    static const Value none = Value::object();
    FieldReader parts(reader, field, model);
    if (value.is_object()) {
        parts.read(value);
    } else {
        Value short_form = none;
        short_form.line(value.line());
        parts.read(short_form);
    }
    if (reader.errors.size() == before) parts.check_together();
    return reader.errors.size() == before ? std::optional(std::move(field)) : std::nullopt;
}

}  // namespace reinhardt::db
