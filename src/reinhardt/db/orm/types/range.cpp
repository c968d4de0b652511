#include <reinhardt/db/orm/types/range.hpp>

namespace reinhardt::db {

namespace {

/// One bound in front of `end`; false when it is malformed.
bool take_bound(std::string_view& rest, std::string_view ends, std::optional<std::string>& bound) {
    std::string text;
    bool quoted = false, some = false;
    std::size_t at = 0;
    for (; at < rest.size() && (quoted || ends.find(rest[at]) == std::string_view::npos); ++at) {
        const char c = rest[at];
        some = true;
        if (c == '"') {
            if (quoted && at + 1 < rest.size() && rest[at + 1] == '"') text += rest[++at];
            else quoted = !quoted;
        } else if (c == '\\') {
            if (++at == rest.size()) return false;
            text += rest[at];
        } else {
            text += c;
        }
    }
    if (at == rest.size()) return false;
    if (some) bound = std::move(text);
    rest.remove_prefix(at);
    return true;
}

std::string quoted(const std::string& bound) {
    std::string text = "\"";
    for (const char c : bound) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text += '"';
}

}  // namespace

RangeText RangeText::read(const rdb_cell& cell) {
    RangeText made;
    std::string_view rest = cell.tag == RDB_TEXT || cell.tag == RDB_BLOB ? cell_bytes(cell) : std::string_view();
    if (rest == "empty") {
        made.empty = true;
        return made;
    }
    if (rest.size() < 3 || (rest.front() != '[' && rest.front() != '(')) decode_mismatch(cell, "a range");
    made.lower_inclusive = rest.front() == '[';
    rest.remove_prefix(1);
    if (!take_bound(rest, ",", made.lower)) decode_mismatch(cell, "a range");
    rest.remove_prefix(1);
    if (!take_bound(rest, ")]", made.upper) || rest.size() != 1) decode_mismatch(cell, "a range");
    made.upper_inclusive = rest.front() == ']';
    // The infinite bounds of dates are values of their own there, and mean the same here.
    if (made.lower == "-infinity") made.lower.reset();
    if (made.upper == "infinity") made.upper.reset();
    return made;
}

std::string RangeText::write() const {
    if (empty) return "empty";
    std::string text = lower_inclusive ? "[" : "(";
    if (lower) text += quoted(*lower);
    text += ',';
    if (upper) text += quoted(*upper);
    return text += upper_inclusive ? ']' : ')';
}

}  // namespace reinhardt::db
