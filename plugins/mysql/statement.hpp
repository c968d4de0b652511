#pragma once

#include <mysql.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "arena.hpp"

namespace reinhardt::db::mysql {

class Connection;

/// A prepared statement. Its rows are read whole, so that other statements may run between two fetches, unless they are to be streamed; texts of a block
/// point into a copy.
class Statement {
public:
    Statement(Connection& connection, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(const rdb_cell* cells, std::uint32_t count) { bind_with(cells, count, 0); }
    void bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags);
    [[nodiscard]] std::uint32_t column_count() const noexcept { return static_cast<std::uint32_t>(columns_.size()); }
    [[nodiscard]] std::string_view column_name(std::uint32_t index) const { return columns_.at(index).name; }
    std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);
    void reset();
    [[nodiscard]] std::int64_t affected() const noexcept { return affected_; }
    [[nodiscard]] std::int64_t last_insert_id() const noexcept { return statement_ != nullptr ? static_cast<std::int64_t>(mysql_stmt_insert_id(statement_)) : 0; }
    /// By an array of values (MariaDB alone), else one after the other.
    [[nodiscard]] const std::string& sql() const noexcept { return sql_; }
    std::int64_t execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed);

private:
    enum class Kind : std::uint8_t { integer, unsigned_integer, real, date, moment, text, blob, decimal, json };
    struct Column {
        std::string name;
        Kind kind = Kind::text;
        enum_field_types type = MYSQL_TYPE_STRING;
        // Where a row is read into.
        std::int64_t integer = 0;
        double real = 0;
        MYSQL_TIME time{};
        char* bytes = nullptr;  ///< in buffer_
        unsigned long room = 0, length = 0;
        my_bool null = 0, error = 0;
    };
    void prepare();
    void describe();
    void check_count(std::uint32_t count) const;
    void set_parameters(const rdb_cell* cells, bool borrow, bool typed);
    void check_packet(const rdb_cell* cells, std::uint32_t width) const;
    void run();
    void run_as_text();
    void bind_results();
    [[nodiscard]] rdb_cell time_cell(const Column& column);
    [[nodiscard]] rdb_cell cell_of(Column& column, std::size_t index);
    [[nodiscard]] std::int64_t loop_over(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed);

    Connection& connection_;
    MYSQL* handle_;
    MYSQL_STMT* statement_ = nullptr;  ///< null for what cannot be prepared: it runs as text, and gives no rows
    std::string sql_;
    std::vector<Column> columns_;
    std::vector<MYSQL_BIND> results_, parameters_;
    std::vector<rdb_cell> values_;
    std::string texts_;            ///< of the parameters
    std::vector<std::size_t> places_;
    std::vector<MYSQL_TIME> times_;
    std::vector<char> buffer_;     ///< where the texts of a row are read into
    bool bound_ = false, borrowed_ = false, streams_ = false, started_ = false, ended_ = false;
    std::int64_t affected_ = 0;
    sql::Arena arena_;
};

}  // namespace reinhardt::db::mysql
