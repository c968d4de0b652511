// A models file: load_models either reads it or refuses it; what it read can be written and read again.
#include <fstream>

#include <unistd.h>

#include <reinhardt/db/state/models_file.hpp>

#include "targets.hpp"

namespace db = reinhardt::db;

namespace {

db::ProjectState load(std::string_view text) {
    static const std::filesystem::path folder = [] {
        auto path = std::filesystem::temp_directory_path() / ("fuzz-models-" + std::to_string(getpid()));
        std::filesystem::create_directories(path);
        return path;
    }();
    const auto file = folder / "blog.toml";
    std::ofstream(file, std::ios::binary) << text;
    return db::load_models({{"blog", file}}, folder);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string written;
    db::ProjectState first;
    if (!accepted([&] {
            first = load(text_of(data, size));
            written = db::models_to_toml(first.models());
        }))
        return 0;
    const auto second = load(written);
    require(second.equivalent(first));
    return 0;
}
