#include "split.hpp"

#include <reinhardt/db/support/text.hpp>

#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// Knows from the first words whether a statement makes a trigger, and then where its body ends: at an END behind a semicolon.
class StatementEnd {
public:
    /// Whether the statement is over with `token`.
    bool ends_with(const Token& token) {
        ++words_;
        if (words_ == 1 && token.is("EXPLAIN")) words_ = 0;
        if (words_ == 1) create_ = token.is("CREATE");
        if (create_ && !trigger_) {
            trigger_ = token.is("TRIGGER");
            create_ = words_ == 1 || token.is("TEMP") || token.is("TEMPORARY");
        }
        const bool semicolon = token.is_op(";");
        const bool over = semicolon && (!trigger_ || end_);
        end_ = behind_semicolon_ && token.is("END");
        behind_semicolon_ = semicolon;
        return over;
    }

private:
    std::size_t words_ = 0;
    bool create_ = false, trigger_ = false, behind_semicolon_ = false, end_ = false;
};

}  // namespace

std::vector<std::string> split_script(std::string_view script) {
    std::vector<std::string> statements;
    Tokenizer tokenizer(script);
    StatementEnd end;
    std::size_t begin = 0, last = 0;
    bool empty = true;
    const auto take = [&] {
        if (!empty) statements.emplace_back(trim(script.substr(begin, last - begin)));
        empty = true;
        end = StatementEnd();
    };
    for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) {
        const bool over = end.ends_with(token);
        if (!over && !(empty && token.is_op(";"))) {
            empty = false;
            last = token.end;
            continue;
        }
        take();
        begin = token.end;
    }
    take();
    return statements;
}

}  // namespace reinhardt::db::sqlite
