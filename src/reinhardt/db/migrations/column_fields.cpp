#include <reinhardt/db/migrations/column_fields.hpp>

#include <array>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

/// "varchar(200)" taken apart: base "varchar", numbers {200}; what stands behind the parentheses is appended to the base.
struct TypeParts {
    std::string base;
    std::vector<std::int64_t> numbers;
};

TypeParts parts_of(const std::string& type) {
    TypeParts parts;
    const std::string text = lower(trim(type));
    const std::size_t open = text.find('(');
    if (open == std::string::npos) return {text, {}};
    const std::size_t close = text.find(')', open);
    parts.base = std::string(trim(std::string_view(text).substr(0, open)));
    if (close == std::string::npos) return {text, {}};
    parts.base += text.substr(close + 1);
    for (const std::string& piece : split(text.substr(open + 1, close - open - 1), ',')) {
        const std::string_view digits = trim(piece);
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (failure != std::errc() || end != digits.data() + digits.size()) return {text, {}};
        parts.numbers.push_back(number);
    }
    return parts;
}

/// Base types that stand for one field type, whatever the backend.
constexpr std::array<std::pair<std::string_view, std::string_view>, 48> plain_types = {{
    {"text", "TextField"},
    {"longtext", "TextField"},
    {"mediumtext", "TextField"},
    {"clob", "TextField"},
    {"integer", "IntegerField"},
    {"int", "IntegerField"},
    {"int4", "IntegerField"},
    {"smallint", "SmallIntegerField"},
    {"int2", "SmallIntegerField"},
    {"bigint", "BigIntegerField"},
    {"int8", "BigIntegerField"},
    {"smallint unsigned", "PositiveSmallIntegerField"},
    {"int unsigned", "PositiveIntegerField"},
    {"integer unsigned", "PositiveIntegerField"},
    {"bigint unsigned", "PositiveBigIntegerField"},
    {"bool", "BooleanField"},
    {"boolean", "BooleanField"},
    {"real", "FloatField"},
    {"double", "FloatField"},
    {"double precision", "FloatField"},
    {"float", "FloatField"},
    {"float8", "FloatField"},
    {"date", "DateField"},
    {"time", "TimeField"},
    {"time without time zone", "TimeField"},
    {"datetime", "DateTimeField"},
    {"timestamp", "DateTimeField"},
    {"timestamptz", "DateTimeField"},
    {"timestamp with time zone", "DateTimeField"},
    {"interval", "DurationField"},
    {"blob", "BinaryField"},
    {"longblob", "BinaryField"},
    {"bytea", "BinaryField"},
    {"json", "JSONField"},
    {"jsonb", "JSONField"},
    {"uuid", "UUIDField"},
    {"inet", "IPAddressField"},
    {"hstore", "HStoreField"},
    {"citext", "CITextField"},
    {"int4range", "IntegerRangeField"},
    {"int8range", "BigIntegerRangeField"},
    {"numrange", "DecimalRangeField"},
    {"daterange", "DateRangeField"},
    {"tstzrange", "DateTimeRangeField"},
    {"tinytext", "TextField"},
    {"mediumblob", "BinaryField"},
    {"tinyblob", "BinaryField"},
    {"float4", "FloatField"},
}};

std::string automatic_type(const std::string& base, const std::string& backend) {
    if (backend == "sqlite" || base == "bigint" || base == "int8") return "BigAutoField";
    return base == "smallint" || base == "int2" ? "SmallAutoField" : "AutoField";
}

}  // namespace

ColumnField field_of_column(const Column& column, const std::string& backend) {
    const TypeParts parts = parts_of(column.type);
    ColumnField field;
    if (column.auto_increment) {
        field.type = automatic_type(parts.base, backend);
        return field;
    }
    const bool is_varchar = parts.base == "varchar" || parts.base == "character varying" || parts.base == "nvarchar";
    if (is_varchar && parts.numbers.size() == 1) {
        field.type = "CharField";
        field.attributes.set("max_length", parts.numbers[0]);
        return field;
    }
    if (is_varchar && parts.numbers.empty()) {
        field.type = "TextField";
        return field;
    }
    if (parts.base == "char" && parts.numbers == std::vector<std::int64_t>{36}) {
        field.type = "UUIDField";
        return field;
    }
    if ((parts.base == "decimal" || parts.base == "numeric") && parts.numbers.size() == 2) {
        field.type = "DecimalField";
        field.attributes.set("max_digits", parts.numbers[0]).set("decimal_places", parts.numbers[1]);
        return field;
    }
    if (parts.base == "tinyint" && parts.numbers == std::vector<std::int64_t>{1}) {
        field.type = "BooleanField";
        return field;
    }
    const bool has_precision = !parts.numbers.empty() && parts.numbers != std::vector<std::int64_t>{6} && parts.base.find("int") != 0;
    for (const auto& [base, type] : plain_types) {
        if (base != parts.base || has_precision) continue;
        field.type = type;
        return field;
    }
    field.type = "CustomField";
    Value types = Value::object();
    types.set(backend.empty() ? "sqlite" : backend, column.type);
    field.attributes.set("db_type", std::move(types));
    return field;
}

}  // namespace reinhardt::db
