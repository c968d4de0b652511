#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/backends/statement_cache.hpp>

namespace reinhardt::db {

/// How a pool keeps its connections.
struct PoolOptions {
    static constexpr std::uint32_t most_connections = 1024;

    std::uint32_t max_connections = 10;
    std::uint32_t min_idle = 0;                                  ///< made at the start, and kept
    std::uint32_t max_waiters = 0;                               ///< more wait for a connection: PoolError(exhausted); 0 = without limit
    std::chrono::milliseconds acquire_timeout{30'000};
    std::chrono::milliseconds connect_timeout{10'000};
    std::optional<std::chrono::milliseconds> idle_timeout{};       ///< closed when unused for so long
    std::optional<std::chrono::milliseconds> max_lifetime{};       ///< closed at the return after so long
    bool test_before_acquire = true;                             ///< asks one that was unused for `fresh` for a sign of life
    std::chrono::milliseconds fresh{500};
    std::size_t statement_cache = StatementCache::default_capacity;  ///< prepared statements a connection; 0 behind a pooler
    Limits limits;                                               ///< of the connections; SQLite waits 5 s for a lock unless told otherwise
    Connection::Options connection{};
    std::filesystem::path root = ".";                            ///< what relative paths of the URL are relative to
    std::shared_ptr<DriverRegistry> drivers;                     ///< nullptr: the drivers found everywhere
};

}  // namespace reinhardt::db
