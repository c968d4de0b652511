#include <reinhardt/db/support/files.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
    throw Error(ErrorCode::file, what + " '" + path.string() + "': " + std::strerror(error)).at(path.string());
}

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] bool open() const noexcept { return fd_ >= 0; }
    void reset() noexcept {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

private:
    int fd_;
};

/// Removes a named temporary file unless it was put in its place.
struct TemporaryName {
    fs::path path;
    bool keep = false;
    ~TemporaryName() {
        if (!keep && !path.empty()) ::unlink(path.c_str());
    }
};

void write_all(int fd, std::string_view bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("cannot write", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP) fail("cannot write", path, errno);
}

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

fs::path make_folder(const fs::path& path) {
    const fs::path folder = folder_of(path);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail("cannot make folder", folder, error.value());
    return folder;
}

void sync_folder(const fs::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.open()) ::fsync(descriptor.get());
}

/// Temporary files for `path` that were left by processes that are no more.
void remove_leftovers(const fs::path& path) {
    const std::string prefix = "." + path.filename().string() + ".";
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_of(path), ignored)) {
        const std::string name = entry.path().filename().string();
        int process = 0, read = 0;
        if (name.compare(0, prefix.size(), prefix) != 0 || std::sscanf(name.c_str() + prefix.size(), "%d.tmp%n", &process, &read) != 1) continue;
        if (process <= 0 || prefix.size() + static_cast<std::size_t>(read) != name.size() || ::kill(process, 0) == 0 || errno != ESRCH) continue;
        ::unlink(entry.path().c_str());
    }
}

/// A temporary file in `folder` with `bytes` in it, under a name that loaders pass over.
void write_temporary(const fs::path& path, std::string_view bytes, TemporaryName& name, mode_t mode) {
    remove_leftovers(path);
    const fs::path wanted = folder_of(path) / ("." + path.filename().string() + "." + std::to_string(::getpid()) + ".tmp");
    const Descriptor descriptor(::open(wanted.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!descriptor.open()) fail("cannot write", path, errno);
    name.path = wanted;
    write_all(descriptor.get(), bytes, path);
}

/// False where the file system has no files without a name.
bool write_unnamed(const fs::path& folder, const fs::path& path, std::string_view bytes) {
    const Descriptor descriptor(::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
    if (!descriptor.open()) return false;
    write_all(descriptor.get(), bytes, path);
    const std::string source = "/proc/self/fd/" + std::to_string(descriptor.get());
    if (::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0) return true;
    if (errno == EEXIST) fail("cannot write", path, EEXIST);
    return false;
}

}  // namespace

std::string read_file(const fs::path& path) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.open()) fail("cannot read", path, errno);
    struct stat status {};
    std::string bytes;
    std::size_t used = 0;
    if (::fstat(descriptor.get(), &status) == 0 && status.st_size > 0) bytes.resize(static_cast<std::size_t>(status.st_size) + 1);
    for (;;) {
        if (used == bytes.size()) bytes.resize(bytes.size() + 4096 + bytes.size() / 2);
        const ssize_t count = ::read(descriptor.get(), bytes.data() + used, bytes.size() - used);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("cannot read", path, errno);
        if (count == 0) break;
        used += static_cast<std::size_t>(count);
    }
    bytes.resize(used);
    return bytes;
}

void write_new_file(const fs::path& path, std::string_view bytes) {
    const fs::path folder = make_folder(path);
    if (!write_unnamed(folder, path, bytes)) {
        TemporaryName temporary;
        write_temporary(path, bytes, temporary, 0666);
        if (::link(temporary.path.c_str(), path.c_str()) != 0) fail("cannot write", path, errno);
    }
    sync_folder(folder);
}

void replace_file(const fs::path& path, std::string_view bytes) {
    const fs::path folder = make_folder(path);
    struct stat status {};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    TemporaryName temporary;
    write_temporary(path, bytes, temporary, 0666);
    if (exists && ::chmod(temporary.path.c_str(), status.st_mode & 07777) != 0) fail("cannot write", path, errno);
    if (::rename(temporary.path.c_str(), path.c_str()) != 0) fail("cannot write", path, errno);
    temporary.keep = true;
    sync_folder(folder);
}

FolderLock::FolderLock(const fs::path& path, int wait_ms) {
    Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.open()) fail("cannot lock", path, errno);
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
    while (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) fail("cannot lock", path, errno);
        if (std::chrono::steady_clock::now() >= end) {
            throw Error(ErrorCode::lock_held, "another run holds the lock on folder '" + path.string() + "'").hint("wait for it to end and try again");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    fd_ = ::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 0);
    if (fd_ < 0) fail("cannot lock", path, errno);
}

FolderLock::~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace reinhardt::db
