#include "lexer.hpp"

#include <algorithm>
#include <cctype>

#include <reinhardt/db/support/text.hpp>

#include "quote.hpp"

namespace reinhardt::db::sql {

namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool begins_word(char c) noexcept { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool in_word(char c) noexcept { return begins_word(c) || is_digit(c) || c == '$'; }
bool is_operator(char c) noexcept { return std::string_view("+-*/<>=~!@#%^&|`?:").find(c) != std::string_view::npos; }

class Lexer {
public:
    Lexer(std::string_view text, const Lexis& lexis) : text_(text), lexis_(lexis) {}

    Token next() {
        const bool ends = skip_blank();
        Token token;
        token.begin = at_;
        if (!ends) {
            at_ = text_.size();
            token.kind = TokenKind::illegal;
        } else if (at_ < text_.size()) {
            token.kind = scan();
        }
        token.end = at_;
        token.text = text_.substr(token.begin, token.end - token.begin);
        return token;
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    /// False when a comment does not end.
    bool skip_blank() {
        while (at_ < text_.size()) {
            if (is_blank(peek())) {
                ++at_;
            } else if (peek() == '-' && peek(1) == '-' && (!lexis_.dash_needs_blank || at_ + 2 >= text_.size() || is_blank(peek(2)))) {
                skip_line();
            } else if (peek() == '#' && lexis_.hash_comments) {
                skip_line();
            } else if (peek() == '/' && peek(1) == '*' && !(lexis_.versioned_comments && (peek(2) == '!' || (peek(2) == 'M' && peek(3) == '!')))) {
                if (!skip_block()) return false;
            } else {
                break;
            }
        }
        return true;
    }

    void skip_line() {
        while (at_ < text_.size() && peek() != '\n') ++at_;
    }

    bool skip_block() {
        std::size_t depth = 0;
        while (at_ < text_.size()) {
            if (peek() == '/' && peek(1) == '*' && (depth == 0 || lexis_.nested_comments)) {
                ++depth;
                at_ += 2;
            } else if (peek() == '*' && peek(1) == '/') {
                at_ += 2;
                if (--depth == 0) return true;
            } else {
                ++at_;
            }
        }
        return false;
    }

    TokenKind scan() {
        const char c = peek();
        if (c == '\'') return scan_quoted('\'', lexis_.backslash_escapes, TokenKind::string);
        if (c == '"') {
            return lexis_.double_quoted_strings ? scan_quoted('"', lexis_.backslash_escapes, TokenKind::string) : scan_quoted('"', false, TokenKind::quoted);
        }
        if (c == '`' && lexis_.backticks) return scan_quoted('`', false, TokenKind::quoted);
        if (c == '$' && lexis_.dollar_quotes) return scan_dollar();
        if ((c == 'E' || c == 'e') && peek(1) == '\'' && lexis_.escape_strings) return scan_prefixed(true, TokenKind::string);
        if ((c == 'X' || c == 'x' || c == 'B' || c == 'b') && peek(1) == '\'') return scan_prefixed(false, TokenKind::bits);
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return scan_number();
        if (begins_word(c)) {
            while (at_ < text_.size() && in_word(peek())) ++at_;
            return TokenKind::word;
        }
        if (c == '{') return scan_placeholder();
        if (c == '?') {
            ++at_;
            return TokenKind::parameter;
        }
        return scan_operator();
    }

    TokenKind scan_prefixed(bool escapes, TokenKind kind) {
        ++at_;
        return scan_quoted('\'', escapes, kind);
    }

    TokenKind scan_quoted(char quote, bool escapes, TokenKind kind) {
        for (++at_; at_ < text_.size(); ++at_) {
            if (escapes && peek() == '\\') {
                ++at_;
            } else if (peek() == quote) {
                ++at_;
                if (peek() != quote) return kind;
            }
        }
        at_ = text_.size();
        return TokenKind::illegal;
    }

    TokenKind scan_dollar() {
        std::size_t end = at_ + 1;
        if (end < text_.size() && is_digit(text_[end])) {
            at_ = end;
            while (is_digit(peek())) ++at_;
            return TokenKind::parameter;
        }
        while (end < text_.size() && in_word(text_[end]) && text_[end] != '$') ++end;
        if (end >= text_.size() || text_[end] != '$') {
            ++at_;
            return TokenKind::op;
        }
        const std::string_view tag = text_.substr(at_, end + 1 - at_);
        const std::size_t close = text_.find(tag, end + 1);
        if (close == std::string_view::npos) {
            at_ = text_.size();
            return TokenKind::illegal;
        }
        at_ = close + tag.size();
        return TokenKind::string;
    }

    TokenKind scan_number() {
        const auto digits = [&] {
            while (is_digit(peek()) || (peek() == '_' && is_digit(peek(1)))) ++at_;
        };
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && std::isxdigit(static_cast<unsigned char>(peek(2))) != 0) {
            at_ += 2;
            while (std::isxdigit(static_cast<unsigned char>(peek())) != 0) ++at_;
            return TokenKind::number;
        }
        digits();
        if (peek() == '.') {
            ++at_;
            digits();
        }
        const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 2 : 1;
        if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
            at_ += sign;
            digits();
        }
        return TokenKind::number;
    }

    TokenKind scan_placeholder() {
        const std::size_t close = text_.find_first_of("{}\n", at_ + 1);
        if (close == std::string_view::npos || text_[close] != '}' || close == at_ + 1) {
            ++at_;
            return TokenKind::op;
        }
        at_ = close + 1;
        return TokenKind::placeholder;
    }

    TokenKind scan_operator() {
        const char first = peek();
        if (!is_operator(first)) {
            ++at_;
            return TokenKind::op;
        }
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_operator(peek())) {
            if (at_ > begin && ((peek() == '-' && peek(1) == '-') || (peek() == '/' && peek(1) == '*'))) break;
            if (at_ > begin && peek() == '`' && lexis_.backticks) break;
            ++at_;
        }
        // An operator of several characters ends with + or - only if it holds one of these (PostgreSQL manual 4.1.3).
        const auto special = [&] { return text_.substr(begin, at_ - begin).find_first_of("~!@#%^&|`?") != std::string_view::npos; };
        while (at_ - begin > 1 && (text_[at_ - 1] == '-' || text_[at_ - 1] == '+') && !special()) --at_;
        return TokenKind::op;
    }

    std::string_view text_;
    const Lexis& lexis_;
    std::size_t at_ = 0;
};

char unescaped(char c) noexcept {
    switch (c) {
        case 'n': return '\n';
        case 't': return '\t';
        case 'r': return '\r';
        case 'b': return '\b';
        case 'f': return '\f';
        case '0': return '\0';
        default: return c;
    }
}

/// Knows when a semicolon ends the statement: not inside parentheses, nor in the body of a routine.
class StatementEnd {
public:
    explicit StatementEnd(const Lexis& lexis) : lexis_(&lexis) {}

    bool ends_with(const Token& token) {
        ++words_;
        if (words_ == 1) create_ = token.is("CREATE");
        if (create_ && lexis_->compound_bodies) {
            for (const std::string_view what : {"PROCEDURE", "FUNCTION", "TRIGGER", "EVENT"}) routine_ = routine_ || token.is(what);
        }
        const bool behind_end = end_;
        end_ = depth_ > 0 && token.is("END");
        // END IF, END LOOP and the like close what was not counted.
        if (behind_end && !closes_other(token)) --depth_;
        const bool body = begin_ ? token.is("ATOMIC") : false;
        if (body || (routine_ && token.is("BEGIN"))) ++depth_;
        if (depth_ > 0 && token.is("CASE") && !behind_end) ++depth_;
        begin_ = token.is("BEGIN") && !routine_;
        if (token.is_op("(")) ++parentheses_;
        if (token.is_op(")") && parentheses_ > 0) --parentheses_;
        return token.is_op(";") && depth_ == 0 && parentheses_ == 0;
    }

private:
    static bool closes_other(const Token& token) { return token.is("IF") || token.is("LOOP") || token.is("WHILE") || token.is("REPEAT") || token.is("FOR"); }

    const Lexis* lexis_;
    std::size_t words_ = 0;
    bool create_ = false, routine_ = false, begin_ = false, end_ = false;
    std::size_t depth_ = 0, parentheses_ = 0;
};

}  // namespace

bool same_word(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
           });
}

bool Token::is(std::string_view keyword) const noexcept { return kind == TokenKind::word && same_word(text, keyword); }

std::string Token::name() const {
    if (kind == TokenKind::placeholder) return std::string(text.substr(1, text.size() - 2));
    if (kind != TokenKind::quoted) return std::string(text);
    std::string name;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        name += text[i];
        if (text[i] == text.front()) ++i;
    }
    return name;
}

std::string Token::content(const Lexis& lexis) const {
    std::string_view inner = text;
    if (inner.front() == '$') {
        const std::size_t tag = inner.find('$', 1) + 1;
        return std::string(inner.substr(tag, inner.size() - 2 * tag));
    }
    const bool escapes = lexis.backslash_escapes || inner.front() == 'E' || inner.front() == 'e';
    while (inner.front() != '\'' && inner.front() != '"') inner.remove_prefix(1);
    const char quote = inner.front();
    std::string content;
    for (std::size_t i = 1; i + 1 < inner.size(); ++i) {
        if (escapes && inner[i] == '\\') {
            const char next = inner[++i];
            if (lexis.backslash_escapes && (next == '%' || next == '_')) content += '\\';  // those of LIKE stay (MySQL manual 9.1.1)
            content += unescaped(next);
            continue;
        }
        content += inner[i];
        if (inner[i] == quote) ++i;
    }
    return content;
}

std::vector<Token> tokenize(std::string_view text, const Lexis& lexis) {
    std::vector<Token> tokens;
    Lexer lexer(text, lexis);
    do tokens.push_back(lexer.next());
    while (tokens.back().kind != TokenKind::end);
    return tokens;
}

std::vector<std::string> split_statements(std::string_view script, const Lexis& lexis, std::size_t* used) {
    std::vector<std::string> statements;
    Lexer lexer(script, lexis);
    StatementEnd end(lexis);
    std::size_t begin = 0, last = 0;
    bool empty = true;
    if (used != nullptr) *used = script.size();
    for (Token token = lexer.next();; token = lexer.next()) {
        const bool over = token.kind == TokenKind::end || end.ends_with(token);
        if (!over) {
            empty = false;
            last = token.end;
            continue;
        }
        if (!empty) statements.emplace_back(trim(script.substr(begin, last - begin)));
        if (token.kind == TokenKind::end) return statements;
        if (used != nullptr && !empty) {
            *used = token.end;
            return statements;
        }
        empty = true;
        begin = token.end;
        end = StatementEnd(lexis);
    }
}

std::string quote_placeholders(std::string_view expression, const Lexis& lexis, char quote) {
    std::string result;
    std::size_t copied = 0;
    for (const auto& token : tokenize(expression, lexis)) {
        if (token.kind != TokenKind::placeholder) continue;
        result += expression.substr(copied, token.begin - copied);
        result += quote_identifier(token.name(), quote, quote);
        copied = token.end;
    }
    return result += expression.substr(copied);
}

}  // namespace reinhardt::db::sql
