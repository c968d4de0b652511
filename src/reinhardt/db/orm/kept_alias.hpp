#pragma once

#include <string>
#include <string_view>

namespace reinhardt::db {

/// The name of a database as a text that stays where it is until the program ends, one for each name: what InstanceState::database points to. Thread-safe.
[[nodiscard]] const std::string* kept_alias(std::string_view alias);

}  // namespace reinhardt::db
