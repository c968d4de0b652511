#include <reinhardt/db/orm/query_cache.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/compile/compile.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/write/key_lists.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>

namespace reinhardt::db {
namespace {

using Clock = std::chrono::steady_clock;

struct Entry {
    std::string alias, sql;
    Clock::time_point until;
    std::shared_ptr<const void> result;
};

struct Cache {
    static constexpr std::size_t most = 1024;
    std::mutex mutex;
    std::map<std::string, Entry> entries;
    std::uint64_t hits = 0, misses = 0;
    std::uint64_t written = 0;           ///< counts writes
    std::atomic<bool> in_use{false};
};

Cache& cache() {
    static Cache made;
    return made;
}

bool is_of_a_name(char c) noexcept { return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Whether the name stands in the statement and is not a part of another.
bool names(const std::string& sql, const std::string& table) {
    constexpr std::size_t cut = 40;  // servers cut long names: their beginning counts
    const std::string_view name = std::string_view(table).substr(0, cut);
    for (auto at = sql.find(name); at != std::string::npos; at = sql.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        const bool begins = at == 0 || !is_of_a_name(sql[at - 1]), ends = table.size() > cut || end == sql.size() || !is_of_a_name(sql[end]);
        if (begins && ends) return true;
    }
    return false;
}

void forget(const std::string& alias, const std::string& table) {
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    ++all.written;
    for (auto at = all.entries.begin(); at != all.entries.end();) {
        // A table's name stands in the statement of each query that reads it.
        const bool reads_it = at->second.alias == alias && names(at->second.sql, table);
        at = reads_it ? all.entries.erase(at) : std::next(at);
    }
}

void drop_old(Cache& all) {
    const auto now = Clock::now();
    std::erase_if(all.entries, [&](const auto& one) { return one.second.until <= now; });
    while (all.entries.size() >= Cache::most) all.entries.erase(all.entries.begin());
}

}  // namespace

QueryCacheStatistics query_cache_statistics() {
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    return {all.hits, all.misses, all.entries.size()};
}

void clear_query_cache() {
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    all.entries.clear();
    all.hits = all.misses = 0;
}

QueryCacheSlot::QueryCacheSlot(const QueryState& state) : alias_(state.database.empty() ? default_database : std::string_view(state.database)), good_for_(state.cache.value_or(std::chrono::milliseconds(0))) {
    if (in_atomic(alias_) || !state.prefetch.empty() || !state.select_related.empty() || state.lock || good_for_.count() <= 0) return;
    cache().in_use = true;
    const Session session(alias_);
    const compile::CompiledQuery query = compile::compile(state, dialect_of(session.connection()));
    if (query.nothing) return;
    sql_ = query.sql;
    std::vector<Parameter> values;
    for (const compile::Bound& one : query.values) values.push_back(compile::changed(one.parameter(), one.change));
    key_ = alias_ + '\n' + sql_ + '\n' + comparable_key(values, values.size());
    // Objects of another model may be read by the same statement.
    if (state.model != nullptr) key_ += std::string(state.model->app) + '.' + std::string(state.model->name);
    const std::lock_guard lock(cache().mutex);
    written_ = cache().written;
}

std::shared_ptr<const void> QueryCacheSlot::find() const {
    if (key_.empty()) return nullptr;
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    const auto found = all.entries.find(key_);
    if (found != all.entries.end() && found->second.until > Clock::now()) {
        ++all.hits;
        return found->second.result;
    }
    ++all.misses;
    return nullptr;
}

void QueryCacheSlot::keep(std::shared_ptr<const void> result) const {
    if (key_.empty()) return;
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    if (all.written != written_) return;
    drop_old(all);
    all.entries.insert_or_assign(key_, Entry{alias_, sql_, Clock::now() + good_for_, std::move(result)});
}

void table_written(std::string_view alias, std::string_view table) {
    if (!cache().in_use.load(std::memory_order_relaxed)) return;
    // At once outside of a transaction.
    on_commit([alias = std::string(alias), table = std::string(table)] { forget(alias, table); }, alias);
}

}  // namespace reinhardt::db
