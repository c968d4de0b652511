#include "server.hpp"

namespace reinhardt::db::mysql {

ServerKind::ServerKind(std::string_view title) : sql::ServerKind(title, sql::Product::mariadb, 101'100), mariadb(product() == sql::Product::mariadb) {}

}  // namespace reinhardt::db::mysql
