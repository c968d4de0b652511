#include "token_stream.hpp"

namespace reinhardt::db::sqlite {

bool TokenStream::accept(std::string_view keyword) {
    if (!peek().is(keyword)) return false;
    advance();
    return true;
}

bool TokenStream::accept(std::initializer_list<std::string_view> keywords) {
    std::size_t ahead = 0;
    for (const auto keyword : keywords) {
        if (!peek(ahead++).is(keyword)) return false;
    }
    at_ += ahead;
    return true;
}

bool TokenStream::accept_op(std::string_view symbol) {
    if (!peek().is_op(symbol)) return false;
    advance();
    return true;
}

void TokenStream::expect(std::string_view keyword) {
    if (!accept(keyword)) fail(keyword);
}

void TokenStream::expect_op(std::string_view symbol) {
    if (!accept_op(symbol)) fail(symbol);
}

std::string TokenStream::expect_name() {
    if (!peek().is_name()) fail("a name");
    std::string name = peek().name();
    advance();
    return name;
}

std::string TokenStream::text(std::size_t begin, std::size_t end) const {
    std::string result;
    for (std::size_t i = begin; i < end && i < tokens_.size(); ++i) {
        const Token& token = tokens_[i];
        if (i > begin && token.begin > tokens_[i - 1].end) result += ' ';
        result += token.text;
    }
    return result;
}

std::string TokenStream::parenthesised() {
    expect_op("(");
    const std::size_t begin = at_;
    for (std::size_t depth = 1; depth > 0; advance()) {
        if (at_end()) fail(")");
        if (peek().is_op("(")) ++depth;
        if (peek().is_op(")")) --depth;
    }
    return text(begin, at_ - 1);
}

std::string TokenStream::balanced_until(std::initializer_list<std::string_view> stops) {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    for (; !at_end(); advance()) {
        if (depth == 0) {
            if (peek().is_op(",") || peek().is_op(")")) break;
            bool stop = false;
            for (const auto keyword : stops) stop = stop || peek().is(keyword);
            if (stop && at_ > begin) break;
        }
        if (peek().is_op("(")) ++depth;
        if (peek().is_op(")")) --depth;
    }
    return text(begin, at_);
}

void TokenStream::fail(std::string_view wanted) const {
    const Token& token = peek();
    throw Error(ErrorCode::unsupported, "SQL that cannot be read: " + std::string(wanted) + " expected" +
                                            (at_end() ? " at its end" : " at '" + std::string(token.text.substr(0, 40)) + "'"));
}

}  // namespace reinhardt::db::sqlite
