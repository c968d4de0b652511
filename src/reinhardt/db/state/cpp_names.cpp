#include <reinhardt/db/state/cpp_names.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_word(char c) noexcept { return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '_'; }

/// Words of C++20, and lower-case macros of the C library and of compilers.
bool is_reserved(std::string_view name) {
    static const std::set<std::string_view> words = {
        "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "char8_t", "char16_t", "char32_t", "class", "compl",
        "concept", "const", "consteval", "constexpr", "constinit", "const_cast", "continue", "co_await", "co_return", "co_yield", "decltype", "default", "delete", "do", "double",
        "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
        "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "requires", "return", "short", "signed",
        "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "union",
        "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
        "assert", "errno", "i386", "linux", "major", "minor", "makedev", "offsetof", "setjmp", "stderr", "stdin", "stdout", "unix",
        "db", "models", "reinhardt", "std"};
    if (words.contains(name)) return true;
    return std::any_of(name.begin(), name.end(), is_upper) && std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::string cpp_identifier(std::string_view name, const std::set<std::string>& taken) {
    std::string made(name);
    if (made.ends_with('_') || is_reserved(made) || taken.contains(made)) made += '_';
    return made;
}

std::string cpp_namespace(std::string_view app) {
    std::string made(app);
    if (made.empty() || is_digit(made.front())) made.insert(0, "app_");
    return is_reserved(made) ? made + "_" : made;
}

std::string cpp_invented(std::string_view text, std::set<std::string>& used) {
    std::string made;
    for (const char c : text) made += is_word(c) ? c : '_';
    if (made.empty()) made = "empty";
    if (is_digit(made.front()) || made.front() == '_') made.insert(0, "v");
    if (is_reserved(made)) made += '_';
    std::string name = made;
    for (int i = 2; !used.insert(name).second; ++i) name = made + "_" + std::to_string(i);
    return name;
}

std::string cpp_camel(std::string_view name) {
    std::string made;
    bool start = true;
    for (const char c : name) {
        if (c == '_') {
            start = true;
            continue;
        }
        made += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        start = false;
    }
    return made;
}

std::string cpp_literal(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\' || c == '?') {  // "?" since "??/" is a backslash to some
            made += '\\';
            made += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            made += '\\';
            for (const int shift : {6, 3, 0}) made += static_cast<char>('0' + ((byte >> shift) & 7));
        } else {
            made += c;
        }
    }
    return made + "\"";
}

std::string cpp_json(const Value& value) {
    const std::string text = to_json(value);
    if (text.find(")json\"") != std::string::npos) return cpp_literal(text);
    return "R\"json(" + text + ")json\"";
}

std::string cpp_integer(std::int64_t value) {
    if (value == std::numeric_limits<std::int64_t>::min()) return {};
    const bool is_int = value >= std::numeric_limits<std::int32_t>::min() + 1 && value <= std::numeric_limits<std::int32_t>::max();
    return is_int ? std::to_string(value) : "std::int64_t{" + std::to_string(value) + "}";
}

}  // namespace reinhardt::db
