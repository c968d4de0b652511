#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

/// The tokens of a statement with a place in it, for parsers by recursive descent. What does not fit throws Error(unsupported).
class TokenStream {
public:
    explicit TokenStream(std::string_view text) : tokens_(tokenize(text)) {}

    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const noexcept { return tokens_[at_ + ahead < tokens_.size() ? at_ + ahead : tokens_.size() - 1]; }
    [[nodiscard]] bool at_end() const noexcept { return peek().kind == TokenKind::end; }
    [[nodiscard]] std::size_t place() const noexcept { return at_; }
    void advance() noexcept { at_ += at_ + 1 < tokens_.size() ? 1 : 0; }
    bool accept(std::string_view keyword);
    /// All or none of the keywords.
    bool accept(std::initializer_list<std::string_view> keywords);
    bool accept_op(std::string_view symbol);
    void expect(std::string_view keyword);
    void expect_op(std::string_view symbol);
    [[nodiscard]] std::string expect_name();
    /// The text of the tokens [begin, end) with blanks as one space and without comments.
    [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const;
    /// What stands between the '(' here and its ')', which are passed.
    [[nodiscard]] std::string parenthesised();
    /// Passes balanced tokens up to a ',' or ')' of this level, or one of `stops`; gives their text.
    [[nodiscard]] std::string balanced_until(std::initializer_list<std::string_view> stops);
    [[noreturn]] void fail(std::string_view wanted) const;

private:
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

}  // namespace reinhardt::db::sqlite
