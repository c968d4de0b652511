#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/statement.hpp>

namespace reinhardt::db {

class StatementCache;

/// Statements that run in one go: all are sent before the first answer is read where the backend can (libpq's pipeline), else one after the other.
/// Outside of a transaction all happen or none; inside of one, roll back after a failure. The DatabaseError tells which, where it is known.
class Batch {
public:
    explicit Batch(Connection& connection) noexcept : connection_(connection) {}
    /// For add() with the text of a statement.
    Batch(Connection& connection, StatementCache& statements) noexcept : connection_(connection), cache_(&statements) {}
    ~Batch();
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    /// Adds a run of a statement; it may be added again with other values. It must live until run(), without rows left. Texts of the cells are copied. Gives the
    /// index of the run.
    std::size_t add(Statement& statement, const rdb_cell* cells, std::uint32_t count);
    /// The same with a statement out of the cache. Error(usage) when the batch has none.
    std::size_t add(std::string_view sql, const rdb_cell* cells, std::uint32_t count);
    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }

    /// Runs them; once.
    void run();

    // Of a run by its index, after run().
    [[nodiscard]] std::int64_t affected(std::size_t index) const { return items_.at(index).affected; }
    [[nodiscard]] std::size_t rows(std::size_t index) const { return items_.at(index).rows; }
    /// The cells of a row, as many as the statement has columns; valid as long as the batch.
    [[nodiscard]] const rdb_cell* row(std::size_t index, std::size_t row) const;

private:
    struct Item {
        Statement* statement;
        std::vector<rdb_cell> parameters, cells;
        std::size_t width = 0, rows = 0;
        std::int64_t affected = 0;
    };
    void run_each();
    void take(Item& item, const rdb_cell* cells, std::uint32_t rows);
    [[nodiscard]] rdb_cell kept(const rdb_cell& cell);

    Connection& connection_;
    StatementCache* cache_ = nullptr;
    std::vector<Statement*> taken_;  ///< out of it
    std::vector<Item> items_;
    std::deque<std::vector<char>> texts_;  // blocks stay where they are
    std::size_t room_ = 0;
    bool out_of_memory_ = false;
};

}  // namespace reinhardt::db
