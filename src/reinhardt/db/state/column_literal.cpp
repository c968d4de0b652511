#include <reinhardt/db/state/column_literal.hpp>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/times.hpp>

namespace reinhardt::db {

Value column_literal(const Field& field, const Value& value) {
    if (field.type == "JSONField") {
        const Value* json = value.find("json");
        return json != nullptr && json->is_text() && value.as_object().size() == 1 ? *json : Value(to_json(value));
    }
    if (!value.is_text()) return value;
    if (field.type == "DateTimeField") return rfc3339_utc(value.as_text());
    if (field.type == "TimeField") return clock_text(value.as_text());
    std::int64_t us = 0;
    return field.type == "DurationField" && duration_us(value.as_text(), us) ? Value(us) : value;
}

Value column_fill(const Field& field, const Value& fill) {
    const bool special = fill.is_object() && fill.as_object().size() == 1 && (fill.has("null") || fill.has("sql") || fill.has("now"));
    return special ? fill : column_literal(field, fill);
}

}  // namespace reinhardt::db
