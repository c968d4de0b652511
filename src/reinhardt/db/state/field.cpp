#include <reinhardt/db/state/field.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr std::string_view relation_extra = "to on_delete on_update to_field related_name constraint deferrable";

const std::vector<FieldType>& type_table() {
    static const std::vector<FieldType> table = {
        {.name = "AutoField", .is_auto = true, .extra = "db_type"},
        {.name = "BigAutoField", .is_auto = true, .extra = "db_type"},
        {.name = "SmallAutoField", .is_auto = true, .extra = "db_type"},
        {.name = "CharField", .required = "max_length", .extra = "max_length collation"},
        {.name = "TextField", .extra = "max_length collation"},
        {.name = "SlugField", .extra = "max_length collation"},
        {.name = "EmailField", .extra = "max_length collation"},
        {.name = "URLField", .extra = "max_length collation"},
        {.name = "UUIDField"},
        {.name = "IPAddressField"},
        {.name = "SmallIntegerField"},
        {.name = "IntegerField"},
        {.name = "BigIntegerField"},
        {.name = "PositiveSmallIntegerField"},
        {.name = "PositiveIntegerField"},
        {.name = "PositiveBigIntegerField"},
        {.name = "FloatField"},
        {.name = "DecimalField", .required = "max_digits decimal_places", .extra = "max_digits decimal_places"},
        {.name = "BooleanField"},
        {.name = "DateField", .extra = "auto_now auto_now_add"},
        {.name = "TimeField", .extra = "auto_now auto_now_add"},
        {.name = "DateTimeField", .extra = "auto_now auto_now_add"},
        {.name = "DurationField"},
        {.name = "BinaryField", .extra = "max_length"},
        {.name = "JSONField"},
        {.name = "EnumField", .required = "choices", .extra = "max_length native collation"},
        {.name = "FileField", .extra = "max_length collation"},
        {.name = "ImageField", .extra = "max_length collation"},
        {.name = "ForeignKey", .is_foreign_key = true, .required = "to on_delete", .extra = relation_extra},
        {.name = "OneToOneField", .is_foreign_key = true, .required = "to on_delete", .extra = relation_extra},
        {.name = "ManyToManyField", .is_many_to_many = true, .required = "to", .extra = "to through table columns related_name constraint"},
        {.name = "GenericForeignKey", .is_virtual = true, .required = "content_type object_id", .extra = "content_type object_id"},
        {.name = "GeneratedField", .is_generated = true, .required = "expression output", .extra = "expression output stored collation"},
        {.name = "ArrayField", .required = "of", .extra = "of size"},
        {.name = "HStoreField"},
        {.name = "IntegerRangeField"},
        {.name = "BigIntegerRangeField"},
        {.name = "DecimalRangeField"},
        {.name = "DateRangeField"},
        {.name = "DateTimeRangeField"},
        {.name = "CITextField", .extra = "collation"},
        {.name = "CustomField", .required = "db_type", .extra = "db_type max_length collation"},
    };
    return table;
}

constexpr std::array<std::string_view, 36> attribute_order = {
    "to", "through", "table", "columns", "to_field", "on_delete", "on_update", "of", "size", "output", "expression", "stored",
    "db_type", "native", "content_type", "object_id", "max_length", "max_digits", "decimal_places", "null", "unique", "primary_key",
    "index", "default", "db_default", "auto_now", "auto_now_add", "choices", "column", "collation", "comment", "constraint",
    "deferrable", "related_name", "validators", "help_text"};

/// Digits of a number's text without sign of zero, trailing zeros behind the point and leading zeros: equal numbers, equal texts.
std::string plain_number(std::string text) {
    if (const auto exponent = text.find_first_of("eE"); exponent != std::string::npos) return text;
    const bool negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.erase(0, 1);
    if (text.find('.') != std::string::npos) {
        while (text.back() == '0') text.pop_back();
        if (text.back() == '.') text.pop_back();
    }
    text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
    if (text.empty() || text.front() == '.') text.insert(0, "0");
    return negative && text != "0" ? "-" + text : text;
}

std::string number_text(const Value& value) {
    if (value.is_int()) return std::to_string(value.as_int());
    if (value.is_text()) return plain_number(value.as_text());
    std::string text;
    for (int digits = 1; digits <= 17; ++digits) {
        std::array<char, 40> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value.as_real());
        text = buffer.data();
        if (std::strtod(text.c_str(), nullptr) == value.as_real()) break;
    }
    return plain_number(text);
}

bool is_number_or_text(const Value& value) { return value.is_int() || value.is_real() || value.is_text(); }

bool same_literal(std::string_view type, const Value& a, const Value& b) {
    if (a == b) return true;
    const bool number = a.is_real() || b.is_real() || type == "DecimalField";
    return number && is_number_or_text(a) && is_number_or_text(b) && number_text(a) == number_text(b);
}

/// Width of an integer type: the family's least and greatest value as powers of two; 0 = no integer.
struct IntegerRange {
    int bits = 0;
    bool positive = false;
};
IntegerRange integer_range(std::string_view type) {
    if (type == "SmallAutoField" || type == "SmallIntegerField") return {16, false};
    if (type == "AutoField" || type == "IntegerField") return {32, false};
    if (type == "BigAutoField" || type == "BigIntegerField") return {64, false};
    if (type == "PositiveSmallIntegerField") return {16, true};
    if (type == "PositiveIntegerField") return {32, true};
    if (type == "PositiveBigIntegerField") return {64, true};
    return {};
}

/// Characters a text type holds; -1 = any number, 0 = no text type.
std::int64_t text_capacity(const Field& field) {
    const std::string_view type = field.type;
    if (type == "TextField" || type == "CITextField") return -1;
    std::int64_t fallback = 0;
    if (type == "CharField") fallback = 255;
    if (type == "SlugField") fallback = 50;
    if (type == "EmailField") fallback = 254;
    if (type == "URLField") fallback = 200;
    if (type == "FileField" || type == "ImageField") fallback = 100;
    return fallback == 0 ? 0 : field.attributes.int_or("max_length", fallback);
}

bool same_attribute(const Field& a, const Field& b, std::string_view key) {
    const Value* left = a.attributes.find(key);
    const Value* right = b.attributes.find(key);
    if (left == nullptr || right == nullptr) return left == right;
    return *left == *right;
}

}  // namespace

const FieldType* find_field_type(std::string_view name) noexcept {
    for (const auto& type : type_table()) {
        if (type.name == name) return &type;
    }
    return nullptr;
}

const std::vector<FieldType>& field_types() { return type_table(); }

const std::vector<std::string_view>& common_attributes() {
    static const std::vector<std::string_view> attributes = {"null",    "unique",     "primary_key", "index",        "default",     "db_default", "choices",
                                                             "column",  "comment",    "validators",  "help_text",    "verbose_name", "renamed_from"};
    return attributes;
}

std::size_t attribute_rank(std::string_view key) noexcept {
    const auto* found = std::find(attribute_order.begin(), attribute_order.end(), key);
    if (found != attribute_order.end()) return static_cast<std::size_t>(found - attribute_order.begin());
    if (key == "verbose_name") return attribute_order.size();
    return key == "renamed_from" ? attribute_order.size() + 1 : attribute_order.size() + 2;
}

bool is_model_only_attribute(std::string_view type, std::string_view key) noexcept {
    if (key == "choices") return type != "EnumField";
    return key == "validators" || key == "related_name" || key == "help_text" || key == "verbose_name" || key == "renamed_from";
}

const FieldType& Field::field_type() const {
    const FieldType* found = find_field_type(type);
    if (found == nullptr) throw Error(ErrorCode::internal, "unknown field type '" + type + "'");
    return *found;
}

bool Field::unique() const noexcept { return type == "OneToOneField" || attributes.bool_or("unique", false); }

bool Field::indexed() const noexcept {
    if (unique() || primary_key() || !has_column()) return false;
    return attributes.bool_or("index", type == "ForeignKey");
}

bool Field::has_column() const noexcept { return type != "ManyToManyField" && type != "GenericForeignKey"; }
bool Field::is_relation() const noexcept { return is_foreign_key() || is_many_to_many(); }
bool Field::is_foreign_key() const noexcept { return type == "ForeignKey" || type == "OneToOneField"; }
bool Field::is_many_to_many() const noexcept { return type == "ManyToManyField"; }
bool Field::is_auto() const noexcept { return type == "BigAutoField" || type == "AutoField" || type == "SmallAutoField"; }
bool Field::is_generated() const noexcept { return type == "GeneratedField"; }
bool Field::has_database_default() const noexcept { return attributes.has("default") || attributes.has("db_default"); }

std::string Field::default_column() const {
    if (!has_column()) return {};
    return is_foreign_key() ? name + "_id" : name;
}

std::string Field::column() const {
    const Value* given = attributes.find("column");
    return given != nullptr && given->is_text() && has_column() ? given->as_text() : default_column();
}

void Field::set(std::string_view key, Value value) {
    const bool is_default = value.is_null() || (value.is_bool() && !value.as_bool() && key != "default" && key != "constraint" && key != "index") ||
                            (key == "constraint" && value.is_bool() && value.as_bool()) ||
                            (key == "index" && value.is_bool() && value.as_bool() == (type == "ForeignKey"));
    if (is_default) {
        attributes.erase(key);
        return;
    }
    if (Value* present = attributes.find(key)) {
        *present = std::move(value);
        return;
    }
    auto& members = attributes.as_object();
    const auto place = std::find_if(members.begin(), members.end(), [&](const Member& member) { return attribute_rank(member.key) > attribute_rank(key); });
    const auto line_of_value = value.line();
    members.insert(place, Member{std::string(key), std::move(value), line_of_value});
}

Field Field::migrated() const {
    Field field{name, type, Value::object(), line};
    for (const auto& member : attributes.as_object()) {
        if (!is_model_only_attribute(type, member.key)) field.attributes.as_object().push_back(member);
    }
    return field;
}

bool Field::same_definition(const Field& other) const {
    if (type != other.type) return false;
    const auto& mine = attributes.as_object();
    if (mine.size() != other.attributes.as_object().size()) return false;
    const auto& theirs = other.attributes.as_object();
    for (std::size_t i = 0; i < mine.size(); ++i) {
        const Member& member = mine[i];
        // Nearly always the keys stand in the same order.
        const Value* value = theirs[i].key == member.key ? &theirs[i].value : other.attributes.find(member.key);
        if (value == nullptr || !(member.key == "default" ? same_literal(type, member.value, *value) : member.value == *value)) return false;
    }
    return true;
}

bool widens_or_equal(const Field& from, const Field& to) {
    const std::int64_t from_text = text_capacity(from);
    const std::int64_t to_text = text_capacity(to);
    if (from_text != 0 && to_text != 0) return to_text == -1 || (from_text != -1 && from_text <= to_text);
    const IntegerRange from_range = integer_range(from.type);
    const IntegerRange to_range = integer_range(to.type);
    if (from_range.bits != 0 && to_range.bits != 0) return from_range.bits <= to_range.bits && (from_range.positive || !to_range.positive);
    if (from_range.bits != 0 && to.type == "DecimalField") {
        const auto whole = to.attributes.int_or("max_digits", 0) - to.attributes.int_or("decimal_places", 0);
        return whole >= (from_range.bits == 16 ? 5 : from_range.bits == 32 ? 10 : 19);
    }
    if (from.type == "DecimalField" && to.type == "DecimalField") {
        const auto places = to.attributes.int_or("decimal_places", 0) - from.attributes.int_or("decimal_places", 0);
        const auto digits = to.attributes.int_or("max_digits", 0) - from.attributes.int_or("max_digits", 0);
        return places >= 0 && digits >= places;
    }
    if (to_text == -1 && (from.type == "UUIDField" || from.type == "IPAddressField" || from.type == "EnumField")) return true;
    if (from.type == "EnumField" && to.type == "EnumField") {
        const Value* old_choices = from.attributes.find("choices");
        const Value* new_choices = to.attributes.find("choices");
        if (old_choices == nullptr || new_choices == nullptr || !old_choices->is_list() || !new_choices->is_list()) return false;
        const auto& list = new_choices->as_list();
        return std::all_of(old_choices->as_list().begin(), old_choices->as_list().end(),
                           [&](const Value& choice) { return std::find(list.begin(), list.end(), choice) != list.end(); });
    }
    if (from.type != to.type) return from.is_foreign_key() && to.is_foreign_key();
    for (const std::string_view key : {"db_type", "of", "output", "native"}) {
        if (!same_attribute(from, to, key)) return false;
    }
    return true;
}

}  // namespace reinhardt::db
