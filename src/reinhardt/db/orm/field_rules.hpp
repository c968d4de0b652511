#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <reinhardt/db/orm/validators/validator.hpp>

namespace reinhardt::db {

/// What a field asks of its value, for full_clean().
struct FieldRules {
    FieldKind kind = FieldKind::text;
    std::string_view type{};               ///< of formats.md, where the kind does not tell it: EmailField, URLField, SlugField, IPAddressField
    bool null = false, blank = false, positive = false;
    std::uint32_t max_length = 0;          ///< characters; 0 = any
    std::uint16_t max_digits = 0, decimal_places = 0;  ///< of a decimal; 0 digits = any
    const ValidatorDesc* const* validators = nullptr;
    std::size_t validator_count = 0;
    const void* choices = nullptr;
    std::size_t choice_count = 0;
    bool (*is_choice)(const rdb_cell& value, const void* choices, std::size_t count) = nullptr;

    /// Sets choices from an array of Choice (is_text, number, text).
    template <class C>
    void set_choices(const C* list, std::size_t count) noexcept {
        choices = list;
        choice_count = count;
        is_choice = [](const rdb_cell& value, const void* data, std::size_t size) {
            for (std::size_t i = 0; i < size; ++i) {
                const C& choice = static_cast<const C*>(data)[i];
                if (choice.is_text ? value.tag == RDB_TEXT && cell_bytes(value) == choice.text : (value.tag == RDB_INT || value.tag == RDB_BOOL) && value.u.i == choice.number) return true;
            }
            return false;
        };
    }
};

/// What is wrong with a value, in Django's order and with its codes: nothing for an empty text of a field that may be blank, or NULL where it may be
/// both (Django lets the database find a NULL that may not be); then invalid_choice; null;
/// blank; then what the field's type and its validators find (max_length, max_digits, min_value, invalid, …).
[[nodiscard]] FieldErrors check_field(const FieldRules& rules, const rdb_cell& value);

// Sentences for what only the database tells.
/// "Post with this Slug already exists."; for several fields "Post with this Author and Slug already exists." Codes: unique, unique_together.
[[nodiscard]] FieldError unique_error(std::string_view model, const std::vector<std::string>& labels);
/// "author instance with id 5 does not exist." Code: invalid.
[[nodiscard]] FieldError missing_target_error(std::string_view model, std::string_view field, std::string_view value);
/// "Constraint “name” is violated." Code: invalid.
[[nodiscard]] FieldError constraint_error(std::string_view name);

}  // namespace reinhardt::db
