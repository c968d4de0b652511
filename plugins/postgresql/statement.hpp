#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/plugin_support.hpp>

#include "arena.hpp"
#include "parameters.hpp"
#include "result.hpp"

namespace reinhardt::db::postgresql {

class Connection;

/// A statement that the server has prepared under a name of its own, or, where sessions are a pooler's, one that it gets anew each time. Its rows are read
/// whole, so that other statements may run between two fetches, unless they are to be streamed. Values are read in the binary form where each of
/// its columns has one.
class Statement {
public:
    Statement(Connection& connection, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(const rdb_cell* cells, std::uint32_t count) { bind_with(cells, count, 0); }
    void bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags);
    [[nodiscard]] std::uint32_t column_count() const noexcept { return static_cast<std::uint32_t>(column_types_.size()); }
    [[nodiscard]] std::string_view column_name(std::uint32_t index) const { return names_.at(index); }
    std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);
    void reset();
    [[nodiscard]] std::int64_t affected() const noexcept { return affected_; }
    std::int64_t execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed);

    // For pipelines and scripts.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    void check_count(std::uint32_t count) const;
    void prepare_again_if_stale();
    /// Sends it with these values; the answer comes later. The values may go then.
    void send(const rdb_cell* cells);
    /// Takes note when the server says that the statement cannot run as it was prepared.
    void note_failure(const PGresult* result) noexcept;
    /// The cells of a row of an answer to send().
    void read_row(PGresult* result, int row, rdb_cell* out);
    void forget_texts() noexcept { arena_.clear(); }

private:
    void prepare();
    void run();
    void stream();
    void send_stream();
    [[nodiscard]] bool repeat_stream();
    void check_bound() const;
    [[nodiscard]] int send_bound() const;
    [[noreturn]] void fail(const PGresult* result);
    [[nodiscard]] bool next_answer();
    [[nodiscard]] std::uint32_t fetch_stream(rdb_cell* out, std::uint32_t max_rows);

    Connection& connection_;
    std::string name_, sql_;
    std::vector<std::string> names_;  ///< of the columns
    std::vector<Oid> column_types_;
    bool binary_ = false, stale_ = false, bound_ = false, borrowed_ = false, streams_ = false, streaming_ = false, ended_ = false, may_repeat_ = false;
    std::vector<Oid> types_;        ///< of the parameters
    Parameters parameters_, sent_;  ///< sent_: of send()
    Result result_;
    std::vector<Result> kept_;      ///< of the rows that were streamed last
    int row_ = 0, rows_ = 0;        ///< rows_: of an answer that is streamed
    std::int64_t affected_ = 0;
    sql::Arena arena_;
};

}  // namespace reinhardt::db::postgresql
