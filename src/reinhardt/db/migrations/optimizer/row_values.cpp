#include <array>
#include <algorithm>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>

namespace reinhardt::db::optimizer {

namespace {

/// Types between which a value keeps its form.
bool same_family(const Field& a, const Field& b) {
    if (a.type == b.type) return a.same_definition(b) || (a.type != "CustomField" && a.type != "ArrayField" && a.type != "EnumField");
    static constexpr std::array texts = {"CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField", "ImageField"};
    static constexpr std::array integers = {"SmallIntegerField", "IntegerField", "BigIntegerField", "PositiveSmallIntegerField", "PositiveIntegerField",
                                            "PositiveBigIntegerField"};
    const auto both_in = [&](const auto& family) {
        return std::find(family.begin(), family.end(), a.type) != family.end() && std::find(family.begin(), family.end(), b.type) != family.end();
    };
    return both_in(texts) || both_in(integers);
}

bool same_attribute(const Field& a, const Field& b, std::string_view key) {
    const Value* left = a.attributes.find(key);
    const Value* right = b.attributes.find(key);
    return left == nullptr || right == nullptr ? left == right : *left == *right;
}

bool same_default(const Field& a, const Field& b) { return same_attribute(a, b, "default") && same_attribute(a, b, "db_default"); }

Value tagged(std::string_view key, Value value) {
    Value object = Value::object();
    object.set(key, std::move(value));
    return object;
}

bool is_null_fill(const Value& fill) { return fill.is_null() || (fill.is_object() && fill.bool_or("null", false)); }

/// What rows that exist hold in a field when it is added; nullopt when there can be no rows.
std::optional<Value> value_in_rows(const Field& field, const ColumnFill& fill) {
    if (fill.has_value) return fill.value;
    if (const Value* value = field.default_value()) return *value;
    if (const Value* value = field.attributes.find("db_default")) return tagged("sql", *value);
    if (field.attributes.bool_or("auto_now", false)) return tagged("now", true);
    if (field.null()) return tagged("null", true);
    return std::nullopt;
}

bool computed(const Field& field) { return field.is_auto() || field.is_generated() || !field.has_column(); }

}  // namespace

OperationPtr add_and_alter(const AddField& add, const AlterField& alter) {
    auto result = std::make_shared<AddField>(add);
    result->field = alter.field;
    result->fill = {};
    result->allow_loss = add.allow_loss && alter.allow_loss;
    if (!add.field.has_column() && !alter.field.has_column()) return result;
    if (computed(add.field) || computed(alter.field)) return add.field.type == alter.field.type || alter.field.is_generated() ? result : nullptr;
    std::optional<Value> rows = value_in_rows(add.field, add.fill);
    if (!rows) return result;
    const bool null_rows = is_null_fill(*rows);
    if (!null_rows && !same_family(add.field, alter.field)) return nullptr;
    if (alter.fill.has_value) {
        // An expression may read the column, and with another type a value stands for all rows.
        if (alter.fill.value.is_object() || add.field.type != alter.field.type) return nullptr;
        if (null_rows) rows = alter.fill.value;
    } else if (null_rows && !alter.field.null()) {
        rows = value_in_rows(alter.field, {});
    }
    // Without its own, the column would be filled as it is defined.
    if (!rows || (value_in_rows(alter.field, {}) == rows)) return result;
    result->fill = {true, *rows};
    return result;
}

OperationPtr alter_twice(const AlterField& first, const std::optional<Field>& old, const AlterField& second) {
    auto result = std::make_shared<AlterField>(second);
    result->allow_loss = first.allow_loss && second.allow_loss;
    if (!first.field.has_column() || !second.field.has_column()) return first.field.has_column() == second.field.has_column() ? result : nullptr;
    if (computed(first.field) != computed(second.field)) return nullptr;
    if (!same_family(first.field, second.field) && !(old && same_family(*old, first.field))) return nullptr;
    const bool second_fills = second.fill.has_value;
    if (first.fill.has_value) {
        if (second_fills || second.field.null() || first.field.type != second.field.type) return nullptr;
        result->fill = first.fill;
        return result;
    }
    const bool filled_nulls = !first.field.null() && !(old && !old->null());
    if (!filled_nulls) return result;
    // NULLs became the first definition's default; the second's must be the same to do that alone.
    if (second.field.null() || second_fills || !same_default(first.field, second.field)) return nullptr;
    return result;
}

}  // namespace reinhardt::db::optimizer
