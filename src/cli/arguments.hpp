#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "command.hpp"

namespace reinhardt::db::cli {

/// The command line, taken apart: the command, options by name (flags without value hold one empty text each time they
/// were given), arguments in order.
struct Arguments {
    const Command* command = nullptr;
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::vector<std::string> positionals;

    [[nodiscard]] bool has(std::string_view name) const { return options.find(name) != options.end(); }
    [[nodiscard]] std::size_t count(std::string_view name) const;
    [[nodiscard]] std::string value(std::string_view name, std::string_view fallback = {}) const;  ///< the last one given
    [[nodiscard]] const std::vector<std::string>& values(std::string_view name) const;
    [[nodiscard]] std::string positional(std::size_t index) const;  ///< "" when absent
};

/// Takes the command line apart. Error(usage) for an unknown command or option (with the nearest one), a missing or wrong
/// value, too many or too few arguments. --help and --version are options like others; with them nothing else is required.
/// `partial` gets what was understood so far, also when it throws (the error report needs --format and --color).
[[nodiscard]] Arguments parse_arguments(const std::vector<std::string>& words, Arguments& partial);

}  // namespace reinhardt::db::cli
