#include "canonical_words.hpp"

#include <algorithm>
#include <array>

#include <reinhardt/db/support/text.hpp>

#include "quote.hpp"

namespace reinhardt::db::sql {

namespace {

constexpr std::array<std::string_view, 28> type_words = {
    "bigint", "bit", "boolean", "bool", "bytea", "char", "character", "date", "double", "float4", "float8", "int", "int2", "int4", "int8",
    "integer", "interval", "json", "jsonb", "numeric", "decimal", "real", "smallint", "text", "time", "timestamp", "timestamptz", "uuid"};

}  // namespace

bool is_type_word(const Token& token) {
    return std::any_of(type_words.begin(), type_words.end(), [&](std::string_view word) { return token.is(word); });
}

bool is_numeric_type(std::string_view type) {
    static constexpr std::array<std::string_view, 10> names = {"smallint", "integer", "bigint", "numeric", "real", "double precision", "int", "int2", "int4", "int8"};
    const std::string_view base = type.substr(0, type.find('('));
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return same_word(base, name); });
}

/// MySQL and MariaDB print functions under another of their names (sql/item_create.cc).
std::string function_name(std::string name, const Lexis& lexis) {
    struct Alias {
        std::string_view from, to;
    };
    static constexpr std::array<Alias, 14> aliases = {{
        {"length", "octet_length"}, {"character_length", "char_length"}, {"lower", "lcase"}, {"upper", "ucase"}, {"substring", "substr"}, {"mid", "substr"},
        {"ceiling", "ceil"}, {"power", "pow"}, {"now", "current_timestamp"}, {"localtime", "current_timestamp"}, {"localtimestamp", "current_timestamp"},
        {"current_date", "curdate"}, {"current_time", "curtime"}, {"day", "dayofmonth"},
    }};
    if (!lexis.backticks) return name;
    const auto* const found = std::find_if(aliases.begin(), aliases.end(), [&](const Alias& alias) { return alias.from == name; });
    return found == aliases.end() ? name : std::string(found->to);
}

std::string plain_name(const Token& token) {
    const std::string name = token.name();
    const bool folds = token.kind == TokenKind::word;
    const std::string folded = folds ? lower(name) : name;
    const bool plain = !folded.empty() && std::all_of(folded.begin(), folded.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    return plain ? folded : quote_identifier(folded);
}

}  // namespace reinhardt::db::sql
