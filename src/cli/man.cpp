#include <algorithm>

#include <reinhardt/db/support/text.hpp>

#include "generate.hpp"
#include "help.hpp"
#include "version.hpp"

namespace reinhardt::db::cli {
namespace {

/// A text as roff: backslashes and hyphens escaped, `code` in bold.
std::string roff(std::string_view text) {
    std::string out;
    bool bold = false;
    for (const char c : text) {
        if (c == '`') out += (bold = !bold) ? "\\fB" : "\\fR";
        else if (c == '\\') out += "\\e";
        else if (c == '-') out += "\\-";
        else if (c == '\'') out += "\\(aq";
        else if (c == '^') out += "\\(ha";
        else if (c == '~') out += "\\(ti";
        else out += c;
    }
    return out;
}

/// A line of text, safe where roff would take it for a request.
std::string roff_line(std::string_view text) {
    std::string out = roff(text);
    if (!out.empty() && (out[0] == '.' || out[0] == '\'')) out.insert(0, "\\&");
    return out + "\n";
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

bool is_preformatted(std::string_view paragraph) { return paragraph.substr(0, 4) == "    "; }

std::string paragraphs(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("\n\n"), text.size());
        const std::string_view paragraph = text.substr(0, end);
        if (is_preformatted(paragraph)) {
            out += ".PP\n.RS 4\n.nf\n";
            for (const std::string& line : split(paragraph, '\n')) out += roff_line(std::string_view(line).substr(std::min<std::size_t>(4, line.size())));
            out += ".fi\n.RE\n";
        } else {
            out += ".PP\n" + roff_line(paragraph);
        }
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return out;
}

std::string flag_entry(const Flag& flag) {
    std::string names;
    if (flag.letter != 0) names = std::string("\\fB\\-") + flag.letter + "\\fR";
    if (flag.name != "directory") names += (names.empty() ? "\\fB\\-\\-" : ", \\fB\\-\\-") + roff(flag.name) + "\\fR";
    if (!flag.value.empty()) names += " \\fI" + roff(flag.value) + "\\fR";
    std::string help(flag.help);
    help[0] = static_cast<char>(help[0] >= 'a' && help[0] <= 'z' ? help[0] - 'a' + 'A' : help[0]);
    std::string out = ".TP\n" + names + "\n" + roff_line(help + ".");
    if (flag.repeatable && flag.manual.find("repeat") == std::string_view::npos && flag.help.find("repeat") == std::string_view::npos) out += "May be given several times.\n";
    if (!flag.manual.empty()) out += roff_line(flag.manual);
    return out;
}

std::string examples_part(std::span<const Example> examples) {
    if (examples.empty()) return {};
    std::string out = ".SH EXAMPLES\n";
    for (const Example& example : examples) {
        std::string what(example.what);
        what[0] = static_cast<char>(what[0] >= 'a' && what[0] <= 'z' ? what[0] - 'a' + 'A' : what[0]);
        out += ".PP\n" + roff_line(what + (what.back() == '?' ? "" : ":")) + ".PP\n.RS 4\n.nf\n" + roff_line(example.command) + ".fi\n.RE\n";
    }
    return out;
}

std::string sections_part(std::span<const Section> sections) {
    std::string out;
    for (const Section& section : sections) out += ".SH " + roff(upper(section.title)) + "\n" + paragraphs(section.text).substr(4);
    return out;
}

std::string title_part(const std::string& page, std::string_view summary) {
    std::string out = ".\\\" Generated from the command table in src/cli; see CONTRIBUTING.\n";
    out += ".TH " + roff(upper(page)) + " 1 \"\" \"reinhardt\\-db " + roff(program_version()) + "\" \"reinhardt\\-db manual\"\n";
    return out + ".SH NAME\n" + roff(page) + " \\- " + roff(summary) + "\n";
}

std::string see_also(const Command* command) {
    std::string out = ".SH SEE ALSO\n";
    std::vector<std::string> pages;
    if (command != nullptr) pages.emplace_back("\\fBreinhardt\\-db\\fR(1)");
    for (const Command* other : commands())
        if (!other->hidden && other != command && other != &help_command) pages.push_back("\\fBreinhardt\\-db\\-" + roff(other->name) + "\\fR(1)");
    return out + join(pages, ",\n") + "\n";
}

std::string program_page() {
    std::string out = title_part("reinhardt-db", "migrations for databases, from models in TOML");
    out += ".SH SYNOPSIS\n\\fBreinhardt\\-db\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n";
    out += ".SH DESCRIPTION\n" + paragraphs(program_description()).substr(4);
    out += ".SH COMMANDS\n";
    for (const Command* command : commands())
        if (!command->hidden) out += ".TP\n\\fB" + roff(command->name) + "\\fR\n" + roff_line(upper(command->summary.substr(0, 1)) + std::string(command->summary.substr(1)) + ".");
    out += ".SH OPTIONS\nEvery command takes these, in front of it or behind it.\n";
    for (const Flag& flag : global_flags()) out += flag_entry(flag);
    return out + examples_part(program_examples()) + sections_part(program_sections()) + see_also(nullptr);
}

std::string synopsis(const Command& command) {
    const std::string line = usage_line(&command);
    const std::string name = "reinhardt-db " + std::string(command.name);
    std::string out = "\\fB" + roff(name) + "\\fR";
    for (const std::string& word : split(std::string_view(line).substr(name.size() + 1), ' ')) out += " " + roff(word);
    return out;
}

}  // namespace

std::string manual_page(const Command* command) {
    if (command == nullptr) return program_page();
    std::string out = title_part("reinhardt-db-" + std::string(command->name), command->summary);
    out += ".SH SYNOPSIS\n" + synopsis(*command) + "\n.SH DESCRIPTION\n" + paragraphs(command->description).substr(4);
    if (!command->positionals.empty()) {
        out += ".SH ARGUMENTS\n";
        for (const Positional& positional : command->positionals) {
            std::string help(positional.help);
            help = upper(help.substr(0, 1)) + help.substr(1);
            out += ".TP\n\\fI" + roff(positional.name) + "\\fR\n" + roff_line(help + ".");
        }
    }
    if (!command->flags.empty()) out += ".SH OPTIONS\n";
    for (const Flag& flag : command->flags) out += flag_entry(flag);
    out += command->flags.empty() ? ".SH OPTIONS\nThose" : ".PP\nBesides these, those";
    out += " of every command, which \\fBreinhardt\\-db\\fR(1) explains:\n";
    std::vector<std::string> names;
    for (const Flag& flag : global_flags())
        if (is_shown_global(*command, flag)) names.push_back("\\fB" + roff(flag.name == "directory" ? "-C" : "--" + std::string(flag.name)) + "\\fR");
    out += join(names, ", ") + ".\n";
    out += sections_part(command->sections) + examples_part(command->examples);
    out += ".SH EXIT STATUS\n0 when all went well; 1 to 7 and 130 as \\fBreinhardt\\-db\\fR(1) lists them.\n";
    return out + see_also(command);
}

std::vector<GeneratedFile> generated_files() {
    std::vector<GeneratedFile> files = {{"man/reinhardt-db.1", manual_page(nullptr)}};
    for (const Command* command : commands())
        if (!command->hidden && command != &help_command) files.push_back({"man/reinhardt-db-" + std::string(command->name) + ".1", manual_page(command)});
    files.push_back({"completions/reinhardt-db.bash", bash_completion()});
    files.push_back({"completions/_reinhardt-db", zsh_completion()});
    files.push_back({"completions/reinhardt-db.fish", fish_completion()});
    return files;
}

}  // namespace reinhardt::db::cli
