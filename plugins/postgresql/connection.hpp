#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/plugin.hpp>

#include "result.hpp"
#include "scratch.hpp"
#include "statement.hpp"

namespace reinhardt::db::postgresql {

/// A connection to a server. Sessions speak UTF-8, live in UTC, print dates in ISO form and take backslashes in strings as they stand.
class Connection {
public:
    static std::unique_ptr<Connection> open(std::string_view url, std::string_view root, const Value& options, std::uint32_t flags);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void cancel() noexcept;
    void ping();
    [[nodiscard]] std::string server() const;

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

    /// lock_timeout and statement_timeout (manual 20.11.1).
    void limit(const rdb_limits& limits);

    /// An advisory lock of the session (manual 13.3.5), where the session is this connection's own.
    plugin::Lock lock(std::string_view name);
    void unlock(std::string_view name);
    /// "<process>@<its start>".
    [[nodiscard]] std::string session() const;
    [[nodiscard]] rdb_session_state session_state(std::string_view session) const;

    Value introspect(const Value& request);
    void bulk_load(std::string_view schema, std::string_view table, const rdb_str* columns, std::uint32_t width, const rdb_cell* cells, std::uint32_t rows, std::uint32_t& failed);
    void batch(const rdb_batch_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed);
    /// Of PostgreSQL itself, with no pooler before it.
    void script(const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed);

    /// Whether a pooler stands before the server, which may give each transaction another session: nothing may rely on one.
    [[nodiscard]] bool is_pooled() const noexcept { return pooled_; }

    /// Whether it is PostgreSQL itself, with no pooler before it.
    [[nodiscard]] bool is_plain() const;
    [[nodiscard]] bool keeps_plans() const { return is_plain(); }  ///< plan_cache_mode (PostgreSQL 12)

    // For statements and introspection.
    [[nodiscard]] PGconn* handle() const noexcept { return handle_; }
    /// The result, unless it reports a failure, which is thrown.
    Result checked(Result result) const;
    /// Runs one statement; all columns come as text.
    [[nodiscard]] Result query(const char* sql, const std::vector<std::string>& parameters = {}) const;
    /// The same for a query that is asked again and again: prepared at the second time, since the server plans long ones longer than it runs them.
    /// `sql` must be a constant.
    [[nodiscard]] Result query_often(const char* sql, const std::vector<std::string>& parameters = {}) const;
    /// A prepared statement that nobody needs any more: dropped when the next one comes.
    void forget(const std::string& name);
    /// For the next prepared statement; "" where a pooler stands before the server.
    [[nodiscard]] std::string new_name() { return pooled_ ? std::string() : "rdb_" + std::to_string(++prepared_); }
    /// The connection is that statement's until the next call: its rows are being streamed.
    void lend(Statement* statement) noexcept;
    /// RDB_E_USAGE while rows are being streamed: libpq would throw them away.
    void claim() const;
    /// Reads what the server still says about the last statement.
    void discard_answers() const;
    /// After a failure in it.
    void leave_pipeline() const;

private:
    explicit Connection(PGconn* handle);
    std::int64_t run(const std::string& sql) const;
    void begin_as(std::string sql);
    void end_stream();
    [[nodiscard]] std::string lock_holder(const std::string& key) const;
    [[nodiscard]] plugin::Lock lock_through_pooler(const std::string& key);

    std::unique_ptr<Scratch> scratch_;  ///< the database, where it is one for this connection alone: dropped last
    PGconn* handle_;
    PGcancel* cancel_;
    mutable std::uint64_t prepared_ = 0;
    std::vector<std::string> forgotten_;
    mutable std::map<const char*, std::string> often_;  ///< names of prepared queries by their text; empty: asked once
    std::multiset<std::string> locks_;  ///< keys of the advisory locks it holds
    bool pooled_ = false, read_only_ = false;
    mutable std::optional<bool> plain_;  ///< once it was asked for
    std::uint32_t isolation_ = RDB_ISOLATION_DEFAULT;  ///< of transactions that ask for none
    Statement* streaming_ = nullptr;
    bool inside_ = false;               ///< a transaction, when the stream began
    std::string limits_;                ///< pooled: the settings that each transaction begins with
};

}  // namespace reinhardt::db::postgresql
