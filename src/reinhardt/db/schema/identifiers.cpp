#include <reinhardt/db/schema/identifiers.hpp>

#include <algorithm>
#include <cctype>
#include <functional>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

bool starts_word(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool in_word(char c) { return starts_word(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '$'; }

/// An identifier in an SQL text: where it stands, its name without quotes, and what stands around it.
struct Word {
    std::size_t begin = 0, end = 0;
    std::string name;
    char open = 0;           ///< quote in front of the name: '"', '`', '[', '{' or 0
    bool call = false;       ///< '(' follows
    bool qualified = false;  ///< behind "other."
    bool qualifier = false;  ///< '.' follows
};

/// Calls `visit` for each identifier outside of strings and comments. SQL's lexical rules, enough for expressions and statements of
/// all three SQL databases: '…' strings, --, /* */ comments, numbers, words, quoted words.
void each_identifier(std::string_view text, const std::function<void(const Word&)>& visit) {
    std::size_t at = 0;
    bool behind_dot = false;
    const auto skip_to = [&](std::string_view stop, std::size_t from) {
        const auto found = text.find(stop, from);
        return found == std::string_view::npos ? text.size() : found + stop.size();
    };
    while (at < text.size()) {
        const char c = text[at];
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            ++at;
            continue;
        }
        if (c == '\'') {
            at = skip_to("'", at + 1);
        } else if (c == '-' && text.substr(at, 2) == "--") {
            at = skip_to("\n", at);
            continue;
        } else if (c == '/' && text.substr(at, 2) == "/*") {
            at = skip_to("*/", at + 2);
            continue;
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            while (at < text.size() && (in_word(text[at]) || text[at] == '.')) ++at;
        } else if (starts_word(c) || c == '"' || c == '`' || c == '[' || c == '{') {
            Word word;
            word.begin = at;
            word.qualified = behind_dot;
            if (starts_word(c)) {
                while (at < text.size() && in_word(text[at])) ++at;
                word.name = text.substr(word.begin, at - word.begin);
            } else {
                const char close = c == '[' ? ']' : c == '{' ? '}' : c;
                word.open = c;
                for (++at; at < text.size() && (text[at] != close || (close == c && text.substr(at + 1, 1) == text.substr(at, 1))); ++at) {
                    word.name += text[at];
                    if (text[at] == close) ++at;  // doubled: the character itself
                }
                if (at == text.size()) word.name.clear();
                else ++at;
            }
            word.end = at;
            std::size_t next = at;
            while (next < text.size() && std::isspace(static_cast<unsigned char>(text[next])) != 0) ++next;
            word.call = next < text.size() && text[next] == '(' && word.open == 0;
            word.qualifier = next < text.size() && text[next] == '.';
            visit(word);
            behind_dot = false;
            continue;
        } else {
            ++at;
        }
        behind_dot = c == '.';
    }
}

bool is_keyword(std::string_view word) {
    static const std::vector<std::string> keywords = {
        "and", "or", "not", "null", "is", "in", "between", "like", "ilike", "glob", "regexp", "match", "escape", "case", "when", "then", "else",
        "end", "cast", "as", "collate", "true", "false", "isnull", "notnull", "distinct", "from", "exists", "current_date", "current_time",
        "current_timestamp", "interval", "any", "all", "some", "integer", "text", "real", "varchar", "similar", "to", "using", "asc", "desc"};
    const std::string small = lower(word);
    return std::find(keywords.begin(), keywords.end(), small) != keywords.end();
}

}  // namespace

bool is_folded(std::string_view name) noexcept {
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string rename_identifier(std::string_view text, std::string_view from, std::string_view to, bool keep_bare) {
    std::string result;
    std::size_t copied = 0;
    each_identifier(text, [&](const Word& word) {
        if (word.name != from || word.call || word.qualified || word.qualifier) return;
        result += text.substr(copied, word.begin - copied);
        const bool plain = is_folded(to) || (keep_bare && std::all_of(to.begin(), to.end(), in_word) && !to.empty() && starts_word(to.front()));
        if (word.open != 0) {
            const char close = word.open == '[' ? ']' : word.open == '{' ? '}' : word.open;
            result += word.open;
            for (const char c : to) result.append(c == close && close == word.open ? 2 : 1, c);
            result += close;
        } else if (plain) {
            result += to;
        } else {
            result += '{' + std::string(to) + '}';
        }
        copied = word.end;
    });
    result += text.substr(copied);
    return result;
}

std::vector<std::string> identifiers_in(std::string_view expression) {
    std::vector<std::string> names;
    each_identifier(expression, [&](const Word& word) {
        if (word.call || word.qualified || word.qualifier || (word.open == 0 && is_keyword(word.name))) return;
        if (std::find(names.begin(), names.end(), word.name) == names.end()) names.push_back(word.name);
    });
    return names;
}

std::string automatic_name(std::string_view table, const std::vector<std::string>& columns, std::string_view canonical, std::string_view suffix) {
    std::string parts = std::string(table) + "\n" + join(columns, ",") + "\n" + std::string(canonical) + "\n" + std::string(suffix);
    std::string name(table);
    for (const auto& column : columns) name += "_" + column;
    return name + "_" + sha256_hex(parts).substr(0, 8) + "_" + std::string(suffix);
}

std::string fit_identifier(std::string_view name, std::size_t limit) {
    if (limit == 0 || name.size() <= limit) return std::string(name);
    std::size_t keep = limit - 9;
    while (keep > 0 && (static_cast<unsigned char>(name[keep]) & 0xC0U) == 0x80U) --keep;  // not inside of a UTF-8 character
    return std::string(name.substr(0, keep)) + "_" + sha256_hex(name).substr(0, 8);
}

namespace {

/// The name without the suffix that says what it names.
std::string_view without_suffix(std::string_view name) noexcept {
    for (const std::string_view suffix : {"_idx", "_uq", "_ck", "_fk", "_excl"}) {
        if (name.size() > suffix.size() && name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
    }
    return name;
}

}  // namespace

bool is_automatic_name(std::string_view name) noexcept {
    name = without_suffix(name);
    if (name.size() < 10 || name[name.size() - 9] != '_') return false;
    const std::string_view digits = name.substr(name.size() - 8);
    return std::all_of(digits.begin(), digits.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string other_automatic_name(std::string_view name) {
    const std::string_view stem = without_suffix(name);
    return std::string(stem.substr(0, stem.size() - 8)) + sha256_hex(stem).substr(0, 8) + std::string(name.substr(stem.size()));
}

}  // namespace reinhardt::db
