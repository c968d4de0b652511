#pragma once

#include <string>

#include "command.hpp"
#include "terminal.hpp"

namespace reinhardt::db::cli {

/// "reinhardt-db squash [OPTIONS] APP [FROM] TO"
[[nodiscard]] std::string usage_line(const Command* command);
/// "-n, --name NAME"; the directory option is "-C DIR".
[[nodiscard]] std::string flag_spelling(const Flag& flag);
/// What --help prints: for a command, or for the program when `command` is nullptr.
[[nodiscard]] std::string help_text(const Command* command, const Output& output);
/// `text` without the backquotes that mark code.
[[nodiscard]] std::string plain_text(std::string_view text);
/// The global options that a command does not replace by its own.
[[nodiscard]] bool is_shown_global(const Command& command, const Flag& flag) noexcept;

}  // namespace reinhardt::db::cli
