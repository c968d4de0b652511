#include "canonical_node.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace reinhardt::db::sql {

Node leaf(std::string text) { return {std::move(text), {}, false, false}; }
Node node(std::string text, std::vector<Node> parts) { return {std::move(text), std::move(parts), false, false}; }

namespace {

std::string print_list(const std::vector<Node>& parts, std::string_view separator, std::size_t from = 0) {
    std::string text;
    for (std::size_t i = from; i < parts.size(); ++i) text += (i > from ? std::string(separator) : std::string()) + print(parts[i]);
    return text;
}

std::string print_case(const Node& node) {
    std::string text = "case";
    for (const auto& part : node.parts) {
        if (part.text == "when") {
            text += " when " + print(part.parts[0]) + " then " + print(part.parts[1]);
        } else {
            text += (part.text == "else" ? " else " : " ") + print(part.parts[0]);
        }
    }
    return text + " end";
}

}  // namespace

std::string print(const Node& node) {
    const auto& parts = node.parts;
    const std::string& text = node.text;
    if (text == "array") return "array[" + print_list(parts, ", ") + ']';
    if (parts.empty()) return text;
    if (text.size() > 2 && text.ends_with("()")) return text.substr(0, text.size() - 2) + '(' + print_list(parts, ", ") + ')';
    if (text == "case") return print_case(node);
    if (text == "row") return '(' + print_list(parts, ", ") + ')';
    if (text == "[]") return print(parts[0]) + '[' + print_list(parts, ", ", 1) + ']';
    if (text == "not") return "(not " + print(parts[0]) + ')';
    if (text == "neg") return "(- " + print(parts[0]) + ')';
    if (text.starts_with("prefix")) return '(' + text.substr(6) + ' ' + print(parts[0]) + ')';
    if (text.starts_with("is ") && parts.size() == 1) return '(' + print(parts[0]) + ' ' + text + ')';
    if (text == "in" || text == "not in") return '(' + print(parts[0]) + ' ' + text + " (" + print_list(parts, ", ", 1) + "))";
    if (text.ends_with(" any") || text.ends_with(" all")) return '(' + print(parts[0]) + ' ' + text + " (" + print(parts[1]) + "))";
    return '(' + print_list(parts, ' ' + text + ' ') + ')';
}

namespace {

Node number_leaf(std::string digits) {
    Node number = leaf(std::move(digits));
    number.is_number = true;
    return number;
}

}  // namespace

Node condition_of(Node operand) {
    const bool column = operand.parts.empty() && !operand.is_string && !operand.is_number && operand.text != "null";
    return column ? node("<>", {std::move(operand), number_leaf("0")}) : operand;
}

Node negated(Node condition) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> opposites = {{{"<", ">="}, {">", "<="}, {"=", "<>"}, {"<=", ">"}, {">=", "<"}, {"<>", "="},
                                                                                               {"in", "not in"}, {"~~", "!~~"}, {"is null", "is not null"}}};
    condition = condition_of(std::move(condition));
    if (condition.text == "and" || condition.text == "or") {
        for (auto& part : condition.parts) part = negated(std::move(part));
        condition.text = condition.text == "and" ? "or" : "and";
        return condition;
    }
    if (condition.text == "not" && condition.parts.size() == 1) return Node(condition.parts.front());
    for (const auto& [is, becomes] : opposites) {
        if (condition.parts.empty() || (condition.text != is && condition.text != becomes)) continue;
        condition.text = condition.text == is ? becomes : is;
        return condition;
    }
    return node("not", {std::move(condition)});
}

}  // namespace reinhardt::db::sql
