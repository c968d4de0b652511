#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/connect.hpp>
#include <reinhardt/db/pool/pool.hpp>

namespace reinhardt::db {

/// The databases of a program by their names (aliases). Thread-safe.
class Databases {
public:
    Databases();
    ~Databases();
    Databases(const Databases&) = delete;
    Databases& operator=(const Databases&) = delete;

    /// Makes a pool. A name that is taken gets the new database; what is under way with the old one ends there. Errors as Pool.
    void add(std::string_view alias, std::string_view url, const PoolOptions& options = {});
    void add(std::string_view alias, Pool pool);
    /// PoolError(not_found) that names the databases there are.
    [[nodiscard]] Pool get(std::string_view alias = default_database) const;
    [[nodiscard]] bool has(std::string_view alias) const;
    [[nodiscard]] std::vector<std::string> aliases() const;
    /// Forgets it. Its connections close as they are given back.
    void remove(std::string_view alias);
    void clear();

    /// Changes with each add, remove and clear.
    [[nodiscard]] std::uint64_t version() const noexcept;

private:
    struct Table;
    std::unique_ptr<Table> table_;
};

/// Those of the program, which the ORM uses.
[[nodiscard]] Databases& databases();

class ThreadDatabase;

/// A connection to a database for a moment: the one of the thread's transaction inside of atomic(), else one out of the pool, which sessions of the
/// thread share as long as one of them lives. Belongs to its thread and a scope: neither copied nor moved.
class Session {
public:
    enum class Sharing : std::uint8_t {
        shared,
        /// Outside of a transaction one of its own, for rows that are streamed while others are asked for (where the pool has more than one).
        apart,
    };
    /// PoolError. Error(usage) in a transaction that can only be rolled back any more: an inner block without a savepoint failed, or the
    /// database ended it.
    explicit Session(std::string_view alias = default_database, Sharing sharing = Sharing::shared);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] Connection& connection() const noexcept { return *connection_; }
    [[nodiscard]] StatementCache& statements() const noexcept { return *statements_; }
    [[nodiscard]] Driver& driver() const noexcept { return connection_->driver(); }
    [[nodiscard]] bool in_transaction() const noexcept;
    /// Whether the connection is this session's alone.
    [[nodiscard]] bool is_apart() const noexcept { return static_cast<bool>(own_); }
    [[nodiscard]] const std::string& alias() const noexcept;

private:
    ThreadDatabase* database_ = nullptr;
    Connection* connection_ = nullptr;
    StatementCache* statements_ = nullptr;
    PooledConnection own_;
};

}  // namespace reinhardt::db
