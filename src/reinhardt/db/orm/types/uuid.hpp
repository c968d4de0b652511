#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// A universally unique identifier (RFC 9562).
class Uuid {
public:
    using Bytes = std::array<std::uint8_t, 16>;

    constexpr Uuid() = default;  ///< the nil UUID
    constexpr explicit Uuid(const Bytes& bytes) : bytes_(bytes) {}
    /// 32 hexadecimal digits in any case, with hyphens in the usual places or none, also in {} or behind "urn:uuid:". Error(usage) for anything else.
    explicit Uuid(std::string_view text);
    [[nodiscard]] static std::optional<Uuid> parse(std::string_view text) noexcept;  ///< as the constructor; nullopt instead of the error
    /// Version 4, of the system's random source.
    [[nodiscard]] static Uuid v4();
    /// Version 7: milliseconds since 1970 in front, so that keys grow; within a process each is larger than the one before it.
    [[nodiscard]] static Uuid v7();

    [[nodiscard]] constexpr const Bytes& bytes() const noexcept { return bytes_; }
    [[nodiscard]] constexpr int version() const noexcept { return bytes_[6] >> 4U; }
    [[nodiscard]] constexpr bool is_nil() const noexcept { return *this == Uuid(); }
    /// In lower case, with hyphens.
    [[nodiscard]] std::string to_text() const;
    friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;

private:
    Bytes bytes_{};
};

[[nodiscard]] inline std::string to_text(const Uuid& value) { return value.to_text(); }

template <>
struct type_adapter<Uuid> {
    static constexpr FieldKind kind = FieldKind::uuid;
    static void decode(const rdb_cell& cell, Uuid& value);  ///< a text, or its 16 bytes
    static void encode(const Uuid& value, CellWriter& out) { out.owned(value.to_text(), RDB_UUID); }
};

}  // namespace reinhardt::db

template <>
struct std::hash<reinhardt::db::Uuid> {
    std::size_t operator()(const reinhardt::db::Uuid& value) const noexcept {
        std::uint64_t halves[2];
        std::memcpy(halves, value.bytes().data(), sizeof halves);
        return static_cast<std::size_t>(halves[0] * 0x9e37'79b9'7f4a'7c15U ^ halves[1]);
    }
};
