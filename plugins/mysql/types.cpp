#include "types.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <reinhardt/db/support/text.hpp>

#include "literal.hpp"
#include "server.hpp"

namespace reinhardt::db::mysql {

namespace {

struct Spelling {
    std::string type;
    std::vector<std::string> checks;
    bool automatic = false;
    std::string error;
    bool null = false;  ///< the servers cannot all forbid NULL in it
};

Spelling refused(std::string why) { return {{}, {}, false, std::move(why)}; }

struct PlainType {
    std::string_view field, type;
    bool automatic = false;
};

constexpr std::array<PlainType, 20> plain_types = {{
    {"AutoField", "int", true},
    {"SmallAutoField", "smallint", true},
    {"BigAutoField", "bigint", true},
    {"TextField", "longtext"},
    {"BinaryField", "longblob"},
    {"UUIDField", "char(36)"},
    {"IPAddressField", "varchar(39)"},
    {"SmallIntegerField", "smallint"},
    {"IntegerField", "int"},
    {"BigIntegerField", "bigint"},
    {"PositiveSmallIntegerField", "smallint unsigned"},
    {"PositiveIntegerField", "int unsigned"},
    {"PositiveBigIntegerField", "bigint unsigned"},
    {"FloatField", "double"},
    {"BooleanField", "tinyint(1)"},
    {"DateField", "date"},
    {"TimeField", "time(6)"},
    {"DateTimeField", "datetime(6)"},
    {"DurationField", "bigint"},
    {"JSONField", "json"},
}};

std::int64_t default_length(std::string_view field) {
    if (field == "SlugField") return 50;
    if (field == "EmailField") return 254;
    if (field == "URLField") return 200;
    if (field == "FileField" || field == "ImageField") return 100;
    return field == "CharField" ? 255 : 0;
}

Spelling enumeration(const Value& field) {
    const bool native = !field.text_or("native").empty();
    std::string list;
    std::size_t longest = 1;
    if (const Value* choices = field.find("choices"); choices != nullptr && choices->is_list()) {
        for (const auto& choice : choices->as_list()) {
            const Value& value = choice.is_list() && !choice.as_list().empty() ? choice.as_list().front() : choice;
            if (!value.is_text()) return refused("an EnumField's choices must be texts");
            longest = std::max(longest, value.as_text().size());
            list += (list.empty() ? "" : native ? "," : ", ") + text_literal(value.as_text());
        }
    }
    if (native) return {"enum(" + list + ')', {}, false, {}};
    Spelling spelling{"varchar(" + std::to_string(field.int_or("max_length", static_cast<std::int64_t>(longest))) + ')', {}, false, {}};
    if (!list.empty()) spelling.checks.push_back("{column} IN (" + list + ')');
    return spelling;
}

Spelling spell(const Value& field, const ServerKind& server) {
    const std::string type = field.text_or("type");
    if (const Value* given = field.find("db_type")) {
        const std::string spelled = given->is_text() ? given->as_text() : given->text_or("mysql");
        // What refers to the column has its type alone.
        if (!spelled.empty()) return {field.bool_or("reference", false) ? type_parts(spelled).type : spelled, {}, type.ends_with("AutoField"), {}};
        if (type == "CustomField") return refused("the field has no db_type for MySQL");
    }
    if (type == "DecimalField") {
        const std::int64_t digits = field.int_or("max_digits", 15), places = field.int_or("decimal_places", 0);
        if (digits > 65 || places > 38) return refused("MySQL and MariaDB keep 65 digits of a decimal, 38 behind the point, at most");
        return {"decimal(" + std::to_string(digits) + ',' + std::to_string(places) + ')', {}, false, {}};
    }
    if (type == "EnumField") return enumeration(field);
    if (type == "GeneratedField") {
        const Value* output = field.find("output");
        if (output == nullptr) return refused("a GeneratedField needs 'output'");
        Spelling spelling = spell(output->is_text() ? Value::object().set("type", *output) : *output, server);
        spelling.automatic = false;
        spelling.null = true;  // NOT NULL is no part of a generated column on MariaDB
        return spelling;
    }
    if (default_length(type) > 0) {
        const std::int64_t length = field.int_or("max_length", default_length(type));
        if (length > 16'383) return refused("a varchar of utf8mb4 holds 16383 characters at most: use a TextField");
        return {"varchar(" + std::to_string(length) + ')', {}, false, {}};
    }
    if (type == "UUIDField" && server.uuid_type()) return {"uuid", {}, false, {}};
    const auto* const plain = std::find_if(plain_types.begin(), plain_types.end(), [&](const auto& item) { return item.field == type; });
    if (plain == plain_types.end()) return refused("MySQL has no type for field type " + type);
    return {std::string(plain->type), {}, plain->automatic, {}};
}

}  // namespace

Value column_types(const Value& request) {
    Value answers = Value::list();
    const Value* columns = request.find("columns");
    if (columns == nullptr || !columns->is_list()) return answers;
    const ServerKind server(request.text_or("server"));
    for (const auto& column : columns->as_list()) {
        const Value* field = column.find("field");
        const Spelling spelling = spell(field != nullptr ? *field : Value(), server);
        Value answer = Value::object();
        if (spelling.error.empty()) {
            answer.set("type", spelling.type).set("checks", Value::list_of(spelling.checks)).set("auto", spelling.automatic).set_if("null", spelling.null);
        } else {
            answer.set("error", spelling.error);
        }
        answers.push(std::move(answer));
    }
    return answers;
}

TypeParts type_parts(const std::string& type) {
    const std::string folded = lower(type);
    std::size_t begin = type.size();
    for (const std::string_view attribute : {" auto_increment", " on update ", " invisible", " without system versioning", " generated always as row "}) begin = std::min(begin, folded.find(attribute));
    return {type.substr(0, begin), type.substr(begin)};
}

std::string short_type(std::string_view column_type) {
    std::string type(column_type);
    if (type == "tinyint(1)" || type.ends_with("zerofill")) return type;
    const std::size_t open = type.find('(');
    const std::size_t close = type.find(')');
    if (open != std::string::npos && close != std::string::npos && type.substr(0, open).ends_with("int")) type.erase(open, close + 1 - open);
    return type;
}

}  // namespace reinhardt::db::mysql
