#include <reinhardt/db/support/text.hpp>

#include "generate.hpp"
#include "help.hpp"

namespace reinhardt::db::cli {
namespace {

/// Text inside the single quotes and brackets of an _arguments specification.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : plain_text(text)) {
        if (c == '\'') out += "'\\''";
        else if (c == '[' || c == ']' || c == ':' || c == '\\') (out += '\\') += c;
        else out += c;
    }
    return out;
}

std::string command_names() {
    std::string names;
    for (const Command* command : commands())
        if (!command->hidden) names += (names.empty() ? "" : " ") + std::string(command->name);
    return names;
}

std::string action(Completes completes, std::string_view words, bool option) {
    switch (completes) {
        case Completes::files: return "_files";
        case Completes::folders: return "_files -/";
        case Completes::words: return "(" + std::string(words) + ")";
        case Completes::apps: return "_reinhardt_db_ask apps";
        case Completes::migrations: return option ? "_reinhardt_db_ask all-migrations" : "_reinhardt_db_ask migrations";
        case Completes::targets: return "_reinhardt_db_ask targets";
        case Completes::databases: return "_reinhardt_db_ask databases";
        case Completes::sources: return "_reinhardt_db_sources";
        case Completes::nothing: break;
    }
    return " ";
}

std::string flag_spec(const Flag& flag) {
    const std::string tail = "[" + escaped(flag.help) + "]" +
                             (flag.value.empty() ? "" : ":" + escaped(flag.value) + ":" + action(flag.completes, flag.words, true)) + "'";
    const std::string shorter = flag.letter != 0 ? std::string("-") + flag.letter : std::string();
    const std::string longer = flag.name == "directory" ? std::string() : "--" + std::string(flag.name);
    if (shorter.empty() || longer.empty()) return "        '" + std::string(flag.repeatable ? "*" : "") + shorter + longer + tail;
    if (flag.repeatable) return "        '*'{" + shorter + "," + longer + "}'" + tail;
    return "        '(" + shorter + " " + longer + ")'{" + shorter + "," + longer + "}'" + tail;
}

std::string positional_spec(const Positional& positional) {
    const std::string words = positional.completes == Completes::words ? command_names() : std::string();
    return "        '" + std::string(positional.many ? "*:" : positional.required ? ":" : "::") + escaped(positional.name) + ":" + action(positional.completes, words, false) + "'";
}

}  // namespace

std::string zsh_completion() {
    std::string text =
        "#compdef reinhardt-db\n"
        "# Completion for reinhardt-db, generated from the command table in src/cli.\n\n"
        "# Asks the program itself, which reads names of files and no database. The app is the first word behind the command.\n"
        "_reinhardt_db_ask() {\n"
        "    local -a names start\n"
        "    local app=${${words[2,-1]:#-*}[1]}\n"
        "    [[ -n $opt_args[-C] ]] && start=(-C ${~opt_args[-C]})\n"
        "    names=(${(f)\"$(_call_program names reinhardt-db $start __complete $1 ${(q)app} 2>/dev/null)\"})\n"
        "    compadd -a names\n"
        "}\n\n"
        "_reinhardt_db_sources() {\n"
        "    _alternative 'sources:source:_reinhardt_db_ask sources' 'files:file:_files -g \"*.json\"'\n"
        "}\n\n"
        "_reinhardt_db() {\n"
        "    local curcontext=$curcontext state line\n"
        "    local -A opt_args\n"
        "    local -a shared names\n"
        "    names=(\n";
    for (const Command* command : commands())
        if (!command->hidden) text += "        '" + std::string(command->name) + ":" + escaped(command->summary) + "'\n";
    text += "    )\n    shared=(\n";
    for (const Flag& flag : global_flags())
        if (flag.name != "format") text += flag_spec(flag) + "\n";
    text += "    )\n    _arguments -C $shared \\\n";
    for (const Flag& flag : global_flags())
        if (flag.name == "format") text += flag_spec(flag) + " \\\n";
    text +=
        "        '1:command:->command' '*::argument:->argument'\n"
        "    case $state in\n"
        "        command) _describe command names ;;\n"
        "        argument)\n"
        "            curcontext=${curcontext%:*:*}:reinhardt-db-$words[1]:\n"
        "            case $words[1] in\n";
    for (const Command* command : commands()) {
        if (command->hidden) continue;
        text += "                " + std::string(command->name) + ")\n                    _arguments $shared \\\n";
        std::vector<std::string> specs;
        for (const Flag& flag : command->flags) specs.push_back(flag_spec(flag));
        for (const Flag& flag : global_flags())
            if (flag.name == "format" && is_shown_global(*command, flag)) specs.push_back(flag_spec(flag));
        for (const Positional& positional : command->positionals) specs.push_back(positional_spec(positional));
        for (std::size_t i = 0; i < specs.size(); ++i)
            text += "                " + specs[i] + (i + 1 < specs.size() ? " \\\n" : " ;;\n");
    }
    return text + "            esac ;;\n    esac\n}\n\nif [[ $funcstack[1] == _reinhardt-db ]]; then\n    _reinhardt_db \"$@\"\nelse\n    compdef _reinhardt_db reinhardt-db\nfi\n";
}

}  // namespace reinhardt::db::cli
