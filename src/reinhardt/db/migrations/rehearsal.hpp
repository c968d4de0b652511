#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/executor.hpp>

namespace reinhardt::db {

struct RehearsalOptions {
    std::vector<std::string> apps{};                  ///< of the database; empty = all
    const CodeFunctions* code = nullptr;              ///< what RunCode calls
    const std::atomic<bool>* interrupted = nullptr;
};

/// What a rehearsal that went well has seen.
struct RehearsalResult {
    std::size_t migrations = 0, undone = 0;
    std::vector<std::pair<MigrationKey, std::string>> irreversible;  ///< and why
    std::vector<MigrationKey> kept;                   ///< not undone, since one that cannot be undone depends on them
    std::size_t tables_with_rows = 0;
    std::vector<std::string> notes;                   ///< what could not be tried with rows, and why
    std::int64_t ms = 0;
};

/// Tries a history on scratch databases: forward from nothing, back to nothing one migration at a time, forward again, and forward with rows
/// in the tables. After each step the schema must be that of the state, and rows must still be there.
class Rehearsal {
public:
    using Scratch = std::function<std::unique_ptr<Connection>()>;
    /// `scratch` opens a new and empty database each time.
    Rehearsal(const History& history, Scratch scratch, const RehearsalOptions& options);

    /// Throws Error(schema_differs), Error(rows) or what the migration threw, with a note that names the direction.
    [[nodiscard]] RehearsalResult run();

private:
    class Watch;

    void forward(Connection& connection, const char* phase);
    void backward(Connection& connection);
    void forward_with_rows(Connection& connection);
    /// Runs what is pending, looking at the database after each migration.
    void migrate(Connection& connection, Watch& watch);
    void undo(Connection& connection, const Migration& migration);
    [[nodiscard]] bool is_needed(NodeId node) const;
    void compare(Connection& connection, const Migration& migration, const char* phase);
    [[nodiscard]] ProjectState state() const;
    void note_objects(const SchemaObjects& objects);
    [[nodiscard]] Schema expected(Driver& driver) const;
    void check_interrupted() const;

    const History& history_;
    Scratch scratch_;
    RehearsalOptions options_;
    MigrationGraph graph_;
    std::vector<NodeId> order_;          ///< of the graph that concerns the apps
    std::vector<bool> standing_;         ///< applied at this moment, by node
    std::vector<std::string> managed_;   ///< every table that the history ever had
    SchemaObjects made_objects_;
    RehearsalResult result_;
};

}  // namespace reinhardt::db
