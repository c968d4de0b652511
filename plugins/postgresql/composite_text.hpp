#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

/// An array in the server's text form (manual, 8.15.6) as a list, lists in it for its dimensions; `read` makes a value of the text of an
/// element. nullopt for what is no such text, or has bounds of its own.
[[nodiscard]] std::optional<Value> array_value(std::string_view text, const std::function<Value(const std::string&)>& read);
/// An hstore in its text form (manual, F.18.1) as an object of texts.
[[nodiscard]] std::optional<Value> hstore_value(std::string_view text);

}  // namespace reinhardt::db::postgresql
