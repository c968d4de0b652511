#pragma once

#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {

// Of the calling thread's Deadline, if there is one.

/// Error(statement_timeout) when it has passed.
void check_deadline();
/// Lets its statements be cancelled from the deadline on. Error(statement_timeout) when that has passed already.
void watch(Connection& connection);
/// Ends that, for a connection that goes out of the thread's hands. What was sent to cancel it has arrived afterwards.
void unwatch(Connection& connection) noexcept;

}  // namespace reinhardt::db
