#pragma once

#include <string_view>

#include "server_kind.hpp"

namespace reinhardt::db::mysql {

/// Which server speaks, from its title ("MariaDB 10.11.6", "MySQL 8.0.36", "TiDB 7.5.0"); without one Debian's own, MariaDB 10.11.
struct ServerKind : sql::ServerKind {
    explicit ServerKind(std::string_view title);
    bool mariadb;

    [[nodiscard]] bool expression_indexes() const noexcept { return has(&sql::Traits::expression_indexes); }
    [[nodiscard]] bool uuid_type() const noexcept { return mariadb && version >= 100'700; }
    [[nodiscard]] bool parenthesised_json() const noexcept { return !mariadb; }  ///< JSON is a type of its own
};

}  // namespace reinhardt::db::mysql
