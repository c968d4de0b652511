#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>

#include <nlohmann/json.hpp>

namespace reinhardt::db {

namespace {

constexpr std::size_t max_depth = 256;

/// Reads bytes and counts lines. The line of the last byte read does not count a newline that was only looked at.
struct LineCount {
    std::uint32_t line = 1;
    bool pending = false;
};

class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, LineCount* count) : at_(at), count_(count) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        count_->line += count_->pending ? 1 : 0;
        count_->pending = *at_ == '\n';
        ++at_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator!=(const CountingIterator& a, const CountingIterator& b) { return a.at_ != b.at_; }

private:
    const char* at_;
    LineCount* count_;
};

/// Builds the Value from the parser's events.
class Builder {
public:
    Builder(const LineCount& count, BigNumbers big) : count_(count), big_(big) {}

    Value result;
    std::string fault;
    std::uint32_t fault_line = 0;

    bool null() { return add(Value()); }
    bool boolean(bool value) { return add(Value(value)); }
    bool number_integer(std::int64_t value) { return add(Value(value)); }
    bool number_unsigned(std::uint64_t value) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return big_ == BigNumbers::as_real ? add(Value(static_cast<double>(value))) : stop("the number " + std::to_string(value) + " does not fit 64 bits");
        return add(Value(static_cast<std::int64_t>(value)));
    }
    bool number_float(double value, const std::string& text) {
        // Whole numbers beyond 64 bits arrive here; as a real they would lose digits.
        if (big_ == BigNumbers::refuse && text.find_first_of(".eE") == std::string::npos) return stop("the number " + text + " does not fit 64 bits");
        return add(Value(value));
    }
    bool string(std::string& value) { return add(Value(std::move(value))); }
    bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }
    bool start_object(std::size_t /*size*/) { return open(Value::object()); }
    bool start_array(std::size_t /*size*/) { return open(Value::list()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        Value& object = *open_.back();
        if (object.has(name)) return stop("the key '" + name + "' stands twice in one object");
        object.as_object().push_back(Member{std::move(name), Value(), count_.line});
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const nlohmann::detail::exception& error) {
        std::string text = error.what();
        // "[json.exception.…] parse error at line 1, column 2: …": the place is told apart.
        if (const auto start = text.find("] "); start != std::string::npos) text.erase(0, start + 2);
        if (const auto start = text.find(": "); start != std::string::npos && text.starts_with("parse error")) text.erase(0, start + 2);
        // "; last read: '…'" quotes bytes that say less than the line.
        if (const auto start = text.find("; last read: '"); start != std::string::npos) {
            const auto end = text.find("'; expected", start);
            text.erase(start, end == std::string::npos ? end : end + 1 - start);
        }
        return stop(std::move(text));
    }

private:
    bool stop(std::string message) {
        fault = std::move(message);
        fault_line = count_.line;
        return false;
    }
    Value& place(Value value) {
        value.line(count_.line);
        if (open_.empty()) return result = std::move(value);
        Value& parent = *open_.back();
        if (parent.is_object()) return parent.as_object().back().value = std::move(value);
        parent.as_list().push_back(std::move(value));
        return parent.as_list().back();
    }
    bool add(Value value) {
        place(std::move(value));
        return true;
    }
    bool open(Value value) {
        if (open_.size() >= max_depth) return stop("values are nested too deeply");
        open_.push_back(&place(std::move(value)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    const LineCount& count_;
    BigNumbers big_;
    std::vector<Value*> open_;
};

/// Which bytes stand in a JSON text as they are; those beyond ASCII are looked at one by one.
constexpr std::array<bool, 256> plain_bytes = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
    return plain;
}();

class Writer {
public:
    Writer(std::string& out, int indent) : out_(out), indent_(indent) {}

    void write(const Value& value, int depth) {
        switch (value.kind()) {
            case Value::Kind::null: out_ += "null"; return;
            case Value::Kind::boolean: out_ += value.as_bool() ? "true" : "false"; return;
            case Value::Kind::integer: integer(value.as_int()); return;
            case Value::Kind::real: real(value.as_real()); return;
            case Value::Kind::text: text(value.as_text()); return;
            case Value::Kind::list: list(value.as_list(), depth); return;
            case Value::Kind::object: object(value.as_object(), depth); return;
        }
    }

private:
    void integer(std::int64_t value) {
        std::array<char, 24> buffer{};
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
        out_.append(buffer.data(), end);
    }
    void real(double value) {
        if (!std::isfinite(value)) {
            out_ += "null";
            return;
        }
        std::array<char, 40> buffer{};
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
        const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
        out_ += digits;
        if (digits.find_first_of(".e") == std::string_view::npos) out_ += ".0";
    }
    void text(std::string_view bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        out_ += '"';
        std::size_t plain = 0;
        std::size_t i = 0;
        const auto flush = [&](std::string_view instead, std::size_t length) {
            out_.append(bytes, plain, i - plain);
            out_ += instead;
            i += length;
            plain = i;
        };
        for (;;) {
            while (i < bytes.size() && plain_bytes[static_cast<unsigned char>(bytes[i])]) ++i;
            if (i == bytes.size()) break;
            const auto c = static_cast<unsigned char>(bytes[i]);
            if (c >= 0x80) {
                const std::size_t length = utf8_length(bytes.substr(i));
                if (length == 0) {
                    flush("\\ufffd", 1);
                } else {
                    i += length;
                }
            } else if (c == '"') {
                flush("\\\"", 1);
            } else if (c == '\\') {
                flush("\\\\", 1);
            } else if (c == '\n') {
                flush("\\n", 1);
            } else if (c == '\t') {
                flush("\\t", 1);
            } else if (c == '\r') {
                flush("\\r", 1);
            } else {
                const std::array<char, 6> escape = {'\\', 'u', '0', '0', digits[c >> 4U], digits[c & 0xFU]};
                flush({escape.data(), escape.size()}, 1);
            }
        }
        out_.append(bytes, plain, bytes.size() - plain);
        out_ += '"';
    }
    void new_line(int depth) {
        if (indent_ < 0) return;
        out_ += '\n';
        out_.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(depth), ' ');
    }
    void list(const Value::List& items, int depth) {
        out_ += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out_ += ',';
            new_line(depth + 1);
            write(items[i], depth + 1);
        }
        if (!items.empty()) new_line(depth);
        out_ += ']';
    }
    void object(const Value::Object& members, int depth) {
        out_ += '{';
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i > 0) out_ += ',';
            new_line(depth + 1);
            text(members[i].key);
            out_ += ':';
            if (indent_ >= 0) out_ += ' ';
            write(members[i].value, depth + 1);
        }
        if (!members.empty()) new_line(depth);
        out_ += '}';
    }

    std::string& out_;
    int indent_;
};

}  // namespace

Value parse_json(std::string_view text, const std::string& file, ErrorCode code, BigNumbers big) {
    LineCount count;
    Builder builder(count, big);
    const CountingIterator begin(text.data(), &count);
    const CountingIterator end(text.data() + text.size(), &count);
    if (nlohmann::json::sax_parse(begin, end, &builder)) return std::move(builder.result);
    throw Error(code, "invalid JSON: " + builder.fault).at(file, builder.fault_line);
}

std::string to_json(const Value& value, int indent) {
    std::string out;
    Writer(out, indent).write(value, 0);
    return out;
}

}  // namespace reinhardt::db
