#pragma once

#include <cstdint>
#include <string>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// What a pool could not do. A failure to connect keeps the hint and SQLSTATE of the DatabaseError behind it.
class PoolError : public Error {
public:
    enum class Kind : std::uint8_t {
        closed,              ///< the pool was closed
        timeout,             ///< no connection became free in time
        exhausted,           ///< too many wait already
        invalid_connection,  ///< a connection that was invalidated, or given back, was used
        connection,          ///< no connection could be made
        config,              ///< options that cannot be
        not_found,           ///< no pool of that name
    };
    PoolError(Kind kind, std::string message);
    [[nodiscard]] Kind kind() const noexcept { return kind_; }

private:
    Kind kind_;
};

}  // namespace reinhardt::db
