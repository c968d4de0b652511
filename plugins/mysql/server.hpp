#pragma once

#include <string>
#include <string_view>

namespace reinhardt::db::mysql {

/// Which server speaks, from its title ("MariaDB 10.11.6", "MySQL 8.0.36", "TiDB 7.5.0").
struct ServerKind {
    explicit ServerKind(std::string_view title);
    bool mariadb = true;  ///< also where nothing is known: Debian's own server
    int version = 101100; ///< 10.11.0 as 101100

    [[nodiscard]] bool expression_indexes() const noexcept { return !mariadb && version >= 80013; }  ///< MySQL 8.0.13 release notes
    [[nodiscard]] bool parenthesised_json() const noexcept { return !mariadb; }                      ///< JSON is a type of its own
};

}  // namespace reinhardt::db::mysql
