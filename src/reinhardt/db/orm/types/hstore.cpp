#include <reinhardt/db/orm/types/hstore.hpp>

#include <string_view>

namespace reinhardt::db {

namespace {

void append_quoted(std::string& out, const std::string& text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

bool take(std::string_view& rest, std::string_view wanted) {
    if (!rest.starts_with(wanted)) return false;
    rest.remove_prefix(wanted.size());
    return true;
}

/// A text in quotes, as the server always writes keys and values.
bool take_quoted(std::string_view& rest, std::string& out) {
    if (!take(rest, "\"")) return false;
    std::size_t at = 0;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
        if (rest[at] == '\\' && ++at == rest.size()) return false;
        out += rest[at];
    }
    if (at >= rest.size()) return false;
    rest.remove_prefix(at + 1);
    return true;
}

bool take_pair(std::string_view& rest, HStore& out) {
    std::string key, text;
    if (!take_quoted(rest, key) || !take(rest, "=>")) return false;
    if (take(rest, "NULL")) {
        out.insert_or_assign(std::move(key), std::nullopt);
        return true;
    }
    if (!take_quoted(rest, text)) return false;
    out.insert_or_assign(std::move(key), std::move(text));
    return true;
}

}  // namespace

void type_adapter<HStore>::decode(const rdb_cell& cell, HStore& value) {
    value.clear();
    if (cell.tag != RDB_TEXT && cell.tag != RDB_BLOB) decode_mismatch(cell, "an hstore");
    std::string_view rest = cell_bytes(cell);
    for (bool first = true; !rest.empty(); first = false) {
        if ((!first && !take(rest, ", ")) || !take_pair(rest, value)) decode_mismatch(cell, "an hstore");
    }
}

void type_adapter<HStore>::encode(const HStore& value, CellWriter& out) {
    std::string text;
    for (const auto& [key, entry] : value) {
        if (!text.empty()) text += ", ";
        append_quoted(text, key);
        text += "=>";
        if (entry) append_quoted(text, *entry);
        else text += "NULL";
    }
    out.owned(std::move(text));
}

}  // namespace reinhardt::db
