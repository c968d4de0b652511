#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db::sql {

/// Where the lexical rules of servers part.
struct Lexis {
    bool dollar_quotes = false;       ///< $tag$ … $tag$ (PostgreSQL manual 4.1.2.4)
    bool nested_comments = false;     ///< /* /* */ */
    bool backslash_escapes = false;   ///< in every string (MySQL without NO_BACKSLASH_ESCAPES); E'…' has them with `escape_strings`
    bool escape_strings = false;      ///< E'…' (PostgreSQL)
    bool hash_comments = false;       ///< # to the end of the line (MySQL)
    bool backticks = false;           ///< `name` (MySQL)
    bool double_quoted_strings = false;  ///< "text" is a string (MySQL without ANSI_QUOTES)
    bool versioned_comments = false;  ///< /*! … */ is no comment (MySQL)
    bool compound_bodies = false;     ///< CREATE PROCEDURE, FUNCTION, TRIGGER and EVENT have bodies of BEGIN … END (MySQL)
    bool dash_needs_blank = false;    ///< -- begins a comment before a blank alone (MySQL)
};

inline constexpr Lexis postgresql_lexis{.dollar_quotes = true, .nested_comments = true, .escape_strings = true};
inline constexpr Lexis mysql_lexis{
    .backslash_escapes = true, .hash_comments = true, .backticks = true, .double_quoted_strings = true, .versioned_comments = true, .compound_bodies = true,
    .dash_needs_blank = true};

enum class TokenKind : std::uint8_t {
    word,         ///< keyword or bare identifier
    quoted,       ///< "x" or `x`
    string,       ///< 'x', E'x', $$x$$
    bits,         ///< x'ab', b'01'
    number,
    parameter,    ///< ?, $1, @name
    placeholder,  ///< {name}, a column name that is still to be quoted
    op,           ///< operators and punctuation
    illegal,      ///< a quote or comment that does not end
    end,
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t begin = 0, end = 0;  ///< bytes of the text
    std::string_view text;

    [[nodiscard]] bool is(std::string_view keyword) const noexcept;  ///< a word, in any case
    [[nodiscard]] bool is_op(std::string_view symbol) const noexcept { return kind == TokenKind::op && text == symbol; }
    /// The name without quotes; a bare word as it stands.
    [[nodiscard]] std::string name() const;
    /// What a string says, its escapes resolved.
    [[nodiscard]] std::string content(const Lexis& lexis) const;
};

/// Splits SQL into tokens; blanks and comments fall away. Never fails. The list ends with a token of kind `end`.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text, const Lexis& lexis);

/// Case-insensitive (ASCII) equality.
[[nodiscard]] bool same_word(std::string_view a, std::string_view b) noexcept;

/// The statements of a script: ended by semicolons outside of strings, comments, parentheses and the bodies of routines. Comments in front
/// of a statement stay with it. `used`, if given, gets the bytes up to the end of the first statement and its semicolon.
[[nodiscard]] std::vector<std::string> split_statements(std::string_view script, const Lexis& lexis, std::size_t* used = nullptr);

/// `{name}` as the quoted identifier.
[[nodiscard]] std::string quote_placeholders(std::string_view expression, const Lexis& lexis, char quote);

}  // namespace reinhardt::db::sql
