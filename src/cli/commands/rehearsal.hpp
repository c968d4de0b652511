#pragma once

namespace reinhardt::db::cli {

class Session;

/// migrate --test: tries the history on scratch databases of the chosen database's kind.
int run_rehearsal(Session& session);

}  // namespace reinhardt::db::cli
