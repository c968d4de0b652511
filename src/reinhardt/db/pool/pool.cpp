#include <reinhardt/db/pool/pool.hpp>

#include <reinhardt/db/pool/pool_core.hpp>

namespace reinhardt::db {

PooledConnection& PooledConnection::operator=(PooledConnection&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    core_ = std::exchange(other.core_, nullptr);
    slot_ = other.slot_;
    connection_ = std::exchange(other.connection_, nullptr);
    statements_ = other.statements_;
    return *this;
}

void PooledConnection::give_back() noexcept {
    if (std::exchange(connection_, nullptr) != nullptr) core_->give_back(slot_);
}

void PooledConnection::invalidate() noexcept {
    if (std::exchange(connection_, nullptr) != nullptr) core_->invalidate(slot_);
}

void PooledConnection::refuse() { throw PoolError(PoolError::Kind::invalid_connection, "the connection was given back to its pool, or never taken from it"); }

Pool::Pool(std::string_view url, const PoolOptions& options) : core_(new PoolCore(url, options), [](PoolCore* core) { core->abandon(); }) { core_->fill(); }

PooledConnection Pool::get() const { return core_->get(core_->options().acquire_timeout); }
PooledConnection Pool::get(std::chrono::milliseconds timeout) const { return core_->get(timeout); }
PooledConnection Pool::try_get() const { return core_->get(std::nullopt); }
void Pool::close() const noexcept { core_->close(); }
bool Pool::is_closed() const noexcept { return core_->is_closed(); }
PoolStatistics Pool::statistics() const { return core_->statistics(); }
const PoolOptions& Pool::options() const noexcept { return core_->options(); }
Driver& Pool::driver() const noexcept { return core_->driver(); }

}  // namespace reinhardt::db
