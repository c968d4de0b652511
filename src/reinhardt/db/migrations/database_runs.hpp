#pragma once

#include <atomic>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/rehearsal.hpp>
#include <reinhardt/db/migrations/workspace.hpp>

namespace reinhardt::db {

enum class RunKind : std::uint8_t { migrate, to_state };

/// Runs migrations on the chosen database, which is made when it does not exist: as Executor, with the database's apps and lock and the functions of the
/// apps' libraries. What would stop the run of an embedded database is found before its file is made.
MigrateResult run_migrations(Workspace& workspace, MigrateOptions options, ExecutionObserver& observer, RunKind kind = RunKind::migrate);

/// Tries the whole history on scratch databases of the chosen backend (see Rehearsal). Error(unsupported) when it has none in memory.
[[nodiscard]] RehearsalResult rehearse(Workspace& workspace, const std::atomic<bool>* interrupted = nullptr);

}  // namespace reinhardt::db
