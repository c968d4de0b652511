#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string_view>
#include <unordered_map>

#include <reinhardt/db/backends/statement.hpp>

namespace reinhardt::db {

/// The prepared statements of one connection, by their text; those not used for longest go first. Used by the connection's thread alone.
class StatementCache {
public:
    static constexpr std::size_t default_capacity = 256;

    /// `capacity` 0: nothing is kept (a pooler stands before the server).
    explicit StatementCache(Connection& connection, std::size_t capacity = default_capacity) noexcept : connection_(connection), capacity_(capacity) {}
    StatementCache(const StatementCache&) = delete;
    StatementCache& operator=(const StatementCache&) = delete;

    /// The statement of that text, not bound, prepared at the first time. It is the caller's until it was read to its end, or reset: before that
    /// another call with the same text gives another statement. Valid until the next call after that.
    [[nodiscard]] Statement& get(std::string_view sql);

    /// A statement of get() that is reset when this goes out of scope.
    class Use {
    public:
        explicit Use(Statement& statement) noexcept : statement_(statement) {}
        ~Use();
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        Statement* operator->() const noexcept { return &statement_; }
        Statement& operator*() const noexcept { return statement_; }

    private:
        Statement& statement_;
    };
    [[nodiscard]] Use use(std::string_view sql) { return Use(get(sql)); }

    /// Gives up what was not fetched, as for a connection that another will use.
    void reset_all() noexcept;
    /// Forgets all: the session was reset, or is lost.
    void clear() noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return by_age_.size(); }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::uint64_t hits() const noexcept { return hits_; }
    [[nodiscard]] std::uint64_t misses() const noexcept { return misses_; }

private:
    struct Entry {
        Statement statement;
        std::uint64_t round;  ///< in which it was given out last
    };
    using Entries = std::list<Entry>;
    Statement& give(Entry& entry);
    void make_room();

    Connection& connection_;
    std::size_t capacity_;
    Entries by_age_;  ///< the one used last in front
    std::unordered_multimap<std::string_view, Entries::iterator> by_text_;  ///< keys are the statements' own texts
    std::uint64_t round_ = 0;  ///< ends with reset_all()
    std::uint64_t hits_ = 0, misses_ = 0;
};

}  // namespace reinhardt::db
