#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace reinhardt::db {

/// The whole file. Error(file) that names the path and the system's reason when it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
/// Writes a new file: temporary file beside it, fsync, then linked under its name, which must not exist; directory synced.
/// Makes missing parent folders. Error(file) when the name exists or anything fails; nothing stays behind then.
void write_new_file(const std::filesystem::path& path, std::string_view bytes);
/// As write_new_file, but puts the new content in place of an existing file by rename.
void replace_file(const std::filesystem::path& path, std::string_view bytes);

/// An advisory lock (flock) on the folder `path`, held until destroyed. Leaves no file behind.
class FolderLock {
public:
    /// Waits at most `wait_ms`; Error(lock_held) that names the folder when another process still holds it.
    FolderLock(const std::filesystem::path& path, int wait_ms);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int fd_ = -1;
};

}  // namespace reinhardt::db
