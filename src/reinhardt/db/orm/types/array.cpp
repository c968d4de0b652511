#include <reinhardt/db/orm/types/array.hpp>

#include <array>
#include <charconv>
#include <cmath>

#include <reinhardt/db/support/times.hpp>

namespace reinhardt::db {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

char lower_of(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_null_word(std::string_view text) noexcept {
    return text.size() == 4 && lower_of(text[0]) == 'n' && lower_of(text[1]) == 'u' && lower_of(text[2]) == 'l' && lower_of(text[3]) == 'l';
}

std::string hex_of(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "\\x";
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4U];
        text += digits[static_cast<unsigned char>(c) & 15U];
    }
    return text;
}

bool unhex(std::string_view text, std::string& out) {
    const auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    if (!text.starts_with("\\x") || text.size() % 2 != 0) return false;
    std::string made;
    for (std::size_t i = 2; i < text.size(); i += 2) {
        const int high = value(text[i]), low = value(text[i + 1]);
        if (high < 0 || low < 0) return false;
        made += static_cast<char>(high * 16 + low);
    }
    out = std::move(made);
    return true;
}

std::string real_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    std::array<char, 40> buffer{};
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr};
}

}  // namespace

std::string element_text(const rdb_cell& cell, FieldKind kind) {
    switch (cell.tag) {
        case RDB_BOOL: return cell.u.i != 0 ? "t" : "f";
        case RDB_INT: return std::to_string(cell.u.i) + (kind == FieldKind::duration ? " microseconds" : "");
        case RDB_UINT: return std::to_string(static_cast<std::uint64_t>(cell.u.i));
        case RDB_REAL: return real_text(cell.u.d);
        case RDB_DATE: return date_text(cell.u.i);
        case RDB_TIME: return time_text(cell.u.i);
        case RDB_TIMESTAMP: return timestamp_text(cell.u.i) + "+00";
        case RDB_BLOB: return hex_of(cell_bytes(cell));
        default: return std::string(cell_bytes(cell));
    }
}

ArrayReader::ArrayReader(const rdb_cell& cell) : whole_(cell) {
    if (cell.tag != RDB_TEXT && cell.tag != RDB_BLOB) fail();
    rest_ = cell_bytes(cell);
    if (rest_.starts_with('[')) rest_.remove_prefix(std::min(rest_.find('='), rest_.size() - 1) + 1);
    if (rest_.size() < 2 || rest_.front() != '{' || rest_.back() != '}') fail();
    rest_ = rest_.substr(1, rest_.size() - 2);
}

void ArrayReader::fail() const { decode_mismatch(whole_, "an array"); }

void ArrayReader::read_quoted() {
    text_.clear();
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
        if (rest_[at] == '\\' && ++at == rest_.size()) fail();
        text_ += rest_[at];
    }
    if (at >= rest_.size()) fail();
    element_ = text_;
    quoted_ = true;
    rest_.remove_prefix(at + 1);
}

void ArrayReader::read_plain() {
    const std::size_t end = std::min(rest_.find(','), rest_.size());
    text_.clear();
    std::string_view word = rest_.substr(0, end);
    word = word.substr(0, word.find_last_not_of(blanks) + 1);
    if (word.empty() || word.find_first_of("{}\"") != std::string_view::npos) fail();
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] == '\\' && ++i == word.size()) fail();
        text_ += word[i];
    }
    element_ = text_;
    rest_.remove_prefix(end);
}

void ArrayReader::read_nested() {
    std::size_t depth = 0, at = 0;
    bool quoted = false;
    for (; at < rest_.size(); ++at) {
        const char c = rest_[at];
        if (c == '\\') ++at;
        else if (c == '"') quoted = !quoted;
        else if (!quoted && c == '{') ++depth;
        else if (!quoted && c == '}' && --depth == 0) break;
    }
    if (at >= rest_.size()) fail();
    element_ = rest_.substr(0, at + 1);
    nested_ = true;
    rest_.remove_prefix(at + 1);
}

void ArrayReader::convert(rdb_cell& out, FieldKind kind) {
    out = rdb_cell{};
    if (!quoted_ && !nested_ && is_null_word(element_)) return;
    if (nested_ != (kind == FieldKind::array)) fail();
    out.tag = RDB_TEXT;
    if (kind == FieldKind::boolean) {
        if (element_ != "t" && element_ != "f") fail();
        out.tag = RDB_BOOL;
        out.u.i = element_ == "t" ? 1 : 0;
        return;
    }
    if (kind == FieldKind::bytes) {
        if (!unhex(element_, text_)) fail();
        element_ = text_;
        out.tag = RDB_BLOB;
    }
    out.u.p = element_.data();
    out.size = static_cast<std::uint32_t>(element_.size());
}

bool ArrayReader::next(rdb_cell& out, FieldKind kind) {
    const auto skip_blanks = [this] { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); };
    skip_blanks();
    if (rest_.empty()) return false;
    if (!first_) {
        if (rest_.front() != ',') fail();
        rest_.remove_prefix(1);
        skip_blanks();
        if (rest_.empty()) fail();
    }
    first_ = quoted_ = nested_ = false;
    if (rest_.front() == '"') read_quoted();
    else if (rest_.front() == '{') read_nested();
    else read_plain();
    convert(out, kind);
    return true;
}

void ArrayWriter::separate() {
    if (text_.size() > 1) text_ += ',';
}

void ArrayWriter::add(const rdb_cell& cell, FieldKind kind) {
    separate();
    if (cell.tag == RDB_NULL) {
        text_ += "NULL";
        return;
    }
    const std::string text = element_text(cell, kind);
    text_ += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') text_ += '\\';
        text_ += c;
    }
    text_ += '"';
}

void ArrayWriter::add_nested(std::string_view array) {
    separate();
    text_ += array;
}

}  // namespace reinhardt::db
