#pragma once

#include <string>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::mysql {

/// Condition on values of `operand` that would not be the same in a column of that type (details 4.9); the server itself rounds
/// decimals and cuts times without a word. Empty: all would.
[[nodiscard]] std::string misfit_between(const Column& from, const Column& to, const std::string& operand);

}  // namespace reinhardt::db::mysql
