#include "digests.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace reinhardt::db::sqlite {
namespace {

// FIPS 180-4, section 4.2.3; those of SHA-224 are the upper halves of the first 64.
constexpr std::array<std::uint64_t, 80> sha2_constants = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec, 0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

// RFC 1321: the integer parts of 2^32 |sin(i)|.
constexpr std::array<std::uint32_t, 64> md5_constants = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
    0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
    0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
    0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

enum class Order : std::uint8_t { big_endian, little_endian };

template <class Word>
Word word_at(const unsigned char* bytes, Order order) noexcept {
    Word made = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) made = made << 8U | bytes[order == Order::big_endian ? i : sizeof(Word) - 1 - i];
    return made;
}

/// Calls `add(block)` for each block of 16 words of the bytes, behind which a bit, zeros and their number of bits stand.
template <class Word, class Add>
void for_blocks(std::string_view bytes, Order order, Add add) {
    constexpr std::size_t size = 16 * sizeof(Word), length_size = 2 * sizeof(Word);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t at = 0;
    for (; bytes.size() - at >= size; at += size) add(data + at);
    std::array<unsigned char, 2 * size> tail{};
    const std::size_t rest = bytes.size() - at;
    std::copy_n(data + at, rest, tail.begin());
    tail[rest] = 0x80;
    const std::size_t end = rest + 1 + length_size <= size ? size : 2 * size;
    const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
    for (std::size_t i = 0; i < 8; ++i) tail[order == Order::big_endian ? end - 1 - i : end - 8 + i] = static_cast<unsigned char>(bits >> 8 * i);
    for (std::size_t block = 0; block < end; block += size) add(tail.data() + block);
}

template <class Word, std::size_t N>
std::string hex(const std::array<Word, N>& hash, std::size_t words, Order order) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (std::size_t i = 0; i < words * sizeof(Word); ++i) {
        const std::size_t byte = i % sizeof(Word), place = order == Order::big_endian ? sizeof(Word) - 1 - byte : byte;
        const auto value = static_cast<unsigned char>(hash[i / sizeof(Word)] >> 8 * place);
        (made += digits[value >> 4U]) += digits[value & 0xfU];
    }
    return made;
}

/// How far words are turned: the sums of a round, then those of the schedule, whose last number is a shift.
struct Turns {
    std::array<int, 3> a, e, early, late;
};

template <class Word, std::size_t Rounds>
std::string sha2(std::string_view bytes, std::array<Word, 8> hash, const Turns& turns, std::size_t words) {
    const auto mixed = [](Word word, const std::array<int, 3>& by, bool shifts) {
        return static_cast<Word>(std::rotr(word, by[0]) ^ std::rotr(word, by[1]) ^ (shifts ? word >> by[2] : std::rotr(word, by[2])));
    };
    for_blocks<Word>(bytes, Order::big_endian, [&](const unsigned char* block) {
        std::array<Word, Rounds> w;
        for (std::size_t t = 0; t < 16; ++t) w[t] = word_at<Word>(block + t * sizeof(Word), Order::big_endian);
        for (std::size_t t = 16; t < Rounds; ++t) w[t] = mixed(w[t - 2], turns.late, true) + w[t - 7] + mixed(w[t - 15], turns.early, true) + w[t - 16];
        std::array<Word, 8> h = hash;
        for (std::size_t t = 0; t < Rounds; ++t) {
            const Word constant = static_cast<Word>(sha2_constants[t] >> (64 - 8 * sizeof(Word)));
            const Word one = h[7] + mixed(h[4], turns.e, false) + ((h[4] & h[5]) ^ (~h[4] & h[6])) + constant + w[t];
            const Word two = mixed(h[0], turns.a, false) + ((h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2]));
            h = {static_cast<Word>(one + two), h[0], h[1], h[2], static_cast<Word>(h[3] + one), h[4], h[5], h[6]};
        }
        for (std::size_t i = 0; i < 8; ++i) hash[i] += h[i];
    });
    return hex(hash, words, Order::big_endian);
}

constexpr Turns turns_of_32 = {{2, 13, 22}, {6, 11, 25}, {7, 18, 3}, {17, 19, 10}};
constexpr Turns turns_of_64 = {{28, 34, 39}, {14, 18, 41}, {1, 8, 7}, {19, 61, 6}};

}  // namespace

std::string md5_hex(std::string_view bytes) {
    constexpr std::array<std::array<int, 4>, 4> turns = {{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
    std::array<std::uint32_t, 4> hash = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for_blocks<std::uint32_t>(bytes, Order::little_endian, [&](const unsigned char* block) {
        auto [a, b, c, d] = hash;
        for (std::size_t t = 0; t < 64; ++t) {
            const std::uint32_t mixed = t < 16 ? (b & c) | (~b & d) : t < 32 ? (d & b) | (~d & c) : t < 48 ? b ^ c ^ d : c ^ (b | ~d);
            const std::size_t word = t < 16 ? t : t < 32 ? (5 * t + 1) % 16 : t < 48 ? (3 * t + 5) % 16 : 7 * t % 16;
            const std::uint32_t sum = a + mixed + md5_constants[t] + word_at<std::uint32_t>(block + 4 * word, Order::little_endian);
            a = d;
            d = c;
            c = b;
            b += std::rotl(sum, turns[t / 16][t % 4]);
        }
        hash = {hash[0] + a, hash[1] + b, hash[2] + c, hash[3] + d};
    });
    return hex(hash, hash.size(), Order::little_endian);
}

std::string sha1_hex(std::string_view bytes) {
    constexpr std::array<std::uint32_t, 4> constants = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    std::array<std::uint32_t, 5> hash = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    for_blocks<std::uint32_t>(bytes, Order::big_endian, [&](const unsigned char* block) {
        std::array<std::uint32_t, 80> w;
        for (std::size_t t = 0; t < 16; ++t) w[t] = word_at<std::uint32_t>(block + 4 * t, Order::big_endian);
        for (std::size_t t = 16; t < 80; ++t) w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        auto [a, b, c, d, e] = hash;
        for (std::size_t t = 0; t < 80; ++t) {
            const std::uint32_t mixed = t < 20 ? (b & c) | (~b & d) : t < 40 || t >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
            const std::uint32_t next = std::rotl(a, 5) + mixed + e + constants[t / 20] + w[t];
            e = d;
            d = c;
            c = std::rotl(b, 30);
            b = a;
            a = next;
        }
        hash = {hash[0] + a, hash[1] + b, hash[2] + c, hash[3] + d, hash[4] + e};
    });
    return hex(hash, hash.size(), Order::big_endian);
}

std::string sha224_hex(std::string_view bytes) {
    return sha2<std::uint32_t, 64>(bytes, {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4}, turns_of_32, 7);
}

std::string sha384_hex(std::string_view bytes) {
    return sha2<std::uint64_t, 80>(bytes, {0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
                                           0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4}, turns_of_64, 6);
}

std::string sha512_hex(std::string_view bytes) {
    return sha2<std::uint64_t, 80>(bytes, {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                                           0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179}, turns_of_64, 8);
}

}  // namespace reinhardt::db::sqlite
