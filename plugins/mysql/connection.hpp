#pragma once

#include <mysql.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/plugin.hpp>

#include "scratch.hpp"
#include "statement.hpp"
#include "url.hpp"

namespace reinhardt::db::mysql {

/// A row of texts; NULL and "" are one here.
using TextRow = std::vector<std::string>;

/// A connection to a server. Sessions speak utf8mb4, live in UTC and have one SQL mode, so that the same text means the same on every
/// server: strict, backslashes are escapes, "x" is a string.
class Connection {
public:
    static std::unique_ptr<Connection> open(std::string_view url, std::string_view root, const Value& options, std::uint32_t flags);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void cancel() noexcept;
    void ping();
    [[nodiscard]] std::string server() const { return title_; }

    std::int64_t execute(std::string_view sql);
    std::unique_ptr<Statement> prepare(std::string_view sql, std::size_t& tail);

    void begin(std::uint32_t kind);
    std::uint32_t begin_with(const rdb_transaction& how);
    void commit();
    void rollback();
    void savepoint(std::string_view name);
    void release(std::string_view name);
    void rollback_to(std::string_view name);
    [[nodiscard]] bool in_transaction() const noexcept;

    /// lock_wait_timeout and innodb_lock_wait_timeout, in whole seconds; max_statement_time (MariaDB alone: MySQL limits no DDL).
    void limit(const rdb_limits& limits);

    /// GET_LOCK, where the one server of the connection is all there is: not on Galera, in group replication or behind a proxy.
    plugin::Lock lock(std::string_view name);
    void unlock(std::string_view name);
    /// "<server>/<connection>".
    [[nodiscard]] std::string session() const;
    [[nodiscard]] rdb_session_state session_state(std::string_view session) const;

    Value introspect(const Value& request);
    /// Of MySQL and MariaDB themselves.
    void script(const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed);

    // For statements.
    [[nodiscard]] MYSQL* handle() const noexcept { return handle_; }
    /// Whether the server takes arrays of parameters.
    [[nodiscard]] bool has_arrays() const;
    /// The connection is that statement's: its rows are being streamed.
    void lend(Statement* statement) noexcept { streaming_ = statement; }
    void end_lending(const Statement* statement) noexcept {
        if (streaming_ == statement) streaming_ = nullptr;
    }
    /// RDB_E_USAGE while rows are being streamed.
    void claim() const;
    /// RDB_E_DATA where `bytes` are more than the server takes at once, which would end the connection; `largest`: of one value, 0 for a statement's text.
    void check_packet(std::size_t bytes, std::size_t largest) const;
    /// A statement failed with that number.
    void doubt(std::int32_t number) const noexcept { doubt_ = number; }

    /// Runs one statement that gives rows.
    [[nodiscard]] std::vector<TextRow> query(const std::string& sql) const;

private:
    Connection(MYSQL* handle, Location location, Value options);
    std::int64_t run(const std::string& sql) const;
    [[nodiscard]] std::string lock_name(std::string_view name) const;
    [[nodiscard]] std::string server_name() const;
    void read_settings();

    std::unique_ptr<Scratch> scratch_;  ///< the database, where it is one for this connection alone: dropped last
    MYSQL* handle_;
    Location location_;
    Value options_;
    std::string title_;
    unsigned long thread_;
    bool locked_ = false;
    std::optional<bool> takes_scripts_;  ///< once it was asked for
    Statement* streaming_ = nullptr;
    mutable std::int32_t doubt_ = 0;  ///< of the failure since which the server was not asked whether it ended the transaction
    std::uint32_t isolation_ = RDB_ISOLATION_DEFAULT;  ///< of transactions that ask for none
    std::size_t packet_ = 0;  ///< max_allowed_packet of the server, when the connection was made
    std::string cluster_;  ///< what the server is one of: "a Galera cluster"
};

}  // namespace reinhardt::db::mysql
