#pragma once

#include <cstdint>
#include <string_view>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db {

/// The four isolation levels of the SQL standard; `automatic` is what the connection has.
enum class IsolationLevel : std::uint32_t {
    automatic = RDB_ISOLATION_DEFAULT,
    read_uncommitted = RDB_READ_UNCOMMITTED,
    read_committed = RDB_READ_COMMITTED,
    repeatable_read = RDB_REPEATABLE_READ,
    serializable = RDB_SERIALIZABLE,
};

/// "read committed"; "automatic".
[[nodiscard]] std::string_view isolation_name(IsolationLevel level) noexcept;

/// How a transaction begins.
struct TransactionOptions {
    IsolationLevel isolation = IsolationLevel::automatic;  ///< at least this level
    bool read_only = false;
    /// A serializable transaction that only reads waits for a moment from which on it cannot fail (PostgreSQL; elsewhere without effect).
    bool deferrable = false;
    /// Takes the write lock at once where the backend has one for the whole database: SQLite refuses a transaction that reads first and
    /// finds another writer when it writes. Without effect where it is read-only.
    bool write_lock = true;
};

}  // namespace reinhardt::db
