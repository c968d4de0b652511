#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "result.hpp"
#include "statement.hpp"

namespace reinhardt::db::postgresql {

class Connection;

/// Statements sent without waiting for each other's answers (manual 34.5). Outside of a transaction they are one.
class Pipeline {
public:
    /// `failed` gets the index of the statement that fails.
    Pipeline(Connection& connection, std::uint32_t& failed) : connection_(connection), failed_(failed) {}
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// `take` gets the answer, now or later.
    template <class Take>
    void add(Statement& statement, const rdb_cell* cells, Take&& take) {
        send(statement, cells);
        waiting_.push_back({&statement, std::forward<Take>(take)});
        if (waiting_.size() >= at_once) receive();
    }
    /// Waits for all answers. Throws what the first that failed says.
    void finish();

private:
    struct Waiting {
        Statement* statement;
        std::function<void(PGresult*)> take;
    };
    static constexpr std::size_t at_once = 500;  ///< answers that neither side has to keep for long
    void send(Statement& statement, const rdb_cell* cells);
    void receive();

    Connection& connection_;
    std::uint32_t& failed_;
    std::uint32_t done_ = 0;
    bool open_ = false;
    std::deque<Waiting> waiting_;
};

}  // namespace reinhardt::db::postgresql
