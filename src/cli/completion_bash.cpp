#include <vector>

#include <reinhardt/db/support/text.hpp>

#include "generate.hpp"
#include "help.hpp"

namespace reinhardt::db::cli {
namespace {

std::string words_of(const Flag& flag) {
    std::string words;
    if (flag.letter != 0) words += std::string("-") + flag.letter;
    if (flag.name != "directory") words += (words.empty() ? "--" : " --") + std::string(flag.name);
    return words;
}

/// The shell words that give `reply` its candidates.
std::string action(Completes completes, std::string_view words) {
    switch (completes) {
        case Completes::files: return "_reinhardt_db_files -f";
        case Completes::folders: return "_reinhardt_db_files -d";
        case Completes::words: return "_reinhardt_db_words \"" + std::string(words) + "\"";
        case Completes::apps: return "_reinhardt_db_ask apps";
        case Completes::migrations: return "_reinhardt_db_ask migrations \"$app\"";
        case Completes::targets: return "_reinhardt_db_ask targets \"$app\"";
        case Completes::databases: return "_reinhardt_db_ask databases";
        case Completes::sources: return "_reinhardt_db_ask sources; _reinhardt_db_files -f";
        case Completes::nothing: break;
    }
    return ":";
}

/// A migration that an option names is written with its app.
std::string option_action(const Flag& flag) { return flag.completes == Completes::migrations ? "_reinhardt_db_ask all-migrations" : action(flag.completes, flag.words); }

std::string pattern(const std::string& words) { return replace_all(words, " ", "|"); }

std::string flags_words(const Command& command) {
    std::vector<std::string> words;
    for (const Flag& flag : command.flags) words.push_back(words_of(flag));
    for (const Flag& flag : global_flags())
        if (is_shown_global(command, flag)) words.push_back(words_of(flag));
    return join(words, " ");
}

std::string value_patterns() {
    std::vector<std::string> patterns;
    std::vector<std::string> seen;
    const auto add = [&](const Flag& flag) {
        const std::string words = words_of(flag);
        for (const std::string& known : seen)
            if (known == words) return;
        seen.push_back(words);
        if (!flag.value.empty()) patterns.push_back(pattern(words));
    };
    for (const Flag& flag : global_flags()) add(flag);
    for (const Command* command : commands())
        for (const Flag& flag : command->flags) add(flag);
    return join(patterns, "|");
}

std::string command_names() {
    std::vector<std::string> names;
    for (const Command* command : commands())
        if (!command->hidden) names.emplace_back(command->name);
    return join(names, " ");
}

}  // namespace

std::string bash_completion() {
    std::string text =
        "# Completion for reinhardt-db, generated from the command table in src/cli.\n\n"
        "_reinhardt_db_words() {\n"
        "    COMPREPLY+=($(compgen -W \"$1\" -- \"$cur\"))\n"
        "}\n\n"
        "_reinhardt_db_files() {\n"
        "    compopt -o filenames 2>/dev/null\n"
        "    local IFS=$'\\n'\n"
        "    COMPREPLY+=($(compgen \"$1\" -- \"$cur\"))\n"
        "}\n\n"
        "# Asks the program itself, which reads names of files and no database.\n"
        "_reinhardt_db_ask() {\n"
        "    COMPREPLY+=($(compgen -W \"$(\"${COMP_WORDS[0]}\" ${dir:+-C \"$dir\"} __complete \"$@\" 2>/dev/null)\" -- \"$cur\"))\n"
        "}\n\n"
        "_reinhardt_db() {\n"
        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= app= dir= place=0 i word\n"
        "    COMPREPLY=()\n"
        "    # bash splits words at '='.\n"
        "    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        word=${COMP_WORDS[i]}\n"
        "        case $word in\n"
        "            -C) dir=${COMP_WORDS[i+1]/#\\~/$HOME}; ((i++)) ;;\n";
    text += "            " + value_patterns() +
            ")\n"
            "                [[ ${COMP_WORDS[i+1]} == = ]] && ((i++))\n"
            "                ((i++)) ;;\n"
            "            -*|=) ;;\n"
            "            *)\n"
            "                if [[ -z $command ]]; then command=$word; else [[ -z $app ]] && app=$word; ((place++)); fi ;;\n"
            "        esac\n"
            "    done\n\n"
            "    case $command in\n";
    std::string globals;
    std::string global_values;
    for (const Flag& flag : global_flags()) {
        globals += (globals.empty() ? "" : " ") + words_of(flag);
        if (!flag.value.empty()) global_values += "                " + pattern(words_of(flag)) + ") " + option_action(flag) + "; return ;;\n";
    }
    text += "        \"\")\n            case $prev in\n" + global_values +
            "            esac\n"
            "            if [[ $cur == -* ]]; then _reinhardt_db_words \"" +
            globals + "\"; else _reinhardt_db_words \"" + command_names() + "\"; fi ;;\n";
    for (const Command* command : commands()) {
        if (command->hidden) continue;
        text += "        " + std::string(command->name) + ")\n            case $prev in\n";
        for (const Flag& flag : command->flags)
            if (!flag.value.empty()) text += "                " + pattern(words_of(flag)) + ") " + option_action(flag) + "; return ;;\n";
        for (const Flag& flag : global_flags())
            if (!flag.value.empty() && is_shown_global(*command, flag)) text += "                " + pattern(words_of(flag)) + ") " + option_action(flag) + "; return ;;\n";
        text += "            esac\n            if [[ $cur == -* ]]; then _reinhardt_db_words \"" + flags_words(*command) + "\"; return; fi\n            case $place in\n";
        for (std::size_t i = 0; i < command->positionals.size(); ++i) {
            const Positional& positional = command->positionals[i];
            const std::string words = positional.completes == Completes::words ? command_names() : std::string();
            text += "                " + (positional.many ? std::string("*") : std::to_string(i)) + ") " + action(positional.completes, words) + " ;;\n";
        }
        text += "            esac ;;\n";
    }
    return text + "    esac\n}\n\ncomplete -F _reinhardt_db reinhardt-db\n";
}

}  // namespace reinhardt::db::cli
