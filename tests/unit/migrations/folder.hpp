#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

/// A temporary folder that is gone with the object.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "reinhardt-db-cli-XXXXXX").string();
        path_ = std::filesystem::canonical(mkdtemp(name.data()));
    }
    ~Folder() {
        std::error_code failure;
        std::filesystem::remove_all(path_, failure);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    void write(const std::filesystem::path& file, std::string_view text) const {
        std::filesystem::create_directories((path_ / file).parent_path());
        std::ofstream(path_ / file, std::ios::binary) << text;
    }
    void make(const std::filesystem::path& folder) const { std::filesystem::create_directories(path_ / folder); }

private:
    std::filesystem::path path_;
};
