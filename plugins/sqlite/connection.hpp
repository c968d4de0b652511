#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <reinhardt/db/backends/plugin.hpp>
#include <reinhardt/db/support/value.hpp>

#include "limits.hpp"
#include "statement.hpp"

struct sqlite3;

namespace reinhardt::db::sqlite {

/// An open SQLite database. Foreign keys are enforced from the start.
class Connection {
public:
    [[nodiscard]] static std::unique_ptr<Connection> open(std::string_view url, std::string_view root, const Value& options, std::uint32_t flags);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void cancel() noexcept;
    void limit(const rdb_limits& limits);
    void ping();
    [[nodiscard]] std::string server();
    std::int64_t execute(std::string_view sql);
    [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql, std::size_t& tail) { return prepare_with(sql, 0, tail); }
    [[nodiscard]] std::unique_ptr<Statement> prepare_with(std::string_view sql, std::uint32_t flags, std::size_t& tail);
    void begin(std::uint32_t kind);
    /// Always serializable; RDB_BEGIN_READ_ONLY keeps it from writing until it ends.
    std::uint32_t begin_with(const rdb_transaction& how);
    void commit();
    void rollback();
    void savepoint(std::string_view name);
    void release(std::string_view name);
    void rollback_to(std::string_view name);
    [[nodiscard]] bool in_transaction() const noexcept;
    [[nodiscard]] Value introspect(const Value& request);
    [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }

private:
    [[nodiscard]] std::unique_ptr<Statement> prepare_at(const char* sql, int bytes, std::uint32_t flags, const char*& rest);
    explicit Connection(sqlite3* handle);
    void end();
    sqlite3* handle_;
    Limits limits_;
    bool query_only_ = false;  ///< until the transaction ends
};

}  // namespace reinhardt::db::sqlite
