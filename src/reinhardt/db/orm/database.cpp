#include <reinhardt/db/orm/database.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <reinhardt/db/orm/thread_database.hpp>
#include <reinhardt/db/orm/watch.hpp>

namespace reinhardt::db {

struct Databases::Table {
    mutable std::shared_mutex mutex;
    std::map<std::string, Pool, std::less<>> pools;
    std::shared_ptr<DriverRegistry> drivers = std::make_shared<DriverRegistry>();
    std::atomic<std::uint64_t> version{1};
};

Databases::Databases() : table_(std::make_unique<Table>()) {}
Databases::~Databases() = default;

void Databases::add(std::string_view alias, std::string_view url, const PoolOptions& options) {
    PoolOptions own = options;
    if (!own.drivers) own.drivers = table_->drivers;
    add(alias, Pool(url, own));
}

void Databases::add(std::string_view alias, Pool pool) {
    std::optional<Pool> before;  // ends outside of the lock
    const std::unique_lock lock(table_->mutex);
    const auto known = table_->pools.find(alias);
    if (known != table_->pools.end()) before = std::exchange(known->second, std::move(pool));
    else table_->pools.emplace(std::string(alias), std::move(pool));
    ++table_->version;
}

Pool Databases::get(std::string_view alias) const {
    const std::shared_lock lock(table_->mutex);
    const auto known = table_->pools.find(alias);
    if (known != table_->pools.end()) return known->second;
    std::string names;
    for (const auto& entry : table_->pools) names += (names.empty() ? "'" : ", '") + entry.first + "'";
    PoolError error(PoolError::Kind::not_found, "no database is called '" + std::string(alias) + "'");
    error.hint(names.empty() ? std::string("db::connect(url) makes the default one, db::databases().add(name, url) another") : "there are " + names);
    throw error;
}

bool Databases::has(std::string_view alias) const {
    const std::shared_lock lock(table_->mutex);
    return table_->pools.find(alias) != table_->pools.end();
}

std::vector<std::string> Databases::aliases() const {
    const std::shared_lock lock(table_->mutex);
    std::vector<std::string> names;
    for (const auto& entry : table_->pools) names.push_back(entry.first);
    return names;
}

void Databases::remove(std::string_view alias) {
    std::optional<Pool> before;
    const std::unique_lock lock(table_->mutex);
    const auto known = table_->pools.find(alias);
    if (known == table_->pools.end()) return;
    before = std::move(known->second);
    table_->pools.erase(known);
    ++table_->version;
}

void Databases::clear() {
    std::map<std::string, Pool, std::less<>> before;
    const std::unique_lock lock(table_->mutex);
    before.swap(table_->pools);
    ++table_->version;
}

std::uint64_t Databases::version() const noexcept { return table_->version.load(std::memory_order_acquire); }

Databases& databases() {
    static Databases all;
    return all;
}

void connect(std::string_view url) { connect(url, PoolOptions()); }

void connect(std::string_view url, const PoolOptions& options) { databases().add(default_database, url, options); }

Session::Session(std::string_view alias, Sharing sharing) : database_(&ThreadDatabase::of(alias)) {
    const bool apart = sharing == Sharing::apart && database_->depth() == 0 && database_->pool().options().max_connections > 1;
    if (apart) {
        own_ = database_->pool().get();
        watch(*own_);
    } else {
        database_->check_usable();
    }
    const PooledConnection& mine = apart ? own_ : database_->acquire();
    connection_ = &mine.get();
    statements_ = &mine.statements();
}

Session::~Session() {
    if (own_) unwatch(*own_);
    else database_->release();
}

bool Session::in_transaction() const noexcept { return !own_ && database_->depth() > 0; }
const std::string& Session::alias() const noexcept { return database_->alias(); }

}  // namespace reinhardt::db
