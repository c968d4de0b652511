#include "script.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "arena.hpp"
#include "connection.hpp"
#include "decode.hpp"
#include "failure.hpp"
#include "lexer.hpp"
#include "literal.hpp"
#include "statement.hpp"

namespace reinhardt::db::postgresql {

namespace {

Statement* statement_of(const rdb_script_item& item) { return reinterpret_cast<Statement*>(item.statement); }

/// What can fail before anything is sent. Whether one message will do: texts are one at most, and nothing comes behind a COMMIT.
bool check(Connection& connection, const rdb_script_item* items, std::uint32_t count) {
    connection.claim();
    std::uint32_t texts = 0;
    bool ends = false, goes_on = false;
    for (std::uint32_t i = 0; i < count; ++i) {
        goes_on = goes_on || ends;
        ends = ends || items[i].kind == RDB_SCRIPT_COMMIT;
        if (Statement* statement = statement_of(items[i])) {
            statement->reset();
            statement->prepare_again_if_stale();
            statement->check_count(items[i].count);
        } else if (items[i].kind == RDB_SCRIPT_STATEMENT) {
            ++texts;
            const auto statements = sql::split_statements(plugin::view(items[i].sql), sql::postgresql_lexis);
            if (statements.size() != 1) throw plugin::PluginError(RDB_E_UNSUPPORTED, "a text that is not one statement");
        }
    }
    return texts <= 1 && !goes_on;
}

std::string text_of(const rdb_script_item& item) {
    return item.kind == RDB_SCRIPT_BEGIN ? "BEGIN" : item.kind == RDB_SCRIPT_COMMIT ? "COMMIT" : std::string(plugin::view(item.sql));
}

/// A transaction with a failed statement answers COMMIT so, and is rolled back.
void refuse_rollback(PGresult* result) {
    if (std::strcmp(PQcmdStatus(result), "ROLLBACK") == 0) throw plugin::PluginError(RDB_E_FAILED, "the transaction was rolled back: a statement in it had failed");
}

[[nodiscard]] bool is_failure(const PGresult* result) noexcept {
    const ExecStatusType status = PQresultStatus(result);
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY;
}

/// One message of several statements: those that are prepared run by EXECUTE.
class Message {
public:
    Message(Connection& connection, const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed)
        : handle_(connection.handle()), items_(items), count_(count), sink_(sink), failed_(failed) {}

    void run() {
        for (std::uint32_t i = 0; i < count_; ++i) write(items_[i]);
        if (PQsendQuery(handle_, text_.c_str()) != 1) throw failure_of(nullptr, handle_);
        try {
            for (std::uint32_t i = 0; i < count_; ++i) receive(i);
        } catch (...) {
            discard();
            throw;
        }
        discard();
    }

private:
    void write(const rdb_script_item& item) {
        begins_.push_back(text_.size());
        if (const Statement* statement = statement_of(item)) {
            text_ += "EXECUTE " + statement->name();
            for (std::uint32_t i = 0; i < item.count; ++i) text_ += (i == 0 ? " (" : ", ") + literal_of(item.cells[i]);
            if (item.count > 0) text_ += ')';
        } else {
            text_ += text_of(item);
        }
        text_ += "\n;\n";
    }

    void receive(std::uint32_t number) {
        const Result result(PQgetResult(handle_));
        failed_ = number;
        if (is_failure(result.get())) {
            // A text that cannot be read is none of the statements before it, though none of them has run.
            const char* place = PQresultErrorField(result.get(), PG_DIAG_STATEMENT_POSITION);
            if (place != nullptr) failed_ = std::max(number, item_at(std::strtoull(place, nullptr, 10)));
            if (Statement* statement = statement_of(items_[number])) statement->note_failure(result.get());
            throw failure_of(result.get(), handle_);
        }
        if (items_[number].kind == RDB_SCRIPT_COMMIT) refuse_rollback(result.get());
        give_rows(number, result.get());
        sink_.done(sink_.context, number, std::strtoll(PQcmdTuples(result.get()), nullptr, 10));
        failed_ = count_;
    }

    /// The item that has the character of that number, counted from 1.
    [[nodiscard]] std::uint32_t item_at(std::size_t character) const {
        std::size_t byte = 0;
        for (std::size_t seen = 0; byte < text_.size(); ++byte) {
            if ((static_cast<unsigned char>(text_[byte]) & 0xC0U) != 0x80U && ++seen == character) break;
        }
        const auto behind = std::upper_bound(begins_.begin(), begins_.end(), byte);
        return static_cast<std::uint32_t>(behind - begins_.begin()) - 1;
    }

    void give_rows(std::uint32_t number, PGresult* result) {
        std::vector<Oid> types;
        for (int i = 0; i < PQnfields(result); ++i) types.push_back(PQftype(result, i));
        std::vector<rdb_cell> cells(types.size());
        sql::Arena arena;
        for (int row = 0; row < PQntuples(result); ++row) {
            read_cells(result, row, types, false, arena, cells.data());
            sink_.rows(sink_.context, number, cells.data(), 1);
            arena.clear();
        }
    }

    void discard() noexcept {
        while (const Result result{PQgetResult(handle_)}) {}
    }

    PGconn* handle_;
    const rdb_script_item* items_;
    std::uint32_t count_;
    const rdb_batch_sink& sink_;
    std::uint32_t& failed_;
    std::string text_;
    std::vector<std::size_t> begins_;
};

/// The statements sent one behind the other, each with its answer at once.
class Pipelined {
public:
    Pipelined(Connection& connection, const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed)
        : handle_(connection.handle()), items_(items), count_(count), sink_(sink), failed_(failed) {}

    void run() {
        if (PQenterPipelineMode(handle_) != 1) throw failure_of(nullptr, handle_);
        try {
            for (std::uint32_t i = 0; i < count_; ++i) send(i);
            sync();
            for (std::uint32_t i = 0; i < count_; ++i) receive(i);
        } catch (...) {
            leave();
            throw;
        }
        leave();
    }

private:
    void send(std::uint32_t number) {
        const rdb_script_item& item = items_[number];
        if (Statement* statement = statement_of(item)) {
            statement->send(item.cells);
        } else {
            if (PQsendQueryParams(handle_, text_of(item).c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) != 1) throw failure_of(nullptr, handle_);
        }
        // What comes behind a COMMIT does not fail with it; an answer that takes its time is not held back by those behind it.
        if (item.kind == RDB_SCRIPT_COMMIT && number + 1 < count_) sync();
        else if (item.kind == RDB_SCRIPT_STATEMENT && item.statement == nullptr && number + 1 < count_) static_cast<void>(PQsendFlushRequest(handle_));
    }

    void sync() {
        if (PQpipelineSync(handle_) != 1) throw failure_of(nullptr, handle_);
        ++syncs_;
    }

    void receive(std::uint32_t number) {
        const rdb_script_item& item = items_[number];
        failed_ = number;
        const Result result(PQgetResult(handle_));
        if (is_failure(result.get())) {
            if (Statement* statement = statement_of(item)) statement->note_failure(result.get());
            throw failure_of(result.get(), handle_);
        }
        Result(PQgetResult(handle_)).reset();  // the end of this answer
        if (item.kind == RDB_SCRIPT_COMMIT) {
            if (number + 1 < count_) end_of_sync(Result(PQgetResult(handle_)));
            refuse_rollback(result.get());
        }
        if (Statement* statement = statement_of(item)) give_rows(*statement, number, result.get());
        sink_.done(sink_.context, number, std::strtoll(PQcmdTuples(result.get()), nullptr, 10));
        failed_ = count_;
    }

    void give_rows(Statement& statement, std::uint32_t number, PGresult* result) {
        std::vector<rdb_cell> cells(statement.column_count());
        for (int row = 0; row < PQntuples(result); ++row) {
            statement.read_row(result, row, cells.data());
            sink_.rows(sink_.context, number, cells.data(), 1);
            statement.forget_texts();
        }
    }

    void end_of_sync(const Result& result) {
        if (PQresultStatus(result.get()) != PGRES_PIPELINE_SYNC) throw failure_of(result.get(), handle_);
        --syncs_;
    }

    /// Reads what is left, so that the connection can be used for something else.
    void leave() noexcept {
        if (syncs_ == 0) static_cast<void>(PQpipelineSync(handle_) == 1 && ++syncs_ > 0);
        for (bool before_null = false; syncs_ > 0;) {
            const Result result(PQgetResult(handle_));
            if (PQstatus(handle_) == CONNECTION_BAD || (!result && before_null)) break;  // nothing more comes
            if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) --syncs_;
            before_null = !result;
        }
        PQexitPipelineMode(handle_);
    }

    PGconn* handle_;
    const rdb_script_item* items_;
    std::uint32_t count_;
    const rdb_batch_sink& sink_;
    std::uint32_t& failed_;
    int syncs_ = 0;  ///< that are not answered
};

}  // namespace

void run_script(Connection& connection, const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed) {
    if (check(connection, items, count)) Message(connection, items, count, sink, failed).run();
    else Pipelined(connection, items, count, sink, failed).run();
}

}  // namespace reinhardt::db::postgresql
