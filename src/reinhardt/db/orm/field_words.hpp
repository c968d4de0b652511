#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include <reinhardt/db/orm/field_options.hpp>

// The words of a field's options as a model spells them. Apart from FieldOptions, since the library's own sources use the same words for other things.

namespace reinhardt::db {

inline constexpr FieldOptions primary_key{.primary_key = true};
inline constexpr FieldOptions unique{.unique = true};
inline constexpr FieldOptions null{.null = true};
inline constexpr FieldOptions blank{.blank = true};            ///< full_clean() takes an empty value
inline constexpr FieldOptions auto_now{.auto_now = true};
inline constexpr FieldOptions auto_now_add{.auto_now_add = true};
inline constexpr FieldOptions db_index{.index = true};
inline constexpr FieldOptions no_index{.no_index = true};      ///< of a foreign key
inline constexpr FieldOptions no_constraint{.no_constraint = true};
inline constexpr FieldOptions not_auto{.no_auto = true};       ///< an integer key that the database does not number
inline constexpr FieldOptions positive{.positive = true};      ///< PositiveIntegerField and kin
inline constexpr FieldOptions transient{.transient = true};    ///< a member that is no field
inline constexpr FieldOptions slug{.type = "SlugField"};
inline constexpr FieldOptions email_field{.type = "EmailField"};
inline constexpr FieldOptions url_field{.type = "URLField"};
inline constexpr FieldOptions ip_address{.type = "IPAddressField"};
inline constexpr FieldOptions ci_text{.type = "CITextField"};
inline constexpr FieldOptions enum_field{.type = "EnumField"};   ///< of a std::string with choices
inline constexpr FieldOptions generated_stored(std::string_view expression) { return {.expression = expression}; }
inline constexpr FieldOptions generated_virtual(std::string_view expression) { return {.stored = false, .expression = expression}; }

constexpr FieldOptions max_length(std::uint32_t characters) { return {.max_length = characters}; }
constexpr FieldOptions max_digits(std::uint16_t digits) { return {.max_digits = digits}; }
constexpr FieldOptions decimal_places(std::uint16_t places) { return {.decimal_places = places, .has_decimal_places = true}; }
constexpr FieldOptions on_delete(OnDelete action) { return {.on_delete = action}; }
constexpr FieldOptions on_update(OnDelete action) { return {.on_update = action}; }
inline constexpr OnDelete cascade = OnDelete::cascade, set_null = OnDelete::set_null, set_default = OnDelete::set_default, restrict = OnDelete::restrict,
                          no_action = OnDelete::no_action;
constexpr FieldOptions column(std::string_view name) { return {.column = name}; }
constexpr FieldOptions comment(std::string_view text) { return {.comment = text}; }
constexpr FieldOptions collation(std::string_view name) { return {.collation = name}; }
/// What the database gives a row that was inserted without a value. A new object has a constant (42, 'text', TRUE) at once, where its field is a number, a
/// bool or a text; where the value comes from elsewhere an empty std::optional, the epoch and the nil UUID stand for "not set", and save() of a new
/// object whose number, bool or text is still what it began as is Error(usage): nothing tells whether it is meant.
constexpr FieldOptions db_default(std::string_view sql) { return {.db_default = sql}; }
/// A CustomField's column type on every server, or a table for each: "postgresql=ltree mysql=varchar(100)".
constexpr FieldOptions db_type(std::string_view types) { return {.type = "CustomField", .db_type = types}; }
/// A field type by its name in formats.md, where the C++ type does not tell it: field_type("TextField").
constexpr FieldOptions field_type(std::string_view name) { return {.type = name}; }
/// The enum type of the server that an EnumField is of.
constexpr FieldOptions native(std::string_view type) { return {.native = type}; }
/// A relation to any model: the fields that hold the content type and the key. Of a member of type NoColumn.
constexpr FieldOptions generic_foreign_key(std::string_view content_type, std::string_view object_id) {
    return {.transient = true, .type = "GenericForeignKey", .from_column = content_type, .to_column = object_id};
}
/// Attributes of formats.md §2 that have no word here, or a form that no word has (a text for each backend), as a JSON object:
/// attributes(R"({"db_default": {"sqlite": "0", "postgresql": "nextval('n')"}})"). They stand in place of what other options say.
constexpr FieldOptions attributes(std::string_view json) { return {.json = json}; }
constexpr FieldOptions related_name(std::string_view name) { return {.related_name = name}; }
constexpr FieldOptions to_field(std::string_view name) { return {.to_field = name}; }
constexpr FieldOptions through(std::string_view model) { return {.through = model}; }
constexpr FieldOptions table(std::string_view name) { return {.table = name}; }
constexpr FieldOptions columns(std::string_view from, std::string_view to) { return {.from_column = from, .to_column = to}; }
constexpr FieldOptions via(std::string_view field) { return {.via = field}; }
constexpr FieldOptions deferrable(std::string_view when) { return {.deferrable = when}; }
constexpr FieldOptions help_text(std::string_view text) { return {.help_text = text}; }
constexpr FieldOptions verbose_name(std::string_view text) { return {.verbose_name = text}; }
constexpr FieldOptions renamed_from(std::string_view name) { return {.renamed_from = name}; }
/// Where files go: a folder, with strftime's % filled in. store_file(Post::field_attachment(), …) puts them there.
constexpr FieldOptions upload_to(std::string_view pattern) { return {.upload_to = pattern}; }
constexpr FieldOptions storage(std::string_view name) { return {.storage = name}; }

/// What a new object has, and what the column has in the database.
template <class V>
constexpr FieldOptions default_(const V& value) {
    FieldOptions made;
    if constexpr (std::is_same_v<V, bool>) made.default_value.kind = DefaultValue::Kind::boolean, made.default_value.integer = value ? 1 : 0;
    else if constexpr (std::is_integral_v<V> || std::is_enum_v<V>) made.default_value.kind = DefaultValue::Kind::integer, made.default_value.integer = static_cast<std::int64_t>(value);
    else if constexpr (std::is_floating_point_v<V>) made.default_value.kind = DefaultValue::Kind::real, made.default_value.real = value;
    else made.default_value.kind = DefaultValue::Kind::text, made.default_value.text = std::string_view(value);
    return made;
}
/// The default of a JSONField, ArrayField or HStoreField as JSON text.
constexpr FieldOptions default_json(std::string_view json) {
    FieldOptions made;
    made.default_value.kind = DefaultValue::Kind::json;
    made.default_value.text = json;
    return made;
}

/// Choices from an array of constants: inline constexpr db::Choice sizes[] = {{1, "Small"}, {2, "Large"}}; … db::choices<sizes>.
template <const auto& Array>
inline constexpr FieldOptions choices{.choices = Array, .choice_count = sizeof(Array) / sizeof(Array[0])};

/// Validators that full_clean() runs: db::validate<db::email, db::min_length_3>; each a constant of static storage.
template <const auto&... Validators>
inline constexpr FieldOptions validate{.validators = {&Validators...}, .validator_count = sizeof...(Validators)};

}  // namespace reinhardt::db
