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
#include <reinhardt/db/backends/statement.hpp>
#include <reinhardt/db/backends/transaction_options.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// A failure that a database reported; carries the driver's code (rdb_code) beside what every Error has.
class DatabaseError : public Error {
public:
    DatabaseError(std::int32_t driver_code, const rdb_error& error, std::string statement);
    [[nodiscard]] std::int32_t driver_code() const noexcept { return driver_code_; }
    [[nodiscard]] bool retryable() const noexcept { return retryable_; }
    [[nodiscard]] bool connection_lost() const noexcept { return lost_; }
    /// Of many rows or statements that ran as one: the index of the one that failed, where it is known.
    [[nodiscard]] const std::optional<std::uint32_t>& item() const noexcept { return item_; }
    DatabaseError& item(std::uint32_t index) { item_ = index; return *this; }
    [[nodiscard]] const std::string& constraint() const noexcept { return constraint_; }  ///< that failed, where the database names it

private:
    std::int32_t driver_code_;
    bool retryable_, lost_;
    std::optional<std::uint32_t> item_;
    std::string constraint_;
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

/// An open connection. Used by one thread at a time; cancel() from any.
class Connection {
public:
    struct Options {
        bool create = true;        ///< make an embedded database that does not exist
        bool read_only = false;
        bool scratch = false;      ///< a new and empty database on the same server, gone with the connection (RDB_CAP_SCRATCH)
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
    /// The isolation level that holds; `automatic` where it is not known. Error(unsupported) when the driver has no isolation levels and one is asked for.
    IsolationLevel begin(const TransactionOptions& options);
    void commit();
    void rollback();
    void savepoint(std::string_view name);
    void release(std::string_view name);
    void rollback_to(std::string_view name);
    [[nodiscard]] bool in_transaction() const;
    /// Whether the database ended the transaction by itself when a statement in it failed (a deadlock on MySQL, a full disk on SQLite): what runs
    /// now is in none. Until the next begin or rollback.
    [[nodiscard]] bool was_aborted() const noexcept { return aborted_; }
    /// Whether it broke: nothing more can be done with it.
    [[nodiscard]] bool is_lost() const noexcept { return lost_; }
    /// Asks the server for a sign of life. Throws DatabaseError.
    void ping();

    /// Whether the driver has a faster way than INSERT to put rows into a table.
    [[nodiscard]] bool can_bulk_load() const noexcept;
    /// Puts rows into a table by it: cells[rows * columns]; names as in the schema. False, and nothing has happened, where this server or these
    /// columns cannot. Otherwise as Statement::execute_rows.
    bool bulk_load(std::string_view schema, std::string_view table, const std::vector<std::string>& columns, const rdb_cell* cells, std::uint32_t rows);

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

    /// Room for what the layer that uses the connection knows of its server; nullptr at first. The connection does nothing with it.
    const void* note = nullptr;

    /// Takes note of a failed call, for is_lost() and was_aborted().
    void failed(const DatabaseError& error) noexcept;

private:
    friend class Script;  // which begins and commits as well
    std::shared_ptr<Driver> driver_;
    rdb_connection* handle_ = nullptr;
    std::string url_;
    std::filesystem::path root_;
    Options options_;
    std::string server_;
    Limits limits_;
    bool begun_ = false, aborted_ = false, lost_ = false;
};

}  // namespace reinhardt::db
