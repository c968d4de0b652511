#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db::sqlite {

enum class TokenKind : std::uint8_t {
    word,         ///< keyword or bare identifier
    quoted,       ///< "x", `x` or [x]
    string,       ///< 'x'
    blob,         ///< x'ab'
    number,
    parameter,    ///< ?, ?1, :name, @name, $name
    placeholder,  ///< {name}, a column name that is still to be quoted
    op,           ///< operators and punctuation
    illegal,      ///< what SQLite's tokenizer refuses
    end,
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t begin = 0, end = 0;  ///< bytes of the text
    std::string_view text;
    bool comment_before = false;     ///< a comment stands between it and the token before

    [[nodiscard]] bool is(std::string_view keyword) const noexcept;       ///< a word, in any case
    [[nodiscard]] bool is_op(std::string_view symbol) const noexcept { return kind == TokenKind::op && text == symbol; }
    /// May name something: a word, quoted, a placeholder, or (SQLite's leniency) a string.
    [[nodiscard]] bool is_name() const noexcept;
    /// The name without quotes.
    [[nodiscard]] std::string name() const;
};

/// Splits SQL by the rules of SQLite's own tokenizer (tokenize.c); blanks and comments fall away. Never fails: what is no token
/// is `illegal`. A list of tokens ends with one of kind `end`.
class Tokenizer {
public:
    explicit Tokenizer(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}
    [[nodiscard]] Token next();

private:
    bool skip_blank();  ///< true when a comment was passed
    [[nodiscard]] TokenKind scan();
    [[nodiscard]] TokenKind scan_quoted(char close, TokenKind kind);
    [[nodiscard]] TokenKind scan_number();
    [[nodiscard]] TokenKind scan_parameter();
    [[nodiscard]] TokenKind scan_operator();
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    std::string_view text_;
    std::size_t at_;
};

[[nodiscard]] std::vector<Token> tokenize(std::string_view text);

/// Case-insensitive (ASCII) equality: how SQLite compares names.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace reinhardt::db::sqlite
