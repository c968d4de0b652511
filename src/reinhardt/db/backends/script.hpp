#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/backends/statement.hpp>

namespace reinhardt::db {

/// Statements, BEGIN and COMMIT in one message to the server: one trip where they would be many. Unlike a batch it ends at the first failure and leaves
/// what came before as it is, in the transaction or committed.
class Script {
public:
    using Row = std::function<void(const rdb_cell* cells)>;
    using Done = std::function<void()>;

    explicit Script(Connection& connection) noexcept : connection_(connection) {}
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;

    /// Whether the driver has such messages; its server may be one that has not.
    [[nodiscard]] static bool serves(const Connection& connection) noexcept;

    // Each with what is to be called when its answer is there, before that of the next one: it may not use the connection. What it throws is thrown by run() at its end.
    void begin(Done done = {});
    void commit(Done done = {});
    /// `sql`: one statement, which stays where it is until run().
    void add(std::string_view sql, Done done = {});
    /// A statement without rows left; it must live until run().
    void add(Statement& statement, std::vector<Value> values, Done done = {}, Row row = {});
    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }

    /// Runs them; once. False, and nothing has happened, where the server cannot. Throws DatabaseError with the index of the item that failed, where it is known: where
    /// the connection is lost those behind it may have run.
    [[nodiscard]] bool run();

private:
    struct Item {
        std::uint32_t kind;
        std::string_view sql;
        Statement* statement;
        Done done;
        Row row;
        std::vector<Value> values;
        CellRow cells{values};
    };
    void add_item(std::uint32_t kind, std::string_view sql, Statement* statement, std::vector<Value> values, Done done, Row row);
    void take(std::uint32_t index, const rdb_cell* cells, std::uint32_t rows) noexcept;
    void finished(std::uint32_t index) noexcept;

    Connection& connection_;
    std::deque<Item> items_;
    std::exception_ptr thrown_;
};

}  // namespace reinhardt::db
