#pragma once

#include <optional>
#include <vector>

#include <reinhardt/db/orm/compile/operand.hpp>
#include <reinhardt/db/orm/expression.hpp>

namespace reinhardt::db::compile {

/// `left` among many values, which go to the server as one parameter: no server takes a parameter for each of 100,000. nullopt where there are few, or
/// where the server has no word for it ("lookup.in_list.integer", "….text", "….date" …), or the values are none of these.
[[nodiscard]] std::optional<Sql> in_long_list(const Operand& left, const ExprNode& list, const Dialect& dialect);
/// The list's elements; of a long one each value once: of an enum, or of true and false, there are few.
[[nodiscard]] std::vector<const Expr*> different(const ExprNode& list);

}  // namespace reinhardt::db::compile
