#include <reinhardt/db/orm/validators/validator.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace reinhardt::db {

void ValidationErrors::add(std::string_view field, FieldError error) { add(field, FieldErrors{std::move(error)}); }

void ValidationErrors::add(std::string_view field, FieldErrors errors) {
    if (errors.empty()) return;
    auto found = std::find_if(fields_.begin(), fields_.end(), [&](const auto& entry) { return entry.first == field; });
    if (found == fields_.end()) found = fields_.insert(fields_.end(), {std::string(field), {}});
    for (FieldError& error : errors) found->second.push_back(std::move(error));
}

const FieldErrors& ValidationErrors::operator[](std::string_view field) const noexcept {
    static const FieldErrors none;
    const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const auto& entry) { return entry.first == field; });
    return found != fields_.end() ? found->second : none;
}

bool ValidationErrors::has(std::string_view field, std::string_view code) const noexcept {
    const FieldErrors& errors = (*this)[field];
    return std::any_of(errors.begin(), errors.end(), [&](const FieldError& error) { return error.code == code; });
}

std::string ValidationErrors::text() const {
    std::string text;
    for (const auto& [field, errors] : fields_) {
        for (const FieldError& error : errors) text += fmt::format("{}{}: {}", text.empty() ? "" : "\n", field, error.message);
    }
    return text;
}

ValidationError::ValidationError(ValidationErrors errors) : Error(ErrorCode::validation, errors.text()), errors_(std::move(errors)) {}

std::string Limit::shown() const {
    switch (kind) {
        case Kind::integer: return std::to_string(integer);
        case Kind::real: return fmt::format("{}", real);
        case Kind::text: return std::string(text);
        default: return {};
    }
}

std::string fill_message(std::string_view message, std::initializer_list<std::pair<std::string_view, std::string>> values) {
    std::string made;
    while (!message.empty()) {
        const std::size_t open = std::min(message.find("%("), message.size());
        made += message.substr(0, open);
        message.remove_prefix(open);
        const std::size_t close = message.find(')');
        if (close == std::string_view::npos || close + 1 >= message.size()) return made += message;
        const std::string_view name = message.substr(2, close - 2);
        const auto* const found = std::find_if(values.begin(), values.end(), [&](const auto& value) { return value.first == name; });
        if (found != values.end()) made += found->second;
        else made += message.substr(0, close + 2);
        message.remove_prefix(close + 2);
    }
    return made;
}

void ValidatorDesc::fail(const rdb_cell& value, FieldErrors& out, std::string_view show_value) const {
    std::string shown;
    if (message.find("%(value)") != std::string_view::npos || (show_value.empty() && message.find("%(show_value)") != std::string_view::npos)) type_adapter<std::string>::decode(value, shown);
    out.push_back({std::string(code), fill_message(message, {{"limit_value", limit.shown()}, {"show_value", show_value.empty() ? shown : std::string(show_value)}, {"value", shown}})});
}

bool is_empty_value(const rdb_cell& value) noexcept { return value.tag == RDB_NULL || ((value.tag == RDB_TEXT || value.tag == RDB_BLOB) && value.size == 0); }

void run_validators(const ValidatorDesc* const* validators, std::size_t count, const rdb_cell& value, FieldErrors& out) {
    if (is_empty_value(value)) return;
    for (std::size_t i = 0; i < count; ++i) validators[i]->check(*validators[i], value, out);
}

}  // namespace reinhardt::db
