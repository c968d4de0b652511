#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <reinhardt/db/pool/pool_error.hpp>
#include <reinhardt/db/pool/pool_options.hpp>

namespace reinhardt::db {

class PoolCore;

/// A connection out of a pool, given back when this goes out of scope: what it left open is rolled back, and a broken one is closed. Used by one
/// thread at a time; movable.
class PooledConnection {
public:
    PooledConnection() noexcept = default;
    PooledConnection(PooledConnection&& other) noexcept : core_(std::exchange(other.core_, nullptr)), slot_(other.slot_), connection_(std::exchange(other.connection_, nullptr)), statements_(other.statements_) {}
    PooledConnection& operator=(PooledConnection&& other) noexcept;
    ~PooledConnection() { give_back(); }

    explicit operator bool() const noexcept { return connection_ != nullptr; }
    Connection* operator->() const { return &get(); }
    Connection& operator*() const { return get(); }
    /// PoolError(invalid_connection) when it was given back.
    [[nodiscard]] Connection& get() const {
        if (connection_ == nullptr) refuse();
        return *connection_;
    }
    [[nodiscard]] StatementCache& statements() const {
        if (connection_ == nullptr) refuse();
        return *statements_;
    }
    [[nodiscard]] Driver& driver() const { return get().driver(); }

    /// Gives it back now.
    void give_back() noexcept;
    /// Closes it now; the pool makes another when one is needed.
    void invalidate() noexcept;

private:
    friend class PoolCore;
    PooledConnection(PoolCore* core, std::uint32_t slot, Connection& connection, StatementCache& statements) noexcept
        : core_(core), slot_(slot), connection_(&connection), statements_(&statements) {}
    [[noreturn]] static void refuse();

    PoolCore* core_ = nullptr;  ///< outlives it
    std::uint32_t slot_ = 0;
    Connection* connection_ = nullptr;
    StatementCache* statements_ = nullptr;
};

/// What a pool has at a moment.
struct PoolStatistics {
    std::uint32_t connections = 0;  ///< open, or being made
    std::uint32_t idle = 0;
    std::uint32_t in_use = 0;
    std::uint32_t waiters = 0;
    std::uint64_t created = 0, closed = 0, timeouts = 0;  ///< since the start
};

class PoolBuilder;

/// Connections to one database, used in turn. Thread-safe; a copy is the same pool. Waiters are served in the order of their coming.
class Pool {
public:
    [[nodiscard]] static PoolBuilder builder(std::string url);
    /// PoolError(config) for options that cannot be; Error(driver) without a driver; PoolError(connection) when one of `min_idle` cannot be made.
    Pool(std::string_view url, const PoolOptions& options = {});

    /// PoolError: closed, timeout, exhausted, connection.
    [[nodiscard]] PooledConnection get() const;
    [[nodiscard]] PooledConnection get(std::chrono::milliseconds timeout) const;
    /// One that is idle, or can be made at once; else an empty one.
    [[nodiscard]] PooledConnection try_get() const;

    /// Closes what is idle, and what is in use at its return; waiters and later get() fail with PoolError(closed).
    void close() const noexcept;
    [[nodiscard]] bool is_closed() const noexcept;
    [[nodiscard]] PoolStatistics statistics() const;
    [[nodiscard]] const PoolOptions& options() const noexcept;
    [[nodiscard]] Driver& driver() const noexcept;
    friend bool operator==(const Pool& a, const Pool& b) noexcept { return a.core_ == b.core_; }

private:
    std::shared_ptr<PoolCore> core_;
};

/// Names the options of a pool one by one.
class PoolBuilder {
public:
    explicit PoolBuilder(std::string url) : url_(std::move(url)) {}
    PoolBuilder& max_connections(std::uint32_t count) { return set(options_.max_connections, count); }
    PoolBuilder& max_size(std::uint32_t count) { return max_connections(count); }
    PoolBuilder& min_idle(std::uint32_t count) { return set(options_.min_idle, count); }
    PoolBuilder& min_connections(std::uint32_t count) { return min_idle(count); }
    PoolBuilder& max_waiters(std::uint32_t count) { return set(options_.max_waiters, count); }
    PoolBuilder& acquire_timeout(std::chrono::milliseconds time) { return set(options_.acquire_timeout, time); }
    PoolBuilder& connection_timeout(std::chrono::milliseconds time) { return set(options_.connect_timeout, time); }
    PoolBuilder& idle_timeout(std::chrono::milliseconds time) { return set(options_.idle_timeout, time); }
    PoolBuilder& max_lifetime(std::chrono::milliseconds time) { return set(options_.max_lifetime, time); }
    PoolBuilder& test_before_acquire(bool on = true) { return set(options_.test_before_acquire, on); }
    PoolBuilder& statement_cache(std::size_t statements) { return set(options_.statement_cache, statements); }
    PoolBuilder& limits(Limits limits) { return set(options_.limits, limits); }
    PoolBuilder& connection(Connection::Options options) { return set(options_.connection, std::move(options)); }
    PoolBuilder& root(std::filesystem::path folder) { return set(options_.root, std::move(folder)); }
    PoolBuilder& drivers(std::shared_ptr<DriverRegistry> registry) { return set(options_.drivers, std::move(registry)); }
    [[nodiscard]] Pool build() const { return Pool(url_, options_); }
    [[nodiscard]] const PoolOptions& options() const noexcept { return options_; }

private:
    template <class Member, class Value>
    PoolBuilder& set(Member& member, Value&& value) {
        member = std::forward<Value>(value);
        return *this;
    }
    std::string url_;
    PoolOptions options_;
};

inline PoolBuilder Pool::builder(std::string url) { return PoolBuilder(std::move(url)); }

}  // namespace reinhardt::db
