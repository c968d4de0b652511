#include <reinhardt/db/orm/deadline.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <reinhardt/db/orm/thread_database.hpp>
#include <reinhardt/db/orm/watch.hpp>
#include <reinhardt/db/support/duration.hpp>

namespace reinhardt::db {

using Clock = std::chrono::steady_clock;

/// What a deadline watches; under the watchdog's mutex.
class Watch {
public:
    Watch(Clock::time_point end, std::chrono::milliseconds given) : when(end), time(given) {}
    const Clock::time_point when;
    const std::chrono::milliseconds time;
    std::vector<Connection*> connections;
    bool has_cancelled = false;
};

namespace {

constexpr std::chrono::milliseconds longest_time = std::chrono::hours(24 * 365 * 100);  ///< which a clock can still be asked for
constexpr std::chrono::milliseconds between_cancels{25};  ///< a statement may have begun just after one

thread_local std::shared_ptr<Watch> current;

/// A thread that cancels what runs too long.
class Watchdog {
public:
    ~Watchdog() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable()) thread_.join();
    }
    void add(const std::shared_ptr<Watch>& watch) {
        const std::lock_guard lock(mutex_);
        watches_.push_back(watch);
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
        changed_.notify_all();
    }
    void remove(const std::shared_ptr<Watch>& watch) noexcept {
        const std::lock_guard lock(mutex_);
        watches_.erase(std::remove(watches_.begin(), watches_.end(), watch), watches_.end());
    }
    void add(Watch& watch, Connection& connection) {
        const std::lock_guard lock(mutex_);
        watch.connections.push_back(&connection);
    }
    /// Whether it was cancelled.
    bool remove(Watch& watch, Connection& connection) noexcept {
        const std::lock_guard lock(mutex_);
        const auto known = std::find(watch.connections.begin(), watch.connections.end(), &connection);
        if (known == watch.connections.end()) return false;
        watch.connections.erase(known);
        return watch.has_cancelled;
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        while (!ending_) {
            const Clock::time_point now = Clock::now();
            Clock::time_point next = Clock::time_point::max();
            for (const auto& watch : watches_) {
                if (watch->when > now) {
                    next = std::min(next, watch->when);
                    continue;
                }
                next = std::min(next, now + between_cancels);
                for (Connection* connection : watch->connections) {
                    watch->has_cancelled = true;
                    connection->cancel();
                }
            }
            if (next == Clock::time_point::max()) changed_.wait(lock);
            else changed_.wait_until(lock, next);
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::shared_ptr<Watch>> watches_;
    bool ending_ = false;
    std::thread thread_;
};

Watchdog& watchdog() {
    static Watchdog dog;
    return dog;
}

Error too_late(const Watch& watch) { return {ErrorCode::statement_timeout, "not done within " + exact_duration(watch.time) + " (its deadline)"}; }

}  // namespace

Deadline::Deadline(std::chrono::milliseconds from_now) : before_(current) {
    const Clock::time_point now = Clock::now();
    const Clock::time_point mine = now + std::min(from_now, longest_time);
    watch_ = std::make_shared<Watch>(before_ ? std::min(mine, before_->when) : mine, from_now);
    current = watch_;
    ThreadDatabase::for_each_connection([&](Connection& connection) { watchdog().add(*watch_, connection); });
    watchdog().add(watch_);
}

Deadline::~Deadline() {
    watchdog().remove(watch_);
    current = before_;
}

bool Deadline::has_passed() const noexcept { return Clock::now() >= watch_->when; }
Clock::time_point Deadline::when() const noexcept { return watch_->when; }

void check_deadline() {
    if (current && Clock::now() >= current->when) throw too_late(*current);
}

void watch(Connection& connection) {
    if (!current) return;
    check_deadline();
    watchdog().add(*current, connection);
}

void unwatch(Connection& connection) noexcept {
    if (!current || !watchdog().remove(*current, connection)) return;
    try {
        connection.ping();
    } catch (const std::exception&) {
        // It was for the ping, or the connection is lost.
    }
}

void run_with_deadline(std::chrono::milliseconds time, void (*body)(void*), void* context) {
    const Deadline deadline(time);
    try {
        body(context);
    } catch (const DatabaseError& error) {
        if (!deadline.has_passed() || (error.driver_code() != RDB_E_INTERRUPTED && error.driver_code() != RDB_E_STATEMENT_TIMEOUT)) throw;
        Error late(ErrorCode::statement_timeout, "not done within " + exact_duration(time) + " (its deadline)");
        late.statement(error.statement());
        throw late;
    }
}

}  // namespace reinhardt::db
