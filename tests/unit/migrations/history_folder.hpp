#pragma once

#include <filesystem>
#include <string>

#include <stdlib.h>

#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/support/files.hpp>

namespace reinhardt::db::test {

/// A project with migration files, removed at the end.
class HistoryFolder {
public:
    HistoryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "reinhardt-history-XXXXXX").string();
        project.root = ::mkdtemp(name.data());
    }
    ~HistoryFolder() { std::filesystem::remove_all(project.root); }
    HistoryFolder(const HistoryFolder&) = delete;
    HistoryFolder& operator=(const HistoryFolder&) = delete;

    HistoryFolder& app(const std::string& label) {
        ProjectApp made;
        made.label = label;
        made.migrations = project.root / "migrations" / label;
        project.apps.push_back(made);
        return *this;
    }
    HistoryFolder& file(const std::string& path, const std::string& text) {
        write_new_file(project.root / "migrations" / path, text);
        return *this;
    }
    [[nodiscard]] std::string faults() const {
        try {
            (void)load_history(project);
            return {};
        } catch (const Error& error) {
            std::string text = line_of(error);
            for (const auto& other : error.others()) text += "\n" + line_of(other);
            return text;
        }
    }

    Project project;

private:
    static std::string line_of(const Error& error) {
        std::string text = error.file() + ":" + std::to_string(error.line()) + ": " + error.message();
        if (error.code() != ErrorCode::migration_file) text += " (" + std::string(error_code_name(error.code())) + ")";
        return error.hint().empty() ? text : text + " [" + error.hint() + "]";
    }
};

}  // namespace reinhardt::db::test
