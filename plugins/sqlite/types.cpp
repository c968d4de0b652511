#include "types.hpp"

#include <algorithm>
#include <array>

#include <reinhardt/db/support/text.hpp>

#include "quote.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// What SQLite makes of a field; `strict` and `strict_checks` are for STRICT tables, which know five types only.
struct Spelling {
    std::string type, strict;
    std::vector<std::string> checks, strict_checks;
    bool automatic = false;
    std::string error, warning;
};

struct PlainType {
    std::string_view field, type, strict, check, strict_check;
};

constexpr std::string_view not_negative = "{column} >= 0";
constexpr std::string_view small_range = "{column} BETWEEN -32768 AND 32767";
constexpr std::string_view integer_range = "{column} BETWEEN -2147483648 AND 2147483647";

constexpr std::array<PlainType, 17> plain_types = {{
    {"TextField", "text", "text", "", ""},
    {"BinaryField", "blob", "blob", "", ""},
    {"UUIDField", "char(36)", "text", "", "length({column}) = 36"},
    {"IPAddressField", "varchar(39)", "text", "", "length({column}) <= 39"},
    {"SmallIntegerField", "smallint", "integer", "", small_range},
    {"IntegerField", "integer", "integer", "", integer_range},
    {"BigIntegerField", "bigint", "integer", "", ""},
    {"PositiveSmallIntegerField", "smallint", "integer", not_negative, "{column} <= 32767"},
    {"PositiveIntegerField", "integer", "integer", not_negative, "{column} <= 2147483647"},
    {"PositiveBigIntegerField", "bigint", "integer", not_negative, ""},
    {"FloatField", "real", "real", "", ""},
    {"BooleanField", "bool", "integer", "", "{column} IN (0, 1)"},
    {"DateField", "date", "text", "", "{column} IS date({column}, '+0 days')"},
    {"TimeField", "time", "text", "", "{column} IS NULL OR time({column}) IS NOT NULL"},
    {"DateTimeField", "datetime", "text", "", "{column} IS NULL OR datetime({column}) IS NOT NULL"},
    {"DurationField", "bigint", "integer", "", ""},
    {"JSONField", "text", "text", "{column} IS NULL OR json_valid({column})", ""},
}};

std::int64_t default_length(std::string_view field) {
    if (field == "SlugField") return 50;
    if (field == "EmailField") return 254;
    if (field == "URLField") return 200;
    if (field == "FileField" || field == "ImageField") return 100;
    return field == "CharField" ? 255 : 0;
}

Spelling text_of_length(std::int64_t length) {
    const std::string n = std::to_string(length);
    return {"varchar(" + n + ')', "text", {}, {"length({column}) <= " + n}, false, {}, {}};
}

Spelling decimal(const Value& field) {
    const std::int64_t digits = field.int_or("max_digits", 15);
    const std::int64_t places = field.int_or("decimal_places", 0);
    Spelling spelling;
    spelling.type = "decimal(" + std::to_string(digits) + "," + std::to_string(places) + ')';
    spelling.strict = "real";
    if (digits - places <= 15) spelling.strict_checks.push_back("abs({column}) < 1" + std::string(static_cast<std::size_t>(std::max<std::int64_t>(digits - places, 0)), '0'));
    if (digits > 15) spelling.warning = "SQLite keeps 15 digits of a decimal";
    return spelling;
}

Spelling enumeration(const Value& field) {
    std::string list;
    std::size_t longest = 1;
    if (const Value* choices = field.find("choices"); choices != nullptr && choices->is_list()) {
        for (const auto& choice : choices->as_list()) {
            const Value& value = choice.is_list() && !choice.as_list().empty() ? choice.as_list().front() : choice;
            if (!value.is_text()) return {{}, {}, {}, {}, false, "an EnumField's choices must be texts", {}};
            longest = std::max(longest, value.as_text().size());
            list += (list.empty() ? "" : ", ") + sql::quote_text(value.as_text());
        }
    }
    const std::int64_t length = field.int_or("max_length", static_cast<std::int64_t>(longest));
    Spelling spelling{"varchar(" + std::to_string(length) + ')', "text", {}, {}, false, {}, {}};
    if (!list.empty()) spelling.checks.push_back("{column} IN (" + list + ')');
    return spelling;
}

Spelling spell(const Value& field);

Spelling generated(const Value& field) {
    const Value* output = field.find("output");
    if (output == nullptr) return {{}, {}, {}, {}, false, "a GeneratedField needs 'output'", {}};
    Value shape = *output;
    if (output->is_text()) {
        shape = Value::object();
        shape.set("type", *output);
    }
    Spelling spelling = spell(shape);
    spelling.automatic = false;
    return spelling;
}

Spelling spell(const Value& field) {
    const std::string type = field.text_or("type");
    if (const Value* given = field.find("db_type")) {
        const std::string spelled = given->is_text() ? given->as_text() : given->text_or("sqlite");
        if (!spelled.empty()) return {spelled, spelled, {}, {}, false, {}, {}};
        if (type == "CustomField") return {{}, {}, {}, {}, false, "the field has no db_type for SQLite", {}};
    }
    if (type == "AutoField" || type == "SmallAutoField" || type == "BigAutoField") return {"integer", "integer", {}, {}, true, {}, {}};
    if (type == "DecimalField") return decimal(field);
    if (type == "EnumField") return enumeration(field);
    if (type == "GeneratedField") return generated(field);
    if (const std::int64_t length = field.int_or("max_length", default_length(type)); default_length(type) > 0) return text_of_length(length);
    for (const auto& plain : plain_types) {
        if (type != plain.field) continue;
        Spelling spelling{std::string(plain.type), std::string(plain.strict), {}, {}, false, {}, {}};
        if (!plain.check.empty()) spelling.checks.emplace_back(plain.check);
        if (!plain.strict_check.empty()) spelling.strict_checks.emplace_back(plain.strict_check);
        return spelling;
    }
    return {{}, {}, {}, {}, false, "SQLite has no type for field type " + type, {}};
}

Value answer(const Value& field, bool strict) {
    Spelling spelling = spell(field);
    const std::string collation = field.text_or("collation");
    if (spelling.error.empty() && !collation.empty() && !is_known_collation(collation)) {
        spelling.error = "SQLite has no collation '" + collation + "' (it has BINARY, NOCASE and RTRIM)";
    }
    Value value = Value::object();
    if (!spelling.error.empty()) return value.set("error", spelling.error);
    auto checks = spelling.checks;
    if (strict) checks.insert(checks.end(), spelling.strict_checks.begin(), spelling.strict_checks.end());
    value.set("type", strict ? spelling.strict : spelling.type).set("checks", Value::list_of(checks)).set("auto", spelling.automatic);
    value.set_if("warning", spelling.warning);
    return value;
}

}  // namespace

bool is_known_collation(std::string_view name) noexcept { return same_name(name, "BINARY") || same_name(name, "NOCASE") || same_name(name, "RTRIM"); }

Value column_types(const Value& request) {
    Value answers = Value::list();
    const Value* columns = request.find("columns");
    if (columns == nullptr || !columns->is_list()) return answers;
    for (const auto& column : columns->as_list()) {
        const Value* field = column.find("field");
        const Value* options = column.find("options");
        answers.push(answer(field != nullptr ? *field : Value(), options != nullptr && options->bool_or("strict", false)));
    }
    return answers;
}

}  // namespace reinhardt::db::sqlite
