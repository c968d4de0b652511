#pragma once

#include <string>

#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db::test {

/// The value of `text`, a TOML value that begins in line 1.
inline Value value_of(const std::string& text) { return *parse_toml("v = " + text).find("v"); }

inline Reader reader_of(std::string app = "blog") {
    Reader reader;
    reader.app = std::move(app);
    reader.file = "models/blog.toml";
    return reader;
}

/// "3: message [hint]" of each error, separated by newlines.
inline std::string faults(const Reader& reader) {
    std::string text;
    for (const auto& error : reader.errors) {
        if (!text.empty()) text += "\n";
        text += std::to_string(error.line()) + ": " + error.message();
        if (!error.hint().empty()) text += " [" + error.hint() + "]";
    }
    return text;
}

}  // namespace reinhardt::db::test
