#pragma once

#include <string>
#include <string_view>

#include "lexer.hpp"

namespace reinhardt::db::sql {

/// Whether the word is the name of a type that may stand before a literal.
[[nodiscard]] bool is_type_word(const Token& token);
[[nodiscard]] bool is_numeric_type(std::string_view type);
/// The name under which the server prints a function.
[[nodiscard]] std::string function_name(std::string name, const Lexis& lexis);
/// A name without quotes that it does not need; bare words in lower case.
[[nodiscard]] std::string plain_name(const Token& token);

}  // namespace reinhardt::db::sql
