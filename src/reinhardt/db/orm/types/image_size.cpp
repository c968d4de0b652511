#include <reinhardt/db/orm/types/file.hpp>

namespace reinhardt::db {

namespace {

/// Numbers at places of a text; 0 beyond its end.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) noexcept : bytes_(bytes) {}
    [[nodiscard]] std::uint32_t at(std::size_t place) const noexcept { return place < bytes_.size() ? static_cast<unsigned char>(bytes_[place]) : 0; }
    [[nodiscard]] bool has(std::size_t place) const noexcept { return place < bytes_.size(); }
    [[nodiscard]] std::uint32_t big16(std::size_t place) const noexcept { return at(place) << 8U | at(place + 1); }
    [[nodiscard]] std::uint32_t big32(std::size_t place) const noexcept { return big16(place) << 16U | big16(place + 2); }
    [[nodiscard]] std::uint32_t little16(std::size_t place) const noexcept { return at(place) | at(place + 1) << 8U; }
    [[nodiscard]] std::uint32_t little24(std::size_t place) const noexcept { return little16(place) | at(place + 2) << 16U; }
    [[nodiscard]] std::uint32_t little32(std::size_t place) const noexcept { return little16(place) | little16(place + 2) << 16U; }
    [[nodiscard]] bool is(std::size_t place, std::string_view text) const noexcept { return place <= bytes_.size() && bytes_.substr(place).starts_with(text); }

private:
    std::string_view bytes_;
};

std::optional<ImageSize> sized(std::uint32_t width, std::uint32_t height, ImageSize::Format format) noexcept {
    constexpr std::uint32_t most = 0x7FFF'FFFF;
    if (width == 0 || height == 0 || width > most || height > most) return std::nullopt;
    return ImageSize{width, height, format};
}

/// PNG specification, 11.2.2.
std::optional<ImageSize> png(const Bytes& bytes) noexcept {
    if (!bytes.has(23) || bytes.big32(8) != 13 || !bytes.is(12, "IHDR")) return std::nullopt;
    return sized(bytes.big32(16), bytes.big32(20), ImageSize::Format::png);
}

/// ITU T.81, B.1 and B.2.2: segments up to the one of the frame.
std::optional<ImageSize> jpeg(const Bytes& bytes) noexcept {
    for (std::size_t at = 2; bytes.has(at + 1);) {
        if (bytes.at(at) != 0xFF) return std::nullopt;
        const std::uint32_t marker = bytes.at(at + 1);
        if (marker == 0xFF) {
            ++at;  // bytes that fill
            continue;
        }
        at += 2;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) continue;
        if (marker == 0x00 || marker == 0xD8 || marker == 0xD9 || marker == 0xDA) return std::nullopt;
        const std::uint32_t length = bytes.big16(at);
        if (!bytes.has(at + 1) || length < 2) return std::nullopt;
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) return length >= 8 && bytes.has(at + 6) ? sized(bytes.big16(at + 5), bytes.big16(at + 3), ImageSize::Format::jpeg) : std::nullopt;
        at += length;
    }
    return std::nullopt;
}

std::optional<ImageSize> gif(const Bytes& bytes) noexcept {
    if (!bytes.has(9)) return std::nullopt;
    return sized(bytes.little16(6), bytes.little16(8), ImageSize::Format::gif);
}

/// RFC 9649, 2.5 to 2.7.
std::optional<ImageSize> webp(const Bytes& bytes) noexcept {
    if (bytes.is(12, "VP8X") && bytes.has(29)) return sized(bytes.little24(24) + 1, bytes.little24(27) + 1, ImageSize::Format::webp);
    if (bytes.is(12, "VP8 ") && bytes.has(29) && bytes.is(23, "\x9D\x01\x2A")) return sized(bytes.little16(26) & 0x3FFFU, bytes.little16(28) & 0x3FFFU, ImageSize::Format::webp);
    if (bytes.is(12, "VP8L") && bytes.has(24) && bytes.at(20) == 0x2F) {
        const std::uint32_t bits = bytes.little32(21);
        return sized((bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1, ImageSize::Format::webp);
    }
    return std::nullopt;
}

}  // namespace

std::optional<ImageSize> image_size(std::string_view text) noexcept {
    const Bytes bytes(text);
    if (bytes.is(0, "\x89PNG\r\n\x1A\n")) return png(bytes);
    if (bytes.is(0, "\xFF\xD8")) return jpeg(bytes);
    if (bytes.is(0, "GIF87a") || bytes.is(0, "GIF89a")) return gif(bytes);
    if (bytes.is(0, "RIFF") && bytes.is(8, "WEBP")) return webp(bytes);
    return std::nullopt;
}

}  // namespace reinhardt::db
