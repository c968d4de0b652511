#include "limits.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace reinhardt::db::sqlite {

namespace {

constexpr std::chrono::milliseconds moment{20};
constexpr std::chrono::milliseconds longest_nap{25};
constexpr int steps_between_looks = 10'000;  ///< of SQLite's virtual machine: less than a millisecond

}  // namespace

Limits::Limits(sqlite3* handle) : handle_(handle), lock_(moment) {}

void Limits::set(const rdb_limits& limits) {
    limited_ = limits.lock_ms >= 0;
    lock_ = limited_ ? std::chrono::milliseconds(limits.lock_ms) : moment;
    statement_.reset();
    if (limits.statement_ms > 0) statement_ = std::chrono::milliseconds(limits.statement_ms);
    sqlite3_progress_handler(handle_, statement_ ? steps_between_looks : 0, statement_ ? on_progress : nullptr, this);
}

void Limits::cancel() noexcept {
    cancelled_ = true;
    sqlite3_interrupt(handle_);
}

plugin::PluginError Limits::explained(plugin::PluginError failure) const {
    if (failure.code != RDB_E_LOCKED && failure.code != RDB_E_INTERRUPTED) return failure;
    if (late_) {
        failure.code = RDB_E_STATEMENT_TIMEOUT;
        failure.message = "the statement took longer than it may";
        failure.retryable = false;
    } else if (cancelled_) {
        failure.code = RDB_E_INTERRUPTED;
        failure.message = "interrupted";
        failure.retryable = false;
    } else if (gave_up_ && limited_) {
        failure.code = RDB_E_LOCK_TIMEOUT;
    }
    return failure;
}

/// Called before each nap of a wait for a lock; 0 gives up.
int Limits::on_busy(void* self, int tries) noexcept { return static_cast<Limits*>(self)->waits_on(tries) ? 1 : 0; }

/// Called now and then while a statement runs; not 0 ends it.
int Limits::on_progress(void* self) noexcept { return static_cast<Limits*>(self)->is_late() ? 1 : 0; }

bool Limits::waits_on(int tries) noexcept {
    asked_ = true;
    if (cancelled_ || is_late()) return false;
    const Clock::time_point now = Clock::now();
    if (tries == 0) waiting_since_ = now;
    auto nap = std::min(std::chrono::milliseconds(1 + tries), longest_nap);
    if (lock_.count() > 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(waiting_since_ + lock_ - now);
        gave_up_ = left.count() <= 0;
        if (gave_up_) return false;
        nap = std::min(nap, left);
    }
    if (deadline_) nap = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - now), std::chrono::milliseconds(1), nap);
    sqlite3_sleep(static_cast<int>(nap.count()));
    return true;
}

bool Limits::is_late() noexcept {
    late_ = late_ || (deadline_ && Clock::now() >= *deadline_);
    return late_;
}

Limits::Running::Running(Limits& limits, Clock::duration& spent, bool first) : limits_(limits), spent_(spent) {
    if (first) {
        // SQLite counts on where it gave up before, and then does not ask at all, unless it is told anew.
        if (std::exchange(limits_.asked_, false)) sqlite3_busy_handler(limits_.handle_, on_busy, &limits_);
        limits_.cancelled_.store(false, std::memory_order_relaxed);
        limits_.gave_up_ = limits_.late_ = false;
    }
    if (!limits_.statement_) return;
    start_ = Clock::now();
    limits_.deadline_ = start_ + (*limits_.statement_ - spent_);
}

Limits::Running::~Running() {
    if (!limits_.deadline_) return;
    limits_.deadline_.reset();
    spent_ += Clock::now() - start_;
}

}  // namespace reinhardt::db::sqlite
