#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/index_advice.hpp>
#include <reinhardt/db/support/value.hpp>

#include "../terminal.hpp"

namespace reinhardt::db::cli {

/// Each suggestion with its reason, and what to write where.
[[nodiscard]] std::string suggestions_text(const std::vector<IndexSuggestion>& suggestions, const Output& output);
/// "3 suggestions: 2 recommended, 1 to consider."
[[nodiscard]] std::string suggestions_summary(const std::vector<IndexSuggestion>& suggestions);
/// {"format_version", "suggestions": [{"rule", "level", "app", "model", "fields", "reason", "action", "toml", "file", "line"}]}
[[nodiscard]] Value suggestions_document(const std::vector<IndexSuggestion>& suggestions);

}  // namespace reinhardt::db::cli
