#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include <reinhardt/db/migrations/cpp_migration_words.hpp>
#include <reinhardt/db/migrations/writer.hpp>

namespace reinhardt::db {

namespace {

constexpr std::size_t longest_line = 140;
constexpr std::size_t indent_step = 4;

#define RDB_WORD(word) std::string_view(#word),
constexpr std::array keys = {RDB_MIGRATION_KEYS(RDB_WORD)};
constexpr std::array keywords = {RDB_MIGRATION_KEYWORDS(RDB_WORD)};
constexpr std::array operations = {RDB_MIGRATION_OPERATIONS(RDB_WORD)};
constexpr std::array types = {RDB_MIGRATION_TYPES(RDB_WORD)};
#undef RDB_WORD

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// U+202A to U+202E and U+2066 to U+2069, which make a text look other than it is.
bool turns_direction(std::string_view bytes) noexcept {
    const auto third = bytes.size() < 3 ? 0U : static_cast<unsigned char>(bytes[2]);
    return (bytes.substr(0, 2) == "\xE2\x80" && third >= 0xAA && third <= 0xAE) || (bytes.substr(0, 2) == "\xE2\x81" && third >= 0xA6 && third <= 0xA9);
}

/// `text` between quotes. Characters that cannot be seen are written by their octal numbers, which end after three digits.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto code = static_cast<unsigned char>(c);
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (c == '?' && i > 0 && text[i - 1] == '?') {
            out += "\\?";  // no trigraph
        } else if (code < 0x20 || code == 0x7f) {
            out += fmt::format("\\{:03o}", static_cast<unsigned>(code));
        } else if (turns_direction(text.substr(i))) {
            for (const std::size_t end = i + 3; i < end; ++i) out += fmt::format("\\{:03o}", static_cast<unsigned>(static_cast<unsigned char>(text[i])));
            --i;
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string integer(std::int64_t number) {
    // The literal without its sign would be one too large.
    if (number == std::numeric_limits<std::int64_t>::min()) return fmt::format("{} - 1", number + 1);
    return std::to_string(number);
}

std::string real(double number) {
    std::string text = fmt::format("{}", number);
    if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
    return text;
}

/// Writes the arguments of REINHARDT_MIGRATION: what fits on a line stands on one, else its parts stand on lines of their own.
class CppWriter {
public:
    static std::string part(const std::string& key, const Value& value, std::size_t indent) {
        const std::string start = name_of(key) + " =";
        const std::string inline_form = start + " " + one_line(value, key);
        if (!has_lines(value) && indent + inline_form.size() < longest_line) return inline_form;
        const std::string lines = broken(value, key, indent);
        return start + (lines.front() == '\n' ? "" : " ") + lines;
    }

    static std::string operation(const Value& value, std::size_t indent) {
        const std::string inline_form = one_line_operation(value);
        if (!has_lines(value) && indent + inline_form.size() < longest_line) return inline_form;
        const auto [start, end] = frame(value);
        return start + members(value, indent, true) + end;
    }

private:
    static bool has_lines(const Value& value) {
        if (value.is_text()) return value.as_text().find('\n') < value.as_text().size() - 1;
        if (value.is_list()) return std::any_of(value.as_list().begin(), value.as_list().end(), has_lines);
        return value.is_object() && std::any_of(value.as_object().begin(), value.as_object().end(), [](const Member& member) { return has_lines(member.value); });
    }

    static std::string name_of(const std::string& key) {
        if (holds(keys, key)) return key;
        return holds(keywords, key) ? key + "_" : "key(" + quoted(key) + ")";
    }

    static bool holds_operations(std::string_view key) { return key == "state_operations" || key == "database_operations"; }

    /// What stands before and behind the keys of an operation.
    static std::pair<std::string, std::string> frame(const Value& value) {
        const std::string op = value.text_or("op");
        if (holds(operations, op)) return {op + "{", "}"};
        return {"operation{" + quoted(op) + ", {", "}}"};
    }

    static std::string one_line_operation(const Value& value) {
        const auto [start, end] = frame(value);
        return start + one_line_members(value, true) + end;
    }

    static std::string one_line_members(const Value& value, bool of_operation) {
        std::string out;
        for (const auto& member : value.as_object()) {
            if (of_operation && member.key == "op") continue;
            out += (out.empty() ? "" : ", ") + name_of(member.key) + " = " + one_line(member.value, member.key);
        }
        return out;
    }

    static std::string one_line(const Value& value, std::string_view key) {
        switch (value.kind()) {
            case Value::Kind::null: return "{null = true}";
            case Value::Kind::boolean: return value.as_bool() ? "true" : "false";
            case Value::Kind::integer: return integer(value.as_int());
            case Value::Kind::real: return real(value.as_real());
            case Value::Kind::text: return (key == "type" || key == "output" || key == "of") && holds(types, value.as_text()) ? value.as_text() : quoted(value.as_text());
            case Value::Kind::object: return value.as_object().empty() ? "object()" : "{" + one_line_members(value, false) + "}";
            case Value::Kind::list: break;
        }
        std::string out;
        for (const auto& item : value.as_list()) out += (out.empty() ? "" : ", ") + (holds_operations(key) ? one_line_operation(item) : one_line(item, {}));
        return "{" + out + "}";
    }

    static std::string members(const Value& value, std::size_t indent, bool of_operation) {
        std::string out = "\n";
        for (const auto& member : value.as_object()) {
            if (of_operation && member.key == "op") continue;
            out += std::string(indent + indent_step, ' ') + part(member.key, member.value, indent + indent_step) + ",\n";
        }
        return out + std::string(indent, ' ');
    }

    /// Each line of a text, item of a list or key of a table on a line of its own.
    static std::string broken(const Value& value, std::string_view key, std::size_t indent) {
        if (value.is_text()) return lines(value.as_text(), indent + indent_step);
        if (value.is_object() && !value.as_object().empty()) return "{" + members(value, indent, false) + "}";
        if (!value.is_list()) return one_line(value, key);
        const std::size_t inner = indent + indent_step;
        std::string out = "{\n";
        for (const auto& item : value.as_list()) {
            out += std::string(inner, ' ');
            const std::string inline_form = holds_operations(key) ? operation(item, inner) : one_line(item, {});
            if (holds_operations(key)) out += inline_form;
            else if (has_lines(item) || inner + inline_form.size() >= longest_line) out += broken(item, {}, inner);
            else out += inline_form;
            out += ",\n";
        }
        return out + std::string(indent, ' ') + "}";
    }

    static std::string lines(const std::string& text, std::size_t indent) {
        if (text.find('\n') >= text.size()) return quoted(text);
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
            out += "\n" + std::string(indent, ' ') + quoted(std::string_view(text).substr(at, end - at));
            at = end;
        }
        return out;
    }
};

}  // namespace

std::string migration_to_cpp(const Migration& migration) {
    std::string out = "#include <reinhardt/db/migrations/cpp_migration.hpp>\n\nREINHARDT_MIGRATION(" + quoted(migration.app) + ", " + quoted(migration.name);
    const Value value = migration.to_value();
    const std::string start = ",\n" + std::string(indent_step, ' ');
    for (const auto& member : value.as_object()) {
        if (member.key != "operations") out += start + CppWriter::part(member.key, member.value, indent_step);
    }
    for (const auto& operation : value.find("operations")->as_list()) out += start + CppWriter::operation(operation, indent_step);
    return out + ");\n";
}

}  // namespace reinhardt::db
