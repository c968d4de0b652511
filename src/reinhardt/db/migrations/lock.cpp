#include <reinhardt/db/migrations/lock.hpp>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <mutex>
#include <random>

#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/backends/transaction.hpp>
#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/migrations/recorder_sql.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr std::string_view lock_name = "reinhardt_migrations";
constexpr std::string_view lease_row = "migrate";
constexpr std::int64_t stale_seconds = 30;
constexpr std::chrono::seconds beat_every{5};
constexpr int longest_pause_ms = 200;
constexpr int longest_back_off_ms = 10'000;
constexpr std::chrono::milliseconds longest_nap{50};
constexpr double default_wait_seconds = 10;

std::uint64_t random_bits() {
    thread_local std::mt19937_64 generator{(static_cast<std::uint64_t>(std::random_device{}()) << 32U) ^ static_cast<std::uint64_t>(::getpid())};
    return generator();
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("an unknown host");
}

/// What makes a process number mean one process: this boot of the machine, and the namespace of its processes. "" = not known.
std::string process_space() {
    std::ifstream boot("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::error_code failure;
    const auto space = std::filesystem::read_symlink("/proc/self/ns/pid", failure);
    if (!std::getline(boot, id) || failure) return {};
    return sha256_hex(id + "\n" + space.string()).substr(0, 8);
}

/// "process 17 on host (9f86d081)", and for processes of one space "(9f86d081-60303ae2)".
std::string owner_text() {
    std::array<char, 20> tag{};
    std::snprintf(tag.data(), tag.size(), "%08x", static_cast<unsigned>(random_bits() & 0xffffffffU));
    const std::string space = process_space();
    return "process " + std::to_string(::getpid()) + " on " + host_name() + " (" + tag.data() + (space.empty() ? "" : "-" + space) + ")";
}

/// Whether the owner was a process of this machine that is no more: nobody has to wait until its lease runs out.
bool is_gone(const std::string& owner) {
    const std::string space = process_space();
    int process = 0;
    if (space.empty() || !owner.ends_with("-" + space + ")") || std::sscanf(owner.c_str(), "process %d on", &process) != 1 || process <= 0) return false;
    return ::kill(process, 0) != 0 && errno == ESRCH;
}

/// How long a lease that seems stale is watched where the database cannot say what its owner's session does.
constexpr std::chrono::seconds watched_for{7};

/// Seconds since the epoch of a time as the database prints it; nullopt for anything else.
std::optional<std::int64_t> seconds_of(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const std::string time = rfc3339(text);
    if (std::sscanf(time.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6) return std::nullopt;
    const std::chrono::sys_days date = std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                                                   std::chrono::day(static_cast<unsigned>(day)));
    return date.time_since_epoch().count() * 86'400LL + hour * 3'600LL + minute * 60LL + second;
}

std::string held_by(const std::string& owner, const std::string& heartbeat) { return owner + ", last heard of at " + heartbeat; }

/// What says no more than that another run was faster: on a cluster that comes to light at COMMIT, or as a row that is there already.
bool is_lost_try(const DatabaseError& error) { return error.driver_code() == RDB_E_LOCKED || error.driver_code() == RDB_E_UNIQUE; }

std::string beat_sql(const Driver& driver) {
    return recorder_sql(driver, "UPDATE {reinhardt_migration_lock} SET {heartbeat} = @now WHERE {name} = 'migrate' AND {owner} = ? AND {fence} = ?");
}

}  // namespace

Waiting::Waiting(std::optional<double> seconds, ExecutionObserver& observer, const std::atomic<bool>* interrupted)
    : given_(seconds.has_value()), seconds_(seconds.value_or(default_wait_seconds)), observer_(observer), interrupted_(interrupted) {}

double Waiting::waited() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

bool Waiting::is_wanted_after(const DatabaseError& error) const {
    return error.driver_code() == RDB_E_LOCKED || (given_ && error.driver_code() == RDB_E_LOCK_TIMEOUT);
}

void Waiting::sleep(std::chrono::milliseconds time) const {
    const auto end = std::chrono::steady_clock::now() + time;
    for (;;) {
        if (interrupted_ != nullptr && interrupted_->load()) throw Error(ErrorCode::interrupted, "interrupted while waiting for the lock");
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0) return;
        std::this_thread::sleep_for(std::min(left, longest_nap));
    }
}

void Waiting::pause(const std::string& holder) {
    if (interrupted_ != nullptr && interrupted_->load()) throw Error(ErrorCode::interrupted, "interrupted while waiting for the lock");
    if (waited() >= seconds_) {
        throw Error(ErrorCode::lock_held, "another run holds the migration lock" + (holder.empty() ? std::string() : ": " + holder))
            .hint("run again when it is done, or wait longer with --wait SECONDS");
    }
    if (!told_ && waited() >= 0.2) {
        observer_.waiting_for_lock(holder);
        told_ = true;
    }
    // Without the random part several waiting runs would try in step.
    const auto spread = static_cast<int>(random_bits() % static_cast<std::uint64_t>(pause_ms_));
    sleep(std::chrono::milliseconds(pause_ms_ / 2 + spread));
    pause_ms_ = std::min(pause_ms_ * 2, longest_pause_ms);
}

void Waiting::back_off(const DatabaseError& error) {
    const double left = seconds_ - waited();
    if (left <= 0) {
        DatabaseError last = error;
        if (tries_ > 1) last.note(std::to_string(tries_) + " tries in " + std::to_string(std::llround(waited())) + " s");
        throw last;
    }
    const auto spread = static_cast<int>(random_bits() % static_cast<std::uint64_t>(back_off_ms_));
    const std::chrono::milliseconds time(static_cast<std::int64_t>(std::min<double>(back_off_ms_ / 2 + spread, left * 1000)));
    observer_.trying_again(error, time);
    sleep(time);
    back_off_ms_ = std::min(back_off_ms_ * 2, longest_back_off_ms);
    ++tries_;
}

bool SessionLock::try_take(std::string& holder) {
    try {
        auto result = connection_.try_lock(lock_name);
        serves_ = true;
        held_ = result.taken;
        holder = std::move(result.holder);
    } catch (const DatabaseError& error) {
        if (error.driver_code() != RDB_E_UNSUPPORTED) throw;
        serves_ = false;
    }
    return held_;
}

void SessionLock::take(Waiting& waiting) {
    std::string holder;
    while (!held_ && !try_take(holder) && serves_) waiting.pause(holder);
}

void SessionLock::release() noexcept {
    if (!held_) return;
    held_ = false;
    try {
        connection_.unlock(lock_name);
    } catch (const std::exception&) {
        // The server drops it with the session.
    }
}

/// Beats a lease until it is destroyed. Misses beats while the database is busy: the run beats inside its own transactions as well.
class LeaseLock::Heart {
public:
    Heart(std::unique_ptr<Connection> connection, std::string owner, std::int64_t fence)
        : connection_(std::move(connection)), owner_(std::move(owner)), fence_(fence), thread_([this] { beat(); }) {}
    ~Heart() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    Heart(const Heart&) = delete;
    Heart& operator=(const Heart&) = delete;

private:
    void beat() {
        const std::string sql = beat_sql(connection_->driver());
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, beat_every, [this] { return stop_; })) {
            lock.unlock();
            try {
                connection_->execute(sql, {owner_, fence_});
            } catch (const std::exception&) {
                // The next one may get through.
            }
            lock.lock();
        }
    }

    std::unique_ptr<Connection> connection_;
    std::string owner_;
    std::int64_t fence_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::thread thread_;
};

LeaseLock::LeaseLock(Connection& connection) : connection_(connection), owner_(owner_text()) {}
LeaseLock::~LeaseLock() { release(); }

std::optional<LeaseLock::Row> LeaseLock::read() {
    std::array<rdb_cell, 5> cells{};
    std::optional<Row> row;
    try {
        if (!read_) {
            read_.emplace(connection_, recorder_sql(connection_.driver(),
                                                    "SELECT {owner}, {fence}, {heartbeat}, @now, {connection_id} FROM {reinhardt_migration_lock} WHERE {name} = 'migrate'"));
        }
        if (read_->fetch(cells.data(), 1) == 1) row = row_of(cells.data());
        read_->reset();
    } catch (...) {
        read_.reset();
        throw;
    }
    return row;
}

LeaseLock::Row LeaseLock::row_of(const rdb_cell* cells) {
    const auto text = [&](std::size_t i) {
        const Value value = to_value(cells[i]);
        return value.is_text() ? value.as_text() : std::string();
    };
    Row row;
    row.owner = text(0);
    row.fence = cells[1].tag == RDB_INT ? cells[1].u.i : 0;
    row.heartbeat = rfc3339(text(2));
    row.session = text(4);
    const auto beaten = seconds_of(text(2));
    const auto now = seconds_of(text(3));
    row.age = beaten && now ? *now - *beaten : std::numeric_limits<std::int64_t>::max();
    return row;
}

/// A server may still work on the statement of a process that is gone; an embedded database cannot.
bool LeaseLock::is_held(const Row& row) {
    if (row.owner.empty()) return false;
    if (connection_.driver().can(RDB_CAP_WRITE_LOCK)) return row.age <= stale_seconds && !is_gone(row.owner);
    if (row.age <= stale_seconds) return true;
    const rdb_session_state state = connection_.session_state(row.session);
    if (state != RDB_SESSION_UNKNOWN || row.session.empty()) return state == RDB_SESSION_BUSY;
    // A statement that stops the whole cluster stops the beats as well: with its end they must come again.
    const auto now = std::chrono::steady_clock::now();
    if (!silence_ || silence_->fence != row.fence || silence_->heartbeat != row.heartbeat) silence_ = Silence{row.fence, row.heartbeat, now};
    return now - silence_->since < watched_for;
}

std::string LeaseLock::session() noexcept {
    try {
        return connection_.session();
    } catch (const std::exception&) {
        return {};
    }
}

bool LeaseLock::try_take(std::string& holder) {
    // What makes tables may end a transaction.
    if (!connection_.driver().can(RDB_CAP_WRITE_LOCK)) Recorder(connection_).ensure_tables();
    Transaction transaction(connection_, Connection::Begin::write);
    if (connection_.driver().can(RDB_CAP_WRITE_LOCK)) Recorder(connection_).ensure_tables();
    const auto row = read();
    if (row && is_held(*row)) {
        holder = held_by(row->owner, row->heartbeat);
        return false;
    }
    const auto sql = [&](std::string_view text) { return recorder_sql(connection_.driver(), text); };
    const std::int64_t next = row ? row->fence + 1 : 1;
    if (row) {
        // The fence in the condition makes it safe where `write` transactions do not exclude each other.
        const auto changed = connection_.execute(sql("UPDATE {reinhardt_migration_lock} SET {owner} = ?, {fence} = ?, {connection_id} = ?, {heartbeat} = @now "
                                                     "WHERE {name} = 'migrate' AND {fence} = ?"),
                                                 {owner_, next, session(), row->fence});
        if (changed != 1) return false;
    } else {
        connection_.execute(sql("INSERT INTO {reinhardt_migration_lock} ({name}, {owner}, {fence}, {connection_id}, {heartbeat}) VALUES (?, ?, ?, ?, @now)"),
                            {lease_row, owner_, next, session()});
    }
    transaction.commit();
    fence_ = next;
    return true;
}

void LeaseLock::take(Waiting& waiting) {
    if (held()) return;
    for (;;) {
        std::string holder = "another connection is writing to the database";
        try {
            if (try_take(holder)) break;
        } catch (const DatabaseError& error) {
            if (!is_lost_try(error) && !waiting.is_wanted_after(error)) throw;
            if (error.driver_code() == RDB_E_LOCKED && !connection_.driver().can(RDB_CAP_WRITE_LOCK)) holder = error.message();
        }
        waiting.pause(holder);
    }
    if (auto connection = connection_.another()) heart_ = std::make_unique<Heart>(std::move(connection), owner_, fence_);
}

void LeaseLock::assert_held() {
    if (!held()) return;
    // The session may be another one each time where a pooler hands them out.
    const std::string sql = recorder_sql(connection_.driver(), "UPDATE {reinhardt_migration_lock} SET {heartbeat} = @now, {connection_id} = ? "
                                                               "WHERE {name} = 'migrate' AND {owner} = ? AND {fence} = ?");
    if (connection_.execute(sql, {session(), owner_, fence_}) == 1) return;
    const auto row = read();
    fence_ = 0;
    throw Error(ErrorCode::lock_held, "the migration lock was taken over by another run" + (row && !row->owner.empty() ? ": " + row->owner : std::string()))
        .hint("this run was silent for more than 30 seconds; run again when the other one is done");
}

std::optional<std::string> LeaseLock::other_holder() {
    if (held()) return std::nullopt;
    const auto row = read();
    if (!row || row->owner.empty()) return std::nullopt;
    if (is_held(*row)) return held_by(row->owner, row->heartbeat);
    // Its owner died; should it wake up, the fence stops it.
    connection_.execute(recorder_sql(connection_.driver(),
                                     "UPDATE {reinhardt_migration_lock} SET {owner} = '', {fence} = {fence} + 1 WHERE {name} = 'migrate'"));
    return std::nullopt;
}

std::optional<std::string> LeaseLock::holder() {
    try {
        const auto row = read();
        if (row && is_held(*row)) return held_by(row->owner, row->heartbeat);
    } catch (const DatabaseError&) {
        if (!connection_.introspect(std::vector<std::string>{std::string(lock_table)}).tables.empty()) throw;
    }
    return std::nullopt;
}

void LeaseLock::release() noexcept {
    heart_.reset();
    if (!held()) return;
    const std::int64_t fence = std::exchange(fence_, 0);
    for (int tries = 0; tries < 100; ++tries) {
        try {
            connection_.execute(recorder_sql(connection_.driver(),
                                             "UPDATE {reinhardt_migration_lock} SET {owner} = '' WHERE {name} = 'migrate' AND {owner} = ? AND {fence} = ?"),
                                {owner_, fence});
            return;
        } catch (const DatabaseError& error) {
            if (error.driver_code() != RDB_E_LOCKED) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        } catch (const std::exception&) {
            return;
        }
    }
}

}  // namespace reinhardt::db
