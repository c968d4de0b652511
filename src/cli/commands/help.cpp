#include <array>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include <reinhardt/db/support/text.hpp>

#include "../generate.hpp"
#include "../help.hpp"
#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

/// Whether a program of that name is in PATH.
bool is_installed(const std::string& program) {
    const char* path = std::getenv("PATH");
    for (const std::string& folder : split(path != nullptr ? path : "", ':'))
        if (!folder.empty() && access((folder + "/" + program).c_str(), X_OK) == 0) return true;
    return false;
}

/// Lets man format and page the page, which this program carries in itself.
bool show_with_man(const std::string& page) {
    if (!is_installed("man")) return false;
    std::FILE* man = popen("man -l -", "w");
    if (man == nullptr) return false;
    const bool whole = std::fwrite(page.data(), 1, page.size(), man) == page.size();
    return pclose(man) == 0 && whole;
}

int run_help(Session& session) {
    const std::string name = session.arguments().positional(0);
    const Command* command = nullptr;
    if (!name.empty()) {
        command = find_command(name);
        if (command == nullptr || command->hidden) {
            std::vector<std::string> names;
            for (const Command* known : commands())
                if (!known->hidden) names.emplace_back(known->name);
            throw Error(ErrorCode::usage, "unknown command '" + name + "'").hint(similar_hint("command", name, names));
        }
    }
    if (!session.out().is_terminal() || !show_with_man(manual_page(command))) session.out().write(help_text(command, session.out()));
    return 0;
}

constexpr std::array<Positional, 1> positionals = {{
    {"COMMAND", "the command to explain; without it, the program", Completes::words, false, false},
}};

constexpr std::array<Example, 1> examples = {{{"the manual page of migrate", "reinhardt-db help migrate"}}};

}  // namespace

const Command help_command = {"help",
                              "open the manual page of a command",
                              "Opens the manual page of a command, or of the program. Where `man` is not installed, or the output is no terminal, prints what `--help` prints.",
                              positionals, {}, examples, {}, run_help, false};

}  // namespace reinhardt::db::cli
