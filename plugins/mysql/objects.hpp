#pragma once

#include <reinhardt/db/schema/schema.hpp>

#include "server.hpp"

namespace reinhardt::db::mysql {

class Connection;

/// Adds to a schema what is not a table: views, triggers, sequences (MariaDB), routines, events. One query for each kind.
void add_objects(const Connection& connection, const ServerKind& server, Schema& schema);

}  // namespace reinhardt::db::mysql
