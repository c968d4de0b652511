#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/pool/pool.hpp>

namespace reinhardt::db {

/// What all copies of a Pool and its connections share. A free connection is a bit: taking and giving back is one exchange of a word unless somebody
/// waits. Everything else happens under the mutex. It ends with the last Pool, or with the last connection that is given back after that.
class PoolCore {
public:
    PoolCore(std::string_view url, const PoolOptions& options);
    PoolCore(const PoolCore&) = delete;
    PoolCore& operator=(const PoolCore&) = delete;

    /// nullopt for `timeout`: does not wait, and may give an empty one.
    [[nodiscard]] PooledConnection get(std::optional<std::chrono::milliseconds> timeout);
    void give_back(std::uint32_t slot) noexcept;
    void invalidate(std::uint32_t slot) noexcept;
    void fill();                   ///< makes min_idle connections
    void close() noexcept;
    void abandon() noexcept;       ///< the last Pool is gone
    [[nodiscard]] bool is_closed() const noexcept;
    [[nodiscard]] PoolStatistics statistics();
    [[nodiscard]] const PoolOptions& options() const noexcept { return options_; }
    [[nodiscard]] Driver& driver() const noexcept { return *driver_; }

private:
    using Clock = std::chrono::steady_clock;
    struct Slot {
        std::unique_ptr<Connection> connection;
        std::unique_ptr<StatementCache> statements;
        std::int64_t created = 0, used = 0;  ///< milliseconds
        bool taken = false;                  ///< of max_connections; under the mutex
    };
    /// The free ones of `a_word` slots, and two marks that send everybody to the mutex.
    struct alignas(64) Word {
        std::atomic<std::uint64_t> bits{0};
    };
    static constexpr std::uint32_t a_word = 62;
    static constexpr std::uint64_t closed_mark = 1ULL << 63U, waiting_mark = 1ULL << 62U, slots_mask = waiting_mark - 1;
    struct Waiter {
        std::condition_variable ready;
        std::optional<std::uint32_t> slot;
    };

    ~PoolCore() = default;
    void check() const;
    [[nodiscard]] std::optional<std::uint32_t> take_free(std::uint64_t stops) noexcept;
    [[nodiscard]] std::optional<std::uint32_t> take_room();
    [[nodiscard]] std::optional<std::uint32_t> wait_for_slot(std::optional<std::chrono::milliseconds> timeout);
    [[nodiscard]] PooledConnection hand_out(std::uint32_t slot, std::optional<std::chrono::milliseconds> timeout);
    [[nodiscard]] bool is_usable(Slot& slot, std::int64_t now) const noexcept;
    [[nodiscard]] bool is_clean(Slot& slot) const noexcept;
    void connect(std::uint32_t index, std::optional<std::chrono::milliseconds> timeout);
    void serve(std::uint32_t slot) noexcept;
    void mark_waiting(bool on) noexcept;
    void set_free(std::uint32_t slot) noexcept;
    void give_up(std::uint32_t slot) noexcept;
    void close_unused(std::int64_t now) noexcept;
    void close_slot(Slot& slot) noexcept;
    [[noreturn]] void time_out(std::optional<std::chrono::milliseconds> timeout);

    PoolOptions options_;
    std::string url_;
    std::shared_ptr<Driver> driver_;
    std::unique_ptr<Slot[]> slots_;
    std::uint32_t words_count_ = 0;
    std::unique_ptr<Word[]> words_;
    std::atomic<std::int64_t> next_look_{0};  ///< at unused connections
    std::mutex mutex_;
    std::uint32_t open_ = 0;                  ///< slots that are taken
    std::deque<Waiter*> waiters_;             ///< in the order of their coming
    bool closed_ = false, abandoned_ = false;
    std::uint64_t timeouts_ = 0;
    std::atomic<std::uint64_t> created_{0}, closed_count_{0};
};

}  // namespace reinhardt::db
