#pragma once

#include <string>
#include <string_view>

namespace reinhardt::db::cli {

/// A quoted string of the DOT language; line feeds become \n.
[[nodiscard]] std::string dot_quoted(std::string_view text);
/// A quoted label of Mermaid: quotes and what it would read as markup become entities.
[[nodiscard]] std::string mermaid_quoted(std::string_view text);
/// A word that Mermaid's erDiagram takes as a name or type without quotes.
[[nodiscard]] std::string mermaid_word(std::string_view text);
/// Text content of XML; characters that XML forbids are replaced.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace reinhardt::db::cli
