#include <reinhardt/db/migrations/file_set.hpp>

#include <system_error>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/files.hpp>

namespace reinhardt::db {

namespace fs = std::filesystem;

FileSet::~FileSet() {
    std::error_code ignored;
    for (auto path = made_.rbegin(); path != made_.rend(); ++path) fs::remove(*path, ignored);  // folders go only when they are empty
    for (auto file = replaced_.rbegin(); file != replaced_.rend(); ++file) {
        try {
            if (fs::exists(file->path, ignored) && file->path != file->old) fs::rename(file->path, file->old, ignored);
            replace_file(file->old, file->bytes);
        } catch (const std::exception&) {
            // The error under way says what is wrong with the folder.
        }
    }
}

void FileSet::write(const fs::path& path, std::string_view bytes) {
    std::vector<fs::path> folders;
    for (fs::path folder = path.parent_path(); !folder.empty() && !fs::exists(folder); folder = folder.parent_path()) folders.push_back(folder);
    made_.insert(made_.end(), folders.rbegin(), folders.rend());
    write_new_file(path, bytes);
    made_.push_back(path);
}

void FileSet::replace(const fs::path& old, const fs::path& path, std::string_view bytes) {
    std::error_code failure;
    if (old != path && fs::exists(fs::symlink_status(path, failure))) throw Error(ErrorCode::file, "the file " + path.string() + " exists already");
    replaced_.push_back({old, path, read_file(old)});
    replace_file(old, bytes);
    if (old == path) return;
    fs::rename(old, path, failure);
    if (failure) throw Error(ErrorCode::file, "cannot rename " + old.string() + " to " + path.string() + ": " + failure.message());
}

void FileSet::keep() noexcept {
    made_.clear();
    replaced_.clear();
}

}  // namespace reinhardt::db
