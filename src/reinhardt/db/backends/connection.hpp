#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// A failure that a database reported; carries the driver's code (rdb_code) beside what every Error has.
class DatabaseError : public Error {
public:
    DatabaseError(std::int32_t driver_code, const rdb_error& error, std::string statement);
    [[nodiscard]] std::int32_t driver_code() const noexcept { return driver_code_; }
    [[nodiscard]] bool retryable() const noexcept { return retryable_; }
    [[nodiscard]] bool connection_lost() const noexcept { return lost_; }

private:
    std::int32_t driver_code_;
    bool retryable_, lost_;
};

/// How long the statements of a connection may take. Absent: as the database has it. Zero: without end.
struct Limits {
    std::optional<std::chrono::milliseconds> lock;       ///< one wait for a lock that another connection holds
    std::optional<std::chrono::milliseconds> statement;  ///< one statement, its waits included
};

/// Throws Error(unsupported) that names the first of `limits` which the backend has not.
void check_limits(const Driver& driver, const Limits& limits);

/// Rows copied out of a result: convenient for catalogs and checks (streaming reads use Statement).
struct Rows {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;  ///< blobs as text bytes
    [[nodiscard]] bool empty() const noexcept { return rows.empty(); }
};

class Connection;

/// A prepared statement. Must not outlive its connection.
class Statement {
public:
    Statement(Connection& connection, std::string_view sql);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;

    void bind(const std::vector<Value>& values);
    void bind(const rdb_cell* cells, std::uint32_t count);
    [[nodiscard]] std::uint32_t column_count() const;
    [[nodiscard]] std::string column_name(std::uint32_t index) const;
    /// Up to max_rows rows into `out`; 0 at the end.
    std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);
    void run();    ///< to the end, rows discarded
    void reset();
    [[nodiscard]] std::int64_t affected() const;

private:
    Connection& connection_;
    rdb_statement* statement_ = nullptr;
    std::string sql_;
};

/// An open connection. Used by one thread at a time; cancel() from any.
class Connection {
public:
    struct Options {
        bool create = true;        ///< make an embedded database that does not exist
        bool read_only = false;
        std::string password;
        int connect_timeout_ms = 10'000;
    };
    /// Throws DatabaseError; Error(not_found) when the database does not exist.
    Connection(std::shared_ptr<Driver> driver, std::string_view url, const std::filesystem::path& root, const Options& options);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// One more connection to the same database; nullptr for a scratch database, which no second connection can see.
    [[nodiscard]] std::unique_ptr<Connection> another() const;

    [[nodiscard]] Driver& driver() const noexcept { return *driver_; }
    [[nodiscard]] rdb_connection* handle() const noexcept { return handle_; }
    [[nodiscard]] std::string server();

    std::int64_t execute(std::string_view sql);                                      ///< rows affected
    std::int64_t execute(std::string_view sql, const std::vector<Value>& parameters);
    [[nodiscard]] Rows query(std::string_view sql, const std::vector<Value>& parameters = {});

    enum class Begin : std::uint32_t { deferred = RDB_BEGIN_DEFERRED, write = RDB_BEGIN_WRITE, read_only = RDB_BEGIN_READ_ONLY };
    void begin(Begin kind = Begin::write);
    void commit();
    void rollback();
    void savepoint(std::string_view name);
    void release(std::string_view name);
    void rollback_to(std::string_view name);
    [[nodiscard]] bool in_transaction() const;

    /// The schema; `tables` limits it (empty list = none, nullopt = all). `private_parts`: also what only the driver understands.
    [[nodiscard]] Schema introspect(const std::optional<std::vector<std::string>>& tables = std::nullopt, bool private_parts = false);

    struct LockResult {
        bool taken = false;
        std::string holder;
    };
    /// Throws DatabaseError of RDB_E_UNSUPPORTED where a lock of this session would not keep others out.
    [[nodiscard]] LockResult try_lock(std::string_view name);
    void unlock(std::string_view name);
    /// Names the session, for session_state() of another connection; "" where the driver has no names for them.
    [[nodiscard]] std::string session();
    [[nodiscard]] rdb_session_state session_state(std::string_view session);
    void cancel() noexcept;

    /// Limits every statement from now on. One that meets its limit throws DatabaseError: Error(lock_timeout), Error(statement_timeout).
    /// Throws Error(unsupported) when the backend, or this server, lacks one of `limits`.
    void limit(const Limits& limits);
    [[nodiscard]] const Limits& limits() const noexcept { return limits_; }

private:
    std::shared_ptr<Driver> driver_;
    rdb_connection* handle_ = nullptr;
    std::string url_;
    std::filesystem::path root_;
    Options options_;
    std::string server_;
    Limits limits_;
};

/// A transaction that rolls back unless committed.
class Transaction {
public:
    explicit Transaction(Connection& connection, Connection::Begin kind = Connection::Begin::write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();
    void rollback();

private:
    Connection& connection_;
    bool open_ = true;
};

}  // namespace reinhardt::db
