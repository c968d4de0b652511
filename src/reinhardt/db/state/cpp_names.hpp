#pragma once

#include <set>
#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

// How models are spelled in C++; internal to this folder.

/// `name` as an identifier of C++: a word of the language, a name that is likely to be a macro, one of `taken`, and one that ends in '_' gets a '_' at its
/// end, which is no part of the name (name_of_identifier of the ORM).
[[nodiscard]] std::string cpp_identifier(std::string_view name, const std::set<std::string>& taken = {});
/// The namespace of an app's models.
[[nodiscard]] std::string cpp_namespace(std::string_view app);
/// Any text as an identifier, not in `used`, to which it is added.
[[nodiscard]] std::string cpp_invented(std::string_view text, std::set<std::string>& used);
/// "in_progress" -> "InProgress"
[[nodiscard]] std::string cpp_camel(std::string_view name);
/// The text as a literal, with its quotes.
[[nodiscard]] std::string cpp_literal(std::string_view text);
/// JSON as a raw literal.
[[nodiscard]] std::string cpp_json(const Value& value);
/// An integer constant of at least that size; "" for the least one, which has no literal.
[[nodiscard]] std::string cpp_integer(std::int64_t value);

}  // namespace reinhardt::db
