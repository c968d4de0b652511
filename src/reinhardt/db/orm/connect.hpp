#pragma once

#include <string_view>

namespace reinhardt::db {

struct PoolOptions;

/// The database that everything uses which names no other.
inline constexpr std::string_view default_database = "default";

/// databases().add("default", …) of orm/database.hpp.
void connect(std::string_view url);
void connect(std::string_view url, const PoolOptions& options);

}  // namespace reinhardt::db
