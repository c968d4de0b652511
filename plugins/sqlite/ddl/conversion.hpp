#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::sqlite {

/// What a change of type means for the values of a column (details 4.9).
struct Conversion {
    std::string expression;  ///< of the new value, over `operand`; equal to it when stored values stay as they are
    std::string misfit;      ///< true for values that do not convert there and back, or do not fit; "" = all do
};

[[nodiscard]] Conversion conversion_between(const Column& from, const Column& to, const std::string& operand);
/// Whether the two hold the same kind of value in the same form, so that only narrowing needs a look at the rows.
[[nodiscard]] bool same_kind(const Column& from, const Column& to);
/// A condition that is true for values which the type cannot hold; "" = it holds all.
[[nodiscard]] std::string misfit_of(const Column& type, const std::string& operand);

}  // namespace reinhardt::db::sqlite
