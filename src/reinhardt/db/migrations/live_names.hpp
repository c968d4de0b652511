#pragma once

#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db {

/// Gives tables and columns of a live schema the spelling of `wanted`, where they differ in case alone and the database takes both for one
/// name. The database itself is asked, so that names compare as it compares them.
void spell_as(Schema& live, const std::vector<Table>& wanted, Connection& connection);

}  // namespace reinhardt::db
