#pragma once

#include <cstddef>
#include <string_view>

#include <sqlite3.h>

namespace reinhardt::db::sqlite {

/// The text of a function's argument, valid until the function returns; empty for NULL.
[[nodiscard]] inline std::string_view text_of(sqlite3_value* value) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text != nullptr ? std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value))) : std::string_view();
}

}  // namespace reinhardt::db::sqlite
