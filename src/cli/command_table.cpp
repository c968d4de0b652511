#include <array>

#include "command.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr std::array<const Command*, 8> all_commands = {&makemigrations_command, &migrate_command, &squash_command,   &showplan_command,
                                                        &inspect_command,        &help_command,    &complete_command, &generate_command};

constexpr std::array<Flag, 9> global_table = {{
    {"directory", 'C', "DIR", "work on the project that DIR is in", Completes::folders, {}, false,
     "The project is found by walking up from DIR to the nearest folder that holds `reinhardt-db.toml`; without one, DIR itself is the project."},
    {"database", 'd', "ALIAS|URL", "the database to work on", Completes::databases, {}, false,
     "An alias of `[databases]` in the project file, or a URL such as `sqlite:db.sqlite3` or `postgresql://user@host/name`. Without it: `[databases.default]`, "
     "else the environment's `DATABASE_URL`, else `sqlite:db.sqlite3`."},
    {"format", 0, "FORMAT", "what is printed: text or json", Completes::words, "text json", false,
     "With `json` stdout carries one document (for `migrate`: one event a line) whose `format_version` is \"1.0\"; a failure is a document with the key `error`."},
    {"color", 0, "WHEN", "when to use colour: auto, always or never", Completes::words, "auto always never", false,
     "`auto` follows `NO_COLOR`, `FORCE_COLOR`, and whether the stream is a terminal, each stream for itself."},
    {"quiet", 'q', {}, "print errors alone, and what was asked for", Completes::nothing, {}, false,
     "What a run did is not told; plans, schemas, documents and scripts are still printed."},
    {"verbose", 'v', {}, "say more; may be repeated", Completes::nothing, {}, true, {}},
    {"no-input", 0, {}, "never ask; fail where an answer is needed", Completes::nothing, {}, false,
     "Questions are asked only if stdin and stderr are terminals. Without an answer the command ends with exit code 2 and names the option that answers it."},
    {"help", 'h', {}, "print help and exit", Completes::nothing, {}, false, {}},
    {"version", 'V', {}, "print the version and the drivers found, and exit", Completes::nothing, {}, false, {}},
}};

constexpr std::string_view description =
    "reinhardt-db compares the models of a project with its migration files, writes the migrations that are missing, and applies them to databases.\n\n"
    "Models are described in TOML, one file for each app (`models/blog.toml`). `makemigrations` writes what changed into `migrations/<app>/`, to be read in review "
    "and committed. `showplan` shows what a run would do, `migrate` does it, forward and backward, and `inspect` shows or compares what is there. "
    "Databases are reached through drivers, which are loaded when they are needed.";

constexpr std::array<Example, 3> examples = {{
    {"write migrations for changed models, look at the plan, apply it", "reinhardt-db makemigrations && reinhardt-db showplan && reinhardt-db migrate"},
    {"take the app blog back to its first migration", "reinhardt-db migrate blog 0001"},
    {"see whether the database still is what the migrations made of it", "reinhardt-db inspect --diff applied --check"},
}};

constexpr std::array<Section, 3> sections = {{
    {"Exit status",
     "    0    done; nothing to do; no difference\n"
     "    1    failed: a database error, a file error, a change that cannot be undone\n"
     "    2    wrong usage or configuration, or a question that nobody could answer\n"
     "    3    --check: changes are pending, or a difference was found\n"
     "    5    the history is broken: two heads, an edited or missing applied file, a cycle, a missing dependency\n"
     "    6    another run holds the lock; it is safe to try again\n"
     "    7    applied in part on a backend that cannot roll back; run migrate again to resume\n"
     "    130  interrupted"},
    {"Files",
     "    reinhardt-db.toml              the project: apps, databases, driver folders; found by walking up\n"
     "    models/<app>.toml              the models of an app\n"
     "    migrations/<app>/<name>.toml   the migrations of an app; .json is read as well\n\n"
     "Every part of the project file may be left out, and so may the file: a folder with `models/blog.toml` alone is a project."},
    {"Environment",
     "    DATABASE_URL               the database, unless -d or [databases.default] says which\n"
     "    REINHARDT_DB_DRIVER_PATH   folders that are searched for drivers, separated by colons\n"
     "    NO_COLOR, FORCE_COLOR      never or always use colour\n\n"
     "In the project file `${NAME}` and `${NAME:-fallback}` stand for environment variables where a URL or a path of a password file is used."},
}};

}  // namespace

std::span<const Command* const> commands() noexcept { return all_commands; }

const Command* find_command(std::string_view name) noexcept {
    for (const Command* command : all_commands)
        if (command->name == name) return command;
    return nullptr;
}

std::span<const Flag> global_flags() noexcept { return global_table; }

const Flag* find_flag(const Command& command, std::string_view name) noexcept {
    for (const Flag& flag : command.flags)
        if (flag.name == name) return &flag;
    for (const Flag& flag : global_table)
        if (flag.name == name) return &flag;
    return nullptr;
}

std::span<const Section> program_sections() noexcept { return sections; }
std::string_view program_description() noexcept { return description; }
std::span<const Example> program_examples() noexcept { return examples; }

}  // namespace reinhardt::db::cli
