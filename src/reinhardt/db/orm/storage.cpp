#include <reinhardt/db/orm/storage.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <map>
#include <mutex>
#include <shared_mutex>

#include <sys/random.h>

#include <fmt/format.h>

#include <reinhardt/db/orm/validators/characters.hpp>

namespace reinhardt::db {

namespace {

constexpr int most_tries = 1000;

/// Seven letters and digits that nobody can foretell.
std::string random_word() {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string word;
    while (word.size() < 7) {
        std::array<unsigned char, 16> bytes{};
        const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
        for (ssize_t i = 0; i < got && word.size() < 7; ++i) {
            // What is beyond a multiple of the letters would favour some of them.
            if (bytes[static_cast<std::size_t>(i)] < 248) word += letters[bytes[static_cast<std::size_t>(i)] % letters.size()];
        }
    }
    return word;
}

std::string quoted(std::string_view name) { return fmt::format("'{}'", name.substr(0, 100)); }

/// The first `count` characters.
std::string_view characters(std::string_view text, std::size_t count) {
    std::string_view rest = text;
    for (std::size_t i = 0; i < count && !rest.empty(); ++i) static_cast<void>(next_character(rest));
    return text.substr(0, text.size() - rest.size());
}

}  // namespace

std::size_t ByteView::read(char* buffer, std::size_t size) {
    const std::size_t count = std::min(size, rest_.size());
    if (count > 0) std::memcpy(buffer, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
}

std::string safe_name(std::string_view name) {
    std::string made;
    std::string parts(name);
    std::replace(parts.begin(), parts.end(), '\\', '/');
    if (parts.starts_with('/') || parts.find('\0') != std::string::npos) throw SuspiciousFileOperation("the file name " + quoted(name) + " leads out of its storage");
    for (std::string_view rest = parts; !rest.empty();) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part == "..") throw SuspiciousFileOperation("the file name " + quoted(name) + " leads out of its storage");
        if (part.empty() || part == ".") continue;
        made += (made.empty() ? "" : "/") + std::string(part);
    }
    if (made.empty()) throw SuspiciousFileOperation("no file can be named " + quoted(name));
    return made;
}

std::string valid_file_name(std::string_view name) {
    std::string made;
    constexpr std::string_view blanks = " \t\n\v\f\r";
    std::string_view rest = name.substr(std::min(name.find_first_not_of(blanks), name.size()));
    rest = rest.substr(0, rest.find_last_not_of(blanks) + 1);
    while (!rest.empty()) {
        const std::string_view before = rest;
        const char32_t c = next_character(rest);
        if (c == ' ') made += '_';
        else if (c == '-' || c == '.' || (c != 0xFFFD && is_word_character(c))) made += before.substr(0, before.size() - rest.size());
    }
    if (made.empty() || made == "." || made == "..") throw SuspiciousFileOperation("no file can be named " + quoted(name));
    return made;
}

std::string upload_name(std::string_view upload_to, std::string_view file_name, DateTime now) {
    std::string directory(upload_to);
    if (directory.find('%') != std::string::npos) {
        const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        std::array<char, 1024> buffer{};
        directory.assign(buffer.data(), std::strftime(buffer.data(), buffer.size(), std::string(upload_to).c_str(), &parts));
    }
    std::string base(file_name);
    std::replace(base.begin(), base.end(), '\\', '/');
    base = valid_file_name(std::string_view(base).substr(base.rfind('/') + 1));
    return safe_name(directory.empty() ? base : directory + '/' + base);
}

std::string Storage::save(std::string_view name, std::string_view bytes, std::size_t max_length) {
    ByteView view(bytes);
    return save(name, view, max_length);
}

std::string Storage::save(std::string_view name, ByteSource& bytes, std::size_t max_length) {
    const std::string wanted = safe_name(name);
    std::string chosen = max_length != 0 && count_characters(wanted) > max_length ? alternative_name(wanted, max_length) : wanted;
    const std::string received = receive(chosen, bytes);
    try {
        for (int i = 0; i < most_tries; ++i) {
            if (save_new(chosen, received)) return chosen;
            chosen = alternative_name(wanted, max_length);
        }
        throw Error(ErrorCode::file, "no free name like " + quoted(name) + " was found");
    } catch (...) {
        discard(received);
        throw;
    }
}

std::string Storage::read(std::string_view name) const {
    const auto file = open(name);
    std::string bytes;
    std::array<char, 65'536> buffer;
    while (const std::size_t count = file->read(buffer.data(), buffer.size())) bytes.append(buffer.data(), count);
    return bytes;
}

std::string Storage::alternative_name(std::string_view name, std::size_t max_length) const {
    const std::size_t slash = name.rfind('/');
    const std::string_view directory = slash == std::string_view::npos ? std::string_view() : name.substr(0, slash + 1);
    const std::string_view base = name.substr(directory.size());
    const std::size_t dot = base.rfind('.');
    std::string_view root = base.substr(0, dot == 0 ? std::string_view::npos : dot);
    const std::string_view extension = base.substr(root.size());
    const std::size_t fixed = count_characters(directory) + count_characters(extension) + 8;
    if (max_length != 0 && fixed + count_characters(root) > max_length) {
        root = fixed < max_length ? characters(root, max_length - fixed) : std::string_view();
        if (root.empty()) {
            throw SuspiciousFileOperation("no free name like " + quoted(name) + fmt::format(" has {} characters at most", max_length));
        }
    }
    return std::string(directory) + std::string(root) + '_' + random_word() + std::string(extension);
}

std::string storage_url(std::string_view base, std::string_view name) {
    if (base.empty()) throw Error(ErrorCode::unsupported, "the storage has no base URL").hint("give it one when it is made");
    std::string made(base);
    for (const char c : safe_name(name)) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_ascii_letter(byte) || is_ascii_digit(byte) || std::string_view("/-_.~!*()'").find(c) != std::string_view::npos) made += c;
        else made += fmt::format("%{:02X}", byte);
    }
    return made;
}

struct Storages::Table {
    mutable std::shared_mutex mutex;
    std::map<std::string, std::shared_ptr<Storage>, std::less<>> storages;
};

Storages::Storages() : table_(std::make_unique<Table>()) {}
Storages::~Storages() = default;

void Storages::add(std::string name, std::shared_ptr<Storage> storage) {
    const std::unique_lock lock(table_->mutex);
    if (!table_->storages.try_emplace(name, std::move(storage)).second) throw Error(ErrorCode::usage, "there is a storage " + ::reinhardt::db::quoted(name) + " already");
}

void Storages::replace(std::string name, std::shared_ptr<Storage> storage) {
    const std::unique_lock lock(table_->mutex);
    table_->storages.insert_or_assign(std::move(name), std::move(storage));
}

std::shared_ptr<Storage> Storages::get(std::string_view name) const {
    if (name.empty()) name = "default";
    const std::shared_lock lock(table_->mutex);
    const auto found = table_->storages.find(name);
    if (found == table_->storages.end()) throw Error(ErrorCode::config, "no storage is named " + quoted(name)).hint(fmt::format("give it one: db::storages().add(\"{}\", …)", name));
    return found->second;
}

Storages& storages() {
    static Storages known;
    return known;
}

}  // namespace reinhardt::db
