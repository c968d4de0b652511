#include <reinhardt/db/orm/validators/validators.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

namespace {

Value value_of(const Limit& limit) {
    switch (limit.kind) {
        case Limit::Kind::integer: return limit.integer;
        case Limit::Kind::real: return limit.real;
        case Limit::Kind::text: return limit.text;
        default: return {};
    }
}

/// Whether the text is what the validator of that name has without being told.
bool is_default_text(const ValidatorDesc& validator) {
    for (const ValidatorDesc* known : {&validators::email, &validators::url, &validators::ipv4, &validators::ipv6, &validators::ipv46, &validators::comma_separated_integers, &validators::image_file}) {
        if (known->name == validator.name) return known->text == validator.text;
    }
    return validator.text.empty();
}

}  // namespace

Value to_value(const ValidatorDesc& validator) {
    Value made = Value::object().set("name", validator.name);
    if (validator.limit.kind != Limit::Kind::none) made.set("value", value_of(validator.limit));
    else if (!is_default_text(validator)) made.set("value", validator.text);
    if (validator.second.kind != Limit::Kind::none) made.set(validator.check == &validators::check_decimal ? "decimal_places" : "offset", value_of(validator.second));
    if (validator.flag && validator.check == &validators::check_pattern) made.set("absent", true);
    if (validator.flag && validator.check == &validators::check_integer_list) made.set("allow_negative", true);
    if (validator.flag && validator.check == &validators::check_keys) made.set("strict", true);
    return made.as_object().size() == 1 ? Value(validator.name) : made;
}

}  // namespace reinhardt::db
