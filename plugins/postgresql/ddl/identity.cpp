#include "identity.hpp"

#include <array>
#include <map>
#include <string_view>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::postgresql {

namespace {

struct Option {
    std::string_view word;      ///< the first of it, which tells it from the others
    std::string_view setting;
    std::string_view standard;  ///< where it is not said
};

constexpr std::array<Option, 6> options = {{
    {"start", "SET START WITH ", "1"},
    {"increment", "SET INCREMENT BY ", "1"},
    {"minvalue", "SET MINVALUE ", ""},
    {"maxvalue", "SET MAXVALUE ", ""},
    {"cache", "SET CACHE ", "1"},
    {"cycle", "SET CYCLE", ""},
}};

/// By first word. "START WITH 5 INCREMENT BY 2 CYCLE" is {start: 5, increment: 2, cycle: ""}.
std::map<std::string, std::string> options_in(const std::string& text) {
    std::map<std::string, std::string> found;
    std::string last;
    for (const auto& word : split(lower(text), ' ')) {
        if (word.empty() || word == "with" || word == "by") continue;
        const bool value = word.front() == '-' || (word.front() >= '0' && word.front() <= '9');
        if (value) {
            found[last] = word;
        } else {
            last = word;
            found[last];
        }
    }
    return found;
}

std::string without(std::string_view word) {
    if (word == "cycle") return "SET NO CYCLE";
    return word == "minvalue" ? "SET NO MINVALUE" : "SET NO MAXVALUE";
}

}  // namespace

NumberedType numbered_type(const Column& column) {
    const std::string text = lower(column.type);
    const auto at = text.find(" generated ");
    const auto end = text.find(" as identity");
    if (at == std::string::npos || end == std::string::npos) return {column.type, column.auto_increment ? "BY DEFAULT" : "", ""};
    NumberedType numbered{column.type.substr(0, at), text.find("always", at) < end ? "ALWAYS" : "BY DEFAULT", ""};
    const auto open = text.find('(', end);
    if (open != std::string::npos) numbered.options = column.type.substr(open + 1, column.type.rfind(')') - open - 1);
    return numbered;
}

std::vector<std::string> numbering_changes(const NumberedType& from, const NumberedType& to) {
    std::vector<std::string> changes;
    if (from.kind != to.kind) changes.push_back("SET GENERATED " + to.kind);
    const auto before = options_in(from.options), after = options_in(to.options);
    for (const auto& option : options) {
        const auto was = before.find(std::string(option.word)), is = after.find(std::string(option.word));
        if (is != after.end()) {
            if (was == before.end() || was->second != is->second) changes.push_back(std::string(option.setting) + is->second);
        } else if (was != before.end()) {
            changes.push_back(option.standard.empty() ? without(option.word) : std::string(option.setting) + std::string(option.standard));
        }
    }
    return changes;
}

}  // namespace reinhardt::db::postgresql
