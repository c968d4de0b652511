#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/migrations/executor_run.hpp>

namespace reinhardt::db {

/// One try at a transaction.
struct MigrationRun::Attempt {
    StatementRunner runner;
    const std::vector<RenderedStatement>& setup;  ///< ran before BEGIN
    std::vector<std::pair<const WorkItem*, RenderedStatement>> verify;
    std::map<std::size_t, std::chrono::steady_clock::duration> spent;  ///< by operation

    [[nodiscard]] bool has_setup(const RenderedStatement& statement) const {
        return std::any_of(setup.begin(), setup.end(), [&](const RenderedStatement& one) { return one.sql == statement.sql; });
    }
};

/// The statements of a migration's first items that go to the server with BEGIN.
struct MigrationRun::Riders {
    Attempt attempt;
    std::vector<std::pair<const WorkItem*, const RenderedStatement*>> statements;
    std::size_t items = 0;  ///< which they are all of
    std::size_t at = 0;     ///< the one under way
    std::chrono::steady_clock::time_point since;
};

/// Runs `setup`, and its counterpart whatever happens.
class SetupGuard {
public:
    SetupGuard(Connection& connection, const std::vector<RenderedStatement>& statements) : connection_(connection), statements_(statements) {
        for (const auto& statement : statements_) {
            if (statement.phase == RenderedStatement::Phase::setup) connection_.execute(statement.sql);
        }
    }
    ~SetupGuard() {
        for (const auto& statement : statements_) {
            if (statement.phase != RenderedStatement::Phase::teardown) continue;
            try {
                connection_.execute(statement.sql);
            } catch (const std::exception&) {
                // The connection is of no further use; what happened before matters more.
            }
        }
    }
    SetupGuard(const SetupGuard&) = delete;
    SetupGuard& operator=(const SetupGuard&) = delete;

private:
    Connection& connection_;
    const std::vector<RenderedStatement>& statements_;
};

template <class Body>
MigrationRun::Outcome MigrationRun::transaction(bool check_history, Body&& body, Along* along) {
    std::vector<RenderedStatement> setup;
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    for (;;) {
        try {
            const SetupGuard guard(connection_, setup);
            times_.clear();
            if (!begin(check_history || unchecked_, along)) {
                if (check_history) return Outcome::history_changed;
                throw HistoryChanged{};
            }
            try {
                Attempt attempt{StatementRunner(connection_, listener(), options_.interrupted), setup, {}, {}};
                body(attempt);
                commit();
                unchecked_ = false;
                keep_times();
                return Outcome::done;
            } catch (...) {
                rollback();
                throw;
            }
        } catch (NeedsSetup& needs) {
            for (auto& statement : needs.statements) setup.push_back(std::move(statement));
        } catch (const DatabaseError& error) {
            if (!waiting.is_wanted_after(error)) throw;
            if (error.driver_code() == RDB_E_LOCKED) {
                waiting.pause("another connection is using the database");
            } else {
                waiting.back_off(error);
            }
        }
    }
}

/// Whether a statement would end the transaction which the executor keeps, by its first words.
[[nodiscard]] bool controls_transaction(std::string_view text);
/// Throws Error(database) for a statement of RunSQL that does.
void refuse_transaction_control(const std::string& text);
/// The first two words of a statement, in capitals.
[[nodiscard]] std::pair<std::string, std::string> first_words(std::string_view text);

}  // namespace reinhardt::db
