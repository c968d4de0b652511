#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/transaction.hpp>
#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/kept_alias.hpp>

namespace reinhardt::db {

/// What a thread has of a database: the connection that its sessions share, and its transaction with the blocks in it.
class ThreadDatabase {
public:
    explicit ThreadDatabase(std::string_view alias) : alias_(*kept_alias(alias)) {}
    ThreadDatabase(const ThreadDatabase&) = delete;
    ThreadDatabase& operator=(const ThreadDatabase&) = delete;

    /// The calling thread's; made at the first time.
    [[nodiscard]] static ThreadDatabase& of(std::string_view alias);

    /// Calls `f` for each connection that the calling thread's sessions share.
    static void for_each_connection(const std::function<void(Connection&)>& f);

    /// One more user of the shared connection.
    PooledConnection& acquire();
    void release() noexcept;
    [[nodiscard]] bool is_in_use() const noexcept { return users_ > 0; }
    [[nodiscard]] Pool& pool();
    [[nodiscard]] const std::string& alias() const noexcept { return alias_; }

    // Blocks of atomic().
    [[nodiscard]] std::size_t depth() const noexcept { return blocks_.size(); }
    [[nodiscard]] Transaction* transaction() noexcept { return transaction_ ? &*transaction_ : nullptr; }
    void enter(const AtomicOptions& options);
    void leave();               ///< the block returned
    void fail() noexcept;       ///< it threw
    /// Error(usage) when nothing but rolling back can be done.
    void check_usable() const;
    /// Whether the transaction that ended last lost its connection.
    [[nodiscard]] bool was_lost() const noexcept { return lost_; }
    void doom() noexcept { doom_ = Doom::wish; }
    void on_commit(std::function<void()> f) { hooks_.push_back({blocks_.size(), std::move(f)}); }
    /// Those of the transaction that was committed last.
    [[nodiscard]] std::vector<std::function<void()>> take_hooks();

private:
    struct Block {
        std::string savepoint;  ///< "": none of its own
    };
    /// Why the block in which it is now can only be rolled back.
    enum class Doom : std::uint8_t { none, wish, failure };
    struct Hook {
        std::size_t depth;  ///< of the block that it depends on
        std::function<void()> call;
    };
    [[nodiscard]] static std::vector<std::unique_ptr<ThreadDatabase>>& mine();
    void enter_inner(const AtomicOptions& options);
    void leave_inner();
    void end() noexcept;
    void drop_hooks(std::size_t depth) noexcept;

    const std::string& alias_;
    std::optional<Pool> pool_;
    std::uint64_t version_ = 0;
    PooledConnection connection_;
    std::uint32_t users_ = 0;
    std::optional<Transaction> transaction_;
    std::vector<Block> blocks_;
    std::vector<Hook> hooks_;
    std::uint64_t savepoints_ = 0;  ///< made so far: their names are never used again
    Doom doom_ = Doom::none;
    bool lost_ = false;
};

}  // namespace reinhardt::db
