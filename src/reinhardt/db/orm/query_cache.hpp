#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <reinhardt/db/orm/query_state.hpp>

namespace reinhardt::db {

// The results of query sets with cache(ttl), of the whole process. What this process writes to a table by the ORM takes the results away that were read
// from it, once it is committed; what others write, and SQL of one's own, is seen when the time is over. Inside of atomic() nothing is taken out of it
// or put into it, nor is a query with prefetch_related or select_for_update. Thread-safe.

struct QueryCacheStatistics {
    std::uint64_t hits = 0, misses = 0;
    std::size_t entries = 0;
};
[[nodiscard]] QueryCacheStatistics query_cache_statistics();
/// Forgets all results, and the counts.
void clear_query_cache();

/// The place of one query's result.
class QueryCacheSlot {
public:
    /// Asks the server's dialect of the query's database. Errors as reading the query.
    explicit QueryCacheSlot(const QueryState& state);
    /// What was kept and is still good; counts a hit or a miss.
    [[nodiscard]] std::shared_ptr<const void> find() const;
    /// Keeps it, unless one of its tables was written to since this slot was made.
    void keep(std::shared_ptr<const void> result) const;

private:
    std::string alias_, sql_, key_;   ///< key_ "": not kept
    std::uint64_t written_ = 0;
    std::chrono::milliseconds good_for_{};
};

/// Of whoever writes: tells that a statement changed the table. Cheap while no query is cached.
void table_written(std::string_view alias, std::string_view table);

}  // namespace reinhardt::db
