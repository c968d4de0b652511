#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// A place in an ordered query: the values of its order's terms there. As a text: base64url (RFC 4648, no padding) of a version, a digest of the
/// order, and the values with their types.
struct CursorToken {
    std::uint64_t order = 0;        ///< digest
    std::vector<Parameter> values;

    [[nodiscard]] std::string text() const;
    /// nullopt for what is no token of this version.
    [[nodiscard]] static std::optional<CursorToken> parse(std::string_view text);
};

/// FNV-1a of 64 bits.
[[nodiscard]] std::uint64_t digest_of(std::string_view text) noexcept;

}  // namespace reinhardt::db
