#include <reinhardt/db/support/text.hpp>

#include "generate.hpp"
#include "help.hpp"

namespace reinhardt::db::cli {
namespace {

std::string quoted(std::string_view text) { return "'" + replace_all(replace_all(plain_text(text), "\\", "\\\\"), "'", "\\'") + "'"; }

std::string command_names() {
    std::string names;
    for (const Command* command : commands())
        if (!command->hidden) names += (names.empty() ? "" : " ") + std::string(command->name);
    return names;
}

/// What fish runs or lists for a value; "" when it completes nothing, "-F" for files.
std::string arguments_of(Completes completes, std::string_view words, bool option) {
    switch (completes) {
        case Completes::files: return "-F";
        case Completes::folders: return "-a '(__fish_complete_directories)'";
        case Completes::words: return "-a '" + std::string(words) + "'";
        case Completes::apps: return "-a '(__reinhardt_db_ask apps)'";
        case Completes::migrations: return option ? "-a '(__reinhardt_db_ask all-migrations)'" : "-a '(__reinhardt_db_ask migrations)'";
        case Completes::targets: return "-a '(__reinhardt_db_ask targets)'";
        case Completes::databases: return "-a '(__reinhardt_db_ask databases)'";
        case Completes::sources: return "-F -a '(__reinhardt_db_ask sources)'";
        case Completes::nothing: break;
    }
    return {};
}

std::string flag_line(const Flag& flag, const std::string& condition) {
    std::string line = "complete -c reinhardt-db";
    if (!condition.empty()) line += " -n " + condition;
    if (flag.letter != 0) line += std::string(" -s ") + flag.letter;
    if (flag.name != "directory") line += " -l " + std::string(flag.name);
    if (!flag.value.empty()) {
        const std::string arguments = arguments_of(flag.completes, flag.words, true);
        // -x: nothing else, -r: files too.
        line += arguments.substr(0, 2) == "-F" ? " -r" : " -x";
        if (!arguments.empty()) line += " " + arguments;
    }
    return line + " -d " + quoted(flag.help) + "\n";
}

std::string value_words() {
    std::string words;
    const auto add = [&](const Flag& flag) {
        if (flag.value.empty()) return;
        if (flag.letter != 0) words += std::string(" -") + flag.letter;
        const std::string name = " --" + std::string(flag.name);
        if (flag.name != "directory" && (words + " ").find(name + " ") == std::string::npos) words += name;
    };
    for (const Flag& flag : global_flags()) add(flag);
    for (const Command* command : commands())
        for (const Flag& flag : command->flags) add(flag);
    return words;
}

}  // namespace

std::string fish_completion() {
    std::string text =
        "# Completion for reinhardt-db, generated from the command table in src/cli.\n\n"
        "# The words in front of the cursor that are neither options nor their values: the command, then its arguments.\n"
        "function __reinhardt_db_words\n"
        "    set -l words (commandline -opc)\n"
        "    set -l skip 1\n"
        "    for word in $words\n"
        "        if test $skip = 1\n"
        "            set skip 0\n"
        "        else if contains -- $word" +
        value_words() +
        "\n"
        "            set skip 1\n"
        "        else if not string match -q -- '-*' $word\n"
        "            echo $word\n"
        "        end\n"
        "    end\n"
        "end\n\n"
        "function __reinhardt_db_at -a command place\n"
        "    set -l words (__reinhardt_db_words)\n"
        "    test \"$words[1]\" = \"$command\"; and begin\n"
        "        test \"$place\" = any; or test (count $words) -eq (math $place + 1)\n"
        "    end\n"
        "end\n\n"
        "# Asks the program itself, which reads names of files and no database.\n"
        "function __reinhardt_db_ask -a kind\n"
        "    set -l start\n"
        "    set -l words (commandline -opc)\n"
        "    if set -l at (contains -i -- -C $words)\n"
        "        set start -C $words[(math $at + 1)]\n"
        "    end\n"
        "    set -l names (__reinhardt_db_words)\n"
        "    $words[1] $start __complete $kind $names[2] 2>/dev/null\n"
        "end\n\n"
        "complete -c reinhardt-db -f\n";
    for (const Command* command : commands())
        if (!command->hidden) text += "complete -c reinhardt-db -n '__reinhardt_db_at \"\" any' -a " + std::string(command->name) + " -d " + quoted(command->summary) + "\n";
    text += "\n";
    for (const Flag& flag : global_flags())
        if (flag.name != "format") text += flag_line(flag, {});
    for (const Flag& flag : global_flags())
        if (flag.name == "format") text += flag_line(flag, "'__reinhardt_db_at \"\" any'");
    for (const Command* command : commands()) {
        if (command->hidden) continue;
        const std::string name(command->name);
        text += "\n";
        for (const Flag& flag : command->flags) text += flag_line(flag, "'__reinhardt_db_at " + name + " any'");
        for (const Flag& flag : global_flags())
            if (flag.name == "format" && is_shown_global(*command, flag)) text += flag_line(flag, "'__reinhardt_db_at " + name + " any'");
        for (std::size_t i = 0; i < command->positionals.size(); ++i) {
            const Positional& positional = command->positionals[i];
            const std::string words = positional.completes == Completes::words ? command_names() : std::string();
            const std::string arguments = arguments_of(positional.completes, words, false);
            if (!arguments.empty())
                text += "complete -c reinhardt-db -n '__reinhardt_db_at " + name + " " + (positional.many ? std::string("any") : std::to_string(i)) + "' " + arguments + "\n";
        }
    }
    return text;
}

}  // namespace reinhardt::db::cli
