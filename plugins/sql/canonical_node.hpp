#pragma once

#include <string>
#include <vector>

namespace reinhardt::db::sql {

/// A node of an expression: a leaf has no parts.
struct Node {
    std::string text;
    std::vector<Node> parts;
    bool is_string = false, is_number = false;
};

[[nodiscard]] Node leaf(std::string text);
[[nodiscard]] Node node(std::string text, std::vector<Node> parts);
/// As SQL again, every operator in parentheses: what is canonical stays what it is.
[[nodiscard]] std::string print(const Node& node);

/// NOT of a condition as MariaDB keeps it: turned around where there is a word for that, inside of AND and OR part by part.
[[nodiscard]] Node negated(Node condition);
/// An operand of AND, OR, NOT as MariaDB keeps it: a column is compared with 0.
[[nodiscard]] Node condition_of(Node operand);

}  // namespace reinhardt::db::sql
