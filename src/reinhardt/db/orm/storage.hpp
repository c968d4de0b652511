#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/types/date_time.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// Error(refused): a name that leads out of the storage, or that no file can have.
class SuspiciousFileOperation : public Error {
public:
    explicit SuspiciousFileOperation(std::string message) : Error(ErrorCode::refused, std::move(message)) {}
};

/// Bytes that are read in pieces: an open file of a storage, or what is to be saved.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Fills `buffer` with at most `size` bytes; their number, 0 at the end.
    virtual std::size_t read(char* buffer, std::size_t size) = 0;
};

/// A view of bytes as a source.
class ByteView final : public ByteSource {
public:
    explicit ByteView(std::string_view bytes) noexcept : rest_(bytes) {}
    std::size_t read(char* buffer, std::size_t size) override;

private:
    std::string_view rest_;
};

struct StorageListing {
    std::vector<std::string> directories, files;  ///< names alone, sorted
};

/// Where files of FileField and ImageField are kept; the column has their names. Names are relative, with '/'. Thread-safe.
class Storage {
public:
    virtual ~Storage() = default;

    /// Keeps the bytes under `name`, or under one like it that was free and has at most `max_length` characters (0: any), and returns that name. Never
    /// replaces a file. SuspiciousFileOperation for a name that leads out of the storage, or when none so short is free.
    std::string save(std::string_view name, ByteSource& bytes, std::size_t max_length = 0);
    std::string save(std::string_view name, std::string_view bytes, std::size_t max_length = 0);

    // Error(file) when there is no such file, or for what the system says; SuspiciousFileOperation as above.
    [[nodiscard]] virtual std::unique_ptr<ByteSource> open(std::string_view name) const = 0;
    [[nodiscard]] std::string read(std::string_view name) const;
    [[nodiscard]] virtual bool exists(std::string_view name) const = 0;
    virtual void remove(std::string_view name) = 0;  ///< a file, or an empty folder; nothing when it is not there
    [[nodiscard]] virtual std::uint64_t size(std::string_view name) const = 0;
    [[nodiscard]] virtual DateTime modified(std::string_view name) const = 0;
    [[nodiscard]] virtual StorageListing list(std::string_view directory) const = 0;
    /// Where a browser finds the file. Error(unsupported) without a base URL.
    [[nodiscard]] virtual std::string url(std::string_view name) const = 0;

    /// The name that `save` tries next: "a_k3x9Qpz.txt" for "a.txt". SuspiciousFileOperation when `max_length` leaves nothing of it.
    [[nodiscard]] virtual std::string alternative_name(std::string_view name, std::size_t max_length) const;

protected:
    /// Gives what was received its name if that is free; false when it is not. Must be atomic: of two that want one name, one is told false.
    virtual bool save_new(const std::string& name, const std::string& received) = 0;
    /// Takes in the bytes, for `name` or one like it in its folder; what it returns is given to save_new(), or discard() when nothing came of it.
    virtual std::string receive(const std::string& name, ByteSource& bytes) = 0;
    virtual void discard(const std::string& received) noexcept = 0;
};

/// Files in a folder of this machine. A file appears under its name whole: it is written beside it, synced, and linked.
class FileSystemStorage final : public Storage {
public:
    /// Makes the folder when it is needed. `base_url` ends with '/', or is empty. Modes are cut by the umask.
    explicit FileSystemStorage(std::string directory, std::string base_url = {}, unsigned file_mode = 0644, unsigned directory_mode = 0755);

    [[nodiscard]] std::unique_ptr<ByteSource> open(std::string_view name) const override;
    [[nodiscard]] bool exists(std::string_view name) const override;
    void remove(std::string_view name) override;
    [[nodiscard]] std::uint64_t size(std::string_view name) const override;
    [[nodiscard]] DateTime modified(std::string_view name) const override;
    [[nodiscard]] StorageListing list(std::string_view directory) const override;
    [[nodiscard]] std::string url(std::string_view name) const override;
    /// Where the file is on this machine.
    [[nodiscard]] std::string path(std::string_view name) const;

protected:
    bool save_new(const std::string& name, const std::string& received) override;
    std::string receive(const std::string& name, ByteSource& bytes) override;
    void discard(const std::string& received) noexcept override;

private:
    std::string directory_, base_url_;
    unsigned file_mode_, directory_mode_;
};

/// Files in memory, for tests.
class MemoryStorage final : public Storage {
public:
    explicit MemoryStorage(std::string base_url = {});
    ~MemoryStorage() override;
    [[nodiscard]] std::unique_ptr<ByteSource> open(std::string_view name) const override;
    [[nodiscard]] bool exists(std::string_view name) const override;
    void remove(std::string_view name) override;
    [[nodiscard]] std::uint64_t size(std::string_view name) const override;
    [[nodiscard]] DateTime modified(std::string_view name) const override;
    [[nodiscard]] StorageListing list(std::string_view directory) const override;
    [[nodiscard]] std::string url(std::string_view name) const override;

protected:
    bool save_new(const std::string& name, const std::string& received) override;
    std::string receive(const std::string& name, ByteSource& bytes) override;
    void discard(const std::string& received) noexcept override;

private:
    struct Files;
    std::string base_url_;
    std::unique_ptr<Files> files_;
};

/// The storages that fields name, "default" among them. Thread-safe.
class Storages {
public:
    Storages();
    ~Storages();
    /// Error(usage) when the name is taken.
    void add(std::string name, std::shared_ptr<Storage> storage);
    void replace(std::string name, std::shared_ptr<Storage> storage);
    /// Error(config) when there is none; an empty name is "default".
    [[nodiscard]] std::shared_ptr<Storage> get(std::string_view name = "default") const;

private:
    struct Table;
    std::unique_ptr<Table> table_;
};
[[nodiscard]] Storages& storages();

/// A file's name without what does not belong there: blanks become '_', other than letters, digits, '-', '_' and '.' goes. SuspiciousFileOperation when
/// nothing is left.
[[nodiscard]] std::string valid_file_name(std::string_view name);
/// `upload_to`, with strftime's % filled in for `now` (UTC), and the valid name of the file in it. SuspiciousFileOperation for one that leads out.
[[nodiscard]] std::string upload_name(std::string_view upload_to, std::string_view file_name, DateTime now);
/// `name` with '/' alone between its parts and no "." among them. SuspiciousFileOperation when it is absolute, has a part "..", a NUL, or no parts.
[[nodiscard]] std::string safe_name(std::string_view name);

/// `base` and the name, its bytes in %XX where a URL needs it. Error(unsupported) when `base` is empty.
[[nodiscard]] std::string storage_url(std::string_view base, std::string_view name);

}  // namespace reinhardt::db
