#pragma once

namespace reinhardt::db::cli {

class Session;

/// showplan, also as `migrate --plan` with the same arguments.
int run_showplan(Session& session);

}  // namespace reinhardt::db::cli
