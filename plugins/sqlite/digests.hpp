#pragma once

#include <string>
#include <string_view>

namespace reinhardt::db::sqlite {

// Digests in hexadecimal digits: RFC 1321, FIPS 180-4.

[[nodiscard]] std::string md5_hex(std::string_view bytes);
[[nodiscard]] std::string sha1_hex(std::string_view bytes);
[[nodiscard]] std::string sha224_hex(std::string_view bytes);
[[nodiscard]] std::string sha384_hex(std::string_view bytes);
[[nodiscard]] std::string sha512_hex(std::string_view bytes);

}  // namespace reinhardt::db::sqlite
