#include <reinhardt/db/migrations/statement_runner.hpp>

#include <chrono>
#include <optional>
#include <utility>

#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/migrations/sql_placeholders.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

using Kind = RenderedStatement::Kind;
using Phase = RenderedStatement::Phase;

std::string text_of_row(const std::vector<Value>& row) { return to_json(Value(Value::List(row))); }

std::string text_of(const Value& value) { return value.is_text() ? value.as_text() : to_json(value); }

/// Only one row is read: a check may find as many as the table has.
std::optional<std::vector<Value>> first_row(Connection& connection, const std::string& sql) {
    Statement query(connection, sql);
    std::vector<rdb_cell> cells(query.column_count());
    if (cells.empty() || query.fetch(cells.data(), 1) == 0) return std::nullopt;
    std::vector<Value> row;
    for (const auto& cell : cells) row.push_back(to_value(cell));
    return row;
}

/// Calls the listener around one statement and gives every Error of it the statement's text.
template <class Action>
void watched(const StatementListener& listener, const std::string& sql, Action&& action) {
    if (listener.before) listener.before(sql);
    const auto start = std::chrono::steady_clock::now();
    try {
        action();
    } catch (Error& error) {
        if (error.statement().empty()) error.statement(sql);
        throw;
    }
    if (!listener.after) return;
    const auto spent = std::chrono::steady_clock::now() - start;
    listener.after(sql, std::chrono::duration_cast<std::chrono::microseconds>(spent));
}

}  // namespace

StatementRunner::StatementRunner(Connection& connection, StatementListener listener, const std::atomic<bool>* interrupted)
    : connection_(connection), listener_(std::move(listener)), interrupted_(interrupted) {}

void StatementRunner::check_interrupted() const {
    if (interrupted_ != nullptr && interrupted_->load(std::memory_order_relaxed)) throw Error(ErrorCode::interrupted, "interrupted");
}

void StatementRunner::run(const std::vector<RenderedStatement>& statements, Phase phase) {
    for (const auto& statement : statements) {
        if (statement.phase == phase) run(statement);
    }
}

void StatementRunner::run(const RenderedStatement& statement) {
    check_interrupted();
    watched(listener_, statement.sql, [&] { run_kind(statement); });
}

void StatementRunner::run(const std::string& sql, const std::vector<Value>& parameters) {
    check_interrupted();
    watched(listener_, sql, [&] {
        if (parameters.empty()) {
            connection_.execute(sql);
        } else {
            connection_.execute(native_placeholders(sql, connection_.driver()), parameters);
        }
    });
}

void StatementRunner::run_kind(const RenderedStatement& statement) {
    switch (statement.kind) {
        case Kind::run: connection_.execute(statement.sql); return;
        case Kind::check: {
            if (const auto row = first_row(connection_, statement.sql)) fail(statement, *row);
            return;
        }
        case Kind::remember: {
            // What a later batch finds at the same place may be this migration's own doing.
            if (!remembering_.insert(statement.name + '\n' + statement.sql).second) return;
            auto& kept = remembered_[statement.name];
            for (const auto& row : connection_.query(statement.sql).rows) kept.insert(text_of_row(row));
            return;
        }
        case Kind::compare: {
            const auto& kept = remembered_[statement.name];
            for (const auto& row : connection_.query(statement.sql).rows) {
                if (!kept.contains(text_of_row(row))) fail(statement, row);
            }
            return;
        }
        case Kind::generate:
            for (const auto& row : connection_.query(statement.sql).rows) {
                if (row.empty() || !row.front().is_text()) continue;
                const std::string made = row.front().as_text();
                if (!statement.message.empty() && listener_.told) listener_.told(statement.message + ": " + made);
                watched({}, made, [&] { connection_.execute(made); });
            }
            return;
    }
}

void StatementRunner::fail(const RenderedStatement& statement, const std::vector<Value>& row) const {
    std::string message = statement.message.empty() ? "existing rows do not fit the change" : statement.message;
    Error error(ErrorCode::rows, std::move(message));
    if (!statement.hint.empty()) error.hint(statement.hint);
    std::vector<std::string> cells;
    for (const auto& value : row) cells.push_back(text_of(value));
    if (!cells.empty()) error.note("found: " + join(cells, ", "));
    throw error;
}

void run_statements(Connection& connection, const std::vector<RenderedStatement>& statements) {
    StatementRunner runner(connection);
    runner.run(statements, Phase::main);
    runner.run(statements, Phase::verify);
}

}  // namespace reinhardt::db
