#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>
#include <reinhardt/db/orm/dialect.hpp>

namespace reinhardt::db::compile {

/// What becomes of a value before it is bound.
enum class Change : std::uint8_t {
    none,
    text,        ///< a number as its text
    boolean,     ///< 0 and 1 as a boolean
    timestamp,   ///< a date, or a text, as a moment
    json,        ///< the JSON text of the value
    like_part, like_start, like_end, like_whole,  ///< patterns of LIKE … ESCAPE '!'
    glob_part, glob_start, glob_end,              ///< patterns of GLOB
};

/// A value of a statement: the parameter of a node of the query, which lives as long as the query, or one that the compiler made.
struct Bound {
    const Parameter* source = nullptr;  ///< nullptr: own
    Change change = Change::none;
    Parameter own{};
    bool of_many = false;               ///< `own` is made of values of the query
    [[nodiscard]] const Parameter& parameter() const noexcept { return source != nullptr ? *source : own; }
};

/// The value that is bound in the end. Error(query) where it does not fit.
[[nodiscard]] Parameter changed(const Parameter& value, Change change);

/// A piece of SQL with its values. `text` has a `mark` where a value stands, in order.
struct Sql {
    static constexpr char mark = '\1';

    std::string text;
    std::vector<Bound> values;

    Sql() = default;
    Sql(std::string_view plain) : text(plain) {}
    Sql(const char* plain) : text(plain) {}
    [[nodiscard]] static Sql value(Bound bound);
    Sql& operator+=(std::string_view plain) {
        text += plain;
        return *this;
    }
    Sql& operator+=(const char* plain) { return *this += std::string_view(plain); }
    Sql& operator+=(const std::string& plain) { return *this += std::string_view(plain); }
    Sql& operator+=(char plain) {
        text += plain;
        return *this;
    }
    Sql& operator+=(const Sql& other);
    [[nodiscard]] bool empty() const noexcept { return text.empty(); }
};

/// `word` with %1, %2 … and %* replaced by pieces; their values follow in the order of their places.
[[nodiscard]] Sql expand(std::string_view word, std::span<const Sql> arguments);
[[nodiscard]] inline Sql expand(std::string_view word, std::initializer_list<Sql> arguments) { return expand(word, std::span<const Sql>(arguments.begin(), arguments.size())); }
[[nodiscard]] Sql joined(std::span<const Sql> parts, std::string_view separator);

/// The statement's text with the server's placeholders. Numbered ones are shared by equal values; `values` then holds each once.
[[nodiscard]] std::string finished(const Sql& sql, const Dialect& dialect, std::vector<Bound>& values);

}  // namespace reinhardt::db::compile
