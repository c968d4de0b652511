#include <reinhardt/db/pool/pool_core.hpp>

#include <algorithm>
#include <bit>
#include <ctime>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/backends/url.hpp>

namespace reinhardt::db {
namespace {

constexpr std::chrono::milliseconds sqlite_patience{5'000};
constexpr std::int64_t look_interval = 1'000;

/// Milliseconds of a clock that costs a few nanoseconds to read and stands for a few milliseconds.
std::int64_t coarse_now() noexcept {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000 + time.tv_nsec / 1'000'000;
}

/// Where this thread found a connection last: most likely the one whose memory is near.
thread_local std::uint32_t last_slot = 0;

bool is_over(std::optional<std::chrono::milliseconds> limit, std::int64_t since, std::int64_t now) noexcept { return limit && now - since >= limit->count(); }

}  // namespace

PoolCore::PoolCore(std::string_view url, const PoolOptions& options) : options_(options), url_(url) {
    check();
    const std::shared_ptr<DriverRegistry> drivers = options_.drivers ? options_.drivers : std::make_shared<DriverRegistry>();
    driver_ = drivers->for_url(url_);
    if (driver_->can(RDB_CAP_WRITE_LOCK) && driver_->can(RDB_CAP_LOCK_TIMEOUT) && !options_.limits.lock) options_.limits.lock = sqlite_patience;
    if (driver_->can(RDB_CAP_IN_MEMORY) && url_ == url_scheme(url_) + "::memory:") {
        // Each connection would have a database of its own, which ends with it.
        options_.max_connections = 1;
        options_.min_idle = std::min(options_.min_idle, 1U);
        options_.idle_timeout.reset();
        options_.max_lifetime.reset();
    }
    slots_ = std::make_unique<Slot[]>(options_.max_connections);
    words_count_ = (options_.max_connections + a_word - 1) / a_word;
    words_ = std::make_unique<Word[]>(words_count_);
}

void PoolCore::check() const {
    const auto refuse = [](const std::string& what) { throw PoolError(PoolError::Kind::config, what); };
    if (options_.max_connections == 0) refuse("a pool has at least one connection: max_connections is 0");
    if (options_.max_connections > PoolOptions::most_connections) refuse(fmt::format("a pool has at most {} connections: max_connections is {}", PoolOptions::most_connections, options_.max_connections));
    if (options_.min_idle > options_.max_connections) refuse(fmt::format("min_idle ({}) is more than max_connections ({})", options_.min_idle, options_.max_connections));
    if (options_.acquire_timeout.count() < 0 || options_.connect_timeout.count() <= 0) refuse("a timeout of a pool is negative, or no time to connect");
}

bool PoolCore::is_closed() const noexcept { return (words_[0].bits.load(std::memory_order_acquire) & closed_mark) != 0; }

PooledConnection PoolCore::get(std::optional<std::chrono::milliseconds> timeout) {
    std::optional<std::uint32_t> slot = take_free(closed_mark | waiting_mark);
    if (!slot) slot = wait_for_slot(timeout);
    return slot ? hand_out(*slot, timeout) : PooledConnection();
}

std::optional<std::uint32_t> PoolCore::take_free(std::uint64_t stops) noexcept {
    const std::uint32_t near = last_slot < options_.max_connections ? last_slot : 0;
    for (std::uint32_t tried = 0, at = near / a_word; tried < words_count_; ++tried, at = at + 1 == words_count_ ? 0 : at + 1) {
        std::atomic<std::uint64_t>& word = words_[at].bits;
        std::uint64_t bits = word.load(std::memory_order_relaxed);
        while ((bits & stops) == 0 && (bits & slots_mask) != 0) {
            const std::uint64_t free = bits & slots_mask;
            const std::uint64_t mine = 1ULL << (near % a_word);
            const std::uint64_t one = at == near / a_word && (free & mine) != 0 ? mine : free & (~free + 1);
            if (!word.compare_exchange_weak(bits, bits & ~one, std::memory_order_acquire, std::memory_order_relaxed)) continue;
            last_slot = at * a_word + static_cast<std::uint32_t>(std::countr_zero(one));
            return last_slot;
        }
        if ((bits & stops) != 0) return std::nullopt;
    }
    return std::nullopt;
}

/// A slot without a connection, unless there are as many as there may be. Under the mutex.
std::optional<std::uint32_t> PoolCore::take_room() {
    if (open_ == options_.max_connections) return std::nullopt;
    for (std::uint32_t index = 0; index < options_.max_connections; ++index) {
        if (slots_[index].taken) continue;
        slots_[index].taken = true;
        ++open_;
        return index;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> PoolCore::wait_for_slot(std::optional<std::chrono::milliseconds> timeout) {
    constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365 * 100);  // a clock cannot be asked for more
    const Clock::time_point deadline = Clock::now() + std::min(timeout.value_or(std::chrono::milliseconds(0)), longest);
    std::unique_lock lock(mutex_);
    if (closed_) throw PoolError(PoolError::Kind::closed, "the pool is closed");
    if (waiters_.empty()) {
        if (const auto slot = take_free(0)) return slot;
        if (const auto slot = take_room()) return slot;
    }
    if (!timeout) return std::nullopt;
    if (options_.max_waiters > 0 && waiters_.size() >= options_.max_waiters) {
        throw PoolError(PoolError::Kind::exhausted, fmt::format("all {} connections are in use, and {} wait for one already", options_.max_connections, waiters_.size()));
    }
    Waiter me;
    waiters_.push_back(&me);
    mark_waiting(true);
    // Whoever gave one back before the mark was seen did not look for waiters.
    while (!waiters_.empty()) {
        const auto slot = take_free(0);
        if (!slot) break;
        serve(*slot);
    }
    while (!me.slot && !closed_ && me.ready.wait_until(lock, deadline) != std::cv_status::timeout) {
    }
    if (me.slot) return me.slot;
    waiters_.erase(std::find(waiters_.begin(), waiters_.end(), &me));
    if (waiters_.empty()) mark_waiting(false);
    if (closed_) throw PoolError(PoolError::Kind::closed, "the pool was closed");
    ++timeouts_;
    time_out(timeout);
}

void PoolCore::time_out(std::optional<std::chrono::milliseconds> timeout) {
    PoolError error(PoolError::Kind::timeout, fmt::format("no connection became free within {} ms: all {} are in use, {} more wait", timeout.value_or(std::chrono::milliseconds(0)).count(), open_, waiters_.size()));
    error.hint("give connections back sooner, or raise max_connections or acquire_timeout");
    throw error;
}

/// Gives the slot to the one who waits for longest; there is one. Under the mutex.
void PoolCore::serve(std::uint32_t slot) noexcept {
    Waiter& first = *waiters_.front();
    waiters_.pop_front();
    first.slot = slot;
    first.ready.notify_one();
    if (waiters_.empty()) mark_waiting(false);
}

void PoolCore::mark_waiting(bool on) noexcept {
    for (std::uint32_t i = 0; i < words_count_; ++i) {
        if (on) words_[i].bits.fetch_or(waiting_mark, std::memory_order_seq_cst);
        else words_[i].bits.fetch_and(~waiting_mark, std::memory_order_seq_cst);
    }
}

PooledConnection PoolCore::hand_out(std::uint32_t index, std::optional<std::chrono::milliseconds> timeout) {
    Slot& slot = slots_[index];
    if (!slot.connection || !is_usable(slot, coarse_now())) connect(index, timeout);
    return {this, index, *slot.connection, *slot.statements};
}

bool PoolCore::is_usable(Slot& slot, std::int64_t now) const noexcept {
    if (is_over(options_.idle_timeout, slot.used, now) || is_over(options_.max_lifetime, slot.created, now)) return false;
    if (!options_.test_before_acquire || now - slot.used < options_.fresh.count()) return true;
    try {
        slot.connection->ping();
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

/// Makes a connection in a slot that is the caller's, in the place of what is there.
void PoolCore::connect(std::uint32_t index, std::optional<std::chrono::milliseconds> timeout) {
    Slot& slot = slots_[index];
    close_slot(slot);
    try {
        Connection::Options how = options_.connection;
        how.connect_timeout_ms = static_cast<int>(std::max<std::int64_t>(1, timeout && timeout->count() > 0 ? std::min(options_.connect_timeout, *timeout).count() : options_.connect_timeout.count()));
        slot.connection = std::make_unique<Connection>(driver_, url_, options_.root, how);
        slot.connection->limit(options_.limits);
        slot.statements = std::make_unique<StatementCache>(*slot.connection, options_.statement_cache);
        slot.created = slot.used = coarse_now();
        created_.fetch_add(1, std::memory_order_relaxed);
    } catch (const Error& cause) {
        give_up(index);
        PoolError error(PoolError::Kind::connection, "no connection can be made: " + cause.message());
        error.hint(cause.hint()).sqlstate(cause.sqlstate());
        throw error;
    } catch (...) {
        give_up(index);
        throw;
    }
}

void PoolCore::close_slot(Slot& slot) noexcept {
    if (!slot.connection) return;
    slot.statements.reset();
    slot.connection.reset();
    closed_count_.fetch_add(1, std::memory_order_relaxed);
}

/// Whether the connection can be given to another; makes it so.
bool PoolCore::is_clean(Slot& slot) const noexcept {
    try {
        if (slot.connection->is_lost()) return false;
        slot.statements->reset_all();
        if (slot.connection->in_transaction() || slot.connection->was_aborted()) slot.connection->rollback();
        return !slot.connection->is_lost();
    } catch (const std::exception&) {
        return false;
    }
}

void PoolCore::give_back(std::uint32_t index) noexcept {
    Slot& slot = slots_[index];
    const std::int64_t now = coarse_now();
    if (!is_clean(slot) || is_over(options_.max_lifetime, slot.created, now)) return invalidate(index);
    slot.used = now;
    if (options_.idle_timeout && now >= next_look_.load(std::memory_order_relaxed)) close_unused(now);
    std::atomic<std::uint64_t>& word = words_[index / a_word].bits;
    const std::uint64_t bit = 1ULL << (index % a_word);
    std::uint64_t bits = word.load(std::memory_order_relaxed);
    while ((bits & (closed_mark | waiting_mark)) == 0) {
        // From here on it is another's, and the pool may be gone.
        if (word.compare_exchange_weak(bits, bits | bit, std::memory_order_release, std::memory_order_relaxed)) return;
    }
    {
        const std::lock_guard lock(mutex_);
        if (!closed_) {
            if (waiters_.empty()) set_free(index);
            else serve(index);
            return;
        }
    }
    invalidate(index);
}

void PoolCore::set_free(std::uint32_t slot) noexcept { words_[slot / a_word].bits.fetch_or(1ULL << (slot % a_word), std::memory_order_release); }

void PoolCore::invalidate(std::uint32_t index) noexcept {
    close_slot(slots_[index]);
    give_up(index);
}

/// The slot has no connection any more: another may make one.
void PoolCore::give_up(std::uint32_t index) noexcept {
    bool last = false;
    {
        const std::lock_guard lock(mutex_);
        if (!waiters_.empty() && !closed_) return serve(index);
        slots_[index].taken = false;
        --open_;
        last = abandoned_ && open_ == 0;
    }
    if (last) delete this;
}

void PoolCore::close_unused(std::int64_t now) noexcept {
    std::vector<std::uint32_t> unused;
    {
        const std::lock_guard lock(mutex_);
        if (now < next_look_.load(std::memory_order_relaxed)) return;
        next_look_.store(now + std::min<std::int64_t>(look_interval, std::max<std::int64_t>(1, options_.idle_timeout->count())), std::memory_order_relaxed);
        std::vector<std::uint32_t> kept;
        while (const auto slot = take_free(0)) (is_over(options_.idle_timeout, slots_[*slot].used, now) ? unused : kept).push_back(*slot);
        while (!unused.empty() && kept.size() < options_.min_idle) {
            kept.push_back(unused.back());
            unused.pop_back();
        }
        for (const std::uint32_t slot : kept) set_free(slot);
    }
    for (const std::uint32_t slot : unused) invalidate(slot);
}

void PoolCore::fill() {
    std::vector<PooledConnection> made;
    while (made.size() < options_.min_idle) made.push_back(get(options_.acquire_timeout));
}

void PoolCore::close() noexcept {
    std::vector<std::uint32_t> idle;
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        closed_ = true;
        for (std::uint32_t i = 0; i < words_count_; ++i) {
            const std::uint64_t bits = words_[i].bits.exchange(closed_mark, std::memory_order_acq_rel);
            for (std::uint64_t left = bits & slots_mask; left != 0; left &= left - 1) idle.push_back(i * a_word + static_cast<std::uint32_t>(std::countr_zero(left)));
        }
        for (Waiter* waiter : waiters_) waiter->ready.notify_one();
    }
    for (const std::uint32_t slot : idle) invalidate(slot);
}

void PoolCore::abandon() noexcept {
    close();
    bool last = false;
    {
        const std::lock_guard lock(mutex_);
        abandoned_ = true;
        last = open_ == 0;
    }
    if (last) delete this;
}

PoolStatistics PoolCore::statistics() {
    const std::lock_guard lock(mutex_);
    PoolStatistics now;
    for (std::uint32_t i = 0; i < words_count_; ++i) now.idle += static_cast<std::uint32_t>(std::popcount(words_[i].bits.load(std::memory_order_relaxed) & slots_mask));
    now.connections = open_;
    now.in_use = open_ - std::min(open_, now.idle);
    now.waiters = static_cast<std::uint32_t>(waiters_.size());
    now.created = created_.load(std::memory_order_relaxed);
    now.closed = closed_count_.load(std::memory_order_relaxed);
    now.timeouts = timeouts_;
    return now;
}

}  // namespace reinhardt::db
