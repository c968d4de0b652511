#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {

/// A row that a constraint of the database refused.
class IntegrityError : public DatabaseError {
public:
    enum class Kind : std::uint8_t { unique, foreign_key, not_null, check, other };
    IntegrityError(const DatabaseError& error, Kind kind, std::string table);

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] const std::string& table() const noexcept { return table_; }  ///< that the statement wrote to

private:
    Kind kind_;
    std::string table_;
};

/// No row is where one was expected: Error(not_found).
class NotFound : public Error {
public:
    explicit NotFound(std::string message) : Error(ErrorCode::not_found, std::move(message)) {}
};

/// Rows that may not go keep others from being deleted (on_delete RESTRICT): Error(refused).
class RestrictedError : public Error {
public:
    explicit RestrictedError(std::string message) : Error(ErrorCode::refused, std::move(message)) {}
};

/// Throws `error` as the class that fits it: IntegrityError for a constraint of the database, else itself.
[[noreturn]] void throw_as_orm_error(const DatabaseError& error, std::string_view table);

}  // namespace reinhardt::db
