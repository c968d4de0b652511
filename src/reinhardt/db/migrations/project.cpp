#include <reinhardt/db/migrations/project.hpp>

#include <algorithm>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

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

void require_apps(const Project& project, const std::vector<std::string>& apps) {
    std::vector<std::string> known;
    for (const auto& app : project.apps) known.push_back(app.label);
    for (const auto& app : apps) {
        if (!is_plain_name(app)) throw Error(ErrorCode::usage, "the app '" + app + "' may hold letters, digits and '_' alone");
        if (project.app(app) == nullptr) throw Error(ErrorCode::usage, "there is no app '" + app + "'").hint(similar_hint("app", app, known));
    }
}

}  // namespace reinhardt::db
