#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

class Connection;

/// A prepared statement. Must not outlive its connection.
class Statement {
public:
    enum class Keep : std::uint8_t {
        briefly,     ///< run once or a few times
        persistent,  ///< kept, and run many times
    };
    /// How a statement runs.
    enum class Run : std::uint32_t {
        whole = 0,                ///< other statements may run between two fetches
        stream = RDB_RUN_STREAM,  ///< rows are read while they are fetched; until the end, or reset(), no other statement of the connection may run
        /// The texts of the cells given to bind() stay where they are until the end, or reset(): they need not be copied.
        borrow = RDB_RUN_BORROW,
        all = RDB_RUN_ALL,  ///< with stream: rows are fetched to the end without a pause, and may be taken whole where that is faster
    };
    friend constexpr Run operator|(Run a, Run b) noexcept { return static_cast<Run>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b)); }

    Statement(Connection& connection, std::string_view sql, Keep keep = Keep::briefly);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;

    /// A text may be a moment in RFC 3339, which a backend gets in its own form.
    void bind(const std::vector<Value>& values);
    /// Cells are of the types that they stand for.
    void bind(const rdb_cell* cells, std::uint32_t count, Run run = Run::whole);
    [[nodiscard]] std::uint32_t column_count() const;
    [[nodiscard]] std::string column_name(std::uint32_t index) const;
    /// Up to max_rows rows into `out`; 0 at the end. The cells are valid until the next call.
    std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);
    void run();    ///< to the end, rows discarded
    /// What came of a statement that ran once.
    struct Outcome {
        std::int64_t affected = 0;
        std::int64_t last_insert_id = 0;  ///< 0 where the driver cannot tell
    };
    /// Binds cells, which are of the types that they stand for, runs to the end, rows discarded, and resets: one call of the driver where it has such.
    Outcome run(const rdb_cell* cells, std::uint32_t count);
    void reset();  ///< gives up what was not fetched
    [[nodiscard]] std::int64_t affected() const;
    /// The key that the database counted up for the row which it, an INSERT, inserted last; nullopt where the driver cannot tell.
    [[nodiscard]] std::optional<std::int64_t> last_insert_id() const;

    /// Runs it once for each row of cells[rows * width], in order, in the fastest way of the driver; gives the sum of the rows affected. Outside of a
    /// transaction all happen or none; inside of one, roll back after a failure. The DatabaseError tells the row, where it is known.
    std::int64_t execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows);

    [[nodiscard]] const std::string& sql() const noexcept { return sql_; }
    [[nodiscard]] rdb_statement* handle() const noexcept { return statement_; }  ///< nullptr: nothing but blanks and comments
    /// Whether it was claimed, bound or begun, and is not at its end.
    [[nodiscard]] bool is_open() const noexcept { return open_; }
    /// Makes it open: nobody else may have it.
    void claim() noexcept { open_ = true; }

private:
    void bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags);
    std::int64_t loop_over(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows);

    Connection& connection_;
    rdb_statement* statement_ = nullptr;
    std::string sql_;
    bool open_ = false;
    bool fresh_ = true;  ///< nothing was done with it since the last reset
};

}  // namespace reinhardt::db
