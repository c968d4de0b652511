// A project file: read or refused, and no message shows a password.
#include <fstream>

#include <unistd.h>

#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/migrations/project_file.hpp>

#include "targets.hpp"

namespace db = reinhardt::db;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::filesystem::path folder = [] {
        auto path = std::filesystem::temp_directory_path() / ("fuzz-project-" + std::to_string(getpid()));
        std::filesystem::create_directories(path);
        return path;
    }();
    std::ofstream(folder / db::project_file_name, std::ios::binary) << text_of(data, size);
    accepted([&] {
        const auto project = db::load_project(folder);
        for (const auto& entry : project.databases) {
            (void)db::mask_url(entry.url);
            accepted([&] { (void)db::database_of(project, entry); });
        }
    });
    return 0;
}
