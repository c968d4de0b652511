#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "result.hpp"

namespace reinhardt::db::postgresql {

class Connection;

/// A statement that the server has prepared under a name of its own, or, where sessions are a pooler's, one that it gets anew each time. Its rows are read whole: other statements may run between two
/// fetches. Values are read in the binary form where each of its columns has one.
class Statement {
public:
    Statement(Connection& connection, std::string name, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(const rdb_cell* cells, std::uint32_t count);
    [[nodiscard]] std::uint32_t column_count() const noexcept { return static_cast<std::uint32_t>(columns_.size()); }
    [[nodiscard]] std::string_view column_name(std::uint32_t index) const { return columns_.at(index); }
    std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);
    void reset() noexcept;
    [[nodiscard]] std::int64_t affected() const noexcept { return affected_; }

private:
    void describe();
    void run();

    Connection& connection_;
    std::string name_, sql_;
    std::uint32_t parameters_ = 0;
    std::vector<std::string> columns_;
    bool binary_ = false;
    Result result_;
    int row_ = 0;
    std::int64_t affected_ = 0;
    std::vector<std::string> texts_;   ///< the bound values
    std::vector<bool> nulls_;
    std::vector<int> formats_;
    std::vector<Oid> types_;
};

}  // namespace reinhardt::db::postgresql
