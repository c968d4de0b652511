#include <reinhardt/db/orm/errors.hpp>

#include <optional>

namespace reinhardt::db {
namespace {

std::optional<IntegrityError::Kind> kind_of(std::int32_t code) noexcept {
    switch (code) {
        case RDB_E_UNIQUE: return IntegrityError::Kind::unique;
        case RDB_E_FOREIGN_KEY: return IntegrityError::Kind::foreign_key;
        case RDB_E_NOT_NULL: return IntegrityError::Kind::not_null;
        case RDB_E_CHECK: return IntegrityError::Kind::check;
        case RDB_E_CONSTRAINT: return IntegrityError::Kind::other;
        default: return std::nullopt;
    }
}

}  // namespace

IntegrityError::IntegrityError(const DatabaseError& error, Kind kind, std::string table) : DatabaseError(error), kind_(kind), table_(std::move(table)) {}

void throw_as_orm_error(const DatabaseError& error, std::string_view table) {
    if (const auto* known = dynamic_cast<const IntegrityError*>(&error)) throw IntegrityError(*known);
    if (const auto kind = kind_of(error.driver_code())) throw IntegrityError(error, *kind, std::string(table));
    throw DatabaseError(error);
}

}  // namespace reinhardt::db
