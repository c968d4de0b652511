#include "canonical.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include <reinhardt/db/support/text.hpp>

#include "canonical_node.hpp"
#include "canonical_words.hpp"
#include "quote.hpp"

namespace reinhardt::db::sql {

namespace {

struct NotParsed : std::runtime_error {
    NotParsed() : std::runtime_error("not parsed") {}
};

// Precedences, low to high (PostgreSQL manual 4.1.6).
enum Level : int { any_level, or_level, and_level, not_level, is_level, comparison_level, range_level, other_level, sum_level, product_level, power_level, prefix_level };

class Parser {
public:
    Parser(std::string_view text, const Lexis& lexis) : lexis_(lexis), tokens_(tokenize(text, lexis)) {}

    Node parse() {
        Node root = expression(any_level);
        if (now().kind != TokenKind::end) throw NotParsed();
        return root;
    }

private:
    [[nodiscard]] const Token& now() const { return tokens_[at_]; }
    [[nodiscard]] const Token& ahead(std::size_t count) const { return tokens_[std::min(at_ + count, tokens_.size() - 1)]; }
    bool take(std::string_view keyword) {
        if (!now().is(keyword)) return false;
        ++at_;
        return true;
    }
    bool take_op(std::string_view symbol) {
        if (!now().is_op(symbol)) return false;
        ++at_;
        return true;
    }
    void need(std::string_view keyword) {
        if (!take(keyword)) throw NotParsed();
    }
    void need_op(std::string_view symbol) {
        if (!take_op(symbol)) throw NotParsed();
    }

    Node expression(int level) {
        if (++depth_ > 200) throw NotParsed();
        Node left = prefix();
        while (infix(left, level)) {
        }
        --depth_;
        return left;
    }

    Node prefix() {
        if (take("NOT")) return negation(expression(not_level));
        if (lexis_.backticks && take_op("!")) return negation(expression(prefix_level));
        if (lexis_.backticks && take("BINARY")) return expression(prefix_level);
        if (lexis_.backticks && now().is("INTERVAL") && !ahead(1).is_op("(")) return interval();
        if (take_op("-")) {
            Node operand = expression(prefix_level);
            if (operand.is_number) {
                operand.text = operand.text.front() == '-' ? operand.text.substr(1) : "-" + operand.text;
                return operand;
            }
            return node("neg", {std::move(operand)});
        }
        if (take_op("+")) return expression(prefix_level);
        if (now().kind == TokenKind::op && (now().text == "~" || now().text == "@" || now().text == "!")) {
            const std::string text(tokens_[at_++].text);
            return node("prefix" + text, {expression(prefix_level)});
        }
        return primary();
    }

    [[nodiscard]] Node negation(Node condition) const { return lexis_.backticks ? negated(std::move(condition)) : node("not", {std::move(condition)}); }

    /// INTERVAL 1 DAY (MySQL)
    Node interval() {
        ++at_;
        Node amount = expression(prefix_level);
        if (now().kind != TokenKind::word) throw NotParsed();
        return node("interval_" + plain_name(tokens_[at_++]) + "()", {std::move(amount)});
    }

    /// TRIM(BOTH x FROM y), TRIM(y): the characters stand behind the text.
    Node trimmed() {
        at_ += 2;
        std::string name = "trim";
        if (take("LEADING")) name = "ltrim";
        else if (take("TRAILING")) name = "rtrim";
        else take("BOTH");
        std::vector<Node> parts;
        if (!now().is("FROM")) parts.push_back(expression(any_level));
        if (take("FROM")) parts.insert(parts.begin(), expression(any_level));
        while (take_op(",")) parts.push_back(expression(any_level));
        need_op(")");
        return node(name + "()", std::move(parts));
    }

    /// POSITION(x IN y)
    Node position() {
        at_ += 2;
        std::vector<Node> parts{expression(range_level)};
        if (!take_op(",")) need("IN");
        parts.push_back(expression(any_level));
        need_op(")");
        return node(lexis_.backticks ? "locate()" : "position()", std::move(parts));
    }

    /// CONVERT(x, type), CONVERT(x USING charset) (MySQL)
    Node conversion() {
        at_ += 2;
        Node value = expression(any_level);
        if (take("USING")) {
            ++at_;
        } else {
            need_op(",");
            value = converted(std::move(value), type_name());
        }
        need_op(")");
        return value;
    }

    Node primary() {
        const Token& token = now();
        switch (token.kind) {
            case TokenKind::number: {
                ++at_;
                Node number = leaf(lower(std::string(token.text)));
                number.is_number = true;
                return number;
            }
            case TokenKind::string: ++at_; return string_of(token);
            case TokenKind::bits: ++at_; return leaf(lower(std::string(token.text)));
            case TokenKind::parameter: ++at_; return leaf(std::string(token.text));
            case TokenKind::word:
            case TokenKind::quoted:
            case TokenKind::placeholder: return named();
            default: break;
        }
        if (!take_op("(")) throw NotParsed();
        Node inner = expression(any_level);
        if (now().is_op(",")) {
            std::vector<Node> row{std::move(inner)};
            while (take_op(",")) row.push_back(expression(any_level));
            need_op(")");
            return node("row", std::move(row));
        }
        need_op(")");
        return inner;
    }

    Node string_of(const Token& token) const {
        const std::string content = token.content(lexis_);
        Node string = leaf(quote_text(lexis_.backslash_escapes ? replace_all(content, "\\", "\\\\") : content));
        string.is_string = true;
        return string;
    }

    /// A column, a function, or what a keyword begins.
    Node named() {
        if (take("CASE")) return case_of();
        if (now().kind == TokenKind::word && ahead(1).is_op("(")) {
            if (now().is("CAST")) return cast();
            if (now().is("TRIM")) return trimmed();
            if (now().is("POSITION")) return position();
            if (now().is("CONVERT") && lexis_.backticks) return conversion();
            if (now().is("ROW")) {
                at_ += 2;
                return node("row", list(")"));
            }
        }
        if (lexis_.backticks && (now().is("TRUE") || now().is("FALSE"))) {
            Node number = leaf(now().is("TRUE") ? "1" : "0");
            number.is_number = true;
            ++at_;
            return number;
        }
        if (now().is("ARRAY") && ahead(1).is_op("[")) {
            at_ += 2;
            return node("array", list("]"));
        }
        // A typed literal: date '2024-01-01', or a character set's introducer: _utf8mb4'x'.
        if (now().kind == TokenKind::word && ahead(1).kind == TokenKind::string && (is_type_word(now()) || now().is("N") || now().text.front() == '_')) {
            const std::string type = lower(std::string(now().text));
            at_ += 2;
            return converted(string_of(tokens_[at_ - 1]), type);
        }
        std::string name = plain_name(tokens_[at_++]);
        while (now().is_op(".") && (ahead(1).kind == TokenKind::word || ahead(1).kind == TokenKind::quoted || ahead(1).kind == TokenKind::placeholder)) {
            ++at_;
            const std::string next = plain_name(tokens_[at_++]);
            name = name == "pg_catalog" || name == "public" ? next : name + "." + next;
        }
        if (!take_op("(")) return leaf(std::move(name));
        if (name.front() == '"') name = name.substr(1, name.size() - 2);  // "substring"(x, 1)
        return called(function_name(std::move(name), lexis_), arguments());
    }

    /// Functions that MariaDB prints as operators.
    Node called(const std::string& name, std::vector<Node> parts) const {
        if (lexis_.backticks && parts.size() == 2) {
            const bool interval = parts[1].text.starts_with("interval_");
            if (name == "mod") return node("%", std::move(parts));
            if (interval && (name == "date_add" || name == "adddate")) return node("+", std::move(parts));
            if (interval && (name == "date_sub" || name == "subdate")) return node("-", std::move(parts));
        }
        return node(name + "()", std::move(parts));
    }

    Node cast() {
        at_ += 2;
        Node value = expression(any_level);
        need("AS");
        const std::string type = type_name();
        need_op(")");
        return converted(std::move(value), type);
    }

    /// Casts fall away, but for what they say of a literal: '-1'::integer is a number.
    static Node converted(Node value, const std::string& type) {
        static constexpr std::string_view midnight = " 00:00:00'";
        if (value.is_string && type.starts_with("timestamp") && value.text.ends_with(midnight)) value.text.replace(value.text.size() - midnight.size(), midnight.size(), "'");
        if (!value.is_string || !is_numeric_type(type)) return value;
        const std::string digits = value.text.substr(1, value.text.size() - 2);
        if (!is_number(digits)) return value;
        Node number = leaf(lower(digits));
        number.is_number = true;
        return number;
    }

    std::string type_name() {
        std::string type;
        const auto word = [&] { type += (type.empty() ? "" : " ") + plain_name(tokens_[at_++]); };
        if (now().kind != TokenKind::word && now().kind != TokenKind::quoted) throw NotParsed();
        word();
        while (take_op(".")) {
            type.clear();
            word();
        }
        if (now().is("precision") || now().is("varying")) word();
        if (take_op("(")) {
            while (!now().is_op(")") && now().kind != TokenKind::end) ++at_;
            need_op(")");
        }
        if (lexis_.backticks) {  // UNSIGNED INTEGER, CHAR CHARSET utf8mb4
            take("INTEGER");
            if (now().is("CHARSET")) at_ += 2;
            else if (now().is("CHARACTER") && ahead(1).is("SET")) at_ += 3;
        }
        if (now().is("with") || now().is("without")) {
            at_ += 1;
            need("time");
            need("zone");
        }
        while (take_op("[")) {
            if (now().kind == TokenKind::number) ++at_;
            need_op("]");
            type += "[]";
        }
        return type;
    }

    Node case_of() {
        std::vector<Node> parts;
        if (!now().is("WHEN")) parts.push_back(node("of", {expression(any_level)}));
        while (take("WHEN")) {
            Node condition = expression(any_level);
            need("THEN");
            parts.push_back(node("when", {std::move(condition), expression(any_level)}));
        }
        if (take("ELSE")) {
            Node other = expression(any_level);
            if (other.text != "null") parts.push_back(node("else", {std::move(other)}));
        }
        need("END");
        return node("case", std::move(parts));
    }

    std::vector<Node> list(std::string_view close) {
        std::vector<Node> parts;
        if (take_op(close)) return parts;
        do parts.push_back(expression(any_level));
        while (take_op(","));
        need_op(close);
        return parts;
    }

    /// Those of a function; the keywords of EXTRACT(year FROM x), SUBSTRING(x FROM 1 FOR 2) and the like part arguments as commas do.
    std::vector<Node> arguments() {
        std::vector<Node> parts;
        if (take_op(")")) return {leaf("")};
        take("DISTINCT");
        while (!now().is_op(")")) {
            if (now().is_op("*")) {
                ++at_;
                parts.push_back(leaf("*"));
            } else {
                parts.push_back(expression(now().is_op("(") ? any_level : range_level));
                while (infix(parts.back(), any_level, true)) {
                }
            }
            if (take_op(",") || take("FROM") || take("FOR") || take("IN") || take("USING") || take("PLACING") || now().is_op(")")) continue;
            if (now().kind == TokenKind::word && parts.back().parts.empty()) continue;  // TRIM(BOTH x FROM y), TIMESTAMPDIFF units
            throw NotParsed();
        }
        ++at_;
        return parts;
    }

    bool infix(Node& left, int level, bool in_arguments = false) {
        if (take_op("::")) {
            const std::string type = type_name();
            left = converted(std::move(left), type);
            return true;
        }
        if (now().is_op("[")) {
            ++at_;
            std::vector<Node> parts = list("]");
            parts.insert(parts.begin(), std::move(left));
            left = node("[]", std::move(parts));
            return true;
        }
        if (take("COLLATE")) {
            left = node("collate", {std::move(left), leaf(plain_name(tokens_[at_++]))});
            return true;
        }
        if (now().is("AT") && ahead(1).is("TIME") && ahead(2).is("ZONE")) {
            at_ += 3;
            Node zone = expression(prefix_level);
            left = node("timezone()", {std::move(zone), std::move(left)});  // as the server keeps it
            return true;
        }
        if (now().kind == TokenKind::word) return keyword_infix(left, level, in_arguments);
        const bool question = now().kind == TokenKind::parameter && now().text == "?" && lexis_.dollar_quotes;  // of jsonb
        return (now().kind == TokenKind::op || question) && operator_infix(left, level);
    }

    bool chain(Node& left, std::string_view name, int level, int own) {
        if (level >= own) return false;
        ++at_;
        Node right = expression(own);
        std::vector<Node> parts;
        for (Node* side : {&left, &right}) {
            if (lexis_.backticks) *side = condition_of(std::move(*side));
            if (side->text == name && !side->parts.empty()) {
                for (auto& part : side->parts) parts.push_back(std::move(part));
            } else {
                parts.push_back(std::move(*side));
            }
        }
        left = node(std::string(name), std::move(parts));
        return true;
    }

    bool keyword_infix(Node& left, int level, bool in_arguments) {
        if (now().is("OR")) return chain(left, "or", level, or_level);
        if (now().is("AND")) return chain(left, "and", level, and_level);
        if (level < is_level && (now().is("IS") || now().is("ISNULL") || now().is("NOTNULL"))) return is_infix(left);
        if (lexis_.backticks && level < product_level && (now().is("MOD") || now().is("DIV"))) {
            const std::string name = now().is("MOD") ? "%" : "div";
            ++at_;
            return replaced(left, node(name, {left, expression(product_level)}));
        }
        if (level >= range_level) return false;
        const bool negated = now().is("NOT") && (ahead(1).is("BETWEEN") || ahead(1).is("IN") || ahead(1).is("LIKE") || ahead(1).is("ILIKE") || ahead(1).is("SIMILAR") || ahead(1).is("REGEXP") ||
                                                  ahead(1).is("RLIKE"));
        if (negated) ++at_;
        if (now().is("BETWEEN")) return between(left, negated);
        if (now().is("IN") && (!in_arguments || ahead(1).is_op("("))) return in_list(left, negated);
        if (now().is("LIKE") || now().is("ILIKE")) {
            const std::string name = std::string(negated ? "!" : "") + (now().is("LIKE") ? "~~" : "~~*");
            ++at_;
            std::vector<Node> parts{left, expression(range_level)};
            if (take("ESCAPE")) parts[1] = node("like_escape()", {parts[1], expression(range_level)});
            return replaced(left, node(name, std::move(parts)));
        }
        if (lexis_.backticks && (now().is("REGEXP") || now().is("RLIKE"))) {
            ++at_;
            Node match = node("regexp", {left, expression(range_level)});
            return replaced(left, negated ? node("not", {std::move(match)}) : std::move(match));
        }
        if (now().is("SIMILAR") && ahead(1).is("TO")) {
            at_ += 2;
            return replaced(left, node(negated ? "!~" : "~", {left, node("similar_to_escape()", {expression(range_level)})}));
        }
        if (negated) throw NotParsed();
        return false;
    }

    bool is_infix(Node& left) {
        if (take("ISNULL")) return replaced(left, node("is null", {left}));
        if (take("NOTNULL")) return replaced(left, node("is not null", {left}));
        ++at_;
        const bool negated = take("NOT");
        if (take("DISTINCT")) {
            need("FROM");
            Node distinct = node("is distinct from", {left, expression(is_level)});
            return replaced(left, negated ? node("not", {std::move(distinct)}) : std::move(distinct));
        }
        for (const std::string_view what : {"null", "true", "false", "unknown"}) {
            if (take(what)) return replaced(left, node(std::string(negated ? "is not " : "is ") + std::string(what), {left}));
        }
        throw NotParsed();
    }

    static bool replaced(Node& left, Node by) {
        left = std::move(by);
        return true;
    }

    bool between(Node& left, bool negated) {
        ++at_;
        take("SYMMETRIC");
        Node low = expression(range_level);
        need("AND");
        Node high = expression(range_level);
        std::vector<Node> parts;
        parts.push_back(node(negated ? "<" : ">=", {left, std::move(low)}));
        parts.push_back(node(negated ? ">" : "<=", {left, std::move(high)}));
        return replaced(left, node(negated ? "or" : "and", std::move(parts)));
    }

    bool in_list(Node& left, bool negated) {
        ++at_;
        need_op("(");
        std::vector<Node> parts = list(")");
        return replaced(left, membership(left, std::move(parts), negated));
    }

    static Node membership(const Node& left, std::vector<Node> items, bool negated) {
        if (items.size() == 1) return node(negated ? "<>" : "=", {left, std::move(items.front())});
        items.insert(items.begin(), left);
        return node(negated ? "not in" : "in", std::move(items));
    }

    static int level_of(std::string_view symbol) {
        if (symbol == "=" || symbol == "<" || symbol == ">" || symbol == "<=" || symbol == ">=" || symbol == "<>" || symbol == "!=") return comparison_level;
        if (symbol == "+" || symbol == "-") return sum_level;
        if (symbol == "*" || symbol == "/" || symbol == "%") return product_level;
        return symbol == "^" ? power_level : other_level;
    }

    bool operator_infix(Node& left, int level) {
        const std::string_view symbol = now().text;
        if (symbol == ")" || symbol == "," || symbol == "]" || symbol == ";" || symbol == "(" || symbol == "." || symbol == "{" || symbol == "}") return false;
        if (lexis_.backticks && symbol == "||") return chain(left, "or", level, or_level);
        if (lexis_.backticks && symbol == "&&") return chain(left, "and", level, and_level);
        const int own = level_of(symbol);
        if (level >= own) return false;
        ++at_;
        const std::string name = symbol == "!=" ? "<>" : std::string(symbol);
        const bool any = now().is("ANY") || now().is("SOME");
        if ((any || now().is("ALL")) && ahead(1).is_op("(")) {
            at_ += 2;
            Node items = expression(any_level);
            need_op(")");
            const bool as_list = items.text == "array" && ((any && name == "=") || (!any && name == "<>"));
            if (as_list) return replaced(left, membership(left, std::move(items.parts), !any));
            return replaced(left, node(name + (any ? " any" : " all"), {left, std::move(items)}));
        }
        return replaced(left, node(name, {left, expression(own)}));
    }

    const Lexis& lexis_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

std::string canonical_expression(std::string_view expression, const Lexis& lexis) {
    if (trim(expression).empty()) return {};
    try {
        return print(Parser(expression, lexis).parse());
    } catch (const NotParsed&) {
    }
    std::vector<std::string> words;
    for (const auto& token : tokenize(expression, lexis)) {
        if (token.kind == TokenKind::end) break;
        const bool name = token.kind == TokenKind::word || token.kind == TokenKind::quoted || token.kind == TokenKind::placeholder;
        words.push_back(name ? plain_name(token) : std::string(token.text));
    }
    return join(words, " ");
}

}  // namespace reinhardt::db::sql
