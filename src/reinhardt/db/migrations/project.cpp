#include <reinhardt/db/migrations/project.hpp>

#include <algorithm>

namespace reinhardt::db {

const ProjectApp* Project::app(std::string_view label) const noexcept {
    const auto found = std::find_if(apps.begin(), apps.end(), [&](const ProjectApp& item) { return item.label == label; });
    return found != apps.end() ? &*found : nullptr;
}

std::string Project::display(const std::filesystem::path& path) const {
    const std::filesystem::path inside = path.lexically_relative(root);
    if (inside.empty() || *inside.begin() == "..") return path.string();
    return inside.string();
}

}  // namespace reinhardt::db
