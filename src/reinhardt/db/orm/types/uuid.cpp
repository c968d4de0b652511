#include <reinhardt/db/orm/types/uuid.hpp>

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <mutex>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void fill_randomly(std::uint8_t* at, std::size_t size) {
    while (size > 0) {
        const ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno != EINTR) throw Error(ErrorCode::internal, "the system's random source does not answer");
        if (got <= 0) continue;
        at += got;
        size -= static_cast<std::size_t>(got);
    }
}

Uuid marked(Uuid::Bytes bytes, unsigned version) noexcept {
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | version << 4U);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    return Uuid(bytes);
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) noexcept {
    if (text.starts_with("urn:uuid:")) text.remove_prefix(9);
    else if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
    const bool hyphens = text.size() == 36;
    if (!hyphens && text.size() != 32) return std::nullopt;
    Bytes bytes{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (hyphens && (i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-') return std::nullopt;
        const int high = hex_value(text[at]), low = hex_value(text[at + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
        at += 2;
    }
    return Uuid(bytes);
}

Uuid::Uuid(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed) throw Error(ErrorCode::usage, fmt::format("'{}' is no UUID", text.substr(0, 60)));
    *this = *parsed;
}

Uuid Uuid::v4() {
    Bytes bytes{};
    fill_randomly(bytes.data(), bytes.size());
    return marked(bytes, 4);
}

Uuid Uuid::v7() {
    // Method 1 of RFC 9562, 6.2: 12 bits behind the milliseconds count what is made within one; the clock is moved ahead when they run out.
    static std::mutex mutex;
    static std::uint64_t last = 0;  // milliseconds and counter in one
    Bytes bytes{};
    fill_randomly(bytes.data() + 8, 8);
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    std::uint64_t stamp = static_cast<std::uint64_t>(now) << 12U;
    {
        const std::scoped_lock lock(mutex);
        last = stamp > last ? stamp : last + 1;
        stamp = last;
    }
    for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(stamp >> (52 - 8 * i));
    bytes[6] = static_cast<std::uint8_t>(stamp >> 8U & 0x0FU);
    bytes[7] = static_cast<std::uint8_t>(stamp);
    return marked(bytes, 7);
}

std::string Uuid::to_text() const {
    std::string text(36, '-');
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
        text[at++] = hex_digits[bytes_[i] >> 4U];
        text[at++] = hex_digits[bytes_[i] & 15U];
    }
    return text;
}

void type_adapter<Uuid>::decode(const rdb_cell& cell, Uuid& value) {
    if (cell.tag == RDB_UUID || cell.tag == RDB_TEXT || cell.tag == RDB_BLOB) {
        const std::string_view bytes = cell_bytes(cell);
        if (bytes.size() == 16) {
            Uuid::Bytes made;
            std::memcpy(made.data(), bytes.data(), made.size());
            value = Uuid(made);
            return;
        }
        if (const auto parsed = Uuid::parse(bytes)) {
            value = *parsed;
            return;
        }
    }
    decode_mismatch(cell, "a UUID");
}

}  // namespace reinhardt::db
