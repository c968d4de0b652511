#include "help.hpp"

#include <algorithm>
#include <vector>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::cli {
namespace {

constexpr std::size_t longest_name = 28;

using Row = std::pair<std::string, std::string>;

std::string rows_text(const std::vector<Row>& rows, const Output& output) {
    std::size_t widest = 0;
    for (const auto& [name, what] : rows)
        if (name.size() <= longest_name) widest = std::max(widest, name.size());
    const std::size_t width = std::clamp<std::size_t>(output.width(), 60, 100);
    std::string text;
    for (const auto& [name, what] : rows) {
        const std::size_t indent = widest + 4;
        std::string lines = wrapped(what, width, indent);
        if (name.size() > widest) text += "  " + output.paint(Color::cyan, name) + "\n" + lines + "\n";
        else text += "  " + output.paint(Color::cyan, name) + std::string(indent - 2 - name.size(), ' ') + lines.substr(std::min(indent, lines.size())) + "\n";
    }
    return text;
}

std::string flags_text(std::string_view title, const std::vector<const Flag*>& flags, const Output& output) {
    if (flags.empty()) return {};
    std::vector<Row> rows;
    for (const Flag* flag : flags) rows.emplace_back(flag_spelling(*flag), plain_text(flag->help));
    return "\n" + output.paint(Color::bold, title) + "\n" + rows_text(rows, output);
}

std::string examples_text(std::span<const Example> examples, const Output& output) {
    if (examples.empty()) return {};
    std::string text = "\n" + output.paint(Color::bold, "Examples:") + "\n";
    for (const Example& example : examples) text += "  " + std::string(example.command) + "\n      " + std::string(example.what) + "\n";
    return text;
}

std::string positional_spelling(const Positional& positional) {
    std::string name(positional.name);
    if (positional.many) name += "...";
    return positional.required ? name : "[" + name + "]";
}

std::string description_text(std::string_view description, const Output& output) {
    const std::size_t width = std::clamp<std::size_t>(output.width(), 60, 100);
    std::string text;
    for (std::string_view rest = description; !rest.empty();) {
        const std::size_t end = std::min(rest.find("\n\n"), rest.size());
        text += "\n" + wrapped(plain_text(rest.substr(0, end)), width, 0) + "\n";
        rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    return text;
}

std::string program_help(const Output& output) {
    std::string text = output.paint(Color::bold, "Usage:") + " " + usage_line(nullptr) + "\n";
    text += description_text(program_description(), output);
    std::vector<Row> rows;
    for (const Command* command : commands())
        if (!command->hidden) rows.emplace_back(std::string(command->name), plain_text(command->summary));
    text += "\n" + output.paint(Color::bold, "Commands:") + "\n" + rows_text(rows, output);
    std::vector<const Flag*> flags;
    for (const Flag& flag : global_flags()) flags.push_back(&flag);
    text += flags_text("Options of every command:", flags, output);
    text += examples_text(program_examples(), output);
    return text + "\nSee 'reinhardt-db COMMAND --help' for a command, 'reinhardt-db help COMMAND' for its manual page.\n";
}

}  // namespace

std::string usage_line(const Command* command) {
    if (command == nullptr) return "reinhardt-db [OPTIONS] COMMAND [ARGUMENTS]";
    std::string line = "reinhardt-db " + std::string(command->name) + " [OPTIONS]";
    if (!command->usage.empty()) return line + " " + std::string(command->usage);
    for (const Positional& positional : command->positionals) {
        // The migration stands only behind its app.
        if (positional.completes == Completes::targets && !positional.required) {
            line.pop_back();
            line += " [" + std::string(positional.name) + "]]";
        } else {
            line += " " + positional_spelling(positional);
        }
    }
    return line;
}

std::string flag_spelling(const Flag& flag) {
    std::string text;
    if (flag.letter != 0) text = std::string("-") + flag.letter;
    if (flag.name != "directory") text += (text.empty() ? "    --" : ", --") + std::string(flag.name);
    if (!flag.value.empty()) text += " " + std::string(flag.value);
    return text;
}

std::string plain_text(std::string_view text) {
    std::string out(text);
    out.erase(std::remove(out.begin(), out.end(), '`'), out.end());
    return out;
}

bool is_shown_global(const Command& command, const Flag& flag) noexcept { return find_flag(command, flag.name) == &flag; }

std::string help_text(const Command* command, const Output& output) {
    if (command == nullptr) return program_help(output);
    std::string text = output.paint(Color::bold, "Usage:") + " " + usage_line(command) + "\n";
    text += description_text(command->description, output);
    std::vector<Row> rows;
    for (const Positional& positional : command->positionals) rows.emplace_back(positional_spelling(positional), plain_text(positional.help));
    if (!rows.empty()) text += "\n" + output.paint(Color::bold, "Arguments:") + "\n" + rows_text(rows, output);
    std::vector<const Flag*> own, global;
    for (const Flag& flag : command->flags) own.push_back(&flag);
    for (const Flag& flag : global_flags())
        if (is_shown_global(*command, flag)) global.push_back(&flag);
    text += flags_text("Options:", own, output);
    text += flags_text("Options of every command:", global, output);
    return text + examples_text(command->examples, output);
}

}  // namespace reinhardt::db::cli
