#include <reinhardt/db/orm/atomic.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include <reinhardt/db/orm/thread_database.hpp>

namespace reinhardt::db {
namespace {

constexpr std::int64_t longest_pause_ms = 1'000;

/// Those who were in each other's way must not meet again at once.
void pause_before(int attempt) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const std::int64_t longest = std::min(longest_pause_ms, std::int64_t{5} << std::min(attempt, 10));
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(1, longest)(random)));
}

void run_block(ThreadDatabase& database, const AtomicOptions& options, void (*body)(void*), void* context) {
    database.enter(options);
    try {
        body(context);
    } catch (...) {
        database.fail();
        throw;
    }
    database.leave();
}

}  // namespace

void run_atomic(const AtomicOptions& options, void (*body)(void*), void* context) {
    ThreadDatabase& database = ThreadDatabase::of(options.database);
    if (database.depth() > 0) return run_block(database, options, body, context);
    for (int attempt = 0;; ++attempt) {
        try {
            run_block(database, options, body, context);
            break;
        } catch (const TransactionLost&) {
            throw;
        } catch (const DatabaseError& error) {
            if (error.connection_lost() && database.was_lost()) throw TransactionLost(error, TransactionLost::Outcome::nothing_committed);
            if (!error.retryable() || attempt >= options.retry) throw;
        }
        pause_before(attempt);
    }
    for (const auto& call : database.take_hooks()) call();
}

void call_on_commit(std::unique_ptr<CommitCall> call, std::string_view alias) {
    ThreadDatabase& database = ThreadDatabase::of(alias);
    if (database.depth() == 0) return call->call();
    database.check_usable();
    database.on_commit([shared = std::shared_ptr<CommitCall>(std::move(call))] { shared->call(); });
}

bool in_atomic(std::string_view alias) noexcept { return ThreadDatabase::of(alias).depth() > 0; }

Transaction* current_transaction(std::string_view alias) noexcept { return ThreadDatabase::of(alias).transaction(); }

void set_rollback(std::string_view alias) {
    ThreadDatabase& database = ThreadDatabase::of(alias);
    if (database.depth() == 0) throw Error(ErrorCode::usage, "set_rollback() outside of an atomic block");
    database.doom();
}

}  // namespace reinhardt::db
