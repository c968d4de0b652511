#pragma once

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

class Connection;

/// Adds to a schema document what is not a table: enums, extensions, views, triggers, sequences, and what nobody manages (routines, policies,
/// rules, partitions, foreign tables, types, statistics, event triggers). What belongs to extensions is left out. One query for each kind.
void add_objects(const Connection& connection, Value& document);

}  // namespace reinhardt::db::postgresql
