#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {

enum class TransactionState : std::uint8_t { not_started, active, committed, rolled_back };

/// "not started", "active", "committed", "rolled back".
[[nodiscard]] std::string_view transaction_state_name(TransactionState state) noexcept;

/// The connection was lost inside a transaction.
class TransactionLost : public DatabaseError {
public:
    enum class Outcome : std::uint8_t {
        nothing_committed,  ///< COMMIT was not sent: all of it is undone
        unknown,            ///< COMMIT was sent and not answered: all of it is done, or nothing
    };
    TransactionLost(const DatabaseError& cause, Outcome outcome);
    /// A call before this one found the connection lost: nothing was committed.
    explicit TransactionLost(std::string_view statement);
    [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }

private:
    Outcome outcome_;
};

/// A transaction that rolls back unless committed. One thread, and one at a time on a connection.
class Transaction {
public:
    enum class Start : std::uint8_t { now, later };

    /// Begins.
    explicit Transaction(Connection& connection, Connection::Begin kind = Connection::Begin::write);
    Transaction(Connection& connection, const TransactionOptions& options, Start start = Start::now);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Error(usage) unless it is not started. Error(unsupported) when the driver has no isolation levels and one was asked for.
    void begin();
    /// Error(usage) unless it is active, and for the transaction of an atomic block, which the block ends. Error(refused) where a statement ended it already (where changes of the schema commit: of an atomic block alone). A COMMIT that the database answers with a failure leaves it active where the transaction is still open
    /// (SQLite that is busy), else rolled back. Throws TransactionLost; COMMIT is not sent over a connection that is lost already.
    void commit();
    /// Does nothing unless it is active. Error(usage) for the transaction of an atomic block: set_rollback() undoes that.
    void rollback();

    // Named savepoints. A name used again hides the older one until it is released, whatever the server makes of it. Error(usage) for a name that is not there.
    void savepoint(std::string_view name);
    void release(std::string_view name);      ///< it, and those made after it
    void rollback_to(std::string_view name);  ///< undoes what came after it; it stays, those made after it are gone
    [[nodiscard]] const std::vector<std::string>& savepoints() const noexcept { return savepoints_; }

    [[nodiscard]] TransactionState state() const noexcept { return state_; }
    [[nodiscard]] const TransactionOptions& options() const noexcept { return options_; }
    /// The level that holds: SQLite is always serializable, PostgreSQL reads committed rows at the least. `automatic` before begin, and where it is not known.
    [[nodiscard]] IsolationLevel effective_isolation() const noexcept { return effective_; }
    [[nodiscard]] Connection& connection() const noexcept { return connection_; }

private:
    friend class ThreadDatabase;  // whose blocks alone end their transaction
    void need_active(const char* what) const;
    void need_own(const char* what) const;
    void finish();
    void undo();
    [[nodiscard]] std::size_t place_of(std::string_view savepoint) const;

    Connection& connection_;
    TransactionOptions options_;
    TransactionState state_ = TransactionState::not_started;
    IsolationLevel effective_ = IsolationLevel::automatic;
    bool of_block_ = false;                ///< a block of atomic() ends it
    std::vector<std::string> savepoints_;
    std::vector<std::string> places_;      ///< what the server calls them: each by a name of its own
};

}  // namespace reinhardt::db
