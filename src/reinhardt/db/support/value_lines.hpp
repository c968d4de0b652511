#pragma once

#include <cstdint>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// Gives the value, and all that is in it, one line: 0 for what no file holds.
inline void set_lines(Value& value, std::uint32_t line) {
    value.line(line);
    if (value.is_list()) {
        for (auto& item : value.as_list()) set_lines(item, line);
    } else if (value.is_object()) {
        for (auto& member : value.as_object()) {
            member.line = line;
            set_lines(member.value, line);
        }
    }
}

}  // namespace reinhardt::db
