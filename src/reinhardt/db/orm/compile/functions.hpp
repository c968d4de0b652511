#pragma once

#include <span>
#include <string_view>

#include <reinhardt/db/orm/compile/operand.hpp>

namespace reinhardt::db::compile {

/// How two values are combined: "int" and kin is the last part of the word's key ("combined./.int").
struct CombinedRule {
    std::string_view key;
    FieldKind output = FieldKind::int64;
    bool may_be_null = false;    ///< also of values that are not: a division by zero
};
/// Django's output types of arithmetic. Error(query) for values that cannot be combined.
[[nodiscard]] CombinedRule combined_rule(std::string_view sign, const Type& left, const Type& right);

/// The last part of a word's key for a type: "int", "real", "text", "datetime"; "" where it is not known.
[[nodiscard]] std::string_view word_class(const Type& type) noexcept;
/// Whether the arguments of a function are of one type, which is the result's: COALESCE, GREATEST.
/// Whether it stands over a window alone.
[[nodiscard]] bool is_of_windows(std::string_view function) noexcept;
[[nodiscard]] bool takes_one_type(std::string_view function) noexcept;
[[nodiscard]] Type function_type(std::string_view function, std::span<const Operand> arguments);
[[nodiscard]] Type aggregate_type(std::string_view aggregate, const Type& argument);
/// The kind that a field type of formats.md reads as. Error(query) for a name that is none.
[[nodiscard]] FieldKind field_kind_named(std::string_view field_type);

}  // namespace reinhardt::db::compile
