#include <reinhardt/db/orm/field_rules.hpp>

#include <fmt/format.h>

#include <reinhardt/db/orm/validators/validators.hpp>

namespace reinhardt::db {

namespace {

void run(const ValidatorDesc& validator, const rdb_cell& value, FieldErrors& out) { validator.check(validator, value, out); }

/// What a field's type says without validators of its own.
void check_type(const FieldRules& rules, const rdb_cell& value, FieldErrors& out) {
    if (rules.max_length != 0 && (rules.kind == FieldKind::text || rules.kind == FieldKind::bytes || rules.kind == FieldKind::file)) run(validators::max_length(rules.max_length), value, out);
    if (rules.kind == FieldKind::decimal && rules.max_digits != 0) run(validators::decimal(rules.max_digits, rules.decimal_places), value, out);
    if (rules.positive && is_number(rules.kind)) run(validators::min_value(0), value, out);
    if (rules.type == "EmailField") run(validators::email, value, out);
    if (rules.type == "URLField") run(validators::url, value, out);
    if (rules.type == "SlugField") run(validators::slug, value, out);
    if (rules.type == "IPAddressField") run(validators::ipv46, value, out);
}

std::string shown(const rdb_cell& value) {
    std::string text;
    type_adapter<std::string>::decode(value, text);
    return value.tag == RDB_TEXT ? fmt::format("'{}'", text) : text;
}

}  // namespace

FieldErrors check_field(const FieldRules& rules, const rdb_cell& value) {
    const bool empty = is_empty_value(value);
    if (empty && rules.blank && (value.tag != RDB_NULL || rules.null)) return {};
    if (rules.is_choice != nullptr && !empty) {
        if (!rules.is_choice(value, rules.choices, rules.choice_count)) return {{"invalid_choice", fmt::format("Value {} is not a valid choice.", shown(value))}};
    } else if (value.tag == RDB_NULL && !rules.null) {
        return {{"null", "This field cannot be null."}};
    } else if (empty && !rules.blank) {
        return {{"blank", "This field cannot be blank."}};
    }
    FieldErrors out;
    if (empty) return out;
    check_type(rules, value, out);
    run_validators(rules.validators, rules.validator_count, value, out);
    return out;
}

FieldError unique_error(std::string_view model, const std::vector<std::string>& labels) {
    std::string list;
    for (std::size_t i = 0; i < labels.size(); ++i) list += (i == 0 ? "" : i + 1 < labels.size() ? ", " : labels.size() > 2 ? ", and " : " and ") + labels[i];
    return {labels.size() == 1 ? "unique" : "unique_together", fmt::format("{} with this {} already exists.", model, list)};
}

FieldError missing_target_error(std::string_view model, std::string_view field, std::string_view value) {
    return {"invalid", fmt::format("{} instance with {} {} does not exist.", model, field, value)};
}

FieldError constraint_error(std::string_view name) { return {"invalid", fmt::format("Constraint “{}” is violated.", name)}; }

}  // namespace reinhardt::db
