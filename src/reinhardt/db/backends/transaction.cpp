#include <reinhardt/db/backends/transaction.hpp>

#include <algorithm>
#include <utility>

namespace reinhardt::db {

std::string_view isolation_name(IsolationLevel level) noexcept {
    switch (level) {
        case IsolationLevel::read_uncommitted: return "read uncommitted";
        case IsolationLevel::read_committed: return "read committed";
        case IsolationLevel::repeatable_read: return "repeatable read";
        case IsolationLevel::serializable: return "serializable";
        case IsolationLevel::automatic: break;
    }
    return "automatic";
}

std::string_view transaction_state_name(TransactionState state) noexcept {
    switch (state) {
        case TransactionState::active: return "active";
        case TransactionState::committed: return "committed";
        case TransactionState::rolled_back: return "rolled back";
        case TransactionState::not_started: break;
    }
    return "not started";
}

namespace {

DatabaseError connection_is_gone(std::string_view statement) {
    rdb_error error{};
    error.size = sizeof error;
    error.connection_lost = 1;
    constexpr std::string_view message = "the connection is gone";
    message.copy(error.message, message.size());
    return {RDB_E_CONNECTION, error, std::string(statement)};
}

}  // namespace

TransactionLost::TransactionLost(const DatabaseError& cause, Outcome outcome) : DatabaseError(cause), outcome_(outcome) {
    if (outcome == Outcome::unknown) {
        message("the connection was lost while COMMIT was under way, so it is not known whether the transaction took place: " + cause.message());
        hint("look whether its rows are there before it is done again");
    } else {
        message("the connection was lost inside a transaction; nothing of it was committed: " + cause.message());
        hint("it can be done again");
    }
}

TransactionLost::TransactionLost(std::string_view statement) : TransactionLost(connection_is_gone(statement), Outcome::nothing_committed) {}

namespace {

TransactionOptions options_of(Connection::Begin kind) {
    TransactionOptions options;
    options.read_only = kind == Connection::Begin::read_only;
    options.write_lock = kind == Connection::Begin::write;
    return options;
}

}  // namespace

Transaction::Transaction(Connection& connection, Connection::Begin kind) : Transaction(connection, options_of(kind)) {}

Transaction::Transaction(Connection& connection, const TransactionOptions& options, Start start) : connection_(connection), options_(options) {
    if (start == Start::now) begin();
}

Transaction::~Transaction() {
    if (state_ != TransactionState::active) return;
    try {
        // The database may have ended the transaction by itself.
        if (!connection_.is_lost() && connection_.in_transaction()) connection_.rollback();
    } catch (const std::exception&) {
        // Closing the connection ends it as well; an exception under way matters more.
    }
}

void Transaction::need_active(const char* what) const {
    if (state_ == TransactionState::active) return;
    throw Error(ErrorCode::usage, std::string(what) + " in a transaction that is " + std::string(transaction_state_name(state_)));
}

void Transaction::need_own(const char* what) const {
    if (!of_block_) return;
    throw Error(ErrorCode::usage, std::string(what) + " of the transaction of an atomic block, which ends it itself").hint("an exception that leaves the block, or set_rollback(), rolls it back");
}

void Transaction::begin() {
    if (state_ != TransactionState::not_started) throw Error(ErrorCode::usage, "a transaction begins once; this one is " + std::string(transaction_state_name(state_)));
    effective_ = connection_.begin(options_);
    state_ = TransactionState::active;
}

void Transaction::commit() {
    need_own("COMMIT");
    finish();
}

void Transaction::finish() {
    need_active("COMMIT");
    if (connection_.is_lost()) {
        state_ = TransactionState::rolled_back;
        throw TransactionLost("COMMIT");
    }
    // Where changes of the schema commit, those who make them know.
    if ((of_block_ || connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL)) && !connection_.in_transaction()) {
        state_ = TransactionState::rolled_back;
        throw Error(ErrorCode::refused, "there is no transaction to commit any more: a statement ended it, so what came before that may be stored or not, and what came after it is")
            .hint("COMMIT, ROLLBACK and, on MySQL and MariaDB, changes of the schema do not belong into a transaction of the library");
    }
    try {
        connection_.commit();
    } catch (const DatabaseError& error) {
        if (error.connection_lost()) {
            state_ = TransactionState::rolled_back;
            throw TransactionLost(error, TransactionLost::Outcome::unknown);
        }
        if (!connection_.in_transaction()) state_ = TransactionState::rolled_back;
        throw;
    }
    state_ = TransactionState::committed;
}

void Transaction::rollback() {
    need_own("ROLLBACK");
    undo();
}

void Transaction::undo() {
    if (state_ != TransactionState::active) return;
    state_ = TransactionState::rolled_back;
    savepoints_.clear();
    places_.clear();
    if (!connection_.is_lost() && connection_.in_transaction()) connection_.rollback();
}

void Transaction::savepoint(std::string_view name) {
    need_active("a savepoint");
    std::string place(name);
    for (int i = 2; std::find(places_.begin(), places_.end(), place) != places_.end(); ++i) place = std::string(name) + '_' + std::to_string(i);
    connection_.savepoint(place);
    savepoints_.emplace_back(name);
    places_.push_back(std::move(place));
}

std::size_t Transaction::place_of(std::string_view savepoint) const {
    for (std::size_t i = savepoints_.size(); i > 0; --i) {
        if (savepoints_[i - 1] == savepoint) return i - 1;
    }
    throw Error(ErrorCode::usage, "the transaction has no savepoint '" + std::string(savepoint) + "'");
}

void Transaction::release(std::string_view name) {
    need_active("RELEASE");
    const std::size_t place = place_of(name);
    connection_.release(places_[place]);
    savepoints_.resize(place);
    places_.resize(place);
}

void Transaction::rollback_to(std::string_view name) {
    need_active("ROLLBACK TO");
    const std::size_t place = place_of(name);
    connection_.rollback_to(places_[place]);
    savepoints_.resize(place + 1);
    places_.resize(place + 1);
}

}  // namespace reinhardt::db
