#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/executor_work.hpp>

namespace reinhardt::db {

/// Generated rows in the tables of a scratch database, and what became of them.
class RehearsalRows {
public:
    explicit RehearsalRows(Connection& connection) : connection_(connection) {}

    /// Puts a few rows into each table of `tables` that has none. Tables whose constraints generated values do not meet stay empty.
    void fill(const std::vector<Table>& tables);
    /// What a migration's work should have kept and did not, one line each; empty when all is there. Rows that statements of the migration's
    /// own may have changed are not compared.
    [[nodiscard]] std::vector<std::string> lost(const MigrationWork& work);
    [[nodiscard]] bool empty() const noexcept { return kept_.empty(); }
    /// Takes all rows away.
    void clear();
    [[nodiscard]] std::size_t tables_filled() const noexcept { return kept_.size(); }

private:
    struct Kept {
        std::vector<std::string> columns;
        std::vector<std::vector<Value>> rows;
    };

    [[nodiscard]] bool insert(const Table& table, int number, bool all_columns);
    [[nodiscard]] Value value_of(const Table& table, const Column& column, int number, int depth) const;
    [[nodiscard]] const Table* find(const std::string& name) const;
    [[nodiscard]] Kept read(const Table& table);
    void remember();

    Connection& connection_;
    std::vector<Table> tables_;
    std::map<std::string, Kept> kept_;
};

}  // namespace reinhardt::db
