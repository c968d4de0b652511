#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

#include "connection.hpp"

namespace reinhardt::db::sqlite {

/// A database in memory, changed as the executor does it: introspected, rendered, setup, transaction, verify, commit, teardown.
class TestDatabase {
public:
    explicit TestDatabase(std::string_view script = {});

    void run(std::string_view sql) { connection_->execute(sql); }
    /// Rows as "a|b" lines; NULL as "NULL".
    [[nodiscard]] std::string rows(std::string_view sql);
    [[nodiscard]] Value introspect(bool with_private = false);
    [[nodiscard]] Value table(const std::string& name);
    /// The stored SQL of a table, trigger, view or index.
    [[nodiscard]] std::string sql_of(const std::string& name);

    /// Renders and runs edits given as JSON; throws std::runtime_error with the message of a fault, a failed check or statement, rolled back.
    /// Gives the rendered statements.
    Value apply(std::string_view edits, bool offline = false);
    /// As apply, but gives the message of the failure, "" when there is none.
    std::string failure(std::string_view edits, bool offline = false);
    /// Whether the last change copied rows.
    [[nodiscard]] bool rebuilt() const noexcept { return rebuilt_; }

private:
    void run_phase(const Value& statements, std::string_view phase);
    void run_statement(const Value& statement);

    std::unique_ptr<Connection> connection_;
    Value remembered_;
    bool rebuilt_ = false;
};

}  // namespace reinhardt::db::sqlite
