#include <reinhardt/db/orm/thread_database.hpp>

#include <algorithm>
#include <utility>

#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/watch.hpp>

namespace reinhardt::db {

std::vector<std::unique_ptr<ThreadDatabase>>& ThreadDatabase::mine() {
    thread_local std::vector<std::unique_ptr<ThreadDatabase>> databases_of_thread;
    return databases_of_thread;
}

void ThreadDatabase::for_each_connection(const std::function<void(Connection&)>& f) {
    for (const auto& database : mine()) {
        if (database->users_ > 0) f(*database->connection_);
    }
}

ThreadDatabase& ThreadDatabase::of(std::string_view alias) {
    for (const auto& database : mine()) {
        if (database->alias_ == alias) return *database;
    }
    return *mine().emplace_back(std::make_unique<ThreadDatabase>(alias));
}

Pool& ThreadDatabase::pool() {
    const std::uint64_t version = databases().version();
    if (!pool_ || (version != version_ && users_ == 0)) {
        pool_.reset();
        pool_ = databases().get(alias_);
        version_ = version;
    }
    return *pool_;
}

PooledConnection& ThreadDatabase::acquire() {
    if (users_ == 0) {
        PooledConnection taken = pool().get();
        watch(*taken);
        connection_ = std::move(taken);
    } else {
        check_deadline();
    }
    ++users_;
    return connection_;
}

void ThreadDatabase::release() noexcept {
    if (--users_ > 0) return;
    if (connection_) unwatch(*connection_);
    connection_.give_back();
}

void ThreadDatabase::check_usable() const {
    if (blocks_.empty()) return;
    if (connection_->is_lost()) throw TransactionLost({});
    const bool aborted = connection_->was_aborted();
    if (doom_ == Doom::none && !aborted) return;
    Error error(ErrorCode::refused, aborted ? "the database ended the transaction when a statement in it failed" : "the transaction can only be rolled back: a part of it without a savepoint failed");
    error.hint("let the exception out of the atomic block; an inner atomic block with a savepoint limits what its failure undoes");
    throw error;
}

void ThreadDatabase::enter(const AtomicOptions& options) {
    if (!blocks_.empty()) return enter_inner(options);
    TransactionOptions how;
    how.isolation = options.isolation;
    how.read_only = options.read_only;
    how.deferrable = options.deferrable;
    const bool shared = users_ > 0;
    lost_ = false;
    acquire();
    try {
        if (connection_->in_transaction()) throw Error(ErrorCode::usage, "a transaction that atomic() did not begin is under way on the connection of this thread");
        try {
            transaction_.emplace(*connection_, how);
        } catch (const DatabaseError& error) {
            // It broke while it was idle: nothing has been done with it.
            if (!error.connection_lost() || shared) throw;
            unwatch(*connection_);
            connection_.invalidate();
            connection_ = pool().get();
            watch(*connection_);
            transaction_.emplace(*connection_, how);
        }
    } catch (...) {
        release();
        throw;
    }
    transaction_->of_block_ = true;
    blocks_.push_back({});
}

void ThreadDatabase::enter_inner(const AtomicOptions& options) {
    if (options.durable) throw Error(ErrorCode::usage, "a durable atomic block cannot stand in another one");
    if (options.isolation > transaction_->effective_isolation()) {
        throw Error(ErrorCode::usage, "the isolation level of a transaction cannot be raised to " + std::string(isolation_name(options.isolation)) + " while it is under way");
    }
    if (options.read_only && !transaction_->options().read_only) throw Error(ErrorCode::usage, "a block that only reads cannot stand in one that writes");
    Block block;
    if (options.savepoint) {
        check_usable();
        block.savepoint = "atomic block " + std::to_string(++savepoints_);
        transaction_->savepoint(block.savepoint);
    }
    blocks_.push_back(std::move(block));
}

void ThreadDatabase::leave() {
    if (connection_->is_lost() && doom_ != Doom::wish) {
        fail();
        throw TransactionLost("COMMIT");
    }
    const Doom doom = connection_->was_aborted() ? Doom::failure : doom_;
    if (doom == Doom::none) {
        try {
            if (blocks_.size() > 1) return leave_inner();
            check_deadline();
            transaction_->finish();
        } catch (const TransactionLost&) {
            fail();
            throw;
        } catch (const DatabaseError& error) {
            fail();
            throw_as_orm_error(error, {});
        } catch (...) {
            fail();
            throw;
        }
        return end();
    }
    fail();
    if (doom == Doom::failure) {
        Error error(ErrorCode::refused, "the block was rolled back: a part of it without a savepoint failed, or the database ended its transaction");
        error.hint("let the exception out of the atomic block; an inner atomic block with a savepoint limits what its failure undoes");
        throw error;
    }
}

void ThreadDatabase::leave_inner() {
    if (!blocks_.back().savepoint.empty()) transaction_->release(blocks_.back().savepoint);
    blocks_.pop_back();
    for (Hook& hook : hooks_) hook.depth = std::min(hook.depth, blocks_.size());
}

void ThreadDatabase::fail() noexcept {
    doom_ = Doom::none;
    try {
        if (blocks_.size() == 1) {
            drop_hooks(0);
            transaction_->undo();
            return end();
        }
        const std::string savepoint = std::move(blocks_.back().savepoint);
        const std::size_t depth = blocks_.size();
        blocks_.pop_back();
        doom_ = Doom::failure;  // unless the savepoint is reached
        if (savepoint.empty() || connection_->was_aborted()) return;
        drop_hooks(depth);
        transaction_->rollback_to(savepoint);
        transaction_->release(savepoint);
        doom_ = Doom::none;
    } catch (const std::exception&) {
        // The exception under way matters more. A connection that cannot roll back is lost, and closed by its pool.
        if (blocks_.size() == 1 && transaction_->state() != TransactionState::active) end();
    }
}

void ThreadDatabase::end() noexcept {
    lost_ = connection_->is_lost();
    transaction_.reset();
    blocks_.clear();
    doom_ = Doom::none;
    release();
}

void ThreadDatabase::drop_hooks(std::size_t depth) noexcept {
    hooks_.erase(std::remove_if(hooks_.begin(), hooks_.end(), [&](const Hook& hook) { return hook.depth >= depth; }), hooks_.end());
}

std::vector<std::function<void()>> ThreadDatabase::take_hooks() {
    std::vector<std::function<void()>> calls;
    for (Hook& hook : hooks_) calls.push_back(std::move(hook.call));
    hooks_.clear();
    return calls;
}

}  // namespace reinhardt::db
