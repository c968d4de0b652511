// SQL of SQLite: the tokenizer covers every byte in order, the parser's definition prints to SQL that parses to the same.
#include "definition.hpp"
#include "expression.hpp"
#include "parse_table.hpp"
#include "split.hpp"
#include "targets.hpp"
#include "tokenizer.hpp"

namespace sqlite = reinhardt::db::sqlite;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of(data, size);
    std::size_t at = 0;
    const auto tokens = sqlite::tokenize(text);
    require(!tokens.empty() && tokens.back().kind == sqlite::TokenKind::end);
    for (const auto& token : tokens) {
        require(token.begin >= at && token.end >= token.begin && token.end <= size);
        at = token.end;
    }
    accepted([&] {
        const auto table = sqlite::parse_table(text);
        require(sqlite::parse_table(sqlite::to_sql(table)) == table);
    });
    accepted([&] {
        const auto index = sqlite::parse_index(text);
        require(sqlite::parse_index(sqlite::to_sql(index)) == index);
    });
    accepted([&] { (void)sqlite::split_script(text); });
    accepted([&] {
        const auto once = sqlite::normalize(text);
        require(sqlite::normalize(once) == once);
    });
    accepted([&] { (void)sqlite::rename_column(text, "title", "headline"); });
    accepted([&] { (void)sqlite::quote_placeholders(text); });
    return 0;
}
