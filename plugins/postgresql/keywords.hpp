#pragma once

#include <string_view>

namespace reinhardt::db::postgresql {

/// Whether the server quotes a name of lower-case letters because it is a keyword that is reserved in some place (pg_get_keywords(), all
/// categories but 'U').
[[nodiscard]] bool is_keyword(std::string_view name) noexcept;

}  // namespace reinhardt::db::postgresql
