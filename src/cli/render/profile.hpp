#pragma once

#include <string>

#include <reinhardt/db/migrations/profile.hpp>
#include <reinhardt/db/support/value.hpp>

#include "../terminal.hpp"

namespace reinhardt::db::cli {

/// Three tables, slowest first: migrations, operations, statements, each with its part of the whole. "" when nothing ran.
[[nodiscard]] std::string profile_text(const Profile& profile, const Output& output);
/// {"event": "profile", "migrations": […], "operations": […], "statements": […]}, times in microseconds ("us").
[[nodiscard]] Value profile_event(const Profile& profile);
/// A statement in one line, cut to a width.
[[nodiscard]] std::string statement_line(const std::string& sql, std::size_t width);

}  // namespace reinhardt::db::cli
