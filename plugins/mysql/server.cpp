#include "server.hpp"

#include <cstdio>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::mysql {

ServerKind::ServerKind(std::string_view title) {
    const std::string text = lower(title);
    if (text.empty()) return;
    mariadb = text.find("mariadb") != std::string::npos;
    int major = 0, minor = 0, patch = 0;
    const auto digit = text.find_first_of("0123456789");
    if (digit == std::string::npos || std::sscanf(text.c_str() + digit, "%d.%d.%d", &major, &minor, &patch) < 1) {
        if (!mariadb) version = 80000;
        return;
    }
    version = major * 10'000 + minor * 100 + patch;
}

}  // namespace reinhardt::db::mysql
