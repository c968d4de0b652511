#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {

class ExecutionObserver;

/// Waits for another run, at most a given time for each lock: a random pause between two tries, and word to the observer. Without a given
/// time it waits 10 seconds for a lock that is not given at once, and no longer for one that was waited for as long as the limits allow.
class Waiting {
public:
    Waiting(std::optional<double> seconds, ExecutionObserver& observer, const std::atomic<bool>* interrupted);
    /// Whether a statement failed since another connection, maybe another run, is in the way, and trying again is wanted.
    [[nodiscard]] bool is_wanted_after(const DatabaseError& error) const;
    /// Sleeps before the next try. Throws Error(lock_held) that names `holder` once the time is over, Error(interrupted).
    void pause(const std::string& holder);
    /// The same after a lock timeout, for longer each time, so that those who queue behind the lock get through. Throws `error` once the
    /// time is over.
    void back_off(const DatabaseError& error);

private:
    void sleep(std::chrono::milliseconds time) const;
    [[nodiscard]] double waited() const;

    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    bool given_;
    double seconds_;
    ExecutionObserver& observer_;
    const std::atomic<bool>* interrupted_;
    bool told_ = false;
    int pause_ms_ = 5, back_off_ms_ = 250, tries_ = 1;
};

/// How runs keep out of each other's way. One kind for each way a backend offers.
class MigrationLock {
public:
    virtual ~MigrationLock() = default;
    virtual void take(Waiting& waiting) = 0;
    /// Called inside the transaction of a step, before anything else in it: still ours? Throws Error(lock_held) when it was taken over.
    virtual void assert_held() = 0;
    /// Who else has it at this moment; checked inside a transaction by runs that need only the database's own write lock.
    [[nodiscard]] virtual std::optional<std::string> other_holder() { return std::nullopt; }
    [[nodiscard]] virtual std::int64_t fence() const { return 0; }
    [[nodiscard]] virtual bool held() const = 0;
    virtual void release() noexcept = 0;
};

/// The server's own lock, which ends with the session.
class SessionLock final : public MigrationLock {
public:
    explicit SessionLock(Connection& connection) : connection_(connection) {}
    ~SessionLock() override { release(); }
    void take(Waiting& waiting) override;
    /// One try. False also where a lock of this session would not keep others out: then `serves()` is false from now on.
    bool try_take(std::string& holder);
    [[nodiscard]] bool serves() const noexcept { return serves_; }
    void assert_held() override {}
    [[nodiscard]] bool held() const override { return held_; }
    void release() noexcept override;

private:
    Connection& connection_;
    bool held_ = false, serves_ = true;
};

/// A row of reinhardt_migration_lock that its owner beats every few seconds, by the server's clock, on a connection of its own. A lease
/// that has not been beaten for 30 s and whose owner has no statement under way is taken over; the fence, one higher for each owner, keeps
/// the former one from going on (details 4.3).
class LeaseLock final : public MigrationLock {
public:
    explicit LeaseLock(Connection& connection);
    ~LeaseLock() override;
    void take(Waiting& waiting) override;
    void assert_held() override;
    [[nodiscard]] std::optional<std::string> other_holder() override;
    /// Who has it, asked outside of a transaction, where there may be no such table; changes nothing.
    [[nodiscard]] std::optional<std::string> holder();
    [[nodiscard]] std::int64_t fence() const override { return fence_; }
    [[nodiscard]] bool held() const override { return fence_ != 0; }
    void release() noexcept override;

private:
    class Heart;
    struct Row {
        std::string owner, heartbeat, session;
        std::int64_t fence = 0;
        std::int64_t age = 0;  ///< seconds since the last beat
    };
    /// A lease that looked stale: where it began to, and since when it has not been beaten.
    struct Silence {
        std::int64_t fence = 0;
        std::string heartbeat;
        std::chrono::steady_clock::time_point since;
    };
    [[nodiscard]] std::optional<Row> read();
    [[nodiscard]] bool is_held(const Row& row);
    [[nodiscard]] static Row row_of(const rdb_cell* cells);
    [[nodiscard]] bool try_take(std::string& holder);
    [[nodiscard]] std::string session() noexcept;

    Connection& connection_;
    std::string owner_;
    std::int64_t fence_ = 0;
    std::optional<Statement> read_;
    std::optional<Silence> silence_;
    std::unique_ptr<Heart> heart_;
};

}  // namespace reinhardt::db
