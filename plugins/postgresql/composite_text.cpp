#include "composite_text.hpp"

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::postgresql {

namespace {

/// Reads pieces of a text form from left to right.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() { return skip_blanks(), at_ == text_.size(); }
    bool take(std::string_view symbol) {
        skip_blanks();
        if (text_.substr(at_, symbol.size()) != symbol) return false;
        at_ += symbol.size();
        return true;
    }

    /// A text in double quotes, with \ before what is meant as it is; else one up to one of `ends`. nullopt: a bare NULL, or none.
    struct Item {
        bool good = false, null = false;
        std::string text;
    };
    Item item(std::string_view ends) {
        skip_blanks();
        Item result;
        const bool quoted = at_ < text_.size() && text_[at_] == '"';
        if (quoted) ++at_;
        while (at_ < text_.size() && (quoted ? text_[at_] != '"' : ends.find(text_[at_]) == std::string_view::npos)) {
            if (text_[at_] == '\\') ++at_;
            if (at_ < text_.size()) result.text += text_[at_++];
        }
        if (quoted) {
            result.good = at_ < text_.size();
            ++at_;
            return result;
        }
        result.text = std::string(trim(result.text));
        result.null = lower(result.text) == "null";
        result.good = !result.text.empty();
        return result;
    }

private:
    void skip_blanks() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    std::string_view text_;
    std::size_t at_ = 0;
};

bool read_list(Cursor& cursor, const std::function<Value(const std::string&)>& read, Value& list) {
    list = Value::list();
    if (!cursor.take("{")) return false;
    if (cursor.take("}")) return true;
    do {
        Cursor before = cursor;
        if (Value inner; cursor.take("{")) {
            cursor = before;
            if (!read_list(cursor, read, inner)) return false;
            list.push(std::move(inner));
            continue;
        }
        const auto item = cursor.item(",}");
        if (!item.good) return false;
        list.push(item.null ? Value() : read(item.text));
    } while (cursor.take(","));
    return cursor.take("}");
}

}  // namespace

std::optional<Value> array_value(std::string_view text, const std::function<Value(const std::string&)>& read) {
    Cursor cursor(text);
    Value list;
    if (!read_list(cursor, read, list) || !cursor.at_end()) return std::nullopt;
    return list;
}

std::optional<Value> hstore_value(std::string_view text) {
    Cursor cursor(text);
    Value object = Value::object();
    if (cursor.at_end()) return object;
    do {
        const auto key = cursor.item("= ");
        if (!key.good || !cursor.take("=>")) return std::nullopt;
        const auto value = cursor.item(", ");
        if (!value.good) return std::nullopt;
        object.set(key.text, value.null ? Value() : Value(value.text));
    } while (cursor.take(","));
    return cursor.at_end() ? std::optional<Value>(object) : std::nullopt;
}

}  // namespace reinhardt::db::postgresql
