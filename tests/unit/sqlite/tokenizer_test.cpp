#include "tokenizer.hpp"

#include <boost/test/unit_test.hpp>

using namespace reinhardt::db::sqlite;

namespace {

std::string kinds(std::string_view text) {
    std::string result;
    for (const auto& token : tokenize(text)) {
        if (token.kind == TokenKind::end) break;
        constexpr std::string_view letters = "wqsbn?{oX.";
        if (!result.empty()) result += ' ';
        result += letters[static_cast<std::size_t>(token.kind)];
        result += ':';
        result += token.text;
    }
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokenizer)

BOOST_AUTO_TEST_CASE(texts_become_the_tokens_sqlite_sees) {
    struct {
        const char* text;
        const char* tokens;
    } const cases[] = {
        {"", ""},
        {"  -- only a comment", ""},
        {"/* a; b */", ""},
        {"/* never closed", ""},
        {"SELECT a", "w:SELECT w:a"},
        {"a--b\nc", "w:a w:c"},
        {"'it''s' 'x", "s:'it''s' X:'x"},
        {"\"a\"\"b\" `c` [d e]", "q:\"a\"\"b\" q:`c` q:[d e]"},
        {"\"open", "X:\"open"},
        {"[open", "X:[open"},
        {"x'0aF' X'0aFF' x'", "X:x'0aF' b:X'0aFF' X:x'"},
        {"1 1.5 .5 1. 1e5 1E-5 0x1F", "n:1 n:1.5 n:.5 n:1. n:1e5 n:1E-5 n:0x1F"},
        {"1abc 0xZ 1e", "X:1abc X:0xZ X:1e"},
        {"? ?12 :a @b $c $c::d", "?:? ?:?12 ?::a ?:@b ?:$c ?:$c::d"},
        {"# :", "X:# X::"},
        {"a->>'b'->c||d", "w:a o:->> s:'b' o:-> w:c o:|| w:d"},
        {"a<=b<>c!=d==e<<f>>g>=h", "w:a o:<= w:b o:<> w:c o:!= w:d o:== w:e o:<< w:f o:>> w:g o:>= w:h"},
        {"a!b", "w:a X:! w:b"},
        {"{name} >= 0", "{:{name} o:>= n:0"},
        {"naïve$1", "w:naïve$1"},
        {"t.c;", "w:t o:. w:c o:;"},
    };
    for (const auto& item : cases) BOOST_TEST(kinds(item.text) == item.tokens, item.text);
}

BOOST_AUTO_TEST_CASE(names_lose_their_quotes) {
    const auto tokens = tokenize("a \"b\"\"c\" `d``e` [f\"g] 'h''i' {j}");
    const std::string names[] = {"a", "b\"c", "d`e", "f\"g", "h'i", "j"};
    for (std::size_t i = 0; i < std::size(names); ++i) {
        BOOST_TEST(tokens[i].is_name());
        BOOST_TEST(tokens[i].name() == names[i]);
    }
}

BOOST_AUTO_TEST_CASE(a_comment_is_remembered_at_the_token_behind_it) {
    const auto tokens = tokenize("a /* x */ b c");
    BOOST_TEST(!tokens[0].comment_before);
    BOOST_TEST(tokens[1].comment_before);
    BOOST_TEST(!tokens[2].comment_before);
}

BOOST_AUTO_TEST_SUITE_END()
