#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace reinhardt::db::cli {

class Session;

/// What a shell offers behind an option or as an argument.
enum class Completes : std::uint8_t { nothing, files, folders, words, apps, migrations, targets, databases, sources };

/// An option: read by the parser, the help, the manual pages and the completions alike. Prose may mark `code` with backquotes.
struct Flag {
    std::string_view name;           ///< "database" of --database
    char letter = 0;                 ///< 'd' of -d; 0 = none
    std::string_view value;          ///< what its value is called, "ALIAS|URL"; "" = takes none
    std::string_view help;           ///< one short clause
    Completes completes = Completes::nothing;
    std::string_view words;          ///< the values it takes, separated by blanks
    bool repeatable = false;
    std::string_view manual;         ///< more for the manual page
};

/// An argument without a name.
struct Positional {
    std::string_view name;           ///< "APP"
    std::string_view help;
    Completes completes = Completes::nothing;
    bool required = false;
    bool many = false;
};

struct Example {
    std::string_view what;           ///< "show what would be written"
    std::string_view command;        ///< "reinhardt-db makemigrations --dry-run"
};

/// A titled part of a manual page; paragraphs are separated by empty lines, lines that begin with four blanks stay as they are.
struct Section {
    std::string_view title;
    std::string_view text;
};

/// A command with all that is said about it.
struct Command {
    std::string_view name;
    std::string_view summary;        ///< one clause for lists
    std::string_view description;    ///< paragraphs for help and manual page
    std::span<const Positional> positionals;
    std::span<const Flag> flags;
    std::span<const Example> examples;
    std::span<const Section> sections;
    int (*run)(Session&) = nullptr;
    bool hidden = false;
    std::string_view usage = {};     ///< the arguments in the usage line, where the positionals do not say it
};

/// All commands in the order they are listed.
[[nodiscard]] std::span<const Command* const> commands() noexcept;
[[nodiscard]] const Command* find_command(std::string_view name) noexcept;
/// Options that every command takes. A command's own option of the same name stands instead (--format).
[[nodiscard]] std::span<const Flag> global_flags() noexcept;
/// The options of a command: its own, then the global ones that it does not replace.
[[nodiscard]] const Flag* find_flag(const Command& command, std::string_view name) noexcept;
/// What holds for the whole program: description, exit codes, files, environment.
[[nodiscard]] std::span<const Section> program_sections() noexcept;
[[nodiscard]] std::string_view program_description() noexcept;
[[nodiscard]] std::span<const Example> program_examples() noexcept;

extern const Command makemigrations_command, migrate_command, squash_command, showplan_command, inspect_command, help_command,
    complete_command, generate_command;

}  // namespace reinhardt::db::cli
