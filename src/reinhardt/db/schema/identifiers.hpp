#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db {

/// <table>_<columns>_<8 hex digits of SHA-256 over the canonical parts>_<suffix>. Not shortened: drivers do that when rendering.
[[nodiscard]] std::string automatic_name(std::string_view table, const std::vector<std::string>& columns, std::string_view canonical,
                                         std::string_view suffix);
/// The name cut to `limit` bytes: its head, '_' and 8 hex digits of its SHA-256; unchanged when it fits or limit is 0.
[[nodiscard]] std::string fit_identifier(std::string_view name, std::size_t limit);

/// `text` with every whole SQL identifier `from` replaced by `to`: bare, {name} or quoted with "", ``, []; not inside strings or
/// comments, not before '(' and not behind another table's qualifier (details 1.15). A bare name that becomes one which a database might
/// fold to lower case gets braces, for the driver to quote; `keep_bare` leaves them to whoever wrote the text.
[[nodiscard]] std::string rename_identifier(std::string_view text, std::string_view from, std::string_view to, bool keep_bare = false);
/// Whether the name means the same bare and quoted, wherever it is no keyword: lower-case letters, digits and '_'.
[[nodiscard]] bool is_folded(std::string_view name) noexcept;
/// The whole identifiers of an SQL expression that name columns (not functions, not strings), in order, without repeats.
[[nodiscard]] std::vector<std::string> identifiers_in(std::string_view expression);
/// Whether a name has the shape of automatic_name (or of one that was cut to fit): such names are never compared for foreign keys,
/// uniques and checks (details 1.10).
[[nodiscard]] bool is_automatic_name(std::string_view name) noexcept;
/// Another name of that form for the same thing, for where `name` is in use: other digits, each time it is asked again.
[[nodiscard]] std::string other_automatic_name(std::string_view name);

}  // namespace reinhardt::db
