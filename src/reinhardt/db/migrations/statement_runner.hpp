#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/backends/rendered.hpp>

namespace reinhardt::db {

/// Told about each statement before and after it runs.
struct StatementListener {
    std::function<void(const std::string& sql)> before;
    std::function<void(const std::string& sql, std::chrono::microseconds spent)> after;
    std::function<void(const std::string& message)> told;  ///< what a statement says of statements that it gave
};

/// Runs rendered statements on a connection, kind by kind; transactions are the caller's. Remembers rows between `remember` and `compare`,
/// so that one runner serves one attempt at one migration. Failures carry the statement.
class StatementRunner {
public:
    explicit StatementRunner(Connection& connection, StatementListener listener = {}, const std::atomic<bool>* interrupted = nullptr);

    /// Runs those of `phase`, in order. Throws DatabaseError, Error(rows) for a check that failed, Error(interrupted) between statements.
    void run(const std::vector<RenderedStatement>& statements, RenderedStatement::Phase phase);
    void run(const RenderedStatement& statement);
    /// One statement, with values for its placeholders.
    void run(const std::string& sql, const std::vector<Value>& parameters = {});
    /// Throws Error(interrupted) when that was asked for.
    void check_interrupted() const;

private:
    void run_kind(const RenderedStatement& statement);
    [[noreturn]] void fail(const RenderedStatement& statement, const std::vector<Value>& row) const;

    Connection& connection_;
    StatementListener listener_;
    const std::atomic<bool>* interrupted_;
    std::map<std::string, std::set<std::string>> remembered_;
    std::set<std::string> remembering_;
};

/// Phase main, then verify, in the caller's transaction: for scratch databases, where nothing needs `setup`.
void run_statements(Connection& connection, const std::vector<RenderedStatement>& statements);

}  // namespace reinhardt::db
