#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include <reinhardt/db/migrations/executor.hpp>

#include "../session.hpp"

namespace reinhardt::db::cli {

/// Tells of a run as people read it: one line a migration on stdout; on a terminal a live line with the operation, rows and time on
/// stderr. A statement that takes over two seconds says what it is.
class TextReport final : public ExecutionObserver {
public:
    explicit TextReport(Session& session);
    ~TextReport() override;

    void started(const std::vector<const Migration*>& pending) override;
    void migration_started(const Migration& migration, Direction direction) override;
    void operation(const Migration& migration, std::size_t index, std::size_t total, const std::string& description, std::int64_t ms) override;
    void statement_started(const std::string& sql) override;
    void statement(const std::string& sql, std::int64_t ms) override;
    void rows_done(std::int64_t rows) override;
    void migration_applied(const Migration& migration, std::int64_t ms, bool faked) override;
    void migration_unapplied(const Migration& migration, std::int64_t ms, bool faked) override;
    void recorded(const Migration& migration) override;
    void adopted(const MigrationKey& key) override;
    void waiting_for_lock(const std::string& holder) override;
    void trying_again(const Error& why, std::chrono::milliseconds pause) override;
    void warning(const std::string& text) override;

    /// The last line of a run that went well.
    void finish(const MigrateResult& result);
    /// Where the time went, slowest first.
    void times(const Profile& profile);
    /// Stops the live line, before a question or an error is shown.
    void pause();

private:
    using Clock = std::chrono::steady_clock;
    void tick();
    void head(Direction direction);
    void done(const Migration& migration, Direction direction, std::int64_t ms, bool faked);
    void line(const std::string& text);

    Session& session_;
    std::size_t width_ = 0, pending_ = 0;    ///< width_: of the longest name in the plan
    bool headed_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::string current_, statement_;
    std::size_t index_ = 0, total_ = 0, number_ = 0;
    std::int64_t rows_ = 0;
    bool said_ = false;                      ///< that the statement takes long
    Clock::time_point migration_start_, statement_start_;
    std::thread thread_;
};

/// The same as JSON, one event a line, each flushed (details 4.8).
class JsonReport final : public ExecutionObserver {
public:
    explicit JsonReport(Session& session) : session_(session) {}

    void started(const std::vector<const Migration*>& pending) override;
    void migration_started(const Migration& migration, Direction direction) override;
    void operation(const Migration& migration, std::size_t index, std::size_t total, const std::string& description, std::int64_t ms) override;
    void migration_applied(const Migration& migration, std::int64_t ms, bool faked) override;
    void migration_unapplied(const Migration& migration, std::int64_t ms, bool faked) override;
    void recorded(const Migration& migration) override;
    void adopted(const MigrationKey& key) override;
    void waiting_for_lock(const std::string& holder) override;
    void trying_again(const Error& why, std::chrono::milliseconds pause) override;
    void warning(const std::string& text) override;

    void finish(const MigrateResult& result);
    void times(const Profile& profile);
    /// The end of a run that failed, then the error as the last event.
    void fail(const Error& error);

    /// The first event: so many migrations are pending.
    void start(std::size_t pending);
    /// One more event of the run.
    void event(Value value);

private:
    void end(std::string_view status, std::size_t applied, std::int64_t ms);

    Session& session_;
    bool started_ = false;
    std::size_t applied_ = 0;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// "12 ms", "3.4 s", "2 min 5 s".
[[nodiscard]] std::string duration_text(std::int64_t ms);

}  // namespace reinhardt::db::cli
