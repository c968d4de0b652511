#pragma once

#include <reinhardt/db/migrations/outlook.hpp>

#include "session.hpp"

namespace reinhardt::db::cli {

/// Says as a warning what check_history would fail with, for commands that only look.
void warn_of_history(Session& session);

/// APP and MIGRATION as the command line gives them. Error(usage) for an unknown app.
[[nodiscard]] Target target_of(Session& session);

}  // namespace reinhardt::db::cli
