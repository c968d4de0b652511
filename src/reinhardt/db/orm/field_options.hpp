#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace reinhardt::db {

/// What becomes of rows that refer to a deleted row (formats.md §2; Django's on_delete, carried out by the collector and by the database).
enum class OnDelete : std::uint8_t { none, cascade, set_null, set_default, restrict, no_action };

/// A choice of a field: the stored value and what people read.
struct Choice {
    constexpr Choice() = default;
    constexpr Choice(int value, std::string_view shown = {}) : number(value), label(shown) {}
    constexpr Choice(std::int64_t value, std::string_view shown = {}) : number(value), label(shown) {}
    constexpr Choice(const char* value, const char* shown = "") : is_text(true), text(value), label(shown) {}
    template <class E>
        requires std::is_enum_v<E>
    constexpr Choice(E value, std::string_view shown = {}) : number(static_cast<std::int64_t>(value)), label(shown) {}

    bool is_text = false;
    std::int64_t number = 0;
    std::string_view text;
    std::string_view label;
};

struct ValidatorDesc;

/// A constant default: what a new object has, and what the column has in the database (formats.md: `default`).
struct DefaultValue {
    enum class Kind : std::uint8_t { none, boolean, integer, real, text, json };
    Kind kind = Kind::none;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text;
};

// A misused option stops the compiler at a call of the function that says so.
void this_option_is_given_twice();
void these_options_exclude_each_other();

/// Options of a field, joined by `|`: db::max_length(50) | db::unique. Names are those of formats.md §2.
struct FieldOptions {
    bool primary_key = false, unique = false, null = false, blank = false;
    bool auto_now = false, auto_now_add = false, no_auto = false, positive = false, stored = true, editable = true, transient = false;
    bool index = false, no_index = false, no_constraint = false, defer_constraint = false;
    OnDelete on_delete = OnDelete::none, on_update = OnDelete::none;
    std::uint32_t max_length = 0;
    std::uint16_t max_digits = 0, decimal_places = 0;
    bool has_decimal_places = false;
    DefaultValue default_value{};
    std::string_view type{};             ///< a field type that the C++ type does not tell: "SlugField"
    std::string_view column{}, comment{}, collation{}, db_default{}, db_type{}, expression{};
    std::string_view related_name{}, to_field{}, through{}, table{}, from_column{}, to_column{}, via{}, deferrable{};
    std::string_view help_text{}, verbose_name{}, renamed_from{}, upload_to{}, storage{};
    std::string_view native{};           ///< the enum type of the server that an EnumField is of
    std::string_view json{};             ///< further attributes, as a JSON object; they stand in place of those of the other options
    const Choice* choices = nullptr;
    std::size_t choice_count = 0;
    const ValidatorDesc* validators[8] = {};
    std::size_t validator_count = 0;
};

constexpr FieldOptions operator|(FieldOptions a, const FieldOptions& b) {
    const auto flag = [](bool& to, bool from) { to = to || from; };
    const auto text = [](std::string_view& to, std::string_view from) {
        if (from.empty()) return;
        if (!to.empty()) this_option_is_given_twice();
        to = from;
    };
    const auto number = [](auto& to, auto from) {
        if (from == 0) return;
        if (to != 0) this_option_is_given_twice();
        to = from;
    };
    flag(a.primary_key, b.primary_key);
    flag(a.unique, b.unique);
    flag(a.null, b.null);
    flag(a.blank, b.blank);
    flag(a.auto_now, b.auto_now);
    flag(a.auto_now_add, b.auto_now_add);
    flag(a.no_auto, b.no_auto);
    flag(a.positive, b.positive);
    flag(a.transient, b.transient);
    flag(a.index, b.index);
    flag(a.no_index, b.no_index);
    flag(a.no_constraint, b.no_constraint);
    a.stored = a.stored && b.stored;
    a.editable = a.editable && b.editable;
    if (b.on_delete != OnDelete::none) a.on_delete = b.on_delete;
    if (b.on_update != OnDelete::none) a.on_update = b.on_update;
    number(a.max_length, b.max_length);
    number(a.max_digits, b.max_digits);
    if (b.has_decimal_places) {
        a.decimal_places = b.decimal_places;
        a.has_decimal_places = true;
    }
    if (b.default_value.kind != DefaultValue::Kind::none) {
        if (a.default_value.kind != DefaultValue::Kind::none) this_option_is_given_twice();
        a.default_value = b.default_value;
    }
    text(a.type, b.type);
    text(a.column, b.column);
    text(a.comment, b.comment);
    text(a.collation, b.collation);
    text(a.db_default, b.db_default);
    text(a.db_type, b.db_type);
    text(a.expression, b.expression);
    text(a.related_name, b.related_name);
    text(a.to_field, b.to_field);
    text(a.through, b.through);
    text(a.table, b.table);
    text(a.from_column, b.from_column);
    text(a.to_column, b.to_column);
    text(a.via, b.via);
    text(a.deferrable, b.deferrable);
    text(a.help_text, b.help_text);
    text(a.verbose_name, b.verbose_name);
    text(a.renamed_from, b.renamed_from);
    text(a.upload_to, b.upload_to);
    text(a.storage, b.storage);
    text(a.native, b.native);
    text(a.json, b.json);
    if (b.choice_count != 0) {
        if (a.choice_count != 0) this_option_is_given_twice();
        a.choices = b.choices;
        a.choice_count = b.choice_count;
    }
    for (std::size_t i = 0; i < b.validator_count; ++i) a.validators[a.validator_count++] = b.validators[i];
    // Django's fields.E160: at most one way to get a value by itself.
    if (static_cast<int>(a.auto_now) + static_cast<int>(a.auto_now_add) + static_cast<int>(a.default_value.kind != DefaultValue::Kind::none) > 1) these_options_exclude_each_other();
    if (a.primary_key && a.null) these_options_exclude_each_other();
    return a;
}

}  // namespace reinhardt::db
