#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

// FIPS 180-4, section 4.2.2.
constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

using Hash = std::array<std::uint32_t, 8>;

std::uint32_t big_endian(const unsigned char* bytes) noexcept {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

void add_block(Hash& hash, const unsigned char* block) noexcept {
    std::array<std::uint32_t, 64> words;
    for (std::size_t t = 0; t < 16; ++t) words[t] = big_endian(block + 4 * t);
    for (std::size_t t = 16; t < 64; ++t) {
        const std::uint32_t early = words[t - 15];
        const std::uint32_t late = words[t - 2];
        words[t] = (std::rotr(late, 17) ^ std::rotr(late, 19) ^ (late >> 10)) + words[t - 7] +
                   (std::rotr(early, 7) ^ std::rotr(early, 18) ^ (early >> 3)) + words[t - 16];
    }
    auto [a, b, c, d, e, f, g, h] = hash;
    for (std::size_t t = 0; t < 64; t += 8) {
        // The eight values change their places round by round: by name, which copies none of them.
        const auto round = [&](std::size_t at, std::uint32_t a1, std::uint32_t b1, std::uint32_t c1, std::uint32_t& d1, std::uint32_t e1, std::uint32_t f1, std::uint32_t g1,
                               std::uint32_t& h1) {
            h1 += (std::rotr(e1, 6) ^ std::rotr(e1, 11) ^ std::rotr(e1, 25)) + (g1 ^ (e1 & (f1 ^ g1))) + round_constants[t + at] + words[t + at];
            d1 += h1;
            h1 += (std::rotr(a1, 2) ^ std::rotr(a1, 13) ^ std::rotr(a1, 22)) + ((a1 & b1) | (c1 & (a1 | b1)));
        };
        round(0, a, b, c, d, e, f, g, h);
        round(1, h, a, b, c, d, e, f, g);
        round(2, g, h, a, b, c, d, e, f);
        round(3, f, g, h, a, b, c, d, e);
        round(4, e, f, g, h, a, b, c, d);
        round(5, d, e, f, g, h, a, b, c);
        round(6, c, d, e, f, g, h, a, b);
        round(7, b, c, d, e, f, g, h, a);
    }
    const Hash added = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < hash.size(); ++i) hash[i] += added[i];
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    Hash hash = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 128> tail{};
    std::size_t at = 0;
    std::array<unsigned char, 64> block{};
    for (; bytes.size() - at >= 64; at += 64) {
        std::memcpy(block.data(), bytes.data() + at, 64);
        add_block(hash, block.data());
    }
    const std::size_t rest = bytes.size() - at;
    if (rest > 0) std::memcpy(tail.data(), bytes.data() + at, rest);
    tail[rest] = 0x80;
    const std::size_t length = rest < 56 ? 64 : 128;
    const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
    for (std::size_t i = 0; i < 8; ++i) tail[length - 1 - i] = static_cast<unsigned char>(bits >> (8 * i));
    for (std::size_t i = 0; i < length; i += 64) add_block(hash, tail.data() + i);

    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(64);
    for (const std::uint32_t word : hash) {
        for (int shift = 28; shift >= 0; shift -= 4) hex += digits[(word >> shift) & 0xF];
    }
    return hex;
}

}  // namespace reinhardt::db
