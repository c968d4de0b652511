#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reinhardt::db::mysql {

enum class TlsMode : std::uint8_t { disabled, preferred, required, verify_identity };

/// Where a URL leads: mysql://user:password@host:port/database?socket=…&ssl-mode=…
struct Location {
    std::string user, password, host, database, socket;
    unsigned port = 0;
    TlsMode tls = TlsMode::preferred;
    std::string ssl_ca, ssl_cert, ssl_key, ssl_cipher;
    unsigned connect_timeout_ms = 0, read_timeout_s = 0, write_timeout_s = 0;
    std::string default_file, default_group;
    bool compress = false;
};

/// Throws PluginError(RDB_E_USAGE), which never repeats a password.
[[nodiscard]] Location parse_url(std::string_view url);

}  // namespace reinhardt::db::mysql
