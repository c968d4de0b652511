#include "expression.hpp"

#include <algorithm>
#include <array>

#include <reinhardt/db/support/text.hpp>

#include "quote.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// Words that are never a bare column name in an expression.
bool is_keyword(const Token& token) {
    static constexpr std::array<std::string_view, 40> keywords = {
        "and", "or", "not", "null", "is", "in", "between", "like", "glob", "regexp", "match", "escape", "case", "when", "then", "else", "end", "cast", "as",
        "collate", "isnull", "notnull", "distinct", "from", "exists", "current_date", "current_time", "current_timestamp", "select", "where", "order",
        "group", "limit", "on", "join", "union", "values", "true", "false", "filter"};
    if (token.kind != TokenKind::word) return false;
    return std::any_of(keywords.begin(), keywords.end(), [&](std::string_view keyword) { return token.is(keyword); });
}

bool is_identifier(const std::vector<Token>& tokens, std::size_t i) {
    const Token& token = tokens[i];
    if (token.kind == TokenKind::placeholder || token.kind == TokenKind::quoted) return true;
    return token.kind == TokenKind::word && !is_keyword(token) && !tokens[i + 1].is_op("(");
}

/// The name behind CAST(… AS and COLLATE is no column.
bool is_type_or_collation(const std::vector<Token>& tokens, std::size_t i) { return i > 0 && (tokens[i - 1].is("as") || tokens[i - 1].is("collate")); }

template <class Replace>
std::string replaced(std::string_view text, Replace&& replacement) {
    const auto tokens = tokenize(text);
    std::string result;
    std::size_t copied = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        std::string other;
        if (!replacement(tokens, i, other)) continue;
        result += text.substr(copied, tokens[i].begin - copied);
        result += other;
        copied = tokens[i].end;
    }
    result += text.substr(copied);
    return result;
}

bool is_bare_name(std::string_view name) {
    const auto tokens = tokenize(name);
    return tokens.size() == 2 && tokens.front().kind == TokenKind::word && tokens.front().text.size() == name.size() && !is_keyword(tokens.front());
}

/// Index of the parenthesis that closes the one at `open`; the size when none does.
std::size_t closing(const std::vector<std::string>& words, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t i = open; i < words.size(); ++i) {
        if (words[i] == "(") ++depth;
        if (words[i] == ")" && --depth == 0) return i;
    }
    return words.size();
}

/// Takes away parentheses around the whole, around a single word, and doubled ones; never those of a call or a list.
void drop_parentheses(std::vector<std::string>& words, const std::vector<bool>& call) {
    std::vector<bool> gone(words.size(), false);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != "(" || call[i]) continue;
        const std::size_t end = closing(words, i);
        if (end == words.size()) continue;
        const bool whole = i == 0 && end + 1 == words.size();
        const bool single = end == i + 2;
        const bool doubled = i + 1 < words.size() && words[i + 1] == "(" && closing(words, i + 1) + 1 == end;
        const bool inside_call = i > 0 && end + 1 < words.size() && words[i - 1] == "(" && call[i - 1] && words[end + 1] == ")";
        if (whole || single || doubled || inside_call) gone[i] = gone[end] = true;
    }
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!gone[i]) kept.push_back(std::move(words[i]));
    }
    words = std::move(kept);
}

}  // namespace

std::string quote_placeholders(std::string_view expression) {
    return replaced(expression, [](const auto& tokens, std::size_t i, std::string& other) {
        if (tokens[i].kind != TokenKind::placeholder) return false;
        other = sql::quote_identifier(tokens[i].name());
        return true;
    });
}

std::string rename_column(std::string_view expression, std::string_view from, std::string_view to) {
    return replaced(expression, [&](const auto& tokens, std::size_t i, std::string& other) {
        if (!is_identifier(tokens, i) || is_type_or_collation(tokens, i) || !same_name(tokens[i].name(), from)) return false;
        other = sql::quote_identifier(to);
        return true;
    });
}

bool mentions(std::string_view sql, std::string_view name) {
    const auto tokens = tokenize(sql);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (is_identifier(tokens, i) && same_name(tokens[i].name(), name)) return true;
    }
    return false;
}

bool mentions_only(std::string_view expression, const std::vector<std::string>& columns) {
    const auto tokens = tokenize(expression);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (!is_identifier(tokens, i) || is_type_or_collation(tokens, i)) continue;
        const std::string name = tokens[i].name();
        if (std::none_of(columns.begin(), columns.end(), [&](const auto& column) { return same_name(column, name); })) return false;
    }
    return true;
}

std::string normalize(std::string_view expression) {
    const auto tokens = tokenize(expression);
    std::vector<std::string> words;
    std::vector<bool> call;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const Token& token = tokens[i];
        std::string word(token.text);
        if (token.kind == TokenKind::quoted || token.kind == TokenKind::placeholder) {
            const std::string name = lower(token.name());
            word = is_bare_name(name) ? name : sql::quote_identifier(name);
        } else if (token.kind == TokenKind::word || token.kind == TokenKind::number) {
            word = lower(word);
        } else if (token.is_op("==")) {
            word = "=";
        } else if (token.is_op("<>")) {
            word = "!=";
        }
        call.push_back(word == "(" && i > 0 && ((tokens[i - 1].kind == TokenKind::word && !is_keyword(tokens[i - 1])) || tokens[i - 1].is("in") ||
                                                tokens[i - 1].is("cast") || tokens[i - 1].is("exists")));
        words.push_back(std::move(word));
    }
    for (std::size_t before = words.size() + 1; before != words.size();) {
        before = words.size();
        drop_parentheses(words, call);
        call.assign(words.size(), false);
        for (std::size_t i = 1; i < words.size(); ++i) {
            const auto previous = tokenize(words[i - 1]);
            call[i] = words[i] == "(" && previous.front().kind == TokenKind::word &&
                      (!is_keyword(previous.front()) || previous.front().is("in") || previous.front().is("cast") || previous.front().is("exists"));
        }
    }
    return join(words, " ");
}

}  // namespace reinhardt::db::sqlite
