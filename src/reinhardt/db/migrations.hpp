#pragma once

// Migrations from code: everything that the command line does, and of what it is made. docs/migrations-from-code.md shows how to use it.

/// Models and states: ProjectState, ModelState, FieldState; make_model(), make_field() and others to write them in code.
#include <reinhardt/db/state/definitions.hpp>
#include <reinhardt/db/state/project_state.hpp>

/// Migration and its operations.
#include <reinhardt/db/migrations/migration.hpp>
#include <reinhardt/db/migrations/operations/operations.hpp>

/// From files and memory to a history, its graph and its states; and back into files.
#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/migration_loader.hpp>
#include <reinhardt/db/migrations/migration_writer.hpp>
#include <reinhardt/db/migrations/state_loader.hpp>

/// From two states to migrations: Autodetector, and the optimizer and Squasher that shorten them.
#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/optimizer.hpp>
#include <reinhardt/db/migrations/squasher.hpp>

/// To databases: Executor, Recorder, Rehearsal, profiles of runs.
#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/profile.hpp>
#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/migrations/rehearsal.hpp>

/// What the commands do, as a service to inject.
#include <reinhardt/db/migrations/migration_service.hpp>

namespace reinhardt::db {

namespace migrations = ::reinhardt::db;  ///< for those who write reinhardt::db::migrations::Migration

}  // namespace reinhardt::db
