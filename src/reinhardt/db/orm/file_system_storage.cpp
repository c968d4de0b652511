#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/storage.hpp>
#include <reinhardt/db/orm/types/uuid.hpp>

namespace reinhardt::db {

namespace {

constexpr std::string_view unfinished = ".rdb-upload-";

[[noreturn]] void fail(std::string_view what, std::string_view path, int number = errno) {
    throw Error(ErrorCode::file, fmt::format("cannot {} '{}': {}", what, path, std::generic_category().message(number)));
}

class Descriptor {
public:
    explicit Descriptor(int fd) noexcept : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

private:
    int fd_;
};

class OpenFile final : public ByteSource {
public:
    OpenFile(int fd, std::string path) : file_(fd), path_(std::move(path)) {}
    std::size_t read(char* buffer, std::size_t size) override {
        while (true) {
            const ssize_t got = ::read(file_.get(), buffer, size);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) fail("read", path_);
        }
    }

private:
    Descriptor file_;
    std::string path_;
};

void write_all(int fd, const char* bytes, std::size_t size, const std::string& path) {
    while (size > 0) {
        const ssize_t put = ::write(fd, bytes, size);
        if (put < 0 && errno != EINTR) fail("write", path);
        if (put < 0) continue;
        bytes += put;
        size -= static_cast<std::size_t>(put);
    }
}

struct stat status_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) fail("read", path);
    return status;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

void sync_folder(const std::string& folder) {
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() >= 0) ::fsync(fd.get());
}

void make_folders(const std::string& folder, unsigned mode) {
    if (::mkdir(folder.c_str(), mode) == 0 || errno == EEXIST) return;
    if (errno != ENOENT || folder.find('/', 1) == std::string::npos) fail("make the folder", folder);
    make_folders(folder_of(folder), mode);
    if (::mkdir(folder.c_str(), mode) != 0 && errno != EEXIST) fail("make the folder", folder);
}

/// Gives a file a second name if that is free; 0 or an error number.
int link_new(const std::string& from, const std::string& to) {
    if (::link(from.c_str(), to.c_str()) == 0) {
        ::unlink(from.c_str());
        return 0;
    }
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS && errno != EMLINK) return errno;
    // A file system without links.
    return ::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 1U /* RENAME_NOREPLACE */) == 0 ? 0 : errno;
}

}  // namespace

FileSystemStorage::FileSystemStorage(std::string directory, std::string base_url, unsigned file_mode, unsigned directory_mode)
    : directory_(std::filesystem::absolute(directory).lexically_normal().string()), base_url_(std::move(base_url)), file_mode_(file_mode), directory_mode_(directory_mode) {
    while (directory_.size() > 1 && directory_.ends_with('/')) directory_.pop_back();
    if (!base_url_.empty() && !base_url_.ends_with('/')) base_url_ += '/';
}

std::string FileSystemStorage::path(std::string_view name) const { return directory_ + '/' + safe_name(name); }

std::string FileSystemStorage::receive(const std::string& name, ByteSource& bytes) {
    const std::string folder = folder_of(path(name));
    make_folders(folder, directory_mode_);
    const std::string made = folder + '/' + std::string(unfinished) + Uuid::v4().to_text();
    const Descriptor file(::open(made.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode_));
    if (file.get() < 0) fail("write", made);
    try {
        std::array<char, 65'536> buffer;
        while (const std::size_t count = bytes.read(buffer.data(), buffer.size())) write_all(file.get(), buffer.data(), count, made);
        if (::fsync(file.get()) != 0) fail("write", made);
    } catch (...) {
        ::unlink(made.c_str());
        throw;
    }
    return made;
}

bool FileSystemStorage::save_new(const std::string& name, const std::string& received) {
    const std::string target = path(name);
    const int fault = link_new(received, target);
    if (fault == EEXIST) return false;
    if (fault != 0) fail("write", target, fault);
    sync_folder(folder_of(target));
    return true;
}

void FileSystemStorage::discard(const std::string& received) noexcept { ::unlink(received.c_str()); }

std::unique_ptr<ByteSource> FileSystemStorage::open(std::string_view name) const {
    const std::string file = path(name);
    Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (fd.get() < 0 || ::fstat(fd.get(), &status) != 0) fail("read", file);
    if (!S_ISREG(status.st_mode)) fail("read", file, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
    auto opened = std::make_unique<OpenFile>(fd.get(), file);
    static_cast<void>(fd.release());
    return opened;
}

bool FileSystemStorage::exists(std::string_view name) const {
    struct stat status {};
    return ::lstat(path(name).c_str(), &status) == 0;
}

void FileSystemStorage::remove(std::string_view name) {
    const std::string file = path(name);
    if (::unlink(file.c_str()) == 0 || errno == ENOENT) return;
    const int number = errno;
    if ((number != EISDIR && number != EPERM) || (::rmdir(file.c_str()) != 0 && errno != ENOENT)) fail("remove", file, number == EISDIR ? errno : number);
}

std::uint64_t FileSystemStorage::size(std::string_view name) const { return static_cast<std::uint64_t>(status_of(path(name)).st_size); }

DateTime FileSystemStorage::modified(std::string_view name) const {
    const struct timespec time = status_of(path(name)).st_mtim;
    return DateTime(std::chrono::seconds(time.tv_sec) + Duration(time.tv_nsec / 1000));
}

StorageListing FileSystemStorage::list(std::string_view directory) const {
    const std::string folder = directory.empty() ? directory_ : path(directory);
    StorageListing listing;
    std::error_code fault;
    for (std::filesystem::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault)) {
        const std::string name = at->path().filename().string();
        if (name.starts_with(unfinished)) continue;
        std::error_code ignored;
        (at->is_directory(ignored) ? listing.directories : listing.files).push_back(name);
    }
    if (fault) fail("read the folder", folder, fault.value());
    std::sort(listing.directories.begin(), listing.directories.end());
    std::sort(listing.files.begin(), listing.files.end());
    return listing;
}

std::string FileSystemStorage::url(std::string_view name) const { return storage_url(base_url_, name); }

}  // namespace reinhardt::db
