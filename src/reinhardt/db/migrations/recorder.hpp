#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/backends/script.hpp>
#include <reinhardt/db/migrations/migration.hpp>

namespace reinhardt::db {

/// A row of reinhardt_migrations.
struct AppliedMigration {
    std::int64_t id = 0;
    std::string app, name, applied_at, checksum, operations, tool_version;
    std::int64_t duration_ms = 0;
    [[nodiscard]] MigrationKey key() const { return {app, name, 0}; }
};

/// A mark of the history that changes whenever anybody records or unrecords: cheaper to compare than to read the history again.
struct HistoryMark {
    std::string app, name;  ///< of the last record
    std::int64_t removals = 0;
    friend bool operator==(const HistoryMark&, const HistoryMark&) = default;
};

/// Reads and writes the tables that say what is applied (formats.md §4): reinhardt_migrations, reinhardt_migration_steps,
/// reinhardt_migration_lock. Reading never creates anything. Used by one thread at a time, like its connection.
class Recorder {
public:
    explicit Recorder(Connection& connection) : connection_(connection) {}

    /// In order of application; empty when the table does not exist. `with_operations` false leaves that (large) column out.
    [[nodiscard]] std::vector<AppliedMigration> applied(bool with_operations = false);
    [[nodiscard]] std::optional<AppliedMigration> find(const MigrationKey& key);  ///< with operations
    [[nodiscard]] std::set<MigrationKey> touched();  ///< what the database holds, wholly or in part: recorded, or under way in the journal
    void ensure_tables();  ///< makes what is missing
    /// The statements that ensure_tables() runs on a database that has none of them.
    [[nodiscard]] static std::vector<std::string> table_statements(Driver& driver);
    [[nodiscard]] HistoryMark mark();  ///< of no records when the tables do not exist
    /// To be called when a transaction begins: what it writes is not written yet.
    void begin_writes() noexcept;
    /// The mark after what was written since begin_writes(), with no question to the database where it is known; `before` if that was nothing.
    [[nodiscard]] HistoryMark mark_after_writes(const HistoryMark& before);

    // For scripts: writes, and the question for the mark, that go to the server with what else is in the script.
    /// Writes wait from now on until add_held() takes them.
    void hold_writes() noexcept { holds_ = true; }
    [[nodiscard]] bool holds() const noexcept { return holds_; }
    void add_held(Script& script);
    void drop_held() noexcept;
    /// Asks for the mark, which `found` gets. The tables must exist.
    void add_mark(Script& script, std::optional<HistoryMark>& found);
    void record(const Migration& migration, std::int64_t duration_ms);
    void record_name(const MigrationKey& key);  ///< of a replaced migration whose file is gone: without a checksum
    /// The statement that `record` runs, with literals, for scripts.
    [[nodiscard]] static std::string record_statement(const Driver& driver, const Migration& migration);
    [[nodiscard]] static std::string record_name_statement(const Driver& driver, const MigrationKey& key);
    [[nodiscard]] static std::string unrecord_statement(const Driver& driver, const MigrationKey& key);
    void unrecord(const MigrationKey& key);
    void update_checksum(const Migration& migration);

    /// The journal of the migration under way: one row a finished or started step. The rows say which steps are in effect: undoing a
    /// step takes its row away.
    struct Step {
        std::string app, name, direction, statement;
        std::int64_t step = 0;
        std::string status;   ///< "started", "done"; set by hand where nobody else knows what became of a statement: "happened", "again"
        std::string position; ///< how far it has come: the last key of a BackfillField, or the statements of a step that are done
        std::int64_t fence = 0;
    };
    [[nodiscard]] std::vector<Step> steps();
    /// `is_new`: the journal has no row of the step, so that nobody has to look for it.
    void step_started(const Step& step, bool is_new = false);  ///< with its position
    void step_done(const Step& step);
    void step_forgotten(const Step& step);  ///< takes the row away
    void clear_steps(const MigrationKey& key);

private:
    void insert(const MigrationKey& key, const std::vector<Value>& values);
    void write_step(const Step& step, std::string_view status, bool is_new);
    /// Runs a statement that stays prepared; `text` must be a constant. Rows affected; 0 of one that is held.
    std::int64_t run_kept(std::string_view text, const std::vector<Value>& values);
    [[nodiscard]] bool exists(const std::string& table);
    [[nodiscard]] Rows read(const std::string& table, const std::string& sql, const std::vector<Value>& parameters = {});

    Connection& connection_;
    struct Held {
        std::string_view text;
        std::vector<Value> values;
        std::optional<MigrationKey> recorded;
    };
    Statement& kept(std::string_view text);
    void prepare_mark();
    void take_mark(const rdb_cell* cells);

    std::optional<Statement> mark_statement_;
    std::map<const char*, Statement> kept_;  ///< by their texts
    std::vector<Held> held_;
    bool holds_ = false;
    std::optional<HistoryMark> mark_;  ///< as mark() read it, and kept up with what was written since
    bool written_ = false;             ///< records were written, or taken away, since begin_writes()
};

using MigrationRecorder = Recorder;

[[nodiscard]] std::set<MigrationKey> keys_of(const std::vector<AppliedMigration>& applied);

}  // namespace reinhardt::db
