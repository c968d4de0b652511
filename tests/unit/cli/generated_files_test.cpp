#include <set>

#include <boost/test/unit_test.hpp>

#include "cli/generate.hpp"
#include "cli/help.hpp"
#include "golden.hpp"

using namespace reinhardt::db::cli;

namespace {

/// Every option as help spells it, to be found in manual page and completions.
std::vector<std::string> spellings(const Flag& flag) {
    std::vector<std::string> out;
    if (flag.name != "directory") out.push_back("--" + std::string(flag.name));
    if (flag.letter != 0) out.push_back(std::string("-") + flag.letter);
    return out;
}

std::string unescaped(std::string text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!(text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '-')) out += text[i];
    return out;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(manual_pages_and_completions_on_file_are_those_of_the_command_table) {
    for (const GeneratedFile& file : generated_files()) check_file(file.path, file.text);
}

BOOST_AUTO_TEST_CASE(every_option_is_in_the_help_the_manual_page_and_the_completions) {
    const Output plain(1);
    const std::string bash = bash_completion(), zsh = zsh_completion(), fish = fish_completion();
    for (const Command* command : commands()) {
        if (command->hidden) continue;
        const std::string help = help_text(command, plain), page = unescaped(manual_page(command));
        for (const Flag& flag : command->flags) {
            for (const std::string& spelling : spellings(flag)) {
                BOOST_TEST(has(help, spelling), command->name << " --help lacks " << spelling);
                BOOST_TEST(has(page, spelling), "the page of " << command->name << " lacks " << spelling);
                BOOST_TEST(has(bash, spelling), "bash lacks " << spelling);
                BOOST_TEST(has(zsh, spelling), "zsh lacks " << spelling);
            }
            BOOST_TEST(has(fish, " -l " + std::string(flag.name)), "fish lacks --" << flag.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(options_of_a_command_have_names_and_letters_of_their_own) {
    for (const Command* command : commands()) {
        std::set<std::string> names;
        std::set<char> letters;
        const auto add = [&](const Flag& flag) {
            BOOST_TEST(names.insert(std::string(flag.name)).second, command->name << " has --" << flag.name << " twice");
            if (flag.letter != 0) BOOST_TEST(letters.insert(flag.letter).second, command->name << " has -" << flag.letter << " twice");
            BOOST_TEST(!flag.help.empty());
        };
        for (const Flag& flag : command->flags) add(flag);
        for (const Flag& flag : global_flags())
            if (is_shown_global(*command, flag)) add(flag);
    }
}

BOOST_AUTO_TEST_CASE(every_command_has_examples_that_begin_with_the_program) {
    for (const Command* command : commands()) {
        if (command->hidden) continue;
        BOOST_TEST(!command->examples.empty(), command->name << " has no example");
        for (const Example& example : command->examples) BOOST_TEST(has(std::string(example.command), "reinhardt-db " + std::string(command->name)));
    }
}
