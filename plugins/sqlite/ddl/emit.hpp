#pragma once

#include "step.hpp"
#include "working_table.hpp"

namespace reinhardt::db::sqlite {

/// Where the statements are to run.
struct RenderMode {
    bool offline = false;  ///< a script: no statement can be made from the answer of another
};

/// Renders the difference between what `table` is and is to be: CREATE TABLE; native ALTERs and a write of the stored SQL where rows stay
/// as they are; else a copy of the table. Then the table is settled.
void emit_table(WorkingTable& table, const RenderMode& mode, Output& output);

/// The parts of emit_table.
void emit_create(const WorkingTable& table, Output& output);
void emit_rebuild(WorkingTable& table, const RenderMode& mode, Output& output);
/// For a table that was copied: foreign keys are off meanwhile, and nothing may be broken that was not before.
void emit_verification(const WorkingTable& table, Output& output);

/// A change that copies no rows.
struct GentlePlan {
    bool possible = false;
    std::vector<ColumnDefinition> added;   ///< as ADD COLUMN gets them
    std::vector<std::string> dropped;      ///< columns for DROP COLUMN
    bool updates = false;                  ///< rows are written
    bool write_schema = false;             ///< the stored SQL must be written
};
[[nodiscard]] GentlePlan plan_gentle(const WorkingTable& table, const RenderMode& mode);
void emit_gentle(const WorkingTable& table, const GentlePlan& plan, Output& output);

// Checks of the rows that exist, before a change; they stop the migration with a message.
void check_values(const WorkingTable& table, Output& output);                          ///< values that are missing or do not convert
void check_constraints(const WorkingTable& table, bool rebuild, Output& output);       ///< new checks and foreign keys

void emit_dropped_indexes(const WorkingTable& table, Output& output);
void emit_new_indexes(const WorkingTable& table, bool all, Output& output);
[[nodiscard]] std::string quoted(std::string_view name);

}  // namespace reinhardt::db::sqlite
