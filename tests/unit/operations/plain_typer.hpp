#pragma once

#include <reinhardt/db/state/to_schema.hpp>

namespace reinhardt::db::test {

/// A backend for tests: a field's type is its model type in lower case with its length, automatic types are integers.
class PlainTyper final : public ColumnTyper {
public:
    [[nodiscard]] std::string backend() const override { return "plain"; }
    [[nodiscard]] std::size_t max_identifier() const override { return limit; }
    [[nodiscard]] bool unique_is_index() const override { return true; }
    [[nodiscard]] ColumnType column_type(const Value& field, const Value&) override {
        const std::string type = field.text_or("type");
        ColumnType made;
        made.auto_increment = type == "BigAutoField" || type == "AutoField";
        made.type = made.auto_increment ? "integer" : type;
        if (field.has("max_length")) made.type += "(" + std::to_string(field.int_or("max_length", 0)) + ")";
        if (type == "PositiveIntegerField") made.checks.push_back("{column} >= 0");
        return made;
    }
    std::size_t limit = 0;
};

}  // namespace reinhardt::db::test
