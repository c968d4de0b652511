#pragma once

#include <cstdint>
#include <string>

#include <reinhardt/db/orm/model.hpp>
#include <reinhardt/db/orm/types/types.hpp>

namespace db = reinhardt::db;

namespace bench {

/// The row of the measurements in docs: a key, texts, a number and a moment.
struct User {
    REINHARDT_MODEL(User, "bench", "bench_user",
        (std::int64_t, id, db::primary_key),
        (std::string, username, db::max_length(50)),
        (std::string, email, db::max_length(254)),
        (std::int32_t, age),
        (db::DateTime, created_at))
};

}  // namespace bench
