#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db::sqlite {

// Work on SQL expressions by token: strings and comments are never touched.

/// `{name}` as "name".
[[nodiscard]] std::string quote_placeholders(std::string_view expression);
/// The column `from`, wherever it stands as a whole identifier and not as a function, as the quoted `to`.
[[nodiscard]] std::string rename_column(std::string_view expression, std::string_view from, std::string_view to);
/// Whether an identifier of that name stands in `sql` (not as a function).
[[nodiscard]] bool mentions(std::string_view sql, std::string_view name);
/// Whether any identifier but those of `columns` stands in `expression`.
[[nodiscard]] bool mentions_only(std::string_view expression, const std::vector<std::string>& columns);
/// One spelling for expressions that differ in blanks, comments, case of keywords and names, quotes of names, needless parentheses
/// and the two spellings of = and <>.
[[nodiscard]] std::string normalize(std::string_view expression);

}  // namespace reinhardt::db::sqlite
