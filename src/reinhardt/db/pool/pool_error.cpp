#include <reinhardt/db/pool/pool_error.hpp>

#include <utility>

namespace reinhardt::db {
namespace {

ErrorCode code_of(PoolError::Kind kind) noexcept {
    switch (kind) {
        case PoolError::Kind::config: return ErrorCode::config;
        case PoolError::Kind::not_found: return ErrorCode::not_found;
        case PoolError::Kind::invalid_connection: return ErrorCode::usage;
        default: return ErrorCode::database;
    }
}

}  // namespace

PoolError::PoolError(Kind kind, std::string message) : Error(code_of(kind), std::move(message)), kind_(kind) {}

}  // namespace reinhardt::db
