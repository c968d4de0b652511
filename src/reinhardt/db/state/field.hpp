#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// What a field type is, and which attributes it takes (formats.md §2).
struct FieldType {
    std::string_view name;
    bool is_auto = false;           ///< AutoField and kin
    bool is_foreign_key = false;    ///< ForeignKey, OneToOneField
    bool is_many_to_many = false;   ///< no column
    bool is_virtual = false;        ///< GenericForeignKey: no column
    bool is_generated = false;
    std::string_view required;      ///< space-separated attributes that must be there
    std::string_view extra;         ///< space-separated attributes beyond those that every field takes
};

/// The type of that name, or nullptr.
[[nodiscard]] const FieldType* find_field_type(std::string_view name) noexcept;
[[nodiscard]] const std::vector<FieldType>& field_types();
/// Attributes that every field takes, in the order they are written.
[[nodiscard]] const std::vector<std::string_view>& common_attributes();
/// All attributes in the order they are written; the place of `key` in it (unknown keys last).
[[nodiscard]] std::size_t attribute_rank(std::string_view key) noexcept;
/// choices (but an EnumField's), validators, related_name, help_text, verbose_name, renamed_from: no part of the migrated state.
[[nodiscard]] bool is_model_only_attribute(std::string_view type, std::string_view key) noexcept;

/// A field of a model: name, type and the attributes that were given (those equal to their default are left out, keys in the
/// order of attribute_rank). Relations name their target in full ("auth.User"). Equality covers name, type, attributes.
struct Field {
    std::string name;
    std::string type;
    Value attributes = Value::object();
    std::uint32_t line = 0;

    [[nodiscard]] const FieldType& field_type() const;  ///< Error(internal) for an unknown type
    [[nodiscard]] bool null() const noexcept { return attributes.bool_or("null", false); }
    [[nodiscard]] bool primary_key() const noexcept { return attributes.bool_or("primary_key", false); }
    [[nodiscard]] bool unique() const noexcept;         ///< also for a OneToOneField
    [[nodiscard]] bool indexed() const noexcept;        ///< `index`, or a foreign key without index = false; not when unique or key
    [[nodiscard]] bool has_column() const noexcept;     ///< false for many-to-many and GenericForeignKey
    [[nodiscard]] bool is_relation() const noexcept;    ///< has `to`
    [[nodiscard]] bool is_foreign_key() const noexcept;
    [[nodiscard]] bool is_many_to_many() const noexcept;
    [[nodiscard]] bool is_auto() const noexcept;
    [[nodiscard]] bool is_generated() const noexcept;
    [[nodiscard]] bool has_constraint() const noexcept { return attributes.bool_or("constraint", true); }
    [[nodiscard]] std::string to() const { return attributes.text_or("to"); }            ///< "app.Model" or ""
    [[nodiscard]] std::string through() const { return attributes.text_or("through"); }  ///< "app.Model" or ""
    [[nodiscard]] const Value* default_value() const noexcept { return attributes.find("default"); }
    [[nodiscard]] bool has_database_default() const noexcept;                            ///< default or db_default
    [[nodiscard]] std::string column() const;  ///< explicit column, <name>_id of a foreign key, else the name; "" without column
    [[nodiscard]] std::string default_column() const;

    /// Sets an attribute in its canonical place, or removes it when `value` is the default (false, null).
    void set(std::string_view key, Value value);
    void erase(std::string_view key) { attributes.erase(key); }
    /// Without the attributes that are no part of the migrated state.
    [[nodiscard]] Field migrated() const;

    /// Same type and attributes, whatever the names. Decimal defaults compare by value (0 equals "0").
    [[nodiscard]] bool same_definition(const Field& other) const;
    friend bool operator==(const Field& a, const Field& b) { return a.name == b.name && a.same_definition(b); }
};

using FieldState = Field;  ///< beside ModelState and ProjectState

/// Whether every value of `from` fits `to` unchanged: same type family, no shorter length, no fewer digits, no smaller range.
/// False means narrowing: data may be lost or may fail to convert.
[[nodiscard]] bool widens_or_equal(const Field& from, const Field& to);

}  // namespace reinhardt::db
