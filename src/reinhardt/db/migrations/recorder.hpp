#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/migration.hpp>

namespace reinhardt::db {

/// A row of reinhardt_migrations.
struct AppliedMigration {
    std::int64_t id = 0;
    std::string app, name, applied_at, checksum, operations, tool_version;
    std::int64_t duration_ms = 0;
    [[nodiscard]] MigrationKey key() const { return {app, name, 0}; }
};

/// Reads and writes the tables that say what is applied (formats.md §4): reinhardt_migrations, reinhardt_migration_steps,
/// reinhardt_migration_lock. Reading never creates anything.
class Recorder {
public:
    explicit Recorder(Connection& connection) : connection_(connection) {}

    /// In order of application; empty when the table does not exist. `with_operations` false leaves that (large) column out.
    [[nodiscard]] std::vector<AppliedMigration> applied(bool with_operations = false);
    [[nodiscard]] std::optional<AppliedMigration> find(const MigrationKey& key);  ///< with operations
    void ensure_tables();  ///< makes what is missing
    void record(const Migration& migration, std::int64_t duration_ms);
    void unrecord(const MigrationKey& key);
    void update_checksum(const Migration& migration);

    /// The journal of the migration under way: one row a finished or started step.
    struct Step {
        std::string app, name, direction, statement;
        std::int64_t step = 0;
        std::string status;   ///< "started", "done"
        std::string position; ///< where a batch stands (BackfillField: last key)
        std::int64_t fence = 0;
    };
    [[nodiscard]] std::vector<Step> steps();
    void step_started(const Step& step);
    void step_done(const Step& step);
    void step_position(const Step& step, std::string_view position);
    void clear_steps(const MigrationKey& key);

private:
    Connection& connection_;
};

[[nodiscard]] std::set<MigrationKey> keys_of(const std::vector<AppliedMigration>& applied);

}  // namespace reinhardt::db
