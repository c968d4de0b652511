#include "arguments.hpp"

namespace reinhardt::db::cli {

std::size_t Arguments::count(std::string_view name) const { return values(name).size(); }

std::string Arguments::value(std::string_view name, std::string_view fallback) const {
    const auto& all = values(name);
    return all.empty() ? std::string(fallback) : all.back();
}

const std::vector<std::string>& Arguments::values(std::string_view name) const {
    static const std::vector<std::string> none;
    const auto found = options.find(name);
    return found == options.end() ? none : found->second;
}

std::string Arguments::positional(std::size_t index) const { return index < positionals.size() ? positionals[index] : std::string(); }

}  // namespace reinhardt::db::cli
