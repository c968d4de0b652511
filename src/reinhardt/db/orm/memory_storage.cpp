#include <algorithm>
#include <map>
#include <mutex>

#include <fmt/format.h>

#include <reinhardt/db/orm/storage.hpp>

namespace reinhardt::db {

struct MemoryStorage::Files {
    struct Entry {
        std::shared_ptr<const std::string> bytes;
        DateTime modified;
    };
    std::mutex mutex;
    std::map<std::string, Entry, std::less<>> entries;

    Entry get(std::string_view name) {
        const std::scoped_lock lock(mutex);
        const auto found = entries.find(safe_name(name));
        if (found == entries.end()) throw Error(ErrorCode::file, fmt::format("there is no file '{}'", name));
        return found->second;
    }
};

namespace {

class Kept final : public ByteSource {
public:
    explicit Kept(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)), view_(*bytes_) {}
    std::size_t read(char* buffer, std::size_t size) override { return view_.read(buffer, size); }

private:
    std::shared_ptr<const std::string> bytes_;
    ByteView view_;
};

}  // namespace

MemoryStorage::MemoryStorage(std::string base_url) : base_url_(std::move(base_url)), files_(std::make_unique<Files>()) {
    if (!base_url_.empty() && !base_url_.ends_with('/')) base_url_ += '/';
}
MemoryStorage::~MemoryStorage() = default;

std::string MemoryStorage::receive(const std::string& /*name*/, ByteSource& bytes) {
    std::string made;
    char buffer[4096];
    while (const std::size_t count = bytes.read(buffer, sizeof buffer)) made.append(buffer, count);
    return made;
}

bool MemoryStorage::save_new(const std::string& name, const std::string& received) {
    const std::scoped_lock lock(files_->mutex);
    return files_->entries.try_emplace(name, Files::Entry{std::make_shared<const std::string>(received), utc_now()}).second;
}

void MemoryStorage::discard(const std::string& /*received*/) noexcept {}

std::unique_ptr<ByteSource> MemoryStorage::open(std::string_view name) const { return std::make_unique<Kept>(files_->get(name).bytes); }

bool MemoryStorage::exists(std::string_view name) const {
    const std::string wanted = safe_name(name);
    const std::scoped_lock lock(files_->mutex);
    const auto found = files_->entries.lower_bound(wanted);
    return found != files_->entries.end() && (found->first == wanted || found->first.starts_with(wanted + '/'));
}

void MemoryStorage::remove(std::string_view name) {
    const std::scoped_lock lock(files_->mutex);
    files_->entries.erase(safe_name(name));
}

std::uint64_t MemoryStorage::size(std::string_view name) const { return files_->get(name).bytes->size(); }

DateTime MemoryStorage::modified(std::string_view name) const { return files_->get(name).modified; }

StorageListing MemoryStorage::list(std::string_view directory) const {
    const std::string folder = directory.empty() ? "" : safe_name(directory) + '/';
    StorageListing listing;
    const std::scoped_lock lock(files_->mutex);
    for (auto at = files_->entries.lower_bound(folder); at != files_->entries.end() && at->first.starts_with(folder); ++at) {
        const std::string rest = at->first.substr(folder.size());
        const std::size_t slash = rest.find('/');
        if (slash == std::string::npos) listing.files.push_back(rest);
        else if (listing.directories.empty() || listing.directories.back() != rest.substr(0, slash)) listing.directories.push_back(rest.substr(0, slash));
    }
    std::sort(listing.directories.begin(), listing.directories.end());
    listing.directories.erase(std::unique(listing.directories.begin(), listing.directories.end()), listing.directories.end());
    return listing;
}

std::string MemoryStorage::url(std::string_view name) const { return storage_url(base_url_, name); }

}  // namespace reinhardt::db
