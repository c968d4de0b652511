#pragma once

#include <cstdint>

namespace reinhardt::db::postgresql {

inline constexpr std::int64_t epoch_days = 10'957;  ///< from 1970-01-01 to 2000-01-01, where PostgreSQL counts from
inline constexpr std::int64_t epoch_us = epoch_days * 86'400'000'000;

}  // namespace reinhardt::db::postgresql
