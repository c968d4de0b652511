#pragma once

#include <mysql.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/plugin_support.hpp>

namespace reinhardt::db::mysql {

/// A prepared statement. Its rows are read whole, so that other statements may run between two fetches; cells of a block point into a copy.
class Statement {
public:
    Statement(MYSQL* handle, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(const rdb_cell* cells, std::uint32_t count);
    [[nodiscard]] std::uint32_t column_count() const noexcept { return static_cast<std::uint32_t>(columns_.size()); }
    [[nodiscard]] std::string_view column_name(std::uint32_t index) const { return columns_.at(index).name; }
    std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);
    void reset();
    [[nodiscard]] std::int64_t affected() const noexcept { return affected_; }
    [[nodiscard]] std::int64_t last_insert_id() const noexcept { return statement_ != nullptr ? static_cast<std::int64_t>(mysql_stmt_insert_id(statement_)) : 0; }

private:
    struct Column {
        std::string name;
        enum_field_types type = MYSQL_TYPE_STRING;
        bool is_unsigned = false, binary = false;
        // Where a row is read into.
        std::int64_t integer = 0;
        double real = 0;
        std::vector<char> bytes;
        unsigned long length = 0;
        my_bool null = 0, error = 0;
    };
    void describe();
    void run();
    void run_as_text();
    void bind_results();
    [[nodiscard]] rdb_cell cell_of(Column& column, std::size_t index);
    std::string_view keep(std::string_view bytes);

    MYSQL* handle_;
    MYSQL_STMT* statement_;      ///< null for what cannot be prepared: it runs as text, and gives no rows
    std::string sql_;
    std::vector<Column> columns_;
    std::vector<MYSQL_BIND> results_;
    std::vector<std::string> texts_;
    std::vector<rdb_cell> values_;
    bool started_ = false;
    std::int64_t affected_ = 0;
    std::vector<std::unique_ptr<char[]>> kept_;
};

}  // namespace reinhardt::db::mysql
