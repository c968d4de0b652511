#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <reinhardt/db/backends/abi.h>

#include "arena.hpp"
#include "limits.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace reinhardt::db::sqlite {

/// A prepared statement. Cells of the last row of a block point into SQLite's memory; those of the rows before it into a copy that
/// lives as long, since a step takes SQLite's texts away.
class Statement {
public:
    Statement(sqlite3* handle, sqlite3_stmt* statement, Limits& limits) : handle_(handle), statement_(statement), limits_(limits) {}
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(const rdb_cell* cells, std::uint32_t count) { bind_with(cells, count, 0); }
    void bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags);
    void run(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags);
    std::int64_t execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed);
    [[nodiscard]] std::uint32_t column_count() const;
    [[nodiscard]] std::string_view column_name(std::uint32_t index) const;
    std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);
    void reset();
    [[nodiscard]] std::int64_t affected() const noexcept { return affected_; }
    [[nodiscard]] std::int64_t last_insert_id() const noexcept;

private:
    void read_row(rdb_cell* row) const;
    void keep_row(rdb_cell* row);
    void bind_row(const rdb_cell* cells, std::uint32_t count, void (*keep)(void*));
    [[nodiscard]] std::int64_t changes_since_start() const;
    void run_text(const char* sql);

    sqlite3* handle_;
    sqlite3_stmt* statement_;
    Limits& limits_;
    Limits::Clock::duration spent_{};
    bool started_ = false, done_ = false, borrowed_ = false;
    bool stale_ = false;  ///< what is bound was borrowed and may be gone: nothing may run with it
    std::int64_t changes_before_ = 0, affected_ = 0;
    sql::Arena arena_;
    std::string times_;  ///< the texts of the dates and times that are bound
};

}  // namespace reinhardt::db::sqlite
