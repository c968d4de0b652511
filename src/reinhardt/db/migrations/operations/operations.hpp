#pragma once

// All operations, for code that handles each kind.
#include <reinhardt/db/migrations/operations/add_constraint.hpp>
#include <reinhardt/db/migrations/operations/add_field.hpp>
#include <reinhardt/db/migrations/operations/add_index.hpp>
#include <reinhardt/db/migrations/operations/alter_constraint.hpp>
#include <reinhardt/db/migrations/operations/alter_field.hpp>
#include <reinhardt/db/migrations/operations/alter_model_options.hpp>
#include <reinhardt/db/migrations/operations/alter_model_table.hpp>
#include <reinhardt/db/migrations/operations/alter_primary_key.hpp>
#include <reinhardt/db/migrations/operations/backfill_field.hpp>
#include <reinhardt/db/migrations/operations/create_model.hpp>
#include <reinhardt/db/migrations/operations/delete_model.hpp>
#include <reinhardt/db/migrations/operations/move_model.hpp>
#include <reinhardt/db/migrations/operations/remove_constraint.hpp>
#include <reinhardt/db/migrations/operations/remove_field.hpp>
#include <reinhardt/db/migrations/operations/remove_index.hpp>
#include <reinhardt/db/migrations/operations/rename_field.hpp>
#include <reinhardt/db/migrations/operations/rename_index.hpp>
#include <reinhardt/db/migrations/operations/rename_model.hpp>
#include <reinhardt/db/migrations/operations/run_code.hpp>
#include <reinhardt/db/migrations/operations/run_sql.hpp>
#include <reinhardt/db/migrations/operations/separate_database_and_state.hpp>
