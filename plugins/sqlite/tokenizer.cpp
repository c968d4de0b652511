#include "tokenizer.hpp"

#include <algorithm>
#include <array>

namespace reinhardt::db::sqlite {

namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool starts_name(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0; }
bool in_name(char c) noexcept { return starts_name(c) || is_digit(c) || c == '$'; }
char lower_case(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower_case(x) == lower_case(y); });
}

bool Token::is(std::string_view keyword) const noexcept { return kind == TokenKind::word && same_name(text, keyword); }

bool Token::is_name() const noexcept {
    return kind == TokenKind::word || kind == TokenKind::quoted || kind == TokenKind::placeholder || kind == TokenKind::string;
}

std::string Token::name() const {
    if (kind == TokenKind::placeholder) return std::string(text.substr(1, text.size() - 2));
    if ((kind != TokenKind::quoted && kind != TokenKind::string) || text.size() < 2) return std::string(text);
    const std::string_view inner = text.substr(1, text.size() - 2);
    if (text.front() == '[') return std::string(inner);
    std::string name;
    for (std::size_t i = 0; i < inner.size(); ++i) {
        name += inner[i];
        if (inner[i] == text.front() && i + 1 < inner.size()) ++i;
    }
    return name;
}

bool Tokenizer::skip_blank() {
    bool comment = false;
    while (at_ < text_.size()) {
        if (is_blank(peek())) {
            ++at_;
        } else if (peek() == '-' && peek(1) == '-') {
            const auto stop = text_.find('\n', at_);
            at_ = stop == std::string_view::npos ? text_.size() : stop + 1;
            comment = true;
        } else if (peek() == '/' && peek(1) == '*' && at_ + 2 < text_.size()) {
            const auto stop = text_.find("*/", at_ + 2);
            at_ = stop == std::string_view::npos ? text_.size() : stop + 2;
            comment = true;
        } else {
            break;
        }
    }
    return comment;
}

Token Tokenizer::next() {
    Token token;
    token.comment_before = skip_blank();
    token.begin = token.end = at_;
    if (at_ >= text_.size()) return token;
    token.kind = scan();
    token.end = at_;
    token.text = text_.substr(token.begin, token.end - token.begin);
    return token;
}

TokenKind Tokenizer::scan() {
    const char c = peek();
    if ((c == 'x' || c == 'X') && peek(1) == '\'') {
        std::size_t digits = 2;
        while (is_hex(peek(digits))) ++digits;
        const bool good = peek(digits) == '\'' && digits % 2 == 0;
        if (good) {
            at_ += digits + 1;
            return TokenKind::blob;
        }
        at_ += 1;
        static_cast<void>(scan_quoted('\'', TokenKind::illegal));
        return TokenKind::illegal;
    }
    if (starts_name(c)) {
        while (at_ < text_.size() && in_name(peek())) ++at_;
        return TokenKind::word;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return scan_number();
    switch (c) {
        case '\'': return scan_quoted('\'', TokenKind::string);
        case '"': return scan_quoted('"', TokenKind::quoted);
        case '`': return scan_quoted('`', TokenKind::quoted);
        case '[':
        case '{': {
            const auto stop = text_.find(c == '[' ? ']' : '}', at_);
            if (stop == std::string_view::npos) {
                at_ = text_.size();
                return TokenKind::illegal;
            }
            at_ = stop + 1;
            return c == '[' ? TokenKind::quoted : TokenKind::placeholder;
        }
        case '?':
        case ':':
        case '@':
        case '$':
        case '#': return scan_parameter();
        default: return scan_operator();
    }
}

TokenKind Tokenizer::scan_quoted(char close, TokenKind kind) {
    for (++at_; at_ < text_.size(); ++at_) {
        if (peek() != close) continue;
        if (peek(1) != close || at_ + 1 >= text_.size()) {
            ++at_;
            return kind;
        }
        ++at_;
    }
    return TokenKind::illegal;
}

TokenKind Tokenizer::scan_number() {
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
        at_ += 3;
        while (is_hex(peek())) ++at_;
    } else {
        while (is_digit(peek())) ++at_;
        if (peek() == '.') {
            ++at_;
            while (is_digit(peek())) ++at_;
        }
        const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
            at_ += 2 + sign;
            while (is_digit(peek())) ++at_;
        }
    }
    if (at_ >= text_.size() || !in_name(peek())) return TokenKind::number;
    while (at_ < text_.size() && in_name(peek())) ++at_;
    return TokenKind::illegal;
}

TokenKind Tokenizer::scan_parameter() {
    const char c = peek();
    ++at_;
    if (c == '?') {
        while (is_digit(peek())) ++at_;
        return TokenKind::parameter;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && in_name(peek())) ++at_;
    if (c == '$' && peek() == ':' && peek(1) == ':') {
        while (at_ < text_.size() && (in_name(peek()) || peek() == ':')) ++at_;
    }
    return at_ > begin && c != '#' ? TokenKind::parameter : TokenKind::illegal;
}

TokenKind Tokenizer::scan_operator() {
    static constexpr std::array<std::string_view, 10> longer = {"->>", "||", "->", "<=", "<>", "<<", "==", "!=", ">=", ">>"};
    const std::string_view rest = text_.substr(at_);
    for (const auto symbol : longer) {
        if (rest.substr(0, symbol.size()) == symbol) {
            at_ += symbol.size();
            return TokenKind::op;
        }
    }
    ++at_;
    return std::string_view("-+*/%=<>|&~(),;.").find(rest.front()) == std::string_view::npos ? TokenKind::illegal : TokenKind::op;
}

std::vector<Token> tokenize(std::string_view text) {
    std::vector<Token> tokens;
    Tokenizer tokenizer(text);
    do {
        tokens.push_back(tokenizer.next());
    } while (tokens.back().kind != TokenKind::end);
    return tokens;
}

}  // namespace reinhardt::db::sqlite
