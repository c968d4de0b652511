#pragma once

#include <string>
#include <string_view>

#include "lexer.hpp"

namespace reinhardt::db::sql {

/// One spelling for SQL expressions that a server reads as the same: parsed by precedence and printed with each operator in
/// parentheses, which is canonical again. Blanks, comments, case, quotes of plain names, needless parentheses and casts fall away; BETWEEN, IN, LIKE, <> and the keyword forms of functions
/// take the form that servers print them in (PostgreSQL ruleutils.c; MySQL Item::print). An expression that does not parse is printed
/// token by token.
[[nodiscard]] std::string canonical_expression(std::string_view expression, const Lexis& lexis);

}  // namespace reinhardt::db::sql
