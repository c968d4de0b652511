#include <algorithm>
#include <cctype>
#include <cstdlib>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/autodetect/naming.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr std::size_t longest_fragments = 52;
constexpr std::size_t longest_name = 100;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Runs of characters that are not of a word become one '_'.
std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80 && is_word(c)) {
            result += c;
        } else if (result.empty() || result.back() != '_') {
            result += '_';
        }
    }
    return result;
}

int leading_number(std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < 9 && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0 || (digits < text.size() && text[digits] != '_')) return 0;
    return std::atoi(std::string(text.substr(0, digits)).c_str());
}

}  // namespace

int migration_number(std::string_view name) noexcept {
    constexpr std::string_view mark = "_squashed_";
    const int number = leading_number(name);
    const auto squashed = name.find(mark);
    if (number == 0 || squashed == std::string_view::npos) return number;
    const int last = leading_number(name.substr(squashed + mark.size()));
    return last != 0 ? last : number;
}

std::string joined_fragments(const std::vector<std::string>& fragments) {
    std::string name = fragments.front();
    for (std::size_t i = 1; i < fragments.size(); ++i) {
        if (name.size() + 1 + fragments[i].size() > longest_fragments) return name + "_and_more";
        name += "_" + fragments[i];
    }
    return name;
}

std::string automatic_migration_name(const std::vector<OperationPtr>& operations) {
    std::vector<std::string> fragments;
    for (const auto& operation : operations) {
        fragments.push_back(plain(operation->fragment()));
        if (fragments.back().empty()) return "custom";
    }
    return fragments.empty() ? "custom" : joined_fragments(fragments);
}

std::string numbered_name(int number, std::string_view suffix) {
    std::string digits = std::to_string(number);
    if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
    return (digits + "_" + std::string(suffix)).substr(0, longest_name);
}

int next_number(const MigrationGraph& graph, std::string_view app) {
    int highest = 0;
    for (const auto& node : graph.nodes()) {
        if (node.migration->app != app) continue;
        highest = std::max(highest, migration_number(node.migration->name));
        for (const auto& replaced : node.migration->replaces) {
            if (replaced.app == app) highest = std::max(highest, migration_number(replaced.name));
        }
    }
    return highest + 1;
}

}  // namespace reinhardt::db
