#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace reinhardt::db::cli {

/// The manual page of a command, or of the program when it is nullptr, as roff.
[[nodiscard]] std::string manual_page(const Command* command);
/// Completion scripts. They hold commands, options and fixed values, and ask `reinhardt-db __complete` for apps and migrations.
[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

/// A generated file of the repository: its path from the root, and what it must hold.
struct GeneratedFile {
    std::string path;
    std::string text;
};
[[nodiscard]] std::vector<GeneratedFile> generated_files();

}  // namespace reinhardt::db::cli
