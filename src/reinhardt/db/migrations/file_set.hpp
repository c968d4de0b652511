#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db {

/// Files written in one go: all of them, or none when something fails on the way. What was written is taken back unless keep() was called.
class FileSet {
public:
    FileSet() = default;
    FileSet(const FileSet&) = delete;
    FileSet& operator=(const FileSet&) = delete;
    ~FileSet();

    /// A new file; makes missing folders.
    void write(const std::filesystem::path& path, std::string_view bytes);
    /// New content for `old`, under the name `path` from now on. At every moment one of the two names is there, whole.
    /// Error(file) when `path` is another file that exists.
    void replace(const std::filesystem::path& old, const std::filesystem::path& path, std::string_view bytes);
    void keep() noexcept;

private:
    struct Replaced {
        std::filesystem::path old, path;
        std::string bytes;
    };
    std::vector<std::filesystem::path> made_;
    std::vector<Replaced> replaced_;
};

}  // namespace reinhardt::db
