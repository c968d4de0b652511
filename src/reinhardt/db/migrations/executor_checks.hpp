#pragma once

#include <set>
#include <vector>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/executor_work.hpp>

namespace reinhardt::db {

/// What is recorded, compared with the files.
struct RecordedHistory {
    HistoryStatus status;
    std::vector<const Migration*> renewed;  ///< recorded under a checksum that the file lists in `was` (details 3.6)
};

/// Reads the history and compares it. Operations are read only for migrations whose checksum differs. Tests checksums on several threads.
[[nodiscard]] RecordedHistory read_history(const History& history, Recorder& recorder, bool checksums);

/// Error(edited) that shows what was applied and what the file says now.
[[nodiscard]] Error edited_error(const HistoryStatus& status, const History& history);
/// Error(inconsistent_history) for applied migrations without a file.
[[nodiscard]] Error missing_files_error(const std::vector<MigrationKey>& keys);

/// Error(config), with its place, when the item calls a function of RunCode that nobody registers. `code` may be nullptr.
void check_function(const CodeFunctions* code, const Migration& migration, const WorkItem& item);

/// A migration of a plan as it will run backward: the inverses of its operations, last first.
struct BackwardMigration {
    const Migration* migration = nullptr;
    std::vector<OperationToRun> operations;
};

/// What can be known about a plan before its first step: everything that would stop it later on (details 4.2).
class PlanSurvey {
public:
    /// `code` (may be nullptr): where RunCode finds its functions.
    PlanSurvey(Driver& driver, Connection& connection, const CodeFunctions* code, bool starts_empty)
        : driver_(driver), connection_(connection), code_(code), starts_empty_(starts_empty) {}

    /// Applies a migration to `state`. Throws Error(unsupported), Error(config) for a function of RunCode that
    /// nobody registers, Error(rows) for a column without a value in a table that has rows.
    void forward(const Migration& migration, ProjectState& state);
    /// Finds the inverses of a migration that `state` holds, and takes it out of `state`. Throws Error(irreversible), Error(rows).
    [[nodiscard]] BackwardMigration backward(const Migration& migration, ProjectState& state, std::vector<StateLog>& logs);
    /// Looks at the inverses of a migration, which lead `state` to what was before it.
    void inverse(const BackwardMigration& backward, ProjectState& state);
    [[nodiscard]] bool loses_data() const noexcept { return loses_data_; }

private:
    void look_at(const Migration& migration, const WorkItem& item);
    /// Fails where rows have a value that an enum is to lose.
    void check_values(const Migration& migration, const WorkItem& item, const SchemaEdit& edit);
    void check_rows(const Migration& migration, std::size_t index, const SchemaEdit& edit);
    [[nodiscard]] bool has_value(const Table& table, const std::string& column, const std::string& value);
    [[nodiscard]] bool has_row(const std::string& table, const std::string& null_column);

    Driver& driver_;
    Connection& connection_;
    const CodeFunctions* code_;
    bool starts_empty_;
    bool rows_known_ = true;  ///< no RunSQL so far that may have changed rows
    bool loses_data_ = false;
    std::set<std::string> renamed_enums_;  ///< labels of those whose values get other names in the plan so far
};

}  // namespace reinhardt::db
