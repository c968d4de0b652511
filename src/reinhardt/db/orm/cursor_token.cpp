#include <reinhardt/db/orm/cursor_token.hpp>

#include <cstring>

namespace reinhardt::db {
namespace {

constexpr unsigned char version = 1;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64url(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 63];
    }
    if (held > 0) text += alphabet[bits << (6 - held) & 63];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto at = alphabet.find(c);
        if (at == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(at);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 255);
    }
    return bytes;
}

void put(std::string& bytes, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 255);
}

/// Takes pieces from the front; `good` turns false where they are missing.
struct Reader {
    std::string_view bytes;
    bool good = true;
    std::string_view take(std::size_t count) {
        if (bytes.size() < count) {
            good = false;
            return {};
        }
        const std::string_view piece = bytes.substr(0, count);
        bytes.remove_prefix(count);
        return piece;
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (const char c : take(8)) value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
};

bool is_tag(unsigned char tag) { return tag <= RDB_JSON; }

}  // namespace

std::uint64_t digest_of(std::string_view text) noexcept {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return hash;
}

std::string CursorToken::text() const {
    std::string bytes(1, static_cast<char>(version));
    put(bytes, order);
    for (const Parameter& value : values) {
        bytes += static_cast<char>(value.tag());
        if (value.is_null()) continue;
        if (value.is_text()) {
            put(bytes, value.text().size());
            bytes += value.text();
        } else {
            std::uint64_t raw = 0;
            const double real = value.real();
            const std::int64_t integer = value.integer();
            if (value.tag() == RDB_REAL) std::memcpy(&raw, &real, sizeof raw);
            else std::memcpy(&raw, &integer, sizeof raw);
            put(bytes, raw);
        }
    }
    return to_base64url(bytes);
}

std::optional<CursorToken> CursorToken::parse(std::string_view text) {
    const auto bytes = from_base64url(text);
    if (!bytes || bytes->empty() || static_cast<unsigned char>(bytes->front()) != version) return std::nullopt;
    Reader reader{std::string_view(*bytes).substr(1)};
    CursorToken token;
    token.order = reader.number();
    while (reader.good && !reader.bytes.empty()) {
        const auto tag = static_cast<unsigned char>(reader.take(1).front());
        if (!is_tag(tag)) return std::nullopt;
        Parameter value = Parameter::of_integer(0, static_cast<rdb_tag>(tag));
        if (value.is_null()) {
            value = {};
        } else if (value.is_text()) {
            const std::uint64_t size = reader.number();
            if (size > reader.bytes.size()) return std::nullopt;
            value = Parameter::of_text(std::string(reader.take(static_cast<std::size_t>(size))), static_cast<rdb_tag>(tag));
        } else {
            const std::uint64_t raw = reader.number();
            double real = 0;
            std::memcpy(&real, &raw, sizeof raw);
            value = tag == RDB_REAL ? Parameter::of_real(real) : Parameter::of_integer(static_cast<std::int64_t>(raw), static_cast<rdb_tag>(tag));
        }
        token.values.push_back(std::move(value));
    }
    if (!reader.good) return std::nullopt;
    return token;
}

}  // namespace reinhardt::db
