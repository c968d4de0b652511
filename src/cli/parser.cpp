#include <algorithm>
#include <optional>

#include <CLI/CLI.hpp>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

#include "arguments.hpp"

namespace reinhardt::db::cli {
namespace {

std::string with_article(const Command* command) {
    return command != nullptr ? "reinhardt-db " + std::string(command->name) : std::string("reinhardt-db");
}

[[noreturn]] void fail(const Command* command, std::string message, std::string hint = {}) {
    if (hint.empty()) hint = "see: " + with_article(command) + " --help";
    throw Error(ErrorCode::usage, std::move(message)).hint(std::move(hint));
}

/// The flags in force: those of the command and the global ones that it does not replace.
std::vector<const Flag*> flags_of(const Command* command) {
    std::vector<const Flag*> flags;
    if (command != nullptr)
        for (const Flag& flag : command->flags) flags.push_back(&flag);
    for (const Flag& flag : global_flags())
        if (command == nullptr || find_flag(*command, flag.name) == &flag) flags.push_back(&flag);
    return flags;
}

const Flag* global_flag_of(std::string_view word) {
    for (const Flag& flag : global_flags()) {
        if (word.substr(0, 2) == "--" && word.substr(2) == flag.name) return &flag;
        if (word.size() == 2 && word[0] == '-' && flag.letter != 0 && word[1] == flag.letter) return &flag;
    }
    return nullptr;
}

/// The place of the command: the first word that is neither an option nor the value of a global one.
std::optional<std::size_t> command_place(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--") return i + 1 < words.size() ? std::optional(i + 1) : std::nullopt;
        if (word.empty() || word[0] != '-' || word == "-") return i;
        if (const Flag* flag = global_flag_of(word); flag != nullptr && !flag->value.empty()) ++i;
    }
    return std::nullopt;
}

[[noreturn]] void fail_unknown_option(const Command* command, const std::string& word);

/// The command that `words[place]` names. A word that is none may be the value of an option that does not exist.
const Command* command_of(const std::vector<std::string>& words, std::size_t place) {
    const std::string& word = words[place];
    if (const Command* command = find_command(word)) return command;
    for (std::size_t i = 0; i < place; ++i)
        if (words[i].size() > 2 && words[i].substr(0, 2) == "--" && global_flag_of(words[i].substr(0, words[i].find('='))) == nullptr) fail_unknown_option(nullptr, words[i]);
    std::vector<std::string> names;
    for (const Command* command : commands())
        if (!command->hidden) names.emplace_back(command->name);
    fail(nullptr, "unknown command '" + word + "'", similar_hint("command", word, names));
}

std::string spelled(const Flag& flag) {
    std::string names = flag.letter != 0 ? std::string("-") + flag.letter : std::string();
    if (flag.name != "directory") names += (names.empty() ? "--" : ",--") + std::string(flag.name);
    return names;
}

[[noreturn]] void fail_unknown_option(const Command* command, const std::string& word) {
    const std::string name = word.substr(0, word.find('='));
    std::vector<std::string> names;
    for (const Flag* flag : flags_of(command)) {
        if (flag->name != "directory") names.push_back("--" + std::string(flag->name));
        else names.emplace_back("-C");
    }
    fail(command, "unknown option '" + name + "' of " + with_article(command), name.size() > 2 ? similar_hint("option", name, names) : std::string());
}

void check_words(const Command* command, const Flag& flag, const std::vector<std::string>& values) {
    if (flag.completes != Completes::words) return;
    const std::vector<std::string> allowed = split(flag.words, ' ');
    for (const std::string& value : values) {
        if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) continue;
        std::string hint = "one of: " + join(allowed, ", ");
        if (const auto near = nearest(value, allowed)) hint = "a similar value exists: '" + *near + "'; " + hint;
        fail(command, "'" + value + "' is no value of --" + std::string(flag.name), std::move(hint));
    }
}

void check_positionals(const Arguments& arguments) {
    const auto& declared = arguments.command->positionals;
    const auto& given = arguments.positionals;
    const bool open = !declared.empty() && declared.back().many;
    if (!open && given.size() > declared.size())
        fail(arguments.command, "unexpected argument '" + given[declared.size()] + "' of " + with_article(arguments.command));
    if (arguments.has("help") || arguments.has("version")) return;
    for (std::size_t i = given.size(); i < declared.size(); ++i)
        if (declared[i].required) fail(arguments.command, with_article(arguments.command) + " needs " + std::string(declared[i].name));
}

}  // namespace

Arguments parse_arguments(const std::vector<std::string>& given, Arguments& partial) {
    Arguments& arguments = partial;
    std::vector<std::string> words = given;
    // What an error report needs holds even when the rest is wrong.
    for (const std::string& word : words)
        if (word == "--format=json" || (&word != &words.front() && word == "json" && *(&word - 1) == "--format")) arguments.options["format"] = {"json"};
    if (const auto place = command_place(words)) {
        arguments.command = command_of(words, *place);
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(*place));
        if (*place > 0 && words[*place - 1] == "--") words.erase(words.begin() + static_cast<std::ptrdiff_t>(*place) - 1);
    }
    const Command* command = arguments.command;

    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    const std::vector<const Flag*> flags = flags_of(command);
    std::map<const Flag*, std::vector<std::string>> values;
    std::map<const Flag*, std::size_t> counts;
    for (const Flag* flag : flags) {
        if (flag->value.empty()) {
            app.add_flag_function(spelled(*flag), [&counts, flag](std::int64_t n) { counts[flag] = static_cast<std::size_t>(n); });
            continue;
        }
        app.add_option(
               spelled(*flag), [&values, flag](const CLI::results_t& results) { return (values[flag] = results, true); })
            ->type_size(1)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    try {
        std::vector<std::string> reversed(words.rbegin(), words.rend());
        app.parse(std::move(reversed));
    } catch (const CLI::ArgumentMismatch& mismatch) {
        std::string what = mismatch.what();
        fail(command, what.substr(0, what.find(':')) + " needs a value");
    } catch (const CLI::ParseError& error) {
        fail(command, error.what());
    }

    arguments.options.erase("format");
    for (const Flag* flag : flags) {
        if (const auto found = counts.find(flag); found != counts.end() && found->second > 0)
            arguments.options[std::string(flag->name)] = std::vector<std::string>(found->second);
        if (const auto found = values.find(flag); found != values.end() && !found->second.empty()) {
            check_words(command, *flag, found->second);
            if (!flag->repeatable && found->second.size() > 1)
                fail(command, "--" + std::string(flag->name) + " is given " + std::to_string(found->second.size()) + " times");
            arguments.options[std::string(flag->name)] = found->second;
        }
    }
    bool only_arguments = false;
    for (const std::string& word : app.remaining()) {
        if (!only_arguments && word == "--") only_arguments = true;
        else if (!only_arguments && word.size() > 1 && word[0] == '-') fail_unknown_option(command, word);
        else arguments.positionals.push_back(word);
    }
    if (command != nullptr) check_positionals(arguments);
    return arguments;
}

}  // namespace reinhardt::db::cli
