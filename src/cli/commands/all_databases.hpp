#pragma once

#include <functional>

namespace reinhardt::db::cli {

class Session;

/// Runs a command for every database of the project file, in its order, until one fails: the error then says which were done and which
/// were not reached. The exit code is that of the failure, or 3 where any run gave that. Error(usage) without databases.
int on_all_databases(Session& session, const std::function<int(Session&)>& run);

}  // namespace reinhardt::db::cli
