#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <reinhardt/db/support/error.hpp>

/// The bytes as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Stops the fuzzer when a property does not hold.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// Runs `f`; a refusal (Error) is a good answer, everything else is a find. Gives whether it ran through.
template <class F> bool accepted(F f) {
    try {
        f();
        return true;
    } catch (const reinhardt::db::Error& error) {
        require(error.code() != reinhardt::db::ErrorCode::internal);
        return false;
    }
}
