#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <reinhardt/db/backends/transaction_options.hpp>
#include <reinhardt/db/orm/connect.hpp>

namespace reinhardt::db {

class Transaction;

inline constexpr IsolationLevel read_uncommitted = IsolationLevel::read_uncommitted;
inline constexpr IsolationLevel read_committed = IsolationLevel::read_committed;
inline constexpr IsolationLevel repeatable_read = IsolationLevel::repeatable_read;
inline constexpr IsolationLevel serializable = IsolationLevel::serializable;

struct AtomicOptions {
    IsolationLevel isolation = IsolationLevel::automatic;  ///< of the outermost block; an inner one may only ask for the same
    bool read_only = false;                                ///< as isolation
    bool deferrable = false;                               ///< as TransactionOptions
    bool durable = false;    ///< what it did is committed when it returns: Error(usage) inside of another block
    bool savepoint = true;   ///< an inner block has a savepoint of its own; without, its failure undoes the outer block too
    int retry = 0;           ///< how often the outermost block is run again from its start after a deadlock or serialisation failure
    std::string_view database = default_database;
};

/// What atomic() is made of: runs `body(context)` in a block. Use atomic().
void run_atomic(const AtomicOptions& options, void (*body)(void*), void* context);

/// Runs `f` in a transaction and gives what it gives. Commits when it returns, rolls back when it throws; nested blocks are savepoints, so that an
/// exception undoes its own block alone (Django's transaction.atomic). The thread's sessions on that database use the transaction meanwhile.
///
/// A failure with retryable() at the outermost block runs `f` again up to `retry` times, after a pause of random length: `f` must do nothing but work in
/// the database, or do it in on_commit(). Throws what `f` throws; TransactionLost when the connection breaks, which tells what became of the transaction;
/// Error(refused) when an inner block without a savepoint failed, and nobody let the exception out.
template <class F>
auto atomic(F&& f, const AtomicOptions& options = {}) -> std::invoke_result_t<F&> {
    using Result = std::invoke_result_t<F&>;
    if constexpr (std::is_void_v<Result>) {
        auto body = [&] { f(); };
        run_atomic(options, [](void* context) { (*static_cast<decltype(body)*>(context))(); }, &body);
    } else if constexpr (std::is_reference_v<Result>) {
        std::remove_reference_t<Result>* result = nullptr;
        auto body = [&] { result = std::addressof(f()); };
        run_atomic(options, [](void* context) { (*static_cast<decltype(body)*>(context))(); }, &body);
        return static_cast<Result>(*result);
    } else {
        std::optional<Result> result;
        auto body = [&] { result.emplace(f()); };
        run_atomic(options, [](void* context) { (*static_cast<decltype(body)*>(context))(); }, &body);
        return std::move(*result);
    }
}

/// A function that is called later.
class CommitCall {
public:
    virtual ~CommitCall() = default;
    virtual void call() = 0;
};
void call_on_commit(std::unique_ptr<CommitCall> call, std::string_view database);

/// Calls `f` once the outermost block of the thread has committed, at once outside of one; not at all if its block is rolled back. What it throws
/// comes out of the outermost atomic(), whose transaction is committed all the same.
template <std::invocable F>
void on_commit(F f, std::string_view database = default_database) {
    struct Call final : CommitCall {
        explicit Call(F made) : function(std::move(made)) {}
        void call() override { function(); }
        F function;
    };
    call_on_commit(std::make_unique<Call>(std::move(f)), database);
}

/// Whether the thread is inside of atomic() on that database.
[[nodiscard]] bool in_atomic(std::string_view database = default_database) noexcept;
/// The transaction of the thread, for named savepoints and what holds of it; nullptr outside of atomic().
[[nodiscard]] Transaction* current_transaction(std::string_view database = default_database) noexcept;
/// Makes the block be rolled back at its end, though it returns (Django's set_rollback). Error(usage) outside of one.
void set_rollback(std::string_view database = default_database);

}  // namespace reinhardt::db
