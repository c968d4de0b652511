#pragma once

#include <cstdint>
#include <string>

#include <reinhardt/db/orm/model.hpp>

namespace bench {

namespace db = reinhardt::db;

/// The seed's User: the row that reads are measured with.
struct Account {
    REINHARDT_MODEL(Account, "bench", "bench_account",
        (std::int64_t, id, db::primary_key),
        (std::string, username, db::max_length(50)),
        (std::string, email, db::max_length(254)),
        (std::int32_t, age),
        (db::DateTime, created_at),
        (db::DateTime, updated_at))
};

inline constexpr const char* select_accounts = "SELECT id, username, email, age, created_at, updated_at FROM bench_account";

}  // namespace bench
