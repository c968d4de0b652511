#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <stdlib.h>

#include <reinhardt/db/state/models_file.hpp>
#include <reinhardt/db/support/files.hpp>

namespace reinhardt::db::test {

/// A folder with models files, removed at the end.
class ProjectFolder {
public:
    ProjectFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "reinhardt-models-XXXXXX").string();
        root_ = ::mkdtemp(name.data());
    }
    ~ProjectFolder() { std::filesystem::remove_all(root_); }
    ProjectFolder(const ProjectFolder&) = delete;
    ProjectFolder& operator=(const ProjectFolder&) = delete;

    ProjectFolder& app(const std::string& label, const std::string& text) {
        const auto path = root_ / "models" / (label + ".toml");
        write_new_file(path, text);
        apps_.push_back({label, path});
        return *this;
    }
    ProjectFolder& missing_app(const std::string& label) {
        apps_.push_back({label, root_ / "models" / (label + ".toml")});
        return *this;
    }
    [[nodiscard]] ProjectState load(RenameHints* hints = nullptr, ModelPlaces* places = nullptr) const { return load_models(apps_, root_, hints, places); }

    /// "models/blog.toml:3: message [hint]" of each fault, one a line; "" when there is none.
    [[nodiscard]] std::string faults() const {
        try {
            (void)load();
            return {};
        } catch (const Error& error) {
            std::string text = line_of(error);
            for (const auto& other : error.others()) text += "\n" + line_of(other);
            return text;
        }
    }

private:
    static std::string line_of(const Error& error) {
        std::string text = error.file() + ":" + std::to_string(error.line()) + ": " + error.message();
        if (error.code() != ErrorCode::models) text += " (" + std::string(error_code_name(error.code())) + ")";
        return error.hint().empty() ? text : text + " [" + error.hint() + "]";
    }

    std::filesystem::path root_;
    std::vector<AppModels> apps_;
};

}  // namespace reinhardt::db::test
