#include "types.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <reinhardt/db/support/text.hpp>

#include "quote.hpp"

namespace reinhardt::db::postgresql {

namespace {

struct Spelling {
    std::string type;
    std::vector<std::string> checks;
    bool automatic = false;
    std::string error;
};

Spelling refused(std::string why) { return {{}, {}, false, std::move(why)}; }

struct PlainType {
    std::string_view field, type;
    bool not_negative = false, automatic = false;
};

// Manual chapter 8.
constexpr std::array<PlainType, 27> plain_types = {{
    {"AutoField", "integer", false, true},
    {"SmallAutoField", "smallint", false, true},
    {"BigAutoField", "bigint", false, true},
    {"TextField", "text"},
    {"BinaryField", "bytea"},
    {"UUIDField", "uuid"},
    {"IPAddressField", "inet"},
    {"SmallIntegerField", "smallint"},
    {"IntegerField", "integer"},
    {"BigIntegerField", "bigint"},
    {"PositiveSmallIntegerField", "smallint", true},
    {"PositiveIntegerField", "integer", true},
    {"PositiveBigIntegerField", "bigint", true},
    {"FloatField", "double precision"},
    {"BooleanField", "boolean"},
    {"DateField", "date"},
    {"TimeField", "time without time zone"},
    {"DateTimeField", "timestamp with time zone"},
    {"DurationField", "interval"},
    {"JSONField", "jsonb"},
    {"HStoreField", "hstore"},
    {"CITextField", "citext"},
    {"IntegerRangeField", "int4range"},
    {"BigIntegerRangeField", "int8range"},
    {"DecimalRangeField", "numrange"},
    {"DateRangeField", "daterange"},
    {"DateTimeRangeField", "tstzrange"},
}};

std::int64_t default_length(std::string_view field) {
    if (field == "SlugField") return 50;
    if (field == "EmailField") return 254;
    if (field == "URLField") return 200;
    if (field == "FileField" || field == "ImageField") return 100;
    return field == "CharField" ? 255 : 0;
}

Spelling enumeration(const Value& field) {
    std::string list;
    std::size_t longest = 1;
    if (const Value* choices = field.find("choices"); choices != nullptr && choices->is_list()) {
        for (const auto& choice : choices->as_list()) {
            const Value& value = choice.is_list() && !choice.as_list().empty() ? choice.as_list().front() : choice;
            if (!value.is_text()) return refused("an EnumField's choices must be texts");
            longest = std::max(longest, value.as_text().size());
            list += (list.empty() ? "" : ", ") + sql::quote_text(value.as_text());
        }
    }
    Spelling spelling{"varchar(" + std::to_string(field.int_or("max_length", static_cast<std::int64_t>(longest))) + ')', {}, false, {}};
    if (!list.empty()) spelling.checks.push_back("{column} IN (" + list + ')');
    return spelling;
}

Spelling spell(const Value& field);

Value shape_of(const Value* given) {
    if (given == nullptr || !given->is_text()) return given != nullptr ? *given : Value();
    return Value::object().set("type", *given);
}

Spelling spell(const Value& field) {
    const std::string type = field.text_or("type");
    if (const Value* given = field.find("db_type")) {
        const std::string spelled = given->is_text() ? given->as_text() : given->text_or("postgresql");
        // What refers to a column that numbers itself has its type, not its numbers.
        const bool automatic = type.ends_with("AutoField");
        if (!spelled.empty()) return {field.bool_or("reference", false) ? spelled.substr(0, lower(spelled).find(" generated ")) : spelled, {}, automatic, {}};
        if (type == "CustomField") return refused("the field has no db_type for PostgreSQL");
    }
    if (type == "DecimalField") {
        return {"numeric(" + std::to_string(field.int_or("max_digits", 15)) + ',' + std::to_string(field.int_or("decimal_places", 0)) + ')', {}, false, {}};
    }
    if (type == "EnumField") return enumeration(field);
    if (type == "GeneratedField" || type == "ArrayField") {
        const std::string_view key = type == "ArrayField" ? "of" : "output";
        const Value shape = shape_of(field.find(key));
        if (shape.is_null()) return refused("a field of type " + type + " needs '" + std::string(key) + "'");
        Spelling spelling = spell(shape);
        spelling.automatic = false;
        if (type == "ArrayField") {
            spelling.checks.clear();  // they speak of one value
            if (spelling.error.empty()) spelling.type += "[]";
        }
        return spelling;
    }
    if (default_length(type) > 0) return {"varchar(" + std::to_string(field.int_or("max_length", default_length(type))) + ')', {}, false, {}};
    const auto* const plain = std::find_if(plain_types.begin(), plain_types.end(), [&](const auto& item) { return item.field == type; });
    if (plain == plain_types.end()) return refused("PostgreSQL has no type for field type " + type);
    Spelling spelling{std::string(plain->type), {}, plain->automatic, {}};
    if (plain->not_negative) spelling.checks.emplace_back("{column} >= 0");
    return spelling;
}

}  // namespace

Value column_types(const Value& request) {
    Value answers = Value::list();
    const Value* columns = request.find("columns");
    if (columns == nullptr || !columns->is_list()) return answers;
    for (const auto& column : columns->as_list()) {
        const Value* field = column.find("field");
        const Spelling spelling = spell(field != nullptr ? *field : Value());
        Value answer = Value::object();
        if (spelling.error.empty()) {
            answer.set("type", spelling.type).set("checks", Value::list_of(spelling.checks)).set("auto", spelling.automatic);
        } else {
            answer.set("error", spelling.error);
        }
        answers.push(std::move(answer));
    }
    return answers;
}

std::string short_type(std::string_view format_type) {
    std::string type(format_type);
    if (type.rfind("character varying", 0) == 0) return "varchar" + type.substr(17);
    if (type.rfind("character(", 0) == 0) return "char" + type.substr(9);
    return type;
}

}  // namespace reinhardt::db::postgresql
