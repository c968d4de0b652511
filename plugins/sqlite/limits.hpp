#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include <reinhardt/db/backends/plugin_support.hpp>

struct sqlite3;

namespace reinhardt::db::sqlite {

/// How long the statements of a connection wait for locks and run, and what ended the last one: SQLite itself knows no more than "busy"
/// and "interrupted". Without limits of the host it waits only a moment for locks: the host asks again.
class Limits {
public:
    explicit Limits(sqlite3* handle);
    Limits(const Limits&) = delete;
    Limits& operator=(const Limits&) = delete;

    void set(const rdb_limits& limits);
    /// Ends the statement under way, also while it waits for a lock. From any thread.
    void cancel() noexcept;
    /// What `failure` of the last statement really was.
    [[nodiscard]] plugin::PluginError explained(plugin::PluginError failure) const;

    using Clock = std::chrono::steady_clock;

    /// A statement runs while this lives. `spent` is what it took before and gets what it took now, since rows come in pieces.
    class Running {
    public:
        Running(Limits& limits, Clock::duration& spent, bool first);
        ~Running();
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;

    private:
        Limits& limits_;
        Clock::duration& spent_;
        Clock::time_point start_;
    };

private:
    [[nodiscard]] static int on_busy(void* self, int tries) noexcept;
    [[nodiscard]] static int on_progress(void* self) noexcept;
    [[nodiscard]] bool waits_on(int tries) noexcept;
    [[nodiscard]] bool is_late() noexcept;

    sqlite3* handle_;
    std::chrono::milliseconds lock_{};                     ///< zero = no end
    std::optional<std::chrono::milliseconds> statement_;
    bool limited_ = false;                                 ///< the limit on locks is the host's
    std::atomic<bool> cancelled_{false};
    bool asked_ = true;                                    ///< whether to go on waiting, since SQLite was told of this
    bool gave_up_ = false, late_ = false;                  ///< how the last statement ended
    Clock::time_point waiting_since_{};
    std::optional<Clock::time_point> deadline_;            ///< of the statement that runs
};

}  // namespace reinhardt::db::sqlite
