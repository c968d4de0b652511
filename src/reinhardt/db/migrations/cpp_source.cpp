#include <reinhardt/db/migrations/cpp_source.hpp>

#include <utility>

namespace reinhardt::db {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool starts_word(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80; }
bool continues_word(char c) noexcept { return starts_word(c) || is_digit(c); }
bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

struct Token {
    enum class Kind : std::uint8_t { end, word, number, literal, mark };
    Kind kind = Kind::end;
    std::string_view text;
    std::uint32_t line = 0;

    [[nodiscard]] bool is(std::string_view wanted) const noexcept { return kind != Kind::literal && text == wanted; }
};

/// Splits C++ text into tokens as far as a comparison needs it: each character of an operator is a token of its own.
class Tokens {
public:
    explicit Tokens(std::string_view text) : text_(text) {}

    Token next() {
        skip();
        Token token;
        token.line = line_;
        if (at_ == text_.size()) return token;
        const std::size_t first = at_;
        token.kind = read();
        token.text = text_.substr(first, at_ - first);
        at_line_start_ = false;
        return token;
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    void step() {
        if (text_[at_++] != '\n') return;
        ++line_;
        at_line_start_ = true;
    }

    void step(std::size_t count) {
        for (; count > 0 && at_ < text_.size(); --count) step();
    }

    /// The length of a backslash at the end of a line with its line end, or 0.
    [[nodiscard]] std::size_t splice() const noexcept {
        if (peek() != '\\') return 0;
        if (peek(1) == '\n') return 2;
        return peek(1) == '\r' && peek(2) == '\n' ? 3 : 0;
    }

    void skip() {
        while (at_ < text_.size()) {
            if (const std::size_t length = splice(); length != 0) {
                const bool line_start = at_line_start_;
                step(length);
                at_line_start_ = line_start;
            } else if (is_blank(peek())) {
                step();
            } else if (peek() == '/' && peek(1) == '/') {
                skip_line();
            } else if (peek() == '/' && peek(1) == '*') {
                const std::size_t end = text_.find("*/", at_ + 2);
                step((end == std::string_view::npos ? text_.size() : end + 2) - at_);
            } else if (peek() == '#' && at_line_start_) {
                skip_line();
            } else {
                return;
            }
        }
    }

    void skip_line() {
        while (at_ < text_.size() && peek() != '\n') step(splice() == 0 ? 1 : splice());
    }

    Token::Kind read() {
        const char c = peek();
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number();
        if (c == '"' || c == '\'') return read_literal(false);
        if (!starts_word(c)) {
            step();
            return Token::Kind::mark;
        }
        const std::size_t first = at_;
        while (continues_word(peek())) step();
        const std::string_view word = text_.substr(first, at_ - first);
        const bool quote = peek() == '"' || peek() == '\'';
        for (const std::string_view prefix : {"u8", "u", "U", "L"}) {
            if (quote && word == prefix) return read_literal(false);
            if (peek() == '"' && word.size() == prefix.size() + 1 && word.substr(0, prefix.size()) == prefix && word.back() == 'R') return read_literal(true);
        }
        return peek() == '"' && word == "R" ? read_literal(true) : Token::Kind::word;
    }

    Token::Kind read_number() {
        while (at_ < text_.size()) {
            const char c = peek();
            const bool exponent = c == 'e' || c == 'E' || c == 'p' || c == 'P';
            if (exponent && (peek(1) == '+' || peek(1) == '-')) step(2);
            else if (continues_word(c) || c == '.') step();
            else if (c == '\'' && continues_word(peek(1))) step(2);
            else break;
        }
        return Token::Kind::number;
    }

    Token::Kind read_literal(bool raw) {
        const char quote = peek();
        step();
        if (raw) {
            const std::size_t open = text_.find('(', at_);
            const std::string end = open == std::string_view::npos ? std::string() : ")" + std::string(text_.substr(at_, open - at_)) + "\"";
            const std::size_t close = end.empty() ? std::string_view::npos : text_.find(end, open);
            step((close == std::string_view::npos ? text_.size() : close + end.size()) - at_);
            return Token::Kind::literal;
        }
        while (at_ < text_.size() && peek() != quote && peek() != '\n') step(peek() == '\\' ? 2 : 1);
        if (peek() == quote) step();
        return Token::Kind::literal;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
    bool at_line_start_ = true;
};

void append(std::string& tokens, std::string_view token) {
    tokens += token;
    tokens += '\n';
}

/// The text of a literal without prefix and escapes; nullopt for any other token.
std::optional<std::string> plain_text(const Token& token) {
    const auto& text = token.text;
    if (token.kind != Token::Kind::literal || text.size() < 3 || text.front() != '"' || text.back() != '"' || text.find('\\') != std::string_view::npos) return std::nullopt;
    return std::string(text.substr(1, text.size() - 2));
}

/// Reads one REINHARDT_MIGRATION from behind its name.
class MacroReader {
public:
    MacroReader(Tokens& tokens, const std::string& file, std::uint32_t line) : tokens_(tokens), file_(file) { source_.line = line; }

    CppSource read() {
        if (!tokens_.next().is("(")) fail("'(' must follow");
        source_.app = argument();
        if (!last_.is(",")) fail("it needs an app, a name and a content");
        source_.name = argument();
        if (last_.is(",")) read_content();
        else if (!last_.is(")")) fail("the name of the migration must be a plain text");
        return std::move(source_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw Error(ErrorCode::migration_file, "REINHARDT_MIGRATION cannot be read: " + what).at(file_, source_.line).hint("write REINHARDT_MIGRATION(\"app\", \"name\", ...)");
    }

    /// A text; the token behind it is then `last_`.
    std::string argument() {
        const auto text = plain_text(tokens_.next());
        if (!text) fail("app and name must be plain texts");
        last_ = tokens_.next();
        return *text;
    }

    void read_content() {
        int depth = 0;
        Token first, second;  // of the argument under way
        const auto end_argument = [&] {
            if (first.kind == Token::Kind::word && !second.is("=")) source_.operations.push_back(first.line);
            first = second = Token();
        };
        for (;;) {
            const Token token = tokens_.next();
            if (token.kind == Token::Kind::end) fail("its ')' is missing");
            const bool opens = token.is("(") || token.is("{") || token.is("["), closes = token.is(")") || token.is("}") || token.is("]");
            if (closes && --depth < 0) break;
            if (opens) ++depth;
            append(source_.tokens, token.text);
            if (depth == 0 && token.is(",")) {
                end_argument();
            } else if (first.kind == Token::Kind::end) {
                first = token;
            } else if (second.kind == Token::Kind::end) {
                second = token;
            }
        }
        end_argument();
    }

    Tokens& tokens_;
    const std::string& file_;
    CppSource source_;
    Token last_;
};

}  // namespace

std::string cpp_tokens(std::string_view text) {
    std::string all;
    Tokens tokens(text);
    for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) append(all, token.text);
    return all;
}

std::optional<CppSource> find_cpp_migration(std::string_view text, const std::string& file) {
    std::optional<CppSource> found;
    Tokens tokens(text);
    for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
        if (token.kind != Token::Kind::word || token.text != "REINHARDT_MIGRATION") continue;
        CppSource source = MacroReader(tokens, file, token.line).read();
        if (found) throw Error(ErrorCode::migration_file, "the file registers more than one migration").at(file, source.line).hint("give each a file of its own, named as the migration");
        found = std::move(source);
    }
    return found;
}

}  // namespace reinhardt::db
